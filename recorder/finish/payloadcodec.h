// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/calldocuments.h"

#include <QString>

#include <array>
#include <cstddef>
#include <span>

namespace recorder
{

enum class Codec : quint8 {
    Unknown, ///< no decoder: silence, counted
    Signal,  ///< telephone-event, comfort noise: no audio of its own; its content is never looked at
    Pcmu,
    Pcma,
    G722,
    G726, ///< G726-32 packed as in RFC 3551 section 4.5.4
    G729,
    Gsm,
    Opus,
    L16,
};

/// What a payload type means.
struct PayloadCodec {
    Codec codec = Codec::Unknown;
    int clockRate = 8000; ///< of the timestamps
    int audioRate = 8000; ///< of the decoded audio: 8000, 16000 or 48000
    bool timed = true;    ///< the timestamp counts samples

    bool decodable() const { return codec > Codec::Signal; }
    bool operator==(const PayloadCodec &) const = default;
};

PayloadCodec payloadCodec(const StreamFormat &format);

/// The payload types of one stream as negotiated now; static types (RFC 3551) are known even if they were
/// not negotiated, because some clients send what they were not allowed to.
class PayloadTable
{
public:
    PayloadTable();
    void apply(const StreamDocument &document);
    const PayloadCodec &of(quint8 payloadType) const { return m_codecs[payloadType & 0x7f]; }

private:
    std::array<PayloadCodec, 128> m_codecs;
};

/// "PCMU", for the report.
QString keyOf(Codec codec);

} // namespace recorder
