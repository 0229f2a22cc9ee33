// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageenforcement.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/jobqueue.h"
#include "recorder/store/settingrepository.h"
#include "recorder/store/trialrepository.h"

namespace recorder
{

const QString kStorageLimitsJob = QStringLiteral("storage-limits");

using common::ErrorCode;
using common::Result;
using common::Status;
using common::StorageEnforcement;

namespace
{

const QString kKey = QStringLiteral("storageEnforcement");
const QString kEnabled = QStringLiteral("enabled");
const QString kClockKey = QStringLiteral("storageEnforcementClock");
const QString kClock = QStringLiteral("nowMs");
constexpr qint64 kHourMs = 3'600'000;
constexpr qint64 kDayMs = 24 * kHourMs;
constexpr qint64 kMegabyte = 1'000'000;
constexpr int kPortion = 100;      // calls in one transaction
constexpr int kPlanPortion = 1000; // that only look

bool isEnabled(Transaction &transaction)
{
    return SettingRepository(transaction)
        .effective(kSystemTenant, kKey)
        .value_or(QJsonObject())
        .value(kEnabled)
        .toBool();
}

StorageEnforcement settingAt(Transaction &transaction, const TenantScope &scope)
{
    RemovalRepository calls(transaction);
    StorageEnforcement setting{isEnabled(transaction), calls.lastTrialMs(kStorageLimitsJob),
                               SettingRepository(transaction).at(std::nullopt, kKey).version};
    for (const LimitedTenant &tenant :
         TrialRepository(transaction).untried(calls.limited(scope.nowMs(), scope.tenant()))) {
        setting.untried.append(tenant.name);
    }
    return setting;
}

Status checkSystem(const TenantScope &scope)
{
    return scope.tenant() ? Status(refused(ErrorCode::Denied, "system", "not-allowed")) : Status();
}

/// Nothing goes before somebody could read what it would be.
Status checkTrial(Transaction &transaction, const TenantScope &scope)
{
    const qint64 trialMs = RemovalRepository(transaction).lastTrialMs(kStorageLimitsJob);
    return scope.nowMs() - trialMs > kDayMs ? Status(refused(ErrorCode::Conflict, "trial", "trial-needed"))
                                            : Status();
}

qint64 beyond(qint64 value, qint64 limit)
{
    return limit < 0 ? 0 : std::max<qint64>(0, value - limit);
}

/// Whether it may go on, and what there is to do.
RemovalStep beginPortion(Transaction &transaction, const RemovalOrder &order)
{
    RemovalStep step;
    step.switchedOff = !order.asked && !isEnabled(transaction);
    const QList<LimitedTenant> tenants =
        step.switchedOff ? QList<LimitedTenant>()
                         : RemovalRepository(transaction).limited(order.nowMs, order.tenant);
    step.untried = !TrialRepository(transaction).untried(tenants).isEmpty();
    step.finished = tenants.isEmpty() || step.untried; // or it has no limits any more
    if (!step.finished) {
        step.excess = excessOf(transaction, tenants.first(), order.media, order.nowMs);
    }
    return step;
}

QHash<common::CallId, RemovableCall> wantedOf(RemovalRepository &calls, const RemovalOrder &order,
                                              const RemovalRepository::Place &after, RemovalStep &step)
{
    const QList<RemovableCall> next = calls.oldest(order.tenant, order.media, after, kPortion);
    step.finished = next.size() < kPortion;
    LimitExcess planned = step.excess;
    QHash<common::CallId, RemovableCall> wanted;
    for (const RemovableCall &call : next) {
        if (!planned.wants(call)) {
            step.finished = true;
            break;
        }
        planned.take(call);
        wanted.insert(call.id, call);
        step.place = {call.connectMs, call.id};
    }
    return wanted;
}

} // namespace

Result<StorageEnforcement> storageEnforcement(Transaction &transaction, const TenantScope &scope)
{
    return settingAt(transaction, scope);
}

Result<StorageEnforcement> setStorageEnforcement(Transaction &transaction, const TenantScope &scope,
                                                 AuditDetail &trail, const StorageEnforcement &wanted)
{
    if (Status allowed = checkSystem(scope); !allowed) {
        return common::propagate(allowed);
    }
    const StorageEnforcement before = settingAt(transaction, scope);
    if (wanted.enabled && !before.enabled) {
        if (!checkTrial(transaction, scope)) {
            return invalid("enabled", "trial-needed");
        }
    }
    if (before.version != wanted.version ||
        !SettingRepository(transaction)
             .replace(std::nullopt, kKey, wanted.version, QJsonObject{{kEnabled, wanted.enabled}})) {
        return changedMeanwhile();
    }
    if (wanted.enabled) {
        trustClock(transaction, scope.nowMs());
    }
    trail.changed(kEnabled, before.enabled, wanted.enabled);
    return settingAt(transaction, scope);
}

Result<common::JobRecord> enforceStorageLimits(Transaction &transaction, const TenantScope &scope,
                                               AuditDetail &trail, bool trial)
{
    Status allowed = checkSystem(scope);
    if (allowed && !trial) {
        allowed = checkTrial(transaction, scope);
    }
    if (!allowed) {
        return common::propagate(allowed);
    }
    if (!trial) {
        trustClock(transaction, scope.nowMs());
    }
    trail.note(QStringLiteral("trial"), trial);
    NewJob job;
    job.kind = kStorageLimitsJob;
    job.dryRun = trial;
    job.tenant = kSystemTenant;
    job.single = true;
    return enqueueJob(transaction, scope, trail, job);
}

LimitExcess excessOf(Transaction &transaction, const LimitedTenant &tenant, LimitedMedia media, qint64 nowMs)
{
    const bool audio = media == LimitedMedia::Audio;
    const common::StorageUse &use = audio ? tenant.audio : tenant.screen;
    const qint64 lengthMs = audio ? tenant.audioMs : tenant.screenMs;
    const qint64 mostBytes = use.megabytesLimit < 0 ? -1 : use.megabytesLimit * kMegabyte;
    const qint64 mostMs = use.minutesLimit < 0 ? -1 : use.minutesLimit * 60'000;
    LimitExcess excess;
    excess.beforeMs = use.daysLimit < 0 ? 0 : nowMs - use.daysLimit * kDayMs;
    const KeptUse kept = RemovalRepository(transaction).kept(tenant.key, media, excess.beforeMs);
    excess.keptOld = kept.old;
    excess.beyondBytes = beyond(use.bytes, mostBytes);
    excess.beyondMs = beyond(lengthMs, mostMs);
    excess.keptAlone = beyond(kept.bytes, mostBytes) > 0 || beyond(kept.lengthMs, mostMs) > 0;
    if (!excess.keptAlone) {
        excess.bytes = beyond(use.bytes - kept.bytes, mostBytes);
        excess.lengthMs = beyond(lengthMs - kept.lengthMs, mostMs);
    }
    return excess;
}

void noteTrial(Transaction &transaction, const QList<LimitedTenant> &tenants, qint64 nowMs)
{
    TrialRepository(transaction).set(tenants, nowMs);
}

LimitRemoval planRemoval(Transaction &transaction, const LimitedTenant &tenant, LimitedMedia media,
                         LimitExcess &excess)
{
    RemovalRepository calls(transaction);
    LimitRemoval plan;
    RemovalRepository::Place place;
    for (;;) {
        const QList<RemovableCall> next = calls.oldest(tenant.key, media, place, kPlanPortion);
        for (const RemovableCall &call : next) {
            if (!excess.wants(call)) {
                return plan;
            }
            excess.take(call);
            ++plan.calls;
            plan.bytes += call.bytes;
            plan.lengthMs += call.durationMs;
        }
        if (next.size() < kPlanPortion) {
            return plan;
        }
        place = {next.last().connectMs, next.last().id};
    }
}

RemovalStep removePortion(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                          const RemovalOrder &order, const RemovalRepository::Place &after)
{
    RemovalRepository calls(transaction);
    RemovalStep step = beginPortion(transaction, order);
    const QHash<common::CallId, RemovableCall> wanted =
        step.finished ? QHash<common::CallId, RemovableCall>() : wantedOf(calls, order, after, step);
    const bool audio = order.media == LimitedMedia::Audio;
    QList<Named> gone;
    for (const common::CallId &id :
         calls.remove(order.tenant, order.media, wanted.keys(), kStorageLimitsJob, scope.nowMs())) {
        const RemovableCall call = wanted.value(id);
        step.excess.take(call); // what could not go after all is made up for by the next
        ++step.removed.calls;
        step.removed.bytes += call.bytes;
        step.removed.lengthMs += call.durationMs;
        gone.append({id.uuid(), call.name});
        trail.publish({QStringLiteral("calls"), order.tenant, id.toString(),
                       audio ? QStringLiteral("removed") : QStringLiteral("changed")});
    }
    if (gone.isEmpty()) {
        trail.drop();
        return step;
    }
    tellTenant(trail, order.tenant);
    tellSubjects(trail, gone);
    trail.note(QStringLiteral("reason"), kStorageLimitsJob);
    trail.note(QStringLiteral("media"), audio ? QStringLiteral("audio") : QStringLiteral("screen"));
    trail.note(QStringLiteral("calls"), step.removed.calls);
    trail.note(QStringLiteral("bytes"), step.removed.bytes);
    trail.note(QStringLiteral("minutes"), step.removed.lengthMs / 60'000);
    return step;
}

bool isClockSane(Transaction &transaction, qint64 nowMs)
{
    const qint64 lastMs = SettingRepository(transaction)
                              .effective(kSystemTenant, kClockKey)
                              .value_or(QJsonObject())
                              .value(kClock)
                              .toInteger();
    return nowMs > lastMs - kHourMs && nowMs < lastMs + 7 * kDayMs;
}

void trustClock(Transaction &transaction, qint64 nowMs)
{
    SettingRepository(transaction).set(std::nullopt, kClockKey, {{kClock, nowMs}});
}

} // namespace recorder
