// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/systemhandlers.h"

#include "recorder/api/gatecall.h"
#include "recorder/service/directorychecks.h"

#include "common/proto/system.pb.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/recordcodec.h"
#include "common/rpc/codecs/wirevalue.h"

#include <algorithm>

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;

/// How far one must reach besides the permission.
using Check = common::Status (*)(const TenantScope &);

common::Status anyReach(const TenantScope &)
{
    return {};
}

/// Lets the gate decide; gives the tenant that the caller sees, empty = all.
void askGate(const SystemParts &parts, const CallContext &context, Check check,
             std::function<void(Result<common::TenantRef>)> done)
{
    runInGate<common::TenantRef>(
        parts.gate, context,
        [check](Transaction &, const TenantScope &scope, AuditDetail &) -> Result<common::TenantRef> {
            if (common::Status may = check(scope); !may) {
                return common::propagate(may);
            }
            return scope.tenant() ? common::TenantRef(scope.actor().tenant, scope.actor().tenantId)
                                  : common::TenantRef();
        },
        std::move(done));
}

v1::VersionReply versionReply(const SystemParts &parts)
{
    v1::VersionReply message;
    message.set_version(parts.version.toStdString());
    message.set_host(parts.host.toStdString());
    for (const QString &role : parts.roles) {
        message.add_roles(role.toStdString());
    }
    message.set_started_ms(common::toUnixMs(parts.started));
    message.set_now_ms(common::toUnixMs(std::chrono::system_clock::now()));
    return message;
}

Result<bool> fits(const SystemHealthItem &item, const common::Criterion &criterion)
{
    if (criterion.field != QLatin1String("state")) {
        return common::invalidField(criterion.field, QStringLiteral("no such field"));
    }
    const bool any = criterion.op == QLatin1String("any-of") && !criterion.values.isEmpty();
    if (!any && (criterion.op != QLatin1String("is") || criterion.values.size() != 1)) {
        return common::invalidField(criterion.field, QStringLiteral("operator"));
    }
    return criterion.values.contains(item.healthy ? QStringLiteral("good") : QStringLiteral("fault"));
}

/// All of them on one page, what is ill first.
Result<v1::HealthReply> healthReply(const SystemParts &parts, const common::ListQuery &query)
{
    if (!query.search.isEmpty() || !query.order.isEmpty() || !query.pageToken.isEmpty()) {
        return common::invalidField(QStringLiteral("search"), QStringLiteral("neither search nor order"));
    }
    QList<SystemHealthItem> items = parts.health();
    std::stable_partition(items.begin(), items.end(), [](const auto &item) { return !item.healthy; });
    v1::HealthReply message;
    message.set_healthy(
        std::all_of(items.begin(), items.end(), [](const auto &item) { return item.healthy; }));
    for (const SystemHealthItem &item : std::as_const(items)) {
        bool wanted = true;
        for (const common::Criterion &criterion : query.criteria) {
            auto fit = fits(item, criterion);
            if (!fit) {
                return common::propagate(fit);
            }
            wanted = wanted && *fit;
        }
        if (wanted) {
            v1::HealthItem *wire = message.add_items();
            wire->set_name(item.name.toStdString());
            wire->set_healthy(item.healthy);
            wire->set_detail(item.detail.toStdString());
        }
    }
    message.mutable_info()->set_total(message.items_size());
    message.mutable_info()->set_total_exact(true);
    return message;
}

void answerLedger(const Reply<v1::LedgerList> &reply, const Result<SystemParts::LedgerPage> &page)
{
    if (!page) {
        reply(tl::unexpected<common::Error>(page.error()));
        return;
    }
    v1::LedgerList message;
    for (const common::LedgerEntry &entry : page->items) {
        *message.add_entries() = common::toWire(entry);
    }
    *message.mutable_info() = common::infoToWire(*page);
    reply(message);
}

common::Status addVersion(Dispatcher &dispatcher, const SystemParts &parts)
{
    return dispatcher.unary<v1::VersionRequest, v1::VersionReply>(
        QStringLiteral("earshot.v1.System/Version"),
        [parts](const CallContext &context, const v1::VersionRequest &,
                const Reply<v1::VersionReply> &reply) {
            askGate(parts, context, anyReach, [parts, reply](const Result<common::TenantRef> &tenant) {
                if (tenant) {
                    reply(versionReply(parts));
                } else {
                    reply(tl::unexpected<common::Error>(tenant.error()));
                }
            });
        });
}

common::Status addHealth(Dispatcher &dispatcher, const SystemParts &parts)
{
    return dispatcher.unary<v1::ListRequest, v1::HealthReply>(
        QStringLiteral("earshot.v1.System/Health"),
        [parts](const CallContext &context, const v1::ListRequest &request,
                const Reply<v1::HealthReply> &reply) {
            auto query = common::fromWire(request);
            if (!query) {
                reply(common::propagate(query));
                return;
            }
            askGate(parts, context, reachesSystem,
                    [parts, query = *query, reply](const Result<common::TenantRef> &tenant) {
                        if (tenant) {
                            reply(healthReply(parts, query));
                        } else {
                            reply(tl::unexpected<common::Error>(tenant.error()));
                        }
                    });
        });
}

} // namespace

common::Status addSystemHandlers(Dispatcher &dispatcher, const SystemParts &parts)
{
    if (common::Status version = addVersion(dispatcher, parts); !version) {
        return version;
    }
    if (common::Status health = addHealth(dispatcher, parts); !health) {
        return health;
    }
    return dispatcher.unary<v1::ListRequest, v1::LedgerList>(
        QStringLiteral("earshot.v1.System/Ledger"),
        [parts](const CallContext &context, const v1::ListRequest &request,
                const Reply<v1::LedgerList> &reply) {
            auto query = common::fromWire(request);
            if (!query) {
                reply(common::propagate(query));
                return;
            }
            // Whose calls its rows are, it does not know.
            askGate(parts, context, reachesTenant,
                    [parts, query = *query, reply](const Result<common::TenantRef> &tenant) {
                        if (!tenant) {
                            reply(tl::unexpected<common::Error>(tenant.error()));
                            return;
                        }
                        parts.ledger(query, *tenant, [reply](const Result<SystemParts::LedgerPage> &page) {
                            answerLedger(reply, page);
                        });
                    });
        });
}

} // namespace recorder
