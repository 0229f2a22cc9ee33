// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessiondescription.h"

#include <QByteArrayView>
#include <QList>

#include <optional>

namespace recorder
{

/// What a payload format means to the recorder.
enum class CodecUse {
    Speech, ///< audio that the finisher decodes
    Signal, ///< telephone-event, comfort noise: kept, no audio of its own
    Raw     ///< known or unknown, without decoder: stored as it came
};

/// The static assignment of RFC 3551 table 4 and 5, nothing for a dynamic or reserved type.
std::optional<PayloadFormat> staticFormat(int payloadType);

CodecUse codecUse(const PayloadFormat &format);
/// Speech or Signal.
bool isRecordable(const PayloadFormat &format);

/// Clock of the RTP timestamps in Hz. G722 counts at 8000 whatever its rtpmap says (RFC 3551 section 4.5.2).
int rtpClockRate(const PayloadFormat &format);
/// Rate of the decoded audio in Hz: 16000 for G722, 48000 for Opus, else the clock rate.
int sampleRate(const PayloadFormat &format);
/// The spelling that peers expect in a=rtpmap: "telephone-event", "opus", "PCMU".
QByteArray wireName(QByteArrayView encoding);

/// The formats of the answer to a line, in its order: every recordable one, telephone-event among them (some
/// peers refuse a shorter answer). All formats when none of them is speech we decode. Empty when the line is
/// not audio.
QList<PayloadFormat> answerFormats(const MediaLine &line);
/// What we offer when the peer leaves the offer to us: everything we decode, telephone-event last.
QList<PayloadFormat> offerFormats();

/// Packets per second that a line has to be expected to send, for caps: 1000 / ptime, but not less than 50.
/// An a=ptime is what its sender would like to receive (RFC 8866 section 6.4): an SBC that writes 60 or 150
/// into it passes on 20 ms packets of the phones all the same. 50..400.
int packetRate(const MediaLine &line);

} // namespace recorder
