// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sipstack.h"
#include "recorder/signalling/sofiainclude.h"

#include <QByteArray>

namespace recorder
{

/// The message class that our sofia agents parse with: sofia's own, in which some header classes forgive what
/// real phone systems send (siprec.md 3.1, 3.4, 3.31, 3.33) and which keeps the text of a message.
///  - From and To: a missing bracket or an unreadable URI is repaired, the tag is kept.
///  - Via: the topmost may name another transport than the one it came by; sofia would drop it silently. With
///    TLS it always does: sofia sees the TCP behind TlsFront.
///  - CSeq: the method of a BYE may be wrong.
///  - Content-Length: a datagram is its own length.
/// Lives as long as the process (messages refer to it).
const msg_mclass_t *tolerantMessageClass(SipTransport transport);

/// The message as it came, once, in the callback that gets it. Empty for messages of our own.
QByteArray takeReceivedText(msg_t *message);
/// Something above had to be forgiven.
bool wasRepaired(msg_t *message);
/// Puts the transport that the topmost Via named back, so that our answer shows the Via as it came. Call
/// before the transaction is created. Streams only: a datagram's answer is routed by the Via.
void restoreViaTransport(msg_t *message);

} // namespace recorder
