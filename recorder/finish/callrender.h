// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/audiosink.h"
#include "recorder/finish/callscan.h"
#include "recorder/finish/gaplist.h"

#include <vector>

namespace recorder
{

/// What the second pass adds to the facts.
struct RenderReport {
    struct Stream {
        quint64 undecodable = 0; ///< payloads that their decoder refused
        quint64 tooLate = 0;     ///< packets that came after their turn was over
    };
    std::vector<Stream> streams; ///< as CallScan::streams
    GapList gaps;
};

/// The second pass: decodes, places and mixes the audio into `sink`, writes the SIP messages to `evidence`.
common::Result<RenderReport> renderCall(RecordSource &source, const CallScan &scan, bool plc, AudioSink &sink,
                                        OutputFile &evidence, const std::stop_token &stop);

} // namespace recorder
