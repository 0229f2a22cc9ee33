// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/registrar.h"

#include "recorder/service/extensions.h"
#include "recorder/service/storagerules.h"
#include "recorder/store/auditrepository.h"
#include "recorder/store/callmarks.h"
#include "recorder/store/callquery.h"
#include "recorder/store/callrepository.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/removalrepository.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/transaction.h"
#include "recorder/store/userrepository.h"

#include "common/core/failpoint.h"

#include <algorithm>
#include <set>

namespace recorder
{

namespace
{

using common::FinishedCall;
using common::Result;

constexpr size_t kBatch = 64;
constexpr size_t kMostWaiting = 10000;

int channelOf(const FinishedCall &call, int stream)
{
    const auto found =
        std::find_if(call.streams.begin(), call.streams.end(),
                     [stream](const common::StreamReport &report) { return report.index == stream; });
    return found == call.streams.end() ? -1 : found->channel;
}

/// Each participation on its own: after a transfer the first agent keeps his part and the second gets hers.
QList<Segment> segmentsOf(const FinishedCall &call, UserRepository &users)
{
    QStringList numbers;
    for (const common::Participant &party : call.participants) {
        numbers += extensionCandidates(party.number, party.aor);
    }
    numbers.removeDuplicates();
    const QHash<QString, ExtensionOwner> owners =
        numbers.isEmpty() ? QHash<QString, ExtensionOwner>() : users.ownersOf(numbers);
    QList<Segment> segments;
    for (const common::Participant &party : call.participants) {
        Segment segment{party, channelOf(call, party.streamIndex), std::nullopt, {}, {}, std::nullopt, {}};
        for (const QString &candidate : extensionCandidates(party.number, party.aor)) {
            if (const auto owner = owners.constFind(candidate); owner != owners.constEnd()) {
                segment.user = owner->user;
                segment.userName = owner->userName;
                segment.extension = candidate;
                segment.group = owner->group;
                segment.groupName = owner->groupName;
                break;
            }
        }
        segments.append(segment);
    }
    return segments;
}

Result<Registration> writeOne(Transaction &transaction, UploadPlanner &uploads, const Tenant &tenant,
                              const FinishedCall &call)
{
    UserRepository users(transaction, tenant.key);
    const QList<Segment> segments = segmentsOf(call, users);
    auto created = CallRepository(transaction).insert(tenant.key, call, segments);
    if (!created) {
        return common::propagate(created);
    }
    Registration registration;
    registration.created = *created;
    registration.tenant = tenant.key;
    registration.segments = static_cast<int>(segments.size());
    registration.assigned = static_cast<int>(
        std::count_if(segments.begin(), segments.end(), [](const Segment &s) { return s.user.has_value(); }));
    if (registration.created) {
        FinishedCall named = call;
        named.tenant = tenant.name; // not what somebody else is called by now
        uploads.plan(tenant.key, named, segments);
        AuditRepository(transaction)
            .append(
                {tenant.key, QStringLiteral("system"), QStringLiteral("calls.register"), call.id.uuid(), {}});
    }
    return registration;
}

} // namespace

Registrar::Registrar(ConnectionPool &pool)
    : m_pool(pool)
{
}

void Registrar::add(const FinishedCall &call, Done done)
{
    enum class Next { Start, Wait, Refuse };
    const Next next = m_state.with([&](State &state) {
        if (state.waiting.size() >= kMostWaiting) {
            return Next::Refuse;
        }
        state.waiting.push_back({call, std::move(done)});
        return std::exchange(state.running, true) ? Next::Wait : Next::Start;
    });
    if (next == Next::Refuse) {
        done(common::fail(common::ErrorCode::Unavailable,
                          QStringLiteral("too many calls wait for the database")));
    } else if (next == Next::Start) {
        start();
    }
}

void Registrar::start()
{
    auto batch = std::make_shared<std::vector<Item>>();
    const auto self = shared_from_this();
    m_pool.post<Outcome>(
        [self, batch](Transaction &transaction) {
            self->m_state.with([&](State &state) {
                while (!state.waiting.empty() && batch->size() < kBatch) {
                    batch->push_back(std::move(state.waiting.front()));
                    state.waiting.pop_front();
                }
            });
            return write(transaction, *batch);
        },
        [self, batch](Result<Outcome> outcome) { self->settle(batch, std::move(outcome)); });
}

Result<Registrar::Outcome> Registrar::write(Transaction &transaction, const std::vector<Item> &items)
{
    CallRepository calls(transaction);
    const auto placeOf = [](const Item &item) { return std::pair(item.call.tenant, item.call.tenantId); };
    QHash<std::pair<QString, common::TenantId>, Result<Tenant>> tenants;
    std::set<TenantKey> keys;
    for (const Item &item : items) {
        if (!tenants.contains(placeOf(item))) {
            tenants.insert(placeOf(item), TenantRepository(transaction).find(item.call.tenantRef()));
        }
        if (const Result<Tenant> &tenant = *tenants.constFind(placeOf(item))) {
            keys.insert(tenant->key);
        }
        if (!item.call.id.isNull()) {
            calls.ensureMonth(common::momentOf(item.call.id.uuid()));
        }
    }
    for (const TenantKey key : keys) {
        calls.lockTenant(key);
    }
    QList<common::CallId> ids;
    for (const Item &item : items) {
        ids.append(item.call.id);
    }
    // A ledger that missed our answer may tell of a call long after storage limits took it away.
    const QSet<common::CallId> removed = removedOf(transaction, ids);
    Outcome outcome(items.size());
    UploadPlanner uploads(transaction);
    for (size_t i = 0; i < items.size(); ++i) {
        const Result<Tenant> &tenant = *tenants.constFind(placeOf(items[i]));
        if (tenant && removed.contains(items[i].call.id)) {
            Registration known;
            known.tenant = tenant->key;
            outcome[i] = known;
        } else if (tenant) {
            outcome[i] = writeOne(transaction, uploads, *tenant, items[i].call);
        } else {
            outcome[i] =
                common::fail(common::ErrorCode::Invalid, tenant.error().message, tenant.error().fields);
        }
    }
    CallMarks(transaction).forget(ids);
    if (common::failpoint("register.before-commit") != common::Fault::None) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("database: fault injected"));
    }
    return outcome;
}

void Registrar::settle(const Batch &batch, Result<Outcome> outcome)
{
    if (outcome) {
        static_cast<void>(common::failpoint("register.after-commit"));
    }
    if (batch->empty() && !outcome) {
        // The pool could not even begin: what waits would wait for nothing.
        refuseAll(outcome.error());
        return;
    }
    const bool again = m_state.with([](State &state) { return state.running = !state.waiting.empty(); });
    if (again) {
        start();
    }
    const bool oneIsBad =
        !outcome && outcome.error().code != common::ErrorCode::Unavailable && batch->size() > 1;
    for (size_t i = 0; i < batch->size(); ++i) {
        Item &item = (*batch)[i];
        if (outcome) {
            item.done(std::move((*outcome)[i]));
        } else if (oneIsBad) {
            tryAlone(std::move(item));
        } else {
            item.done(tl::unexpected<common::Error>(outcome.error()));
        }
    }
}

void Registrar::tryAlone(Item item)
{
    auto alone = std::make_shared<std::vector<Item>>();
    alone->push_back(std::move(item));
    m_pool.post<Outcome>([alone](Transaction &transaction) { return write(transaction, *alone); },
                         [alone](Result<Outcome> outcome) {
                             if (outcome) {
                                 alone->front().done(std::move(outcome->front()));
                             } else {
                                 alone->front().done(tl::unexpected<common::Error>(outcome.error()));
                             }
                         });
}

void Registrar::refuseAll(const common::Error &error)
{
    std::deque<Item> all = m_state.with([](State &state) {
        state.running = false;
        return std::exchange(state.waiting, {});
    });
    for (Item &item : all) {
        item.done(tl::unexpected<common::Error>(error));
    }
}

} // namespace recorder
