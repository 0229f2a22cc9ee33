// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/matrixrows.h"

namespace tests
{

namespace
{
const QString kOk = QStringLiteral("ok");
const QString kHidden = QStringLiteral("NotFound");
const QString kDenied = QStringLiteral("Denied");

bool isUnrestricted(const QString &scope)
{
    return scope == QLatin1String("unrestricted");
}

bool isWholeTenant(const QString &scope)
{
    return isUnrestricted(scope) || scope == QLatin1String("tenant");
}

// ---- The rules. A method that is about no place is asked once, in Place::Own.

QString once(const QString &, Place place)
{
    return place == Place::Own ? kOk : QString();
}
/// A call that is over is not among those that run. Nobody of the system has calls of his own.
QString callThatIsOver(const QString &scope, Place place)
{
    return place == (isUnrestricted(scope) ? Place::Tenant : Place::Own) ? kHidden : QString();
}
QString onceUnrestricted(const QString &scope, Place place)
{
    return place != Place::Own ? QString() : isUnrestricted(scope) ? kOk : kDenied;
}
QString ofWholeTenants(const QString &scope, Place place)
{
    return place != Place::Own ? QString() : isWholeTenant(scope) ? kOk : kDenied;
}
QString withinReach(const QString &scope, Place place)
{
    return reaches(scope, place) ? kOk : kHidden;
}
/// Of others nothing is there, whatever the role reaches.
QString onlyOneself(const QString &, Place place)
{
    return place == Place::Own ? kOk : kHidden;
}
/// Nobody is the subject of it himself.
QString othersWithinReach(const QString &scope, Place place)
{
    return place == Place::Own ? QString() : withinReach(scope, place);
}
QString neverOneself(const QString &scope, Place place)
{
    return place == Place::Own ? kDenied : withinReach(scope, place);
}
QString makesUser(const QString &scope, Place place)
{
    return place == Place::Own         ? QString()
           : reaches(scope, place)     ? kOk
           : place == Place::Elsewhere ? kDenied
                                       : QStringLiteral("Invalid");
}
QString keepsGroup(const QString &scope, Place place)
{
    return place == Place::Own ? QString() : isWholeTenant(scope) ? withinReach(scope, place) : kDenied;
}
QString makesGroup(const QString &scope, Place place)
{
    return place == Place::Own ? QString() : isWholeTenant(scope) && reaches(scope, place) ? kOk : kDenied;
}
/// Tenants are neither one's own nor a group's.
QString ofTheSystem(const QString &scope, Place place)
{
    return place == Place::Own || place == Place::Group ? QString() : isUnrestricted(scope) ? kOk : kDenied;
}
/// Roles belong to all tenants.
QString readsRole(const QString &, Place place)
{
    return place == Place::Tenant ? kOk : QString();
}
QString keepsRole(const QString &scope, Place place)
{
    return place != Place::Tenant ? QString() : isUnrestricted(scope) ? kOk : kDenied;
}
QString ownOrTenant(const QString &scope, Place place)
{
    return isWholeTenant(scope) ? withinReach(scope, place) : place == Place::Own ? kOk : kHidden;
}
/// Of the tenant, whatever part of it the role reaches.
QString ofTheTenant(const QString &scope, Place place)
{
    return place == Place::Own ? QString() : place == Place::Elsewhere ? withinReach(scope, place) : kOk;
}
/// Below a tenant's scope one sees what one has deleted oneself.
QString deletedWithinReach(const QString &scope, Place place)
{
    return place == Place::Own ? QString() : ownOrTenant(scope, place);
}
/// What is out of reach is not there, else those of others need a permission.
bool mayListDevices(const MatrixWorld &world, const QString &login, Place place)
{
    return place == Place::Own || world.has(login, QStringLiteral("sessions.view"));
}
bool mayEndSessions(const MatrixWorld &world, const QString &login, Place place)
{
    return place == Place::Own || !reaches(world.scopeOf(login), place) ||
           world.has(login, QStringLiteral("sessions.end"));
}
/// A tenant that is out of reach is not there.
QString makesKey(const QString &scope, Place place)
{
    return place == Place::Own                                   ? QString()
           : place == Place::Elsewhere && !isUnrestricted(scope) ? QStringLiteral("Invalid")
                                                                 : kOk;
}
/// Into the own tenant when none is named.
QString intoTenant(const QString &scope, Place place)
{
    return place == Place::Own                                   ? QString()
           : place == Place::Elsewhere && !isUnrestricted(scope) ? kDenied
                                                                 : kOk;
}
/// Of one's own level, or of a tenant that is named.
QString ofItsLevel(const QString &scope, Place place)
{
    return place == Place::Group ? QString() : place == Place::Own ? kOk : intoTenant(scope, place);
}
QString callWithinReach(const QString &scope, Place place)
{
    // Nobody of the system has calls.
    return isUnrestricted(scope) && place == Place::Own ? QString() : withinReach(scope, place);
}
} // namespace

bool reaches(const QString &scope, Place place)
{
    switch (place) {
    case Place::Own: return true;
    case Place::Group: return scope != QLatin1String("user");
    case Place::Tenant: return isWholeTenant(scope);
    case Place::Elsewhere: break;
    }
    return isUnrestricted(scope);
}

// A line a method.
// clang-format off
const QList<MatrixRow> &matrixRows()
{
    static const QList<MatrixRow> rows{
        {QStringLiteral("Audit/List"), once},
        {QStringLiteral("Audit/Get"), ownOrTenant, requests::auditRow},
        {QStringLiteral("AuditTrail/Export"), once, requests::auditExport},
        {QStringLiteral("AuditTrail/GetPolicy"), onceUnrestricted},
        {QStringLiteral("AuditTrail/SetPolicy"), onceUnrestricted, requests::auditPolicy},
        {QStringLiteral("AuditTrail/Verify"), onceUnrestricted},
        {QStringLiteral("Calls/List"), once},
        {QStringLiteral("Calls/Get"), callWithinReach, requests::call},
        {QStringLiteral("Calls/Media"), callWithinReach, requests::call},
        {QStringLiteral("Calls/Peaks"), callWithinReach, requests::call},
        {QStringLiteral("Calls/Keep"), callThatIsOver, requests::call}, // those that run: tst_recordingrule
        {QStringLiteral("Calls/SetConfidential"), callWithinReach, requests::call},
        {QStringLiteral("Calls/Hold"), callWithinReach, requests::hold},
        {QStringLiteral("Calls/Release"), callWithinReach, requests::hold},
        {QStringLiteral("Calls/Assign"), callWithinReach, requests::assignment},
        {QStringLiteral("Calls/WatchActive"), once},
        {QStringLiteral("Calls/WatchChanges"), once},
        {QStringLiteral("Deleted/List"), once},
        {QStringLiteral("Deleted/Purge"), deletedWithinReach, requests::deletedThing},
        {QStringLiteral("Deleted/GetRetention"), once},
        {QStringLiteral("Deleted/SetRetention"), onceUnrestricted, requests::retention},
        {QStringLiteral("Directories/List"), once},
        {QStringLiteral("Directories/Get"), ofTheTenant, requests::directoryRef},
        {QStringLiteral("Directories/Create"), makesGroup, requests::newDirectory},
        {QStringLiteral("Directories/Update"), keepsGroup, requests::presentDirectory},
        {QStringLiteral("Directories/Remove"), keepsGroup, requests::directoryRef},
        {QStringLiteral("Directories/Restore"), keepsGroup, requests::deletedDirectory},
        {QStringLiteral("Directories/Test"), keepsGroup, requests::presentDirectory},
        {QStringLiteral("Directories/Synchronize"), keepsGroup, requests::directoryRef},
        {QStringLiteral("Providers/List"), once},
        {QStringLiteral("Providers/Get"), ofTheTenant, requests::providerRef},
        {QStringLiteral("Providers/Create"), makesGroup, requests::newProvider},
        {QStringLiteral("Providers/Update"), keepsGroup, requests::presentProvider},
        {QStringLiteral("Providers/Remove"), keepsGroup, requests::providerRef},
        {QStringLiteral("Providers/Restore"), keepsGroup, requests::deletedProvider},
        {QStringLiteral("Providers/Test"), keepsGroup, requests::presentProvider},
        {QStringLiteral("StorageTargets/List"), once},
        {QStringLiteral("StorageTargets/Get"), ofTheTenant, requests::storageTargetRef},
        {QStringLiteral("StorageTargets/Create"), makesGroup, requests::newStorageTarget},
        {QStringLiteral("StorageTargets/Update"), keepsGroup, requests::presentStorageTarget},
        {QStringLiteral("StorageTargets/Remove"), keepsGroup, requests::storageTargetRef},
        {QStringLiteral("StorageTargets/Restore"), keepsGroup, requests::deletedStorageTarget},
        {QStringLiteral("StorageTargets/Test"), keepsGroup, requests::presentStorageTarget},
        {QStringLiteral("StorageTargets/Move"), keepsGroup, requests::storageTargetMove},
        {QStringLiteral("Encryption/Get"), ofItsLevel, requests::encryption},
        {QStringLiteral("Encryption/Set"), ofItsLevel, requests::encryptionChange},
        {QStringLiteral("Groups/List"), once},
        {QStringLiteral("Groups/Get"), othersWithinReach, requests::groupRef},
        {QStringLiteral("Groups/Create"), makesGroup, requests::newGroup},
        {QStringLiteral("Groups/Update"), othersWithinReach, requests::presentGroup},
        {QStringLiteral("Groups/Remove"), keepsGroup, requests::emptyGroupRef},
        {QStringLiteral("Groups/Restore"), keepsGroup, requests::deletedGroup},
        {QStringLiteral("Impersonation/Begin"), neverOneself, requests::userRef},
        {QStringLiteral("Integrity/Verify"), callWithinReach, requests::call},
        {QStringLiteral("Integrity/SignArchive"), callWithinReach, requests::archive},
        {QStringLiteral("Integrity/Manifests"), ofWholeTenants},
        {QStringLiteral("Integrity/Keys"), once},
        {QStringLiteral("Jobs/List"), once},
        {QStringLiteral("Jobs/Get"), ownOrTenant, requests::job},
        {QStringLiteral("Jobs/Cancel"), ownOrTenant, requests::job},
        {QStringLiteral("Jobs/Watch"), once},
        {QStringLiteral("KeyGrants/List"), ofTheTenant, requests::keyUsers},
        {QStringLiteral("KeyGrants/Grant"), withinReach, requests::grant},
        {QStringLiteral("KeyGrants/Revoke"), ofTheTenant, requests::grantToRevoke},
        {QStringLiteral("KeyRewraps/List"), ofTheTenant, requests::keyRef},
        {QStringLiteral("KeyRewraps/Put"), ofTheTenant, requests::movedWraps},
        {QStringLiteral("KeyServices/Register"), makesKey, requests::newService},
        {QStringLiteral("KeyServices/Remove"), ofTheTenant, requests::serviceRef},
        {QStringLiteral("KeyServices/Held"), ofTheTenant, requests::serviceRef},
        {QStringLiteral("Mail/Get"), onceUnrestricted},
        {QStringLiteral("Mail/Set"), onceUnrestricted, requests::mailSetting},
        {QStringLiteral("Mail/Test"), onceUnrestricted, requests::mailTest},
        {QStringLiteral("Overview/Dashboard"), once},
        {QStringLiteral("OwnKeys/Get"), once},
        {QStringLiteral("OwnKeys/Put"), once, requests::ownKeys},
        {QStringLiteral("PasswordReset/Send"), neverOneself, requests::sendLink},
        {QStringLiteral("Profile/Get"), once},
        {QStringLiteral("Profile/Set"), once, requests::ownProfile},
        {QStringLiteral("Roles/List"), once},
        {QStringLiteral("Roles/Permissions"), once},
        {QStringLiteral("Roles/Get"), readsRole, requests::roleRef},
        {QStringLiteral("Roles/Create"), keepsRole, requests::newRole},
        {QStringLiteral("Roles/Update"), keepsRole, requests::presentRole},
        {QStringLiteral("Roles/Remove"), keepsRole, requests::roleRef},
        {QStringLiteral("Roles/Restore"), keepsRole, requests::deletedRole},
        {QStringLiteral("SavedSearches/List"), once},
        {QStringLiteral("SavedSearches/Get"), onlyOneself, requests::searchRef},
        {QStringLiteral("SavedSearches/Create"), once, requests::newSearch},
        {QStringLiteral("SavedSearches/Update"), onlyOneself, requests::presentSearch},
        {QStringLiteral("SavedSearches/Remove"), onlyOneself, requests::searchRef},
        {QStringLiteral("SavedSearches/Restore"), onlyOneself, requests::deletedSearch},
        {QStringLiteral("SecondStep/Begin"), once, requests::secondStepBegin},
        {QStringLiteral("SecondStep/Confirm"), once, requests::secondStepPending},
        {QStringLiteral("SecondStep/NewRecoveryCodes"), once, requests::secondStepCode},
        {QStringLiteral("SecondStep/End"), once, requests::secondStepCode},
        {QStringLiteral("SecondStep/Remove"), neverOneself, requests::secondStepUser},
        {QStringLiteral("Session/SignOut"), once},
        {QStringLiteral("Session/WhoAmI"), once},
        {QStringLiteral("Settings/GetFileFormat"), ofItsLevel, requests::fileFormat},
        {QStringLiteral("Settings/SetFileFormat"), ofItsLevel, requests::fileFormatChange},
        {QStringLiteral("StorageRules/Get"), ofItsLevel, requests::storageRules},
        {QStringLiteral("StorageRules/Set"), ofItsLevel, requests::storageRulesChange},
        {QStringLiteral("StorageUsage/List"), once},
        {QStringLiteral("StorageUsage/GetEnforcement"), once},
        {QStringLiteral("StorageUsage/SetEnforcement"), onceUnrestricted, requests::storageEnforcement},
        {QStringLiteral("StorageUsage/Enforce"), onceUnrestricted, requests::storageTrial},
        {QStringLiteral("System/Version"), once},
        {QStringLiteral("System/Health"), onceUnrestricted},
        {QStringLiteral("System/Ledger"), ofWholeTenants},
        {QStringLiteral("SystemLog/List"), onceUnrestricted},
        {QStringLiteral("TenantKeys/List"), once},
        {QStringLiteral("TenantKeys/Get"), ofTheTenant, requests::keyRef},
        {QStringLiteral("TenantKeys/Create"), makesKey, requests::newKey},
        {QStringLiteral("TenantKeys/Update"), ofTheTenant, requests::keyToRename},
        {QStringLiteral("TenantKeys/BringBack"), ofTheTenant, requests::keyToBringBack},
        {QStringLiteral("TenantKeys/Activate"), ofTheTenant, requests::keyToActivate},
        {QStringLiteral("TenantKeys/Deactivate"), ofTheTenant, requests::keyRef},
        {QStringLiteral("TenantKeys/NoteExport"), ofTheTenant, requests::keyToExport},
        {QStringLiteral("TenantKeys/Remove"), ofTheTenant, requests::keyToRemove},
        {QStringLiteral("Tenants/List"), onceUnrestricted},
        {QStringLiteral("Tenants/Get"), ofTheSystem, requests::tenantRef},
        {QStringLiteral("Tenants/Create"), ofTheSystem, requests::newTenant},
        {QStringLiteral("Tenants/Update"), ofTheSystem, requests::presentTenant},
        {QStringLiteral("Tenants/Remove"), ofTheSystem, requests::tenantRef},
        {QStringLiteral("Tenants/Restore"), ofTheSystem, requests::deletedTenant},
        {QStringLiteral("UserTransfer/Export"), once},
        {QStringLiteral("UserTransfer/Import"), intoTenant, requests::userImport},
        {QStringLiteral("Users/List"), once},
        {QStringLiteral("Users/Get"), withinReach, requests::userRef},
        {QStringLiteral("Users/Create"), makesUser, requests::newUser},
        {QStringLiteral("Users/Update"), withinReach, requests::presentUser},
        {QStringLiteral("Users/BulkUpdate"), withinReach, requests::userBulk},
        {QStringLiteral("Users/BulkUpdateJob"), once, requests::userBulk}, // the job says what is out of reach
        {QStringLiteral("Users/Remove"), withinReach, requests::userRef},
        {QStringLiteral("Users/Restore"), othersWithinReach, requests::deletedUser},
        {QStringLiteral("Users/BeginReset"), neverOneself, requests::userRef},
        {QStringLiteral("Users/ResetPassword"), neverOneself, requests::newSecret},
        {QStringLiteral("UserDevices/List"), withinReach, requests::devicesOf, mayListDevices},
        {QStringLiteral("UserDevices/Revoke"), withinReach, requests::device, mayEndSessions},
        {QStringLiteral("UserSessions/List"), once},
        {QStringLiteral("UserSessions/Terminate"), withinReach, requests::session, mayEndSessions},
        {QStringLiteral("UserSessions/TerminateOthers"), once},
    };
    return rows;
}
// clang-format on

QString matrixVerdict(const QString &method, const common::Result<QByteArray> &reply)
{
    if (!reply) {
        if ((method == QLatin1String("Settings/SetFileFormat") ||
             method == QLatin1String("StorageRules/Set") || method == QLatin1String("Encryption/Set") ||
             method == QLatin1String("StorageUsage/SetEnforcement")) &&
            reply.error().code == common::ErrorCode::Conflict) {
            return kOk; // let through to the version
        }
        return reply.error().fields.contains(QStringLiteral("permission"))
                   ? QStringLiteral("permission")
                   : common::keyOf(reply.error().code);
    }
    earshot::v1::BulkReply bulk;
    if (method.endsWith(QLatin1String("BulkUpdate")) && bulk.ParseFromString(reply->toStdString()) &&
        bulk.changed() == 0) {
        return kHidden;
    }
    return kOk;
}

const QStringList &matrixExceptions()
{
    static const QStringList methods{QStringLiteral("Session/ChangePassword")};
    return methods;
}

} // namespace tests
