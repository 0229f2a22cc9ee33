// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/recordingsservice.h"

#include "recorder/service/registrar.h"
#include "recorder/store/callrepository.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/removalrepository.h"
#include "recorder/store/tenantrepository.h"

#include <future>

namespace recorder
{

namespace
{
constexpr int kChunk = 200;
}

using common::Result;
using common::Status;

RecordingsService::RecordingsService(ConnectionPool &pool)
    : m_pool(pool)
    , m_registrar(std::make_shared<Registrar>(pool))
{
}

RecordingsService::~RecordingsService() = default;

Result<Registration> RecordingsService::registerCall(const common::FinishedCall &call)
{
    auto promise = std::make_shared<std::promise<Result<Registration>>>();
    auto result = promise->get_future();
    registerCall(call, [promise](Result<Registration> value) { promise->set_value(std::move(value)); });
    return result.get();
}

void RecordingsService::registerCall(const common::FinishedCall &call,
                                     std::function<void(Result<Registration>)> done)
{
    m_registrar->add(call, std::move(done));
}

Result<CallVerdict> RecordingsService::judge(const common::FinishedCall &call)
{
    return m_pool.run<CallVerdict>([&call](Transaction &transaction) {
        return judgeCall(transaction, call, common::toUnixMs(std::chrono::system_clock::now()));
    });
}

Status RecordingsService::prepareMonths()
{
    return m_pool.run<void>([](Transaction &transaction) -> Status {
        for (const int days : {0, 31, 61}) {
            CallRepository(transaction)
                .ensureMonth(std::chrono::system_clock::now() + std::chrono::hours(24 * days));
        }
        return {};
    });
}

Result<CallPage> RecordingsService::list(const QString &tenant, const CallPageRequest &request)
{
    return m_pool.run<CallPage>([&](Transaction &transaction) -> Result<CallPage> {
        auto found = TenantRepository(transaction).find(tenant);
        if (!found) {
            return common::propagate(found);
        }
        return CallRepository(transaction).list(found->key, request);
    });
}

Result<CallPage> RecordingsService::listAll(const CallPageRequest &request)
{
    return m_pool.run<CallPage>(
        [&](Transaction &transaction) { return CallRepository(transaction).list(std::nullopt, request); });
}

Result<StoredCall> RecordingsService::get(const QString &tenant, const common::CallId &id)
{
    return m_pool.run<StoredCall>([&](Transaction &transaction) -> Result<StoredCall> {
        auto found = TenantRepository(transaction).find(tenant);
        if (!found) {
            return common::propagate(found);
        }
        return CallRepository(transaction).get(found->key, id);
    });
}

/// A transaction per chunk: a long one would hold up new months and the clearing of old rows.
Status RecordingsService::forEach(const std::function<Status(const StoredCall &)> &use)
{
    return forEachPlaced([&use](const StoredCall &call, const QList<FilePlace> &) { return use(call); });
}

Status RecordingsService::forEachPlaced(const UsePlaced &use)
{
    struct Chunk {
        QList<StoredCall> calls;
        QHash<common::CallId, QList<FilePlace>> places;
    };
    common::CallId last;
    for (;;) {
        auto chunk = m_pool.run<Chunk>([last](Transaction &transaction) -> Result<Chunk> {
            Chunk found{CallRepository(transaction).chunk(last, kChunk), {}};
            if (!found.calls.isEmpty()) {
                for (const FilePlace &place :
                     placesOnTargets(transaction, found.calls.first().call.id, found.calls.last().call.id)) {
                    found.places[place.call].append(place);
                }
            }
            return found;
        });
        if (!chunk) {
            return common::propagate(chunk);
        }
        for (const StoredCall &call : std::as_const(chunk->calls)) {
            if (Status status = use(call, chunk->places.value(call.call.id)); !status) {
                return status;
            }
        }
        if (chunk->calls.size() < kChunk) {
            return {};
        }
        last = chunk->calls.last().call.id;
    }
}

Result<RecordingsService::KnownCall> RecordingsService::known(const common::CallId &id)
{
    return m_pool.run<KnownCall>([&id](Transaction &transaction) -> Result<KnownCall> {
        auto stored = CallRepository(transaction).get(std::nullopt, id);
        if (stored) {
            return KnownCall{std::move(stored->call), false};
        }
        if (stored.error().code != common::ErrorCode::NotFound) {
            return common::propagate(stored);
        }
        return KnownCall{std::nullopt, recorder::removedOf(transaction, {id}).contains(id)};
    });
}

Result<QSet<common::CallId>> RecordingsService::removedOf(const QList<common::CallId> &calls)
{
    QSet<common::CallId> removed;
    for (qsizetype at = 0; at < calls.size(); at += kChunk) {
        auto some = m_pool.run<QSet<common::CallId>>(
            [&calls, at](Transaction &transaction) -> Result<QSet<common::CallId>> {
                return recorder::removedOf(transaction, calls.mid(at, kChunk));
            });
        if (!some) {
            return common::propagate(some);
        }
        removed.unite(*some);
    }
    return removed;
}

} // namespace recorder
