// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/matrixrequests.h"

#include "tests/recorder/api/savedsearchlab.h"

#include "common/proto/audit.pb.h"
#include "common/proto/audittrail.pb.h"
#include "common/proto/directory.pb.h"
#include "common/proto/integrity.pb.h"
#include "common/proto/jobs.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"
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

QByteArray ownProfile(const MatrixWorld &world, const QString &login, Place place)
{
    v1::OwnProfile profile;
    profile.set_language("de");
    profile.set_version(world.asRoot<v1::User>("earshot.v1.Users/Get", world.userAt(login, place)).version());
    return bytes(profile);
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

QByteArray assignment(const MatrixWorld &world, const QString &login, Place place)
{
    v1::AssignRequest request;
    request.set_id(world.calls.value(MatrixWorld::loginAt(login, place)).toStdString());
    request.set_position(1); // who was called
    request.set_user_id(world.userAt(login, place));
    return bytes(request);
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

QByteArray auditExport(const MatrixWorld &, const QString &, Place)
{
    v1::AuditExport request;
    request.set_format("jsonl");
    return bytes(request);
}

} // namespace tests::requests
