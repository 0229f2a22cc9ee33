// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/overviewhandlers.h"

#include "recorder/api/gatecall.h"
#include "recorder/service/callsservice.h"
#include "recorder/service/dashboard.h"
#include "recorder/service/directorychecks.h"
#include "recorder/service/seats.h"

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
    common::TenantRef tenant;       ///< for the ledger; empty = all
    std::optional<LiveFilter> live; ///< none = he sees no active calls
    bool seesLedger = false;
    bool seesHealth = false;
    qint64 nowMs = 0;
};

Draft draftOf(Dashboard board, Transaction &transaction, const TenantScope &scope)
{
    Draft draft;
    draft.board = std::move(board);
    if (scope.tenant()) {
        draft.tenant = {scope.actor().tenant, scope.actor().tenantId};
    }
    if (scope.actor().may(QStringLiteral("calls.live")) && checkLiveSeat(transaction, scope)) {
        draft.live = LiveFilter{scope.tenant(), reachOf(scope), hiddenFlagsOf(scope) == 0};
    }
    draft.seesLedger = reachesTenant(scope) && scope.actor().may(QStringLiteral("ledger.view"));
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
    bool good = false; ///< 0 is good and anything else is bad
};

QList<LedgerFigure> ledgerFigures(const Draft &draft)
{
    if (!draft.seesLedger) {
        return {};
    }
    // Calls are always on their way from their end to the database; one that does not arrive waits for
    // something (a key, the disk, the database), or is lost.
    constexpr qint64 kPatienceMs = 600'000;
    const common::Criterion open{QStringLiteral("state"),
                                 QStringLiteral("any-of"),
                                 {QStringLiteral("ended"), QStringLiteral("finalised")}};
    const common::Criterion late{
        QStringLiteral("ended"), QStringLiteral("less-than"), {QString::number(draft.nowMs - kPatienceMs)}};
    const QString plain = QStringLiteral("plain");
    const QString page = QStringLiteral("ledger");
    return {LedgerFigure{{QStringLiteral("calls-unaccounted"), 0, -1, plain, page, {open}}},
            LedgerFigure{{QStringLiteral("calls-overdue"), 0, -1, plain, page, {open, late}}, true}};
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
    query.criteria = figure.item.criteria;
    query.pageSize = 1;
    parts.system.ledger(query, draft->tenant,
                        [parts, draft, figure = std::move(figure), figures = std::move(figures),
                         done = std::move(done)](const Result<SystemParts::LedgerPage> &page) {
                            if (page) {
                                DashboardItem item = figure.item;
                                item.value = page->total;
                                item.state = figure.good ? stateOfCount(item.value, "bad") : item.state;
                                draft->board.items.append(item);
                            }
                            addLedger(parts, draft, figures, done);
                        });
}

/// The number of the active calls comes first of all.
void addActive(const OverviewParts &parts, const std::shared_ptr<Draft> &draft, std::function<void()> done)
{
    if (!draft->live || !parts.active) {
        done();
        return;
    }
    parts.active(*draft->live, [draft, done = std::move(done)](qint64 count) {
        draft->board.items.prepend({QStringLiteral("calls-active"), count, -1, QStringLiteral("plain"),
                                    QStringLiteral("active-calls")});
        done();
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
                    return draftOf(std::move(*board), transaction, scope);
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
                    addActive(parts, draft, [parts, draft, reply] {
                        addLedger(parts, draft, ledgerFigures(*draft),
                                  [draft, reply] { reply(replyOf(*draft)); });
                    });
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
