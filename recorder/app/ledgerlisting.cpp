// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/ledgerlisting.h"

#include "recorder/capture/ledger/ledgerreader.h"

namespace recorder
{

namespace
{

using common::ListQuery;
using common::Result;

tl::unexpected<common::Error> invalid(const char *field, const QString &what)
{
    return common::fail(common::ErrorCode::Invalid, QStringLiteral("ledger: %1").arg(what),
                        {{QLatin1String(field), QStringLiteral("invalid")}});
}

bool addEnded(LedgerFilter &filter, const common::Criterion &criterion)
{
    bool good = false;
    const qint64 ms = criterion.values.value(0).toLongLong(&good);
    const bool from = criterion.op == QLatin1String("at-least");
    (from ? filter.endedFrom : filter.endedBefore) = ms;
    return good && criterion.values.size() == 1 && (from || criterion.op == QLatin1String("less-than"));
}

Result<LedgerFilter> filterOf(const ListQuery &query, const common::TenantRef &tenant)
{
    LedgerFilter filter;
    filter.tenant = tenant;
    filter.limit = query.pageSize;
    filter.wantTotal = query.wantTotal;
    if (!query.search.isEmpty()) {
        return invalid("search", QStringLiteral("there is no free text in this list"));
    }
    if (!query.order.isEmpty()) {
        if (query.order != QLatin1String("answered")) {
            return invalid("order", QStringLiteral("no order '%1'").arg(query.order.left(60)));
        }
        filter.newestFirst = query.descending;
    }
    for (const common::Criterion &criterion : query.criteria) {
        if (criterion.field == QLatin1String("ended")) {
            if (!addEnded(filter, criterion)) {
                return invalid("criteria",
                               QStringLiteral("'ended' takes 'at-least' or 'less-than' a moment"));
            }
            continue;
        }
        const bool any = criterion.op == QLatin1String("any-of");
        const bool is = criterion.op == QLatin1String("is") && criterion.values.size() == 1;
        if (criterion.field != QLatin1String("state") || !(any || is) || criterion.values.isEmpty()) {
            return invalid("criteria", QStringLiteral("only 'ended', and 'state' with 'is' or 'any-of'"));
        }
        filter.states += criterion.values;
    }
    if (!query.pageToken.isEmpty()) {
        bool good = false;
        filter.after = query.pageToken.toLongLong(&good);
        if (!good || filter.after <= 0) {
            return invalid("page-token", QStringLiteral("a page token of another list"));
        }
    }
    return filter;
}

common::LedgerEntry entryOf(const LedgerRow &row)
{
    const bool siprec = row.dialog.profile == SipProfile::Siprec;
    return {row.call.toString(),
            common::wallFromUnixMs(row.startUnixMs),
            keyOf(row.state),
            row.reason,
            row.tenant,
            siprec ? QStringLiteral("siprec") : QStringLiteral("cisco-bib"),
            row.media.value(QLatin1String("peer")).toString(),
            QString::fromLatin1(row.dialog.callId)};
}

} // namespace

Result<common::ListPageOf<common::LedgerEntry>> listLedger(const QString &file, const ListQuery &query,
                                                           const common::TenantRef &tenant)
{
    auto filter = filterOf(query, tenant);
    if (!filter) {
        return common::propagate(filter);
    }
    auto reader = openLedgerForReading(file);
    if (!reader) {
        return common::propagate(reader);
    }
    auto rows = (*reader)->page(*filter);
    if (!rows) {
        return common::propagate(rows);
    }
    common::ListPageOf<common::LedgerEntry> page;
    for (const LedgerRow &row : std::as_const(rows->rows)) {
        page.items.append(entryOf(row));
    }
    page.nextToken = rows->next == 0 ? QString() : QString::number(rows->next);
    page.total = rows->total;
    return page;
}

} // namespace recorder
