// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/overviewhandlers.h"

#include "recorder/api/gatecall.h"
#include "recorder/service/dashboard.h"
#include "recorder/service/directorychecks.h"

#include "common/proto/overview.pb.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"

#include <algorithm>

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;

/// A dashboard on its way: what the gate gave, then the ledger's counts.
struct Draft {
    Dashboard board;
    common::TenantRef tenant; ///< for the ledger; empty = all
    bool seesLive = false;
    bool seesLedger = false;
    bool seesHealth = false;
    qint64 nowMs = 0;
};

Draft draftOf(Dashboard board, const TenantScope &scope)
{
    Draft draft;
    draft.board = std::move(board);
    if (scope.tenant()) {
        draft.tenant = {scope.actor().tenant, scope.actor().tenantId};
    }
    const bool wide = reachesTenant(scope).has_value();
    draft.seesLive = wide && scope.actor().may(QStringLiteral("calls.live"));
    draft.seesLedger = wide && scope.actor().may(QStringLiteral("ledger.view"));
    draft.seesHealth = !scope.tenant() && scope.actor().may(QStringLiteral("system.view"));
    draft.nowMs = scope.nowMs();
    return draft;
}

v1::DashboardReply replyOf(const Draft &draft)
{
    v1::DashboardReply wire;
    for (const DashboardItem &item : draft.board.items) {
        v1::DashboardItem *to = wire.add_items();
        to->set_key(common::toWire(item.key));
        to->set_value(item.value);
        to->set_limit(item.limit);
        to->set_state(common::toWire(item.state));
        to->set_page(common::toWire(item.page));
        common::ListQuery query;
        query.criteria = item.criteria;
        *to->mutable_criteria() = common::toWire(query).criteria();
    }
    constexpr qint64 kHourMs = 3'600'000;
    for (std::size_t i = 0; draft.board.hasHours && i < draft.board.hours.size(); ++i) {
        v1::HourOfCalls *hour = wire.add_hours();
        hour->set_start_ms(draft.board.hoursEndMs -
                           static_cast<qint64>(draft.board.hours.size() - i) * kHourMs);
        hour->set_calls(draft.board.hours[i]);
    }
    wire.set_as_of_ms(draft.nowMs);
    return wire;
}

void addHealth(Draft &draft, const QList<SystemHealthItem> &items)
{
    const auto ill =
        std::count_if(items.begin(), items.end(), [](const auto &item) { return !item.healthy; });
    draft.board.items.append({QStringLiteral("health"),
                              static_cast<qint64>(ill),
                              -1,
                              stateOfCount(static_cast<qint64>(ill), "bad"),
                              QStringLiteral("health"),
                              {{QStringLiteral("state"), QStringLiteral("is"), {QStringLiteral("fault")}}}});
}

/// A number that the ledger has.
struct LedgerFigure {
    DashboardItem item;
    QList<common::Criterion> counted; ///< what a click opens too, but for calls that go on
    bool first = false;
    bool good = false; ///< 0 is good and anything else is bad
};

common::Criterion stateIn(const QStringList &states)
{
    return {QStringLiteral("state"), QStringLiteral("any-of"), states};
}

QList<LedgerFigure> ledgerFigures(const Draft &draft)
{
    // Calls are always on their way from their end to the database; one that does not arrive waits for
    // something (a key, the disk, the database), or is lost.
    constexpr qint64 kPatienceMs = 600'000;
    const common::Criterion open = stateIn({QStringLiteral("ended"), QStringLiteral("finalised")});
    const common::Criterion late{
        QStringLiteral("ended"), QStringLiteral("less-than"), {QString::number(draft.nowMs - kPatienceMs)}};
    const QString plain = QStringLiteral("plain");
    const QString page = QStringLiteral("ledger");
    QList<LedgerFigure> figures;
    if (draft.seesLive) {
        figures.append({{QStringLiteral("calls-active"), 0, -1, plain, QStringLiteral("active-calls")},
                        {stateIn({QStringLiteral("accepted")})},
                        true});
    }
    if (draft.seesLedger) {
        figures.append({{QStringLiteral("calls-unaccounted"), 0, -1, plain, page, {open}}, {open}});
        figures.append(
            {{QStringLiteral("calls-overdue"), 0, -1, plain, page, {open, late}}, {open, late}, false, true});
    }
    return figures;
}

/// One after another. What cannot be read is left out; the others are worth seeing.
void addLedger(const OverviewParts &parts, const std::shared_ptr<Draft> &draft, QList<LedgerFigure> figures,
               std::function<void()> done)
{
    if (figures.isEmpty()) {
        done();
        return;
    }
    LedgerFigure figure = figures.takeFirst();
    common::ListQuery query;
    query.criteria = figure.counted;
    query.pageSize = 1;
    parts.system.ledger(query, draft->tenant,
                        [parts, draft, figure = std::move(figure), figures = std::move(figures),
                         done = std::move(done)](const Result<SystemParts::LedgerPage> &page) {
                            if (page) {
                                DashboardItem item = figure.item;
                                item.value = page->total;
                                item.state = figure.good ? stateOfCount(item.value, "bad") : item.state;
                                draft->board.items.insert(figure.first ? 0 : draft->board.items.size(), item);
                            }
                            addLedger(parts, draft, figures, done);
                        });
}

common::Status addDashboard(Dispatcher &dispatcher, const OverviewParts &parts)
{
    return dispatcher.unary<v1::DashboardRequest, v1::DashboardReply>(
        QStringLiteral("earshot.v1.Overview/Dashboard"),
        [parts](const CallContext &context, const v1::DashboardRequest &request,
                const Reply<v1::DashboardReply> &reply) {
            runInGate<Draft>(
                parts.system.gate, context,
                [day = request.day_start_ms()](Transaction &transaction, const TenantScope &scope,
                                               AuditDetail &) -> Result<Draft> {
                    auto board = dashboardOf(transaction, scope, day);
                    if (!board) {
                        return common::propagate(board);
                    }
                    return draftOf(std::move(*board), scope);
                },
                [parts, reply](const Result<Draft> &made) {
                    if (!made) {
                        reply(tl::unexpected<common::Error>(made.error()));
                        return;
                    }
                    auto draft = std::make_shared<Draft>(*made);
                    if (draft->seesHealth) {
                        addHealth(*draft, parts.system.health());
                    }
                    addLedger(parts, draft, ledgerFigures(*draft),
                              [draft, reply] { reply(replyOf(*draft)); });
                });
        });
}

v1::LogList listOf(const common::ListPageOf<LogEntry> &page, const QString &host)
{
    v1::LogList wire;
    for (const LogEntry &entry : page.items) {
        v1::LogEntry *to = wire.add_entries();
        to->set_id(entry.id);
        to->set_at_ms(common::toUnixMs(entry.at));
        to->set_level(common::toWire(entry.level));
        to->set_category(common::toWire(entry.category));
        to->set_text(common::toWire(entry.text));
        to->set_host(common::toWire(host));
    }
    *wire.mutable_info() = common::infoToWire(page);
    return wire;
}

} // namespace

common::Status addOverviewHandlers(Dispatcher &dispatcher, const OverviewParts &parts)
{
    if (common::Status dashboard = addDashboard(dispatcher, parts); !dashboard) {
        return dashboard;
    }
    return dispatcher.unary<v1::ListRequest, v1::LogList>(
        QStringLiteral("earshot.v1.SystemLog/List"),
        [parts](const CallContext &context, const v1::ListRequest &request, const Reply<v1::LogList> &reply) {
            auto query = common::fromWire(request);
            runInGate<bool>(
                parts.system.gate, context,
                // Its lines are of all tenants, and name people: whom a mail went to.
                [](Transaction &, const TenantScope &scope, AuditDetail &) -> Result<bool> {
                    if (common::Status may = reachesSystem(scope); !may) {
                        return common::propagate(may);
                    }
                    return true;
                },
                [parts, query = std::move(query), reply](const Result<bool> &allowed) {
                    if (!allowed || !query) {
                        reply(tl::unexpected<common::Error>(allowed ? query.error() : allowed.error()));
                        return;
                    }
                    auto page = parts.log(*query);
                    if (page) {
                        reply(listOf(*page, parts.system.host));
                    } else {
                        reply(tl::unexpected<common::Error>(page.error()));
                    }
                });
        });
}

} // namespace recorder
