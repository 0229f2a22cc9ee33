// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/matrixrequests.h"

#include "tests/recorder/api/keylab.h"
#include "tests/recorder/api/savedsearchlab.h"
#include "tests/recorder/api/sourcelab.h"

#include "common/proto/audit.pb.h"
#include "common/proto/audittrail.pb.h"
#include "common/proto/directory.pb.h"
#include "common/proto/encryption.pb.h"
#include "common/proto/integrity.pb.h"
#include "common/proto/jobs.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/storagerules.pb.h"
#include "common/proto/storageusage.pb.h"
#include "common/proto/usertransfer.pb.h"

namespace v1 = earshot::v1;

namespace tests::requests
{

namespace
{
std::string freshName()
{
    return "made " + QUuid::createUuid().toString().toStdString();
}

/// One id: the same bytes as an ObjectRef and as ObjectRefs.
QByteArray refTo(const std::string &id)
{
    v1::ObjectRef ref;
    ref.set_id(id);
    return bytes(ref);
}

QByteArray aboutKeys(const MatrixWorld &world, const char *service, const char *method, const QString &login,
                     Place place)
{
    return KeyLab{world.world}.request(
        QLatin1String(service), QLatin1String(method),
        {login, MatrixWorld::loginAt(login, place), place == Place::Elsewhere ? 2 : 1});
}

QByteArray deletedRef(const MatrixWorld &world, const char *table, const char *key, const std::string &id)
{
    world.world.ask(QStringLiteral("UPDATE %1 SET deleted_ms = 1 WHERE %2 = '%3'")
                        .arg(QLatin1String(table), QLatin1String(key), QString::fromStdString(id)));
    return refTo(id);
}

QByteArray confirmation(const MatrixWorld &world, const QString &login, bool pending)
{
    v1::SecondStepConfirm confirm;
    confirm.set_code(world.world.armSecondStep(login, pending).toStdString());
    return bytes(confirm);
}

v1::MailSetting presentMail(const MatrixWorld &world)
{
    v1::MailSetting setting;
    setting.set_host("127.0.0.1");
    setting.set_port(9); // nobody listens
    setting.set_security("none");
    setting.set_from("recorder@example.com");
    setting.set_version(
        world.world.ask(QStringLiteral("SELECT coalesce(max(version), 0) FROM settings WHERE key = 'mail'"))
            .toInt());
    return setting;
}
} // namespace

QByteArray nothing(const MatrixWorld &, const QString &, Place)
{
    return {};
}

QByteArray newUser(const MatrixWorld &world, const QString &login, Place place)
{
    v1::User wanted;
    wanted.set_name(freshName());
    wanted.set_recording("default");
    wanted.set_role_id(world.id(QStringLiteral("SELECT id FROM roles WHERE code = 'user-basic'")));
    wanted.set_tenant_id(
        world.id(QStringLiteral("SELECT t.uuid FROM tenants t JOIN users u ON u.tenant_id = t.id WHERE "
                                "u.login = '%1'")
                     .arg(MatrixWorld::loginAt(login, place))));
    wanted.add_group_ids(world.groupAt(place));
    return bytes(wanted);
}

QByteArray presentUser(const MatrixWorld &world, const QString &login, Place place)
{
    return bytes(world.asRoot<v1::User>("earshot.v1.Users/Get", world.userAt(login, place)));
}

QByteArray deletedUser(const MatrixWorld &world, const QString &login, Place place)
{
    return deletedRef(world, "users", "id", world.userAt(login, place));
}

QByteArray userRef(const MatrixWorld &world, const QString &login, Place place)
{
    return refTo(world.userAt(login, place));
}

QByteArray userBulk(const MatrixWorld &world, const QString &login, Place place)
{
    v1::UserBulkChange change;
    change.add_ids(world.userAt(login, place));
    change.add_fields("confidential");
    change.mutable_values()->set_confidential(true);
    return bytes(change);
}

QByteArray newSecret(const MatrixWorld &world, const QString &login, Place place)
{
    v1::ResetPasswordRequest request;
    request.set_id(world.userAt(login, place));
    request.set_salt(std::string(16, 'n'));
    request.set_passes(3);
    request.set_memory_kib(65536);
    request.set_secret(std::string(32, 'x'));
    return bytes(request);
}

QByteArray userImport(const MatrixWorld &world, const QString &, Place place)
{
    v1::UserImport wanted;
    wanted.set_csv("name\n");
    wanted.set_dry_run(true);
    wanted.set_tenant_id(world.id(
        QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(place == Place::Elsewhere ? 2 : 1)));
    return bytes(wanted);
}

QByteArray newGroup(const MatrixWorld &world, const QString &, Place place)
{
    v1::Group group;
    group.set_name(freshName());
    group.set_tenant_id(world.id(
        QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(place == Place::Elsewhere ? 2 : 1)));
    return bytes(group);
}

QByteArray presentGroup(const MatrixWorld &world, const QString &, Place place)
{
    return bytes(world.asRoot<v1::Group>("earshot.v1.Groups/Get", world.groupAt(place)));
}

QByteArray deletedGroup(const MatrixWorld &world, const QString &, Place place)
{
    return deletedRef(world, "groups", "id", world.spareGroup(place));
}

QByteArray groupRef(const MatrixWorld &world, const QString &, Place place)
{
    return refTo(world.groupAt(place));
}

QByteArray emptyGroupRef(const MatrixWorld &world, const QString &, Place place)
{
    return refTo(world.spareGroup(place));
}

QByteArray newSearch(const MatrixWorld &world, const QString &login, Place place)
{
    return savedSearchRequest(world.world, QString::fromStdString(world.userAt(login, place)),
                              QStringLiteral("Create"));
}

QByteArray presentSearch(const MatrixWorld &world, const QString &login, Place place)
{
    return savedSearchRequest(world.world, QString::fromStdString(world.userAt(login, place)),
                              QStringLiteral("Update"));
}

QByteArray deletedSearch(const MatrixWorld &world, const QString &login, Place place)
{
    return savedSearchRequest(world.world, QString::fromStdString(world.userAt(login, place)),
                              QStringLiteral("Restore"));
}

QByteArray searchRef(const MatrixWorld &world, const QString &login, Place place)
{
    return refTo(
        insertSavedSearch(world.world, QString::fromStdString(world.userAt(login, place))).toStdString());
}

QByteArray newTenant(const MatrixWorld &, const QString &, Place)
{
    v1::Tenant tenant;
    tenant.set_name(freshName());
    tenant.set_default_recording("never");
    return bytes(tenant);
}

QByteArray presentTenant(const MatrixWorld &world, const QString &, Place place)
{
    return bytes(world.asRoot<v1::Tenant>("earshot.v1.Tenants/Get", world.spareTenant(place)));
}

QByteArray deletedTenant(const MatrixWorld &world, const QString &, Place place)
{
    return deletedRef(world, "tenants", "uuid", world.spareTenant(place));
}

QByteArray tenantRef(const MatrixWorld &world, const QString &, Place place)
{
    return refTo(world.spareTenant(place));
}

QByteArray newRole(const MatrixWorld &, const QString &, Place)
{
    v1::Role role;
    role.set_name(freshName());
    role.set_scope("user");
    return bytes(role);
}

QByteArray presentRole(const MatrixWorld &world, const QString &, Place)
{
    return bytes(world.asRoot<v1::Role>("earshot.v1.Roles/Get", world.spareRole()));
}

QByteArray deletedRole(const MatrixWorld &world, const QString &, Place)
{
    return deletedRef(world, "roles", "id", world.spareRole());
}

QByteArray roleRef(const MatrixWorld &world, const QString &, Place)
{
    return refTo(world.spareRole());
}

namespace
{
QByteArray directory(const MatrixWorld &world, const char *method, Place place)
{
    return SourceLab::request(world.world, QStringLiteral("Directories"), QLatin1String(method),
                              place == Place::Elsewhere ? 2 : 1);
}
} // namespace

namespace
{
QByteArray storageTarget(const MatrixWorld &world, const char *method, Place place)
{
    return StorageLab::request(world.world, QLatin1String(method), place == Place::Elsewhere ? 2 : 1);
}
} // namespace

QByteArray newStorageTarget(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Create", place);
}
QByteArray presentStorageTarget(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Update", place);
}
QByteArray deletedStorageTarget(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Restore", place);
}
QByteArray storageTargetMove(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Move", place);
}
QByteArray storageTargetRef(const MatrixWorld &world, const QString &, Place place)
{
    return storageTarget(world, "Get", place);
}

QByteArray newDirectory(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Create", place);
}
QByteArray presentDirectory(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Update", place);
}
QByteArray deletedDirectory(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Restore", place);
}
QByteArray directoryRef(const MatrixWorld &world, const QString &, Place place)
{
    return directory(world, "Get", place);
}

QByteArray ownKeys(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "OwnKeys", "Put", login, place);
}
QByteArray newKey(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Create", login, place);
}
QByteArray keyRef(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Get", login, place);
}
QByteArray keyToRename(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Update", login, place);
}
QByteArray keyToBringBack(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "BringBack", login, place);
}
QByteArray keyToExport(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "NoteExport", login, place);
}
QByteArray keyToActivate(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Activate", login, place);
}
QByteArray keyToRemove(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "TenantKeys", "Remove", login, place);
}
QByteArray keyUsers(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyGrants", "List", login, place);
}
QByteArray grant(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyGrants", "Grant", login, place);
}
QByteArray grantToRevoke(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyGrants", "Revoke", login, place);
}
QByteArray newService(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyServices", "Register", login, place);
}
QByteArray serviceRef(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyServices", "Held", login, place);
}
QByteArray movedWraps(const MatrixWorld &world, const QString &login, Place place)
{
    return aboutKeys(world, "KeyRewraps", "Put", login, place);
}

namespace
{
QByteArray provider(const MatrixWorld &world, const char *method, Place place)
{
    return SignOnBench::request(world.world, QLatin1String(method), place == Place::Elsewhere ? 2 : 1);
}
} // namespace

QByteArray newProvider(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Create", place);
}
QByteArray presentProvider(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Update", place);
}
QByteArray deletedProvider(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Restore", place);
}
QByteArray providerRef(const MatrixWorld &world, const QString &, Place place)
{
    return provider(world, "Get", place);
}

QByteArray session(const MatrixWorld &world, const QString &login, Place place)
{
    return refTo(world.insertSession(MatrixWorld::loginAt(login, place)).toStdString());
}

QByteArray call(const MatrixWorld &world, const QString &login, Place place)
{
    return refTo(world.calls.value(MatrixWorld::loginAt(login, place)).toStdString());
}

QByteArray hold(const MatrixWorld &world, const QString &login, Place place)
{
    v1::HoldRequest change;
    change.add_ids(world.calls.value(MatrixWorld::loginAt(login, place)).toStdString());
    change.set_reason("because");
    return bytes(change);
}

QByteArray archive(const MatrixWorld &world, const QString &login, Place place)
{
    v1::ArchiveFiles files;
    v1::ArchiveFile *file = files.add_files();
    file->set_id(world.calls.value(MatrixWorld::loginAt(login, place)).toStdString());
    file->set_name("call.mp3");
    return bytes(files);
}

QByteArray auditRow(const MatrixWorld &world, const QString &login, Place place)
{
    v1::AuditRef audit;
    audit.set_id(world.world
                     .ask(QStringLiteral("INSERT INTO audit_log (tenant_id, at_ms, actor, action) SELECT "
                                         "tenant_id, 1, login, 'users.test' FROM users WHERE login = '%1' "
                                         "RETURNING id")
                              .arg(MatrixWorld::loginAt(login, place)))
                     .toLongLong());
    return bytes(audit);
}

QByteArray job(const MatrixWorld &world, const QString &login, Place place)
{
    v1::JobRef job;
    job.set_id(world.id(QStringLiteral("INSERT INTO jobs (id, tenant_id, kind, subject, owner, owner_name, "
                                       "request_id, parameters, input, dry_run, created_ms) SELECT "
                                       "gen_random_uuid(), tenant_id, 'spare', '', id, name, '', '{}', '', "
                                       "false, 1 FROM users WHERE login = '%1' RETURNING id")
                            .arg(MatrixWorld::loginAt(login, place))));
    return bytes(job);
}

QByteArray deletedThing(const MatrixWorld &world, const QString &, Place place)
{
    const std::string group = world.spareGroup(place);
    deletedRef(world, "groups", "id", group);
    v1::DeletedRefs refs;
    refs.add_refs()->set_kind("groups");
    refs.mutable_refs(0)->set_id(group);
    return bytes(refs);
}

QByteArray retention(const MatrixWorld &world, const QString &, Place)
{
    v1::Retention retention;
    retention.set_days(7);
    retention.set_version(
        world.world
            .ask(QStringLiteral("SELECT coalesce(max(version), 0) FROM settings WHERE key = 'deleted'"))
            .toInt());
    return bytes(retention);
}

QByteArray secondStepBegin(const MatrixWorld &, const QString &login, Place)
{
    v1::SecondStepBegin begin;
    begin.set_secret(AccessWorld::secretOf(login).toStdString());
    return bytes(begin);
}

QByteArray secondStepPending(const MatrixWorld &world, const QString &login, Place)
{
    return confirmation(world, login, true);
}

QByteArray secondStepCode(const MatrixWorld &world, const QString &login, Place)
{
    return confirmation(world, login, false);
}

QByteArray secondStepUser(const MatrixWorld &world, const QString &login, Place place)
{
    world.world.armSecondStep(MatrixWorld::loginAt(login, place));
    v1::SecondStepUser user;
    user.set_id(world.userAt(login, place));
    return bytes(user);
}

QByteArray devicesOf(const MatrixWorld &world, const QString &login, Place place)
{
    v1::DeviceListRequest list;
    list.set_user_id(world.userAt(login, place));
    return bytes(list);
}

QByteArray device(const MatrixWorld &world, const QString &login, Place place)
{
    v1::DeviceRefs refs;
    refs.add_ids(world.world.insertDevice(MatrixWorld::loginAt(login, place)).toStdString());
    return bytes(refs);
}

QByteArray sendLink(const MatrixWorld &world, const QString &login, Place place)
{
    world.world.prepareMail(MatrixWorld::loginAt(login, place));
    v1::SendLinkRequest send;
    send.set_id(world.userAt(login, place));
    return bytes(send);
}

QByteArray mailSetting(const MatrixWorld &world, const QString &, Place)
{
    return bytes(presentMail(world));
}

QByteArray mailTest(const MatrixWorld &world, const QString &, Place)
{
    v1::MailTest test;
    *test.mutable_setting() = presentMail(world);
    test.set_to("ada@example.org");
    return bytes(test);
}

QByteArray auditExport(const MatrixWorld &, const QString &, Place)
{
    v1::AuditExport request;
    request.set_format("jsonl");
    return bytes(request);
}

QByteArray auditPolicy(const MatrixWorld &world, const QString &, Place)
{
    v1::AuditPolicy policy;
    policy.set_syslog_transport("local");
    policy.set_version(world.world.ask(QStringLiteral("SELECT version FROM audit_policy")).toInt());
    return bytes(policy);
}

namespace
{

/// A setting of one's own level, else of the tenant of the place.
template <typename Message>
Message ofLevel(const MatrixWorld &world, const QString &login, Place place)
{
    Message message;
    message.set_system(place == Place::Own && world.scopeOf(login) == QLatin1String("unrestricted"));
    if (place != Place::Own) {
        message.set_tenant_id(world.id(
            QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(place == Place::Elsewhere ? 2 : 1)));
    }
    return message;
}

constexpr int kNoVersion = -1; // whatever comes of it is no matter of rights

} // namespace

QByteArray fileFormat(const MatrixWorld &world, const QString &login, Place place)
{
    return bytes(ofLevel<v1::FileFormatRequest>(world, login, place));
}

QByteArray encryption(const MatrixWorld &world, const QString &login, Place place)
{
    return bytes(ofLevel<v1::EncryptionRequest>(world, login, place));
}

QByteArray encryptionChange(const MatrixWorld &world, const QString &login, Place place)
{
    auto change = ofLevel<v1::EncryptionSetting>(world, login, place);
    change.set_inherited(!change.system());
    change.set_version(kNoVersion);
    return bytes(change);
}

QByteArray storageRules(const MatrixWorld &world, const QString &login, Place place)
{
    return bytes(ofLevel<v1::StorageRulesRequest>(world, login, place));
}

QByteArray storageRulesChange(const MatrixWorld &world, const QString &login, Place place)
{
    auto change = ofLevel<v1::StorageRulesSetting>(world, login, place);
    change.set_inherited(!change.system());
    change.set_version(kNoVersion);
    return bytes(change);
}

QByteArray fileFormatChange(const MatrixWorld &world, const QString &login, Place place)
{
    auto change = ofLevel<v1::FileFormatChange>(world, login, place);
    change.set_inherit(true);
    change.set_version(kNoVersion);
    return bytes(change);
}

QByteArray storageEnforcement(const MatrixWorld &, const QString &, Place)
{
    v1::StorageEnforcement change;
    change.set_version(-1); // whatever comes of it is no matter of rights
    return bytes(change);
}

QByteArray storageTrial(const MatrixWorld &, const QString &, Place)
{
    v1::StorageEnforceRequest request;
    request.set_dry_run(true);
    return bytes(request);
}

} // namespace tests::requests
