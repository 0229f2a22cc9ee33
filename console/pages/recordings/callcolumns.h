// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/activecall.h"
#include "common/model/callrecords.h"
#include "console/kit/formats.h"
#include "console/kit/recordmodel.h"
#include "console/kit/tr.h"

#include <QDateTime>

namespace console
{

/// "1002 (Anna Weber)", "1002", "Anna Weber".
QString partyText(const QString &number, const QString &name);

/// What both lists of calls show alike: user, date, time, from, to; the tenant for those who see several. The
/// order is the screen's; duration and state differ and are put between by the lists.
template <typename R>
struct CallColumns {
    Column<R> user, date, time, from, to, tenant;
};

template <typename R>
CallColumns<R> callColumns(const Formats &formats, bool tenants)
{
    const auto raw = [formats](const R &call) {
        return QVariant(formats.local(call.connectTime).toString(Qt::ISODate));
    };
    const auto tip = [formats](const R &call, int role) {
        return role == Qt::ToolTipRole ? QVariant(formats.dateTime(call.connectTime) + QLatin1Char('\n') +
                                                  formats.utc(call.connectTime))
                                       : QVariant();
    };
    CallColumns<R> c;
    c.user = {{QStringLiteral("user"), Tr::tr("User"), {}, 150},
              [](const R &call) { return call.users.join(QStringLiteral(", ")); }};
    c.date = {
        {QStringLiteral("date"), Tr::tr("Date"), QStringLiteral("date"), 110},
        [formats](const R &call) { return formats.date(call.connectTime, common::SystemClock().wall()); },
        raw,
        tip};
    c.time = {{QStringLiteral("time"), Tr::tr("Time"), {}, 85, true, true},
              [formats](const R &call) { return formats.time(call.connectTime); },
              [formats](const R &call) {
                  return QVariant(formats.local(call.connectTime).time().toString(Qt::ISODate));
              },
              tip};
    c.from = {{QStringLiteral("from"), Tr::tr("From"), QStringLiteral("from-number"), 168},
              [](const R &call) { return partyText(call.fromNumber, call.fromName); }};
    c.to = {{QStringLiteral("to"), Tr::tr("To"), QStringLiteral("to-number"), 165},
            [](const R &call) { return partyText(call.toNumber, call.toName); }};
    c.tenant = {{QStringLiteral("tenant"), Tr::tr("Tenant"), {}, 120, tenants},
                [](const R &call) { return call.tenant; }};
    return c;
}

} // namespace console
