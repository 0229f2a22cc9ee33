// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/recordingsservice.h"

#include "recorder/service/registrar.h"
#include "recorder/store/callrepository.h"
#include "recorder/store/connectionpool.h"
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
    common::CallId last;
    for (;;) {
        auto calls =
            m_pool.run<QList<StoredCall>>([last](Transaction &transaction) -> Result<QList<StoredCall>> {
                return CallRepository(transaction).chunk(last, kChunk);
            });
        if (!calls) {
            return common::propagate(calls);
        }
        for (const StoredCall &call : std::as_const(*calls)) {
            if (Status status = use(call); !status) {
                return status;
            }
        }
        if (calls->size() < kChunk) {
            return {};
        }
        last = calls->last().call.id;
    }
}

} // namespace recorder
