// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/devicebook.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/userrules.h"
#include "recorder/store/sessionrepository.h"

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

common::Status checkMay(const TenantScope &scope, const common::UserId &user, const char *permission)
{
    return user == scope.actor().user || mayBeyondHimself(scope, permission)
               ? common::Status()
               : common::Status(refused(ErrorCode::Denied, "permission", permission));
}

} // namespace

Result<QList<ListedDevice>> listDevices(Transaction &transaction, const TenantScope &scope,
                                        const QString &userId)
{
    const common::UserId user = userId.isEmpty() ? scope.actor().user : common::UserId(uuidOfText(userId));
    if (common::Status may = checkMay(scope, user, "sessions.view"); !may) {
        return common::propagate(may);
    }
    const DirectoryReach reach = directoryReachOf(scope);
    if (!PeopleRepository(transaction, reach).get(user.uuid())) {
        return notThere();
    }
    const auto session = SessionRepository(transaction).find(scope.actor().session.uuid());
    QList<ListedDevice> listed;
    for (const StoredDevice &device : DeviceRepository(transaction).list(reach, user)) {
        listed.append({device, session && session->device == device.id});
    }
    return listed;
}

Result<int> revokeDevices(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                          const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    if (!wanted) {
        return common::propagate(wanted);
    }
    DeviceRepository devices(transaction);
    const QList<StoredDevice> found = devices.find(directoryReachOf(scope), *wanted);
    for (const StoredDevice &device : found) {
        if (common::Status may = checkMay(scope, device.user, "sessions.end"); !may) {
            return common::propagate(may);
        }
    }
    if (found.size() != wanted->size()) {
        return refused(ErrorCode::NotFound, "ids", "unknown");
    }
    QList<Named> people;
    qint64 sessions = 0;
    for (const StoredDevice &device : found) {
        auto user = userToChange(transaction, scope, device.user.toString());
        if (!user) {
            return common::propagate(user);
        }
        sessions += devices.remove(device.id).size();
        people.append({device.user.uuid(), user->record.name});
        tellTenant(trail, user->tenant);
    }
    tellSubjects(trail, people);
    trail.note(QStringLiteral("devices"), static_cast<qint64>(found.size()));
    trail.note(QStringLiteral("sessions_ended"), sessions);
    return static_cast<int>(found.size());
}

} // namespace recorder
