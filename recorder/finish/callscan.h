// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/callclock.h"
#include "recorder/finish/callfacts.h"
#include "recorder/finish/clockmodel.h"
#include "recorder/finish/payloadcodec.h"
#include "recorder/finish/recordsource.h"
#include "recorder/finish/rtptimeline.h"
#include "recorder/finish/sequencelog.h"

#include "recorder/capture/spool/rtppacket.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace recorder
{

inline constexpr int kMaxStreams = 64;
/// SSRCs of a call that get a place, some 30 KB each. Capture has locked their sources; but some media
/// servers take a new SSRC at each hold, announcement or transfer. What comes on top is told as foreign, and
/// the journal is kept.
inline constexpr std::size_t kMaxTracks = 1024;

/// One SSRC of a stream, after the first pass.
struct ScannedTrack {
    quint32 ssrc = 0;
    RtpTimeline timeline;
    SequenceLog log;
    ClockModel clock;
    qint64 firstSequence = 0; ///< lowest of the first numbering
    bool restarted = false;
    quint64 audioPackets = 0;
    qint64 firstNs = 0;
    qint64 lastNs = 0;
    bool wideband = false;
    int channel = 0;
};

struct ScannedStream {
    StreamDocument document; ///< the last one
    bool known = false;      ///< a Stream document came
    PayloadTable table;
    std::vector<std::unique_ptr<ScannedTrack>> tracks;
    quint64 undecodable = 0;
    quint64 refused = 0;  ///< strays that fit nothing
    quint64 overflow = 0; ///< packets of more than kMaxTracks sources
    QString codec;
    int lastPayloadType = -1;
    bool audible = false; ///< is mixed into the file

    quint64 audioPackets() const;
    quint64 received() const;
};

/// The index of the track of `ssrc` in anything that has tracks with a member `ssrc`; -1 = not there. The
/// last packet's track comes first.
template <typename Tracks>
int trackOf(const Tracks &tracks, quint32 ssrc)
{
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        if (tracks[i]->ssrc == ssrc) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

/// The first pass: documents, what there is of audio, and the clocks.
struct CallScan {
    CallFacts facts;
    std::vector<ScannedStream> streams;
    qint64 endNs = 0; ///< duration of the recording
    int sampleRate = 8000;
};

common::Result<CallScan> scanCall(RecordSource &source, const std::stop_token &stop);

} // namespace recorder
