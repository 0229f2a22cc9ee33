// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/codecs/callcodec.h"

namespace tests
{

inline common::CallId callId(int number)
{
    return common::CallId::fromString(
        QStringLiteral("0190aaaa-0000-7000-8000-%1").arg(number, 12, 10, QLatin1Char('0')));
}

/// Calls of all kinds, newest first: complete ones, unknown extensions, incomplete ones, long names.
inline earshot::v1::CallList callList(int first, int count, const char *next, qint64 total)
{
    static const char *const names[] = {"Roland Corry", "Avery Mckoy", "Jörg Großkreutz-Überlingen",
                                        "Carrol Robards"};
    common::ListPageOf<common::CallSummary> page;
    for (int i = first; i < first + count; ++i) {
        common::CallSummary call;
        call.id = callId(i);
        call.connectTime = common::SystemClock().wall() - std::chrono::hours(i * 5) - std::chrono::minutes(7);
        call.duration = std::chrono::seconds(7 + i * 37 % 4000);
        call.disconnectTime = call.connectTime + call.duration;
        call.state = i % 7 == 3 ? common::CallState::Partial : common::CallState::Stored;
        call.flags = i % 5 == 2 ? static_cast<quint32>(common::CallFlag::OneWay) : 0;
        call.tenant = QStringLiteral("Acme");
        call.fromNumber = QString::number(21311005000 + i);
        call.toNumber = QString::number(7107595203 - i);
        if (i % 4 != 1) {
            call.fromName = QString::fromUtf8(names[i % 4]);
            call.users = QStringList{call.fromName};
        }
        page.items.append(call);
    }
    page.nextToken = QString::fromLatin1(next);
    page.total = total;
    return common::toWire(page);
}

inline common::ActiveCall activeCall(int number, common::ActiveState state, std::chrono::seconds ago)
{
    common::ActiveCall call;
    call.id = callId(number);
    call.connectTime = common::wallFromUnixMs(1'790'000'000'000) - ago;
    call.tenant = QStringLiteral("Acme");
    call.fromNumber = QString::number(1000 + number);
    call.fromName = QStringLiteral("Agent %1").arg(number);
    call.toNumber = QString::number(5550000 + number);
    call.users = QStringList{call.fromName};
    call.state = state;
    return call;
}

inline earshot::v1::ActiveCallsUpdate activeUpdate(bool snapshot, const QList<common::ActiveCall> &calls,
                                                   const QList<common::CallId> &ended = {})
{
    common::ActiveCallsUpdate update;
    update.snapshot = snapshot;
    update.calls = calls;
    update.ended = ended;
    update.serverTime = common::wallFromUnixMs(1'790'000'000'000);
    return common::toWire(update);
}

} // namespace tests
