// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storagemoves.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directorygroups.h"

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

const QString kFrom = QStringLiteral("from");
const QString kTo = QStringLiteral("to");
const QString kTenant = QStringLiteral("tenant_id");
const QString kBegin = QStringLiteral("begin");
const QString kEnd = QStringLiteral("end");

Result<StoredTarget> targetAt(Transaction &transaction, const TenantScope &scope, const char *field,
                              const QString &id)
{
    auto found = StorageTargetRepository(transaction).find(scope.tenant(), uuidOfText(id));
    if (!found || found->removed) {
        return refused(ErrorCode::NotFound, field, "unknown");
    }
    return std::move(*found);
}

/// Removing the one would remove the other. Names that only mean the same are seen by the job.
bool isSamePlace(const common::StorageTargetRecord &a, const common::StorageTargetRecord &b)
{
    return a.kind == b.kind && a.host == b.host && a.port == b.port && a.bucket == b.bucket &&
           a.endpoint == b.endpoint && a.basePath == b.basePath;
}

Result<std::optional<TenantKey>> tenantOf(Transaction &transaction, const TenantScope &scope,
                                          const StorageMoveRequest &request, const StoredTarget &to)
{
    std::optional<TenantKey> tenant = scope.tenant();
    if (!request.tenantId.isEmpty()) {
        auto named = tenantFor(transaction, scope, request.tenantId);
        if (!named) {
            return common::propagate(named);
        }
        tenant = *named;
    }
    if (to.tenant && tenant && *to.tenant != *tenant) {
        return invalid("tenant_id", "other-tenant");
    }
    return to.tenant ? to.tenant : tenant; // nobody's files go to another tenant's place
}

} // namespace

QJsonObject toJson(const StorageMoveRequest &request)
{
    return {{kFrom, request.from},
            {kTo, request.to},
            {kTenant, request.tenantId},
            {kBegin, request.beginMs},
            {kEnd, request.endMs}};
}

StorageMoveRequest moveRequestFrom(const QJsonObject &json)
{
    StorageMoveRequest request;
    request.from = json.value(kFrom).toString();
    request.to = json.value(kTo).toString();
    request.tenantId = json.value(kTenant).toString();
    request.beginMs = json.value(kBegin).toInteger();
    request.endMs = json.value(kEnd).toInteger();
    return request;
}

Result<StorageMovePlan> storageMovePlan(Transaction &transaction, const TenantScope &scope,
                                        const StorageMoveRequest &request)
{
    if (directoryReachOf(scope).groups) {
        return refused(ErrorCode::Denied, "scope", "not-allowed");
    }
    if (request.beginMs < 0 || request.endMs < 0 ||
        (request.endMs != 0 && request.endMs <= request.beginMs)) {
        return invalid("end", "range");
    }
    auto from = targetAt(transaction, scope, "from", request.from);
    if (!from) {
        return common::propagate(from);
    }
    auto to = targetAt(transaction, scope, "to", request.to);
    if (!to) {
        return common::propagate(to);
    }
    if (to->record.builtIn) {
        return refused(ErrorCode::Conflict, "to", "built-in"); // each recorder has one of its own
    }
    if (from->key == to->key || isSamePlace(from->record, to->record)) {
        return invalid("to", "same-place");
    }
    auto tenant = tenantOf(transaction, scope, request, *to);
    if (!tenant) {
        return common::propagate(tenant);
    }
    const MoveFilter filter{static_cast<TargetKey>(from->key), *tenant, request.beginMs, request.endMs};
    return StorageMovePlan{std::move(*from), std::move(*to), filter};
}

Result<common::JobRecord> moveStorageFiles(Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail, const StorageMoveRequest &request)
{
    auto plan = storageMovePlan(transaction, scope, request);
    if (!plan) {
        return common::propagate(plan);
    }
    NewJob job;
    job.kind = kStorageMove;
    job.subject = plan->from.record.id;
    job.parameters = toJson(request);
    job.dryRun = request.dryRun;
    job.tenant = plan->filter.tenant;
    job.single = true;
    auto queued = enqueueJob(transaction, scope, trail, job);
    if (queued) {
        trail.setSubject(uuidOfText(plan->from.record.id), plan->from.record.name);
        trail.note(kTo, plan->to.record.name);
        trail.note(QStringLiteral("dry_run"), request.dryRun);
        for (const auto &[key, moment] :
             {std::pair{kBegin, request.beginMs}, std::pair{kEnd, request.endMs}}) {
            if (moment != 0) {
                trail.note(key, moment);
            }
        }
        tellTenant(trail, plan->from.tenant.value_or(kSystemTenant));
    }
    return queued;
}

} // namespace recorder
