// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sipmessage.h"

#include <QByteArray>

namespace recorder
{

/// What becomes of the session timer that a request asks for (RFC 4028 section 9).
struct TimerDecision {
    int status = 200;          ///< 200, or 422: too short
    int expires = 0;           ///< seconds until the peer must have refreshed; 0 = no timer
    QByteArray sessionExpires; ///< header of our answer, empty = none
    QByteArray minSe;          ///< header of a 422
    bool requireTimer = false; ///< Require: timer in our answer

    bool operator==(const TimerDecision &) const = default;
};

/// Decides as the recording side: the phone system always refreshes, even if it asked us to, because some of
/// them never answer a re-INVITE of the recorder (field.md 3.8). `minimum` seconds are accepted; a 422 names
/// at least the 90 that the RFC allows to ask for. A peer that does not say Supported: timer gets no timer:
/// it would not refresh.
TimerDecision negotiateTimer(const SipMessage &request, int minimum);

} // namespace recorder
