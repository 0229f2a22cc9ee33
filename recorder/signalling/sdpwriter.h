// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessiondescription.h"

#include <QHostAddress>

namespace recorder
{

/// The answer of a receiver (RFC 3264 section 6): as many m-lines as the offer, in its order. A line without
/// an answer, with port 0 on either side, without formats, or with a secure protocol and no key of ours is
/// refused with port 0. Accepted lines are recvonly, or inactive where the offer is inactive or recvonly;
/// label, protocol and fmtp are echoed. RTCP multiplexing is not accepted: RTCP comes to port + 1.
QByteArray writeAnswer(const SessionDescription &offer, const QList<MediaAnswer> &answers,
                       const QHostAddress &address, quint64 sessionId, quint64 version);

/// Our offer in the 200 of a delayed offer (Cisco's built-in bridge). A line is recvonly unless it is
/// inactive, "audio" and "RTP/AVP" unless it says otherwise.
QByteArray writeOffer(const QList<MediaLine> &lines, const QHostAddress &address, quint64 sessionId,
                      quint64 version);

} // namespace recorder
