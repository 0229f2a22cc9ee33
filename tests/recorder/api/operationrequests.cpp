// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/operationrequests.h"

#include "common/proto/audit.pb.h"
#include "common/proto/audittrail.pb.h"
#include "common/proto/directory.pb.h"
#include "common/proto/impersonation.pb.h"
#include "common/proto/jobs.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"
#include "common/proto/session.pb.h"
#include "common/proto/settings.pb.h"

#include "tests/recorder/api/keylab.h"
#include "tests/recorder/api/savedsearchlab.h"
#include "tests/recorder/api/signonbench.h"
#include "tests/recorder/api/sourcelab.h"
#include "tests/recorder/api/storagelab.h"

namespace v1 = earshot::v1;

namespace tests
{

namespace
{

template <typename Message>
QByteArray bytes(const Message &message)
{
    return QByteArray::fromStdString(message.SerializeAsString());
}

/// Something of tenant 1 that nobody needs, as its id: made by SQL, so without a trail.
QString spare(AccessWorld &world, const QString &kind)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (kind == QLatin1String("Tenants")) {
        world.ask(QStringLiteral("INSERT INTO tenants (uuid, name, created_ms) VALUES ('%1', 'spare %1', 0)")
                      .arg(id));
    } else if (kind == QLatin1String("Roles")) {
        world.ask(
            QStringLiteral("INSERT INTO roles (id, code, name, scope, permissions) VALUES ('%1', 'spare-%1', "
                           "'spare %1', 'user', '{}')")
                .arg(id));
    } else if (kind == QLatin1String("Groups")) {
        world.ask(
            QStringLiteral("INSERT INTO groups (id, tenant_id, name) VALUES ('%1', 1, 'spare %1')").arg(id));
    } else if (kind == QLatin1String("UserSessions")) {
        world.ask(QStringLiteral(
                      "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, created_ms, "
                      "seen_ms, expires_ms) SELECT '%1', 1, id, uuid_send('%1'), '192.0.2.9', 0, "
                      "%2, 4102444800000 FROM users WHERE login = 'bas'")
                      .arg(id, QString::number(common::toUnixMs(world.clock.wall()))));
    } else {
        world.ask(QStringLiteral(
                      "INSERT INTO users (id, tenant_id, login, login_key, web_access, name, created_ms) "
                      "VALUES ('%1', 1, '%1', '%1', true, 'spare %1', 0)")
                      .arg(id));
    }
    return id;
}

/// A request of the directory that succeeds.
QByteArray goodDirectoryRequest(AccessWorld &world, const QString &kind, const QString &method)
{
    const std::string id = spare(world, kind).toStdString();
    if (method == QLatin1String("Remove") || method == QLatin1String("Restore") ||
        method == QLatin1String("Terminate")) {
        if (method == QLatin1String("Restore")) {
            world.ask(QStringLiteral("UPDATE %1 SET deleted_ms = 1 WHERE name = 'spare %2'")
                          .arg(kind.toLower(), QString::fromStdString(id)));
        }
        v1::ObjectRefs refs;
        refs.add_ids(id);
        return bytes(refs);
    }
    if (method == QLatin1String("BulkUpdate") || method == QLatin1String("BulkUpdateJob")) {
        v1::UserBulkChange change;
        change.add_ids(id);
        change.add_fields("recording");
        change.mutable_values()->set_recording("never");
        return bytes(change);
    }
    if (method == QLatin1String("ResetPassword")) {
        v1::ResetPasswordRequest reset;
        reset.set_id(id);
        reset.set_salt(std::string(16, 'n'));
        reset.set_passes(3);
        reset.set_memory_kib(65536);
        reset.set_secret(std::string(32, 'x'));
        return bytes(reset);
    }
    // One message for all of them: name, id and version are numbered alike in no two, so each its own.
    const std::string known = method == QLatin1String("Create") ? std::string() : id;
    const std::string name = "named " + id;
    if (kind == QLatin1String("Tenants")) {
        v1::Tenant tenant;
        tenant.set_id(known);
        tenant.set_name(name);
        tenant.set_default_recording("always");
        tenant.set_version(1);
        return bytes(tenant);
    }
    if (kind == QLatin1String("Roles")) {
        v1::Role role;
        role.set_id(known);
        role.set_name(name);
        role.set_scope("user");
        role.set_version(1);
        return bytes(role);
    }
    if (kind == QLatin1String("Groups")) {
        v1::Group group;
        group.set_id(known);
        group.set_name(name);
        group.set_version(1);
        return bytes(group);
    }
    v1::User user;
    user.set_id(known);
    user.set_name(name);
    user.set_recording("default");
    user.set_role_id("00000000-0000-7000-8000-0000000000a5");
    user.set_version(1);
    return bytes(user);
}

/// Jobs and deleted things: one that waits, a group that is deleted.
QByteArray goodJobRequest(AccessWorld &world, const QString &kind, const QString &method)
{
    if (kind == QLatin1String("Jobs")) {
        v1::JobRef ref;
        ref.set_id(world
                       .ask(QStringLiteral(
                           "INSERT INTO jobs (id, tenant_id, kind, subject, owner, owner_name, request_id, "
                           "parameters, input, dry_run, created_ms) SELECT gen_random_uuid(), 1, 'spare', "
                           "'', id, name, '', '{}', '', false, 1 FROM users WHERE login = 'admin' RETURNING "
                           "id"))
                       .toStdString());
        return bytes(ref);
    }
    if (method == QLatin1String("SetRetention")) {
        v1::Retention retention;
        retention.set_days(7);
        return bytes(retention);
    }
    const QString id = spare(world, QStringLiteral("Groups"));
    world.ask(QStringLiteral("UPDATE groups SET deleted_ms = 1 WHERE id = '%1'").arg(id));
    v1::DeletedRefs refs;
    refs.add_refs()->set_kind("groups");
    refs.mutable_refs(0)->set_id(id.toStdString());
    return bytes(refs);
}

/// Of the administrator, whose second step it prepares.
QByteArray goodSecondStepRequest(AccessWorld &world, const QString &method)
{
    const QString admin = QStringLiteral("admin");
    if (method == QLatin1String("Remove")) {
        v1::SecondStepUser user;
        user.set_id(spare(world, QStringLiteral("Users")).toStdString());
        world.ask(QStringLiteral("INSERT INTO second_steps (user_id, tenant_id, seed) VALUES ('%1', 1, 'x')")
                      .arg(QString::fromStdString(user.id())));
        return bytes(user);
    }
    const std::string code = world.armSecondStep(admin, method == QLatin1String("Confirm")).toStdString();
    if (method == QLatin1String("Finish")) {
        v1::SecondStepCode second;
        second.set_code(code);
        second.set_challenge(world.enter(admin)->challenge.toStdString());
        return bytes(second);
    }
    v1::SecondStepConfirm confirm;
    confirm.set_code(code);
    return bytes(confirm);
}

/// Links, and the mail that carries them.
QByteArray goodResetRequest(AccessWorld &world, const QString &method)
{
    const QString admin = QStringLiteral("admin");
    if (method == QLatin1String("Forgot")) {
        v1::ForgotRequest forgot;
        forgot.set_login("admin");
        return bytes(forgot);
    }
    if (method == QLatin1String("Send")) {
        v1::SendLinkRequest send;
        send.set_id(spare(world, QStringLiteral("Users")).toStdString());
        world.prepareMail(QString::fromStdString(send.id()));
        return bytes(send);
    }
    if (method == QLatin1String("ByLink")) {
        world.ask(QStringLiteral("DELETE FROM key_grants")); // else he may be the last who opens a key
        v1::LinkReset reset;
        reset.set_link(world.insertLink(admin).toStdString());
        reset.mutable_parameters()->set_salt(std::string(16, 'n'));
        reset.mutable_parameters()->set_account_id(world.userId(admin).uuid().toRfc4122().toStdString());
        reset.mutable_parameters()->set_passes(3);
        reset.mutable_parameters()->set_memory_kib(65536);
        reset.set_secret(std::string(32, 'x'));
        return bytes(reset);
    }
    v1::MailSetting setting;
    setting.set_host("localhost");
    setting.set_port(25);
    setting.set_security("none");
    setting.set_version(
        world.ask(QStringLiteral("SELECT coalesce(max(version), 0) FROM settings WHERE key = 'mail'"))
            .toInt());
    return bytes(setting);
}

} // namespace

v1::FileFormatChange formatChange(int version)
{
    v1::FileFormatChange change;
    change.set_version(version);
    change.mutable_format()->set_container("wav");
    change.mutable_format()->set_channels("mono");
    change.mutable_format()->set_agc_max_gain(2);
    change.mutable_format()->set_mp3_bitrate(32);
    change.mutable_format()->set_mp3_quality(5);
    return change;
}

QByteArray goodRequest(AccessWorld &world, const QString &method)
{
    const QString kind = method.section(QLatin1Char('.'), 2).section(QLatin1Char('/'), 0, 0);
    const QString name = method.section(QLatin1Char('/'), 1);
    if (QStringList{QStringLiteral("Tenants"), QStringLiteral("Roles"), QStringLiteral("Groups"),
                    QStringLiteral("Users"), QStringLiteral("UserSessions")}
            .contains(kind) &&
        name != QLatin1String("List") && name != QLatin1String("Get") &&
        name != QLatin1String("Permissions") && name != QLatin1String("BeginReset") &&
        name != QLatin1String("TerminateOthers")) {
        return goodDirectoryRequest(world, kind, name);
    }
    if (method.contains(QLatin1String("Jobs/Cancel")) || method.contains(QLatin1String("Deleted/Purge")) ||
        name == QLatin1String("SetRetention")) {
        return goodJobRequest(world, kind, name);
    }
    if (kind == QLatin1String("SavedSearches") && name != QLatin1String("List")) {
        return savedSearchRequest(world, world.userId(QStringLiteral("admin")).toString(), name);
    }
    if (kind == QLatin1String("Impersonation")) {
        v1::ImpersonationRequest request;
        request.set_user_id(spare(world, kind).toStdString());
        return bytes(request);
    }
    if (kind == QLatin1String("PasswordReset") || kind == QLatin1String("Mail")) {
        return goodResetRequest(world, name);
    }
    if (method.endsWith(QLatin1String("Profile/Set"))) {
        v1::OwnProfile profile;
        profile.set_time_zone("Europe/Berlin");
        profile.set_version(
            world.ask(QStringLiteral("SELECT version FROM users WHERE login = 'admin'")).toInt());
        return bytes(profile);
    }
    if (kind == QLatin1String("SecondStep")) {
        return goodSecondStepRequest(world, name);
    }
    if (method.endsWith(QLatin1String("UserDevices/Revoke"))) {
        v1::DeviceRefs refs;
        refs.add_ids(world.insertDevice(QStringLiteral("admin")).toStdString());
        return bytes(refs);
    }
    if (kind.endsWith(QLatin1String("Keys")) || kind == QLatin1String("KeyGrants") ||
        kind == QLatin1String("KeyRewraps") || kind == QLatin1String("KeyServices")) {
        return KeyLab{world}.request(kind, name, {QStringLiteral("admin"), QStringLiteral("bas")});
    }
    if (method.endsWith(QLatin1String("SetPolicy"))) {
        v1::AuditPolicy policy;
        policy.set_keep_days(90);
        policy.set_syslog_transport("local");
        policy.set_version(1);
        return bytes(policy);
    }
    if ((kind == QLatin1String("StorageTargets") || kind == QLatin1String("StorageUsage")) &&
        name != QLatin1String("List")) {
        return StorageLab::request(world, name);
    }
    if ((kind == QLatin1String("Directories") && name != QLatin1String("List")) ||
        kind == QLatin1String("DirectorySignIn")) {
        return SourceLab::request(world, kind, name);
    }
    if (kind == QLatin1String("Providers") && name != QLatin1String("List")) {
        return SignOnBench::request(world, name);
    }
    if (method.endsWith(QLatin1String("SignIn"))) {
        v1::SignInRequest request;
        request.set_login("admin");
        request.set_secret(AccessWorld::secretOf(QStringLiteral("admin")).toStdString());
        return bytes(request);
    }
    if (method.endsWith(QLatin1String("ChangePassword"))) {
        v1::ChangePasswordRequest request;
        request.set_secret(AccessWorld::secretOf(QStringLiteral("admin")).toStdString());
        request.mutable_new_parameters()->set_salt(std::string(16, 'n'));
        request.mutable_new_parameters()->set_account_id(std::string(16, 'i'));
        request.mutable_new_parameters()->set_passes(3);
        request.mutable_new_parameters()->set_memory_kib(65536);
        request.set_new_secret(std::string(32, 'x'));
        return bytes(request);
    }
    return method.endsWith(QLatin1String("SetFileFormat")) ? bytes(formatChange(0)) : QByteArray();
}

} // namespace tests
