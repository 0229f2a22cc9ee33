// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directorytenants.h"

#include "recorder/service/callsources.h"
#include "recorder/service/directoryeach.h"
#include "recorder/service/seats.h"
#include "recorder/store/sessionrepository.h"
#include "recorder/store/tenantrepository.h"

#include <QJsonArray>
#include <QJsonObject>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;
using common::TenantRecord;

namespace
{

constexpr int kMostSeats = 1'000'000;
constexpr qint64 kMostMegabytes = 2'000'000'000; // two petabytes
constexpr qint64 kMostMinutes = 2'000'000'000;
constexpr qint64 kMostDays = 36'500;

Status checkScope(const TenantScope &scope)
{
    return scope.tenant() ? Status(refused(ErrorCode::Denied, "scope", "not-allowed")) : Status();
}

Status checkLimits(const char *field, const common::StorageLimit &limit)
{
    for (const auto &[part, value, most] : {std::tuple("megabytes", limit.megabytes, kMostMegabytes),
                                            {"minutes", limit.minutes, kMostMinutes},
                                            {"days", qint64{limit.days}, kMostDays}}) {
        if (value < -1 || value > most) {
            return invalid((QByteArray(field) + '.' + part).constData(), "range");
        }
    }
    return {};
}

Status check(TenantRecord &tenant, bool isSystem)
{
    if (Status name = cleanName("name", tenant.name); !name) {
        return name;
    }
    if (Status zone = checkTimeZone(tenant.timeZone); !zone) {
        return zone;
    }
    if (Status language = checkLanguage(tenant.language); !language) {
        return language;
    }
    for (const auto &[field, seats] : {std::pair("recording_seats", tenant.recordingSeats),
                                       {"screen_seats", tenant.screenSeats},
                                       {"evaluation_seats", tenant.evaluationSeats},
                                       {"live_seats", tenant.liveSeats}}) {
        if (seats < -1 || seats > kMostSeats) {
            return invalid(field, "range");
        }
    }
    static const QStringList kRecording{QStringLiteral("always"), QStringLiteral("on-demand"),
                                        QStringLiteral("never")};
    if (!kRecording.contains(tenant.defaultRecording) && !(tenant.defaultRecording.isEmpty() && !isSystem)) {
        return invalid("default_recording", "unknown");
    }
    // The system has no calls: nothing can find it.
    for (const auto &[field, entries] : {std::pair("peers", &tenant.peers),
                                         {"trunks", &tenant.trunks},
                                         {"extension_ranges", &tenant.extensionRanges}}) {
        if (isSystem && !entries->isEmpty()) {
            return invalid(field, "not-allowed");
        }
    }
    for (const Status &good :
         {checkLimits("audio_limit", tenant.audioLimit), checkLimits("screen_limit", tenant.screenLimit)}) {
        if (!good) {
            return good;
        }
    }
    return cleanCallSources(tenant);
}

QString toldOf(const common::StorageLimit &limit)
{
    const auto word = [](qint64 value) { return value < 0 ? QStringLiteral("-") : QString::number(value); };
    return QStringLiteral("%1 MB, %2 min, %3 days")
        .arg(word(limit.megabytes), word(limit.minutes), word(limit.days));
}

QJsonObject toldOf(const TenantRecord &tenant)
{
    return {{QStringLiteral("name"), tenant.name},
            {QStringLiteral("time_zone"), tenant.timeZone},
            {QStringLiteral("language"), tenant.language},
            {QStringLiteral("suspended"), tenant.suspended},
            {QStringLiteral("recording_seats"), tenant.recordingSeats},
            {QStringLiteral("screen_seats"), tenant.screenSeats},
            {QStringLiteral("evaluation_seats"), tenant.evaluationSeats},
            {QStringLiteral("live_seats"), tenant.liveSeats},
            {QStringLiteral("default_recording"), tenant.defaultRecording},
            {QStringLiteral("peers"), QJsonArray::fromStringList(tenant.peers)},
            {QStringLiteral("trunks"), QJsonArray::fromStringList(tenant.trunks)},
            {QStringLiteral("extension_ranges"), QJsonArray::fromStringList(tenant.extensionRanges)},
            {QStringLiteral("audio_limit"), toldOf(tenant.audioLimit)},
            {QStringLiteral("screen_limit"), toldOf(tenant.screenLimit)}};
}

void publish(AuditDetail &trail, TenantKey key, const QUuid &id, const char *verb)
{
    trail.publish({QStringLiteral("tenants"), key, id.toString(QUuid::WithoutBraces), QLatin1String(verb)});
}

/// NotFound unless it is there; the system itself only where it may be meant.
Result<std::pair<TenantKey, TenantRecord>> find(Transaction &transaction, const QUuid &id,
                                                bool removed = false, bool systemToo = false)
{
    const auto found = TenantRepository(transaction).get(id, removed);
    if (id.isNull() || !found || (found->first == kSystemTenant && !systemToo)) {
        return notThere();
    }
    return *found;
}

} // namespace

Result<common::ListPageOf<TenantRecord>> listTenants(Transaction &transaction, const TenantScope &scope,
                                                     const common::ListQuery &query)
{
    if (Status allowed = checkScope(scope); !allowed) {
        return common::propagate(allowed);
    }
    return TenantRepository(transaction).list(query);
}

Result<TenantRecord> showTenant(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    if (Status allowed = checkScope(scope); !allowed) {
        return common::propagate(allowed);
    }
    auto found = find(transaction, uuidOfText(id), false, true);
    if (!found) {
        return common::propagate(found);
    }
    return found->second;
}

Result<TenantRecord> createTenant(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  TenantRecord tenant)
{
    if (Status allowed = checkScope(scope); !allowed) {
        return common::propagate(allowed);
    }
    if (Status good = check(tenant, false); !good) {
        return common::propagate(good);
    }
    lockDirectory(transaction);
    TenantRepository tenants(transaction);
    if (tenants.isNameTaken(tenant.name, QUuid())) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    if (Status free = checkCallSourcesFree(tenant, tenants.callSources(QUuid())); !free) {
        return common::propagate(free);
    }
    const QUuid id = common::makeUuidV7();
    tenants.insert(id, tenant, scope.nowMs());
    auto made = find(transaction, id);
    if (!made) {
        return common::propagate(made);
    }
    trail.setSubject(id, made->second.name);
    trail.changed({}, toldOf(made->second));
    publish(trail, made->first, id, "stored");
    return made->second;
}

Result<TenantRecord> updateTenant(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  TenantRecord tenant)
{
    if (Status allowed = checkScope(scope); !allowed) {
        return common::propagate(allowed);
    }
    lockDirectory(transaction);
    const QUuid id = uuidOfText(tenant.id);
    auto before = find(transaction, id, false, true);
    if (!before) {
        return common::propagate(before);
    }
    const bool isSystem = before->first == kSystemTenant;
    if (Status good = check(tenant, isSystem); !good) {
        return common::propagate(good);
    }
    if (tenant.version != before->second.version) {
        return changedMeanwhile();
    }
    if (isSystem && tenant.suspended) {
        return invalid("suspended", "not-allowed");
    }
    TenantRepository tenants(transaction);
    if (tenants.isNameTaken(tenant.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    if (Status seats = checkSeatLimits(before->second, tenant); !seats) {
        return common::propagate(seats);
    }
    if (Status free = checkCallSourcesFree(tenant, tenants.callSources(id)); !free) {
        return common::propagate(free);
    }
    tenants.update(tenant);
    if (tenant.suspended) {
        SessionRepository(transaction).removeOfTenant(before->first);
    }
    auto after = find(transaction, id, false, true);
    if (!after) {
        return common::propagate(after);
    }
    trail.setSubject(id, after->second.name);
    trail.changed(toldOf(before->second), toldOf(after->second));
    publish(trail, after->first, id, "changed");
    return after->second;
}

Result<QStringList> removeTenants(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const QStringList &ids)
{
    TenantRepository tenants(transaction);
    return forEachOf(transaction, checkScope(scope), ids, trail, [&](const QUuid &id) -> Result<QString> {
        auto found = find(transaction, id);
        if (!found) {
            return common::propagate(found);
        }
        const TenantRepository::Contents contents = tenants.contentsOf(found->first);
        if (contents.users > 0 || contents.calls > 0) {
            return common::fail(ErrorCode::Conflict,
                                QStringLiteral("the tenant '%1' has %2 users and %3 calls")
                                    .arg(found->second.name)
                                    .arg(contents.users)
                                    .arg(contents.calls),
                                {{QStringLiteral("id"), QStringLiteral("in-use")},
                                 {QStringLiteral("users"), QString::number(contents.users)},
                                 {QStringLiteral("calls"), QString::number(contents.calls)}});
        }
        tenants.setRemoved(id, scope.nowMs());
        publish(trail, found->first, id, "removed");
        noteDeleted(transaction, scope, "tenants", {id});
        return found->second.name;
    });
}

Result<int> restoreTenants(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                           const QStringList &ids)
{
    TenantRepository tenants(transaction);
    return countOf(
        forEachOf(transaction, checkScope(scope), ids, trail, [&](const QUuid &id) -> Result<QString> {
            auto found = find(transaction, id, true);
            if (!found) {
                return common::propagate(found);
            }
            if (tenants.isNameTaken(found->second.name, id)) {
                return refused(ErrorCode::Conflict, "name", "taken");
            }
            if (Status free = checkCallSourcesFree(found->second, tenants.callSources(id)); !free) {
                return common::propagate(free);
            }
            tenants.setRemoved(id, std::nullopt);
            publish(trail, found->first, id, "stored");
            return found->second.name;
        }));
}

QString recordingOf(const QString &user, const QString &group, const QString &tenant, const QString &system)
{
    for (const QString &word : {user, group, tenant, system}) {
        if (!word.isEmpty() && word != QLatin1String("default")) {
            return word;
        }
    }
    return QStringLiteral("always");
}

} // namespace recorder
