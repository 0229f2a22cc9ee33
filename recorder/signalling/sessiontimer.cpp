// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sessiontimer.h"

#include <algorithm>

namespace recorder
{

namespace
{

constexpr int kRfcMinimum = 90;
constexpr int kLongest = 7 * 24 * 3600;

/// The number a Session-Expires or Min-SE value begins with; 0 when it is none.
int leadingSeconds(const QByteArray &value)
{
    bool valid = false;
    const qint64 seconds = value.split(';').first().trimmed().toLongLong(&valid);
    return valid && seconds > 0 ? static_cast<int>(std::min<qint64>(seconds, kLongest)) : 0;
}

} // namespace

TimerDecision negotiateTimer(const SipMessage &request, int minimum)
{
    TimerDecision decision;
    const int asked = leadingSeconds(request.first("session-expires"));
    const bool supported =
        request.tokens("supported").contains("timer") || request.tokens("require").contains("timer");
    if (asked == 0 || !supported) {
        return decision;
    }
    if (asked < minimum) {
        decision.status = 422;
        decision.minSe = QByteArray::number(std::max(minimum, kRfcMinimum));
        return decision;
    }
    decision.expires = asked;
    decision.sessionExpires = QByteArray::number(asked) + ";refresher=uac";
    decision.requireTimer = true;
    return decision;
}

} // namespace recorder
