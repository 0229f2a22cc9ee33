// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

#include <QByteArray>
#include <QtGlobal>

#include <cstddef>
#include <span>

namespace recorder
{

/// The plain content of a spool journal: records, one after another, little-endian, no padding between them.
/// The journal of one call holds all that the finisher needs: it never asks the ledger or the phone system.
///
///   offset size
///   0      4    length of the payload that follows the head
///   4      1    kind (SpoolKind)
///   5      1    stream index (0..63), 0xff = the call
///   6      2    reserved, 0
///   8      8    CLOCK_MONOTONIC of arrival, ns
///   16     n    payload
enum class SpoolKind : quint8 {
    Call = 1,         ///< JSON, first record; may come again, the last one holds: see calldocuments.h
    Message = 2,      ///< a SIP message as it came, evidence
    Stream = 3,       ///< JSON: a stream begins or changes (label, payload formats, held)
    Participants = 4, ///< JSON: snapshot of who takes part from now on
    Rtp = 5,          ///< one whole RTP packet, already authenticated and decrypted
    Rtcp = 6,         ///< one whole RTCP packet
    Counters = 7,     ///< JSON: per stream received, kernel drops, ring drops, foreign packets, so far
    Resumed = 8,      ///< JSON: the recorder was away until now (crash, restart)
    End = 9,          ///< JSON: cause and time; nothing but late Rtp may follow
};

struct SpoolRecordHead {
    static constexpr std::size_t kSize = 16;
    static constexpr quint32 kMaxPayload = 128 * 1024;
    static constexpr quint8 kCallStream = 0xff;

    quint32 length = 0;
    SpoolKind kind = SpoolKind::Call;
    quint8 stream = kCallStream;
    qint64 monoNs = 0;
};

/// A record as the reader hands it out; `payload` lives until the next call of the reader.
struct SpoolRecordView {
    SpoolRecordHead head;
    std::span<const std::byte> payload;
};

/// Writes the 16 bytes of a head to `out`. No allocation: used on the capture path.
void encodeHead(const SpoolRecordHead &head, std::byte *out);
/// Reads 16 bytes; false when kind or length are out of range.
bool decodeHead(const std::byte *in, SpoolRecordHead &head);

} // namespace recorder
