// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/directoryhandlers.h"
#include "recorder/api/jobhandlers.h"
#include "recorder/api/resethandlers.h"
#include "recorder/api/secondstephandlers.h"
#include "recorder/api/settingshandlers.h"
#include "recorder/api/systemhandlers.h"

#include "common/proto/audit.pb.h"
#include "common/proto/audittrail.pb.h"
#include "common/proto/directory.pb.h"
#include "common/proto/jobs.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/system.pb.h"

#include "tests/recorder/api/apibench.h"
#include "tests/recorder/api/auditlab.h"
#include "tests/recorder/api/callsite.h"
#include "tests/support/testmain.h"

using namespace recorder;
using common::ErrorCode;
using tests::CallSite;
namespace v1 = earshot::v1;

namespace
{

/// Where the thing is that a method is about, seen from who calls.
enum class Place { Own, Group, Tenant, Elsewhere };
const QList<Place> kPlaces{Place::Own, Place::Group, Place::Tenant, Place::Elsewhere};
const QStringList kActors{QStringLiteral("root"), QStringLiteral("admin"), QStringLiteral("sue"),
                          QStringLiteral("ada"), QStringLiteral("bas")};

template <typename Message>
QByteArray bytes(const Message &message)
{
    return QByteArray::fromStdString(message.SerializeAsString());
}

/// What the scope of a role reaches.
bool reaches(const QString &scope, Place place)
{
    switch (place) {
    case Place::Own: return true;
    case Place::Group: return scope != QLatin1String("user");
    case Place::Tenant: return scope == QLatin1String("tenant") || scope == QLatin1String("unrestricted");
    case Place::Elsewhere: break;
    }
    return scope == QLatin1String("unrestricted");
}

QString kindOf(const QString &method)
{
    return method.section(QLatin1Char('.'), 2).section(QLatin1Char('/'), 0, 0);
}
QString verbOf(const QString &method)
{
    return method.section(QLatin1Char('/'), 1);
}

/// A recorder's methods over people and things in every place.
struct Matrix {
    CallSite site;
    tests::AccessWorld &world = site.world;
    Dispatcher dispatcher;
    QHash<QString, QString> calls; ///< login -> id

    Matrix()
    {
        const auto gate = [this]() -> const Gate * { return &world.gate; };
        const auto signIn = [this]() -> SignInService * { return &world.signIn; };
        SystemParts system;
        system.gate = gate;
        system.health = [] { return QList<SystemHealthItem>(); };
        system.ledger = [](const common::ListQuery &, const QString &, const auto &done) {
            done(SystemParts::LedgerPage{});
        };
        for (const auto &added :
             {addSessionHandlers(dispatcher, signIn), addSettingsHandlers(dispatcher, gate),
              addSystemHandlers(dispatcher, system), addDirectoryHandlers(dispatcher, gate, signIn),
              addJobHandlers(dispatcher, gate, world.hub), addTrailHandlers(dispatcher, gate),
              addSecondStepHandlers(dispatcher, gate, [this] { return &world.secondStep; }),
              addAuditHandlers(dispatcher, tests::auditParts(world)),
              addResetHandlers(
                  dispatcher, [this] { return &world.links; }, [this] { return &world.mail; }),
              addCallHandlers(dispatcher,
                              {gate, world.hub, site.board, site.readers, site.pulse, site.dir.path()})}) {
            if (!added) {
                qFatal("%s", qPrintable(added.error().message));
            }
        }
        world.add(QStringLiteral("Nordlicht"), QStringLiteral("gus"), QStringLiteral("user-basic"));
        world.add(QStringLiteral("Nordlicht"), QStringLiteral("ten"), QStringLiteral("user-basic"));
        world.add(QStringLiteral("Suedwind"), QStringLiteral("far"), QStringLiteral("user-basic"));
        site.agent(QStringLiteral("ten"), QStringLiteral("900"), QStringLiteral("Service"));
        int extension = 1000;
        for (const QString &login :
             QStringList{QStringLiteral("admin"), QStringLiteral("sue"), QStringLiteral("ada"),
                         QStringLiteral("bas"), QStringLiteral("gus")}) {
            site.agent(login, QString::number(++extension), QStringLiteral("Sales"));
            keepCall(login, QStringLiteral("Nordlicht"), QString::number(extension));
        }
        keepCall(QStringLiteral("ten"), QStringLiteral("Nordlicht"), QStringLiteral("900"));
        keepCall(QStringLiteral("far"), QStringLiteral("Suedwind"), QStringLiteral("901"));
        // A second one, so that the first may remove himself.
        world.ask(
            QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, role) SELECT "
                           "gen_random_uuid(), 0, 'second', 'SECOND', 0, id FROM roles WHERE code = 'root'"));
        world.setSecret(world.userId(QStringLiteral("second")), kSystemTenant, QStringLiteral("second"));
    }
    void keepCall(const QString &login, const QString &tenant, const QString &number)
    {
        calls.insert(login, site.store(tenant, number, QByteArray(500, 'm')).toString());
    }
    static QString loginAt(const QString &actor, Place place)
    {
        switch (place) {
        case Place::Own: return actor;
        case Place::Group: return QStringLiteral("gus");
        case Place::Tenant: return QStringLiteral("ten");
        case Place::Elsewhere: break;
        }
        return QStringLiteral("far");
    }
    QString insertSession(const QString &login) const
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const qint64 now = common::toUnixMs(world.clock.wall());
        world.ask(
            QStringLiteral(
                "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, created_ms, "
                "seen_ms, expires_ms) SELECT '%1', tenant_id, id, uuid_send('%1'), '192.0.2.5', %2, %2, "
                "%2 + 3600000 FROM users WHERE login = '%3'")
                .arg(id, QString::number(now), login));
        return id;
    }
    std::shared_ptr<const Actor> enter(const QString &login) const
    {
        Actor actor = Actor::anonymous(QStringLiteral("192.0.2.5"), QStringLiteral("matrix"));
        actor.session = SessionId::fromString(insertSession(login));
        return std::make_shared<const Actor>(actor);
    }
    QString scopeOf(const QString &login) const
    {
        return world.ask(
            QStringLiteral("SELECT r.scope FROM users u JOIN roles r ON r.id = u.role WHERE u.login = '%1'")
                .arg(login));
    }
    bool has(const QString &login, const QString &permission) const
    {
        return world.ask(QStringLiteral(
                             "SELECT '%2' = ANY(r.permissions) FROM users u JOIN roles r ON r.id = u.role "
                             "WHERE u.login = '%1'")
                             .arg(login, permission)) == QLatin1String("t");
    }

    /// Devices of others: what is out of reach is not there, else it needs a permission.
    bool mayWithDevices(const QString &method, const QString &login, Place place) const
    {
        return verbOf(method) == QLatin1String("List")
                   ? has(login, QStringLiteral("sessions.view"))
                   : !reaches(scopeOf(login), place) || has(login, QStringLiteral("sessions.end"));
    }
    /// Everybody is there, switched on, and has his role.
    void mend() const
    {
        world.ask(QStringLiteral(
            "UPDATE users SET deleted_ms = NULL, active = true, confidential = false; UPDATE groups "
            "SET deleted_ms = NULL; UPDATE tenants SET deleted_ms = NULL; UPDATE roles SET deleted_ms "
            "= NULL; UPDATE credentials SET must_change = false; DELETE FROM second_steps; DELETE FROM "
            "reset_links"));
    }
    std::string id(const QString &sql) const { return world.ask(sql).toStdString(); }
    std::string userAt(const QString &actor, Place place) const
    {
        return world.userId(loginAt(actor, place)).toString().toStdString();
    }
    /// A group without members beside those that have some.
    QString spareGroup(Place place) const
    {
        const QString name = QStringLiteral("spare %1").arg(static_cast<int>(place));
        world.ask(QStringLiteral(
                      "INSERT INTO groups (id, tenant_id, name) SELECT gen_random_uuid(), %2, '%1' WHERE NOT "
                      "EXISTS (SELECT FROM groups WHERE name = '%1')")
                      .arg(name, place == Place::Elsewhere ? QStringLiteral("2") : QStringLiteral("1")));
        return world.ask(QStringLiteral("SELECT id FROM groups WHERE name = '%1'").arg(name));
    }
    std::string groupAt(Place place) const
    {
        return id(QStringLiteral("SELECT home_group FROM users WHERE login = '%1'").arg(loginAt({}, place)));
    }
    template <typename Message>
    Message asRoot(const char *method, const std::string &subject) const
    {
        v1::ObjectRef ref;
        ref.set_id(subject);
        Message message;
        const auto reply =
            tests::callMethod(dispatcher, QLatin1String(method), bytes(ref), enter(QStringLiteral("second")));
        if (!reply || !message.ParseFromString(reply->toStdString())) {
            qFatal("%s", method);
        }
        return message;
    }

    QByteArray userRequest(const QString &verb, const QString &actor, Place place) const
    {
        const std::string user = userAt(actor, place);
        if (verb == QLatin1String("Create")) {
            v1::User wanted;
            wanted.set_name("made " + QUuid::createUuid().toString().toStdString());
            wanted.set_recording("default");
            wanted.set_role_id(id(QStringLiteral("SELECT id FROM roles WHERE code = 'user-basic'")));
            wanted.set_tenant_id(
                id(QStringLiteral("SELECT t.uuid FROM tenants t JOIN users u ON u.tenant_id = t.id WHERE "
                                  "u.login = '%1'")
                       .arg(loginAt(actor, place))));
            wanted.add_group_ids(groupAt(place));
            return bytes(wanted);
        }
        if (verb == QLatin1String("Update")) {
            return bytes(asRoot<v1::User>("earshot.v1.Users/Get", user));
        }
        if (verb == QLatin1String("BulkUpdate") || verb == QLatin1String("BulkUpdateJob")) {
            v1::UserBulkChange change;
            change.add_ids(user);
            change.add_fields("confidential");
            change.mutable_values()->set_confidential(true);
            return bytes(change);
        }
        if (verb == QLatin1String("Restore")) {
            world.ask(QStringLiteral("UPDATE users SET deleted_ms = 1 WHERE id = '%1'")
                          .arg(QString::fromStdString(user)));
        }
        v1::ResetPasswordRequest request; // begins like ObjectRef and ObjectRefs
        request.set_id(user);
        if (verb == QLatin1String("ResetPassword")) {
            request.set_salt(std::string(16, 'n'));
            request.set_passes(3);
            request.set_memory_kib(65536);
            request.set_secret(std::string(32, 'x'));
        }
        return bytes(request);
    }
    QByteArray groupRequest(const QString &verb, Place place) const
    {
        v1::Group group;
        if (verb == QLatin1String("Create")) {
            group.set_name("made " + QUuid::createUuid().toString().toStdString());
            group.set_tenant_id(id(QStringLiteral("SELECT uuid FROM tenants WHERE id = %1")
                                       .arg(place == Place::Elsewhere ? 2 : 1)));
        } else if (verb == QLatin1String("Update")) {
            group = asRoot<v1::Group>("earshot.v1.Groups/Get", groupAt(place));
        } else if (verb == QLatin1String("Get")) {
            group.set_id(groupAt(place));
        } else {
            group.set_id(spareGroup(place).toStdString());
            if (verb == QLatin1String("Restore")) {
                world.ask(QStringLiteral("UPDATE groups SET deleted_ms = 1 WHERE id = '%1'")
                              .arg(QString::fromStdString(group.id())));
            }
        }
        return bytes(group);
    }
    QByteArray tenantRequest(const QString &verb, Place place) const
    {
        const QString name = QStringLiteral("spare %1").arg(static_cast<int>(place));
        world.ask(
            QStringLiteral(
                "INSERT INTO tenants (uuid, name, default_recording, created_ms) SELECT "
                "gen_random_uuid(), '%1', 'always', 0 WHERE NOT EXISTS (SELECT FROM tenants WHERE name = "
                "'%1')")
                .arg(name));
        const std::string spare = id(QStringLiteral("SELECT uuid FROM tenants WHERE name = '%1'").arg(name));
        v1::Tenant tenant;
        tenant.set_id(spare);
        if (verb == QLatin1String("Create")) {
            tenant.set_name("made " + QUuid::createUuid().toString().toStdString());
            tenant.set_default_recording("never");
        } else if (verb == QLatin1String("Update")) {
            tenant = asRoot<v1::Tenant>("earshot.v1.Tenants/Get", spare);
        } else if (verb == QLatin1String("Restore")) {
            world.ask(QStringLiteral("UPDATE tenants SET deleted_ms = 1 WHERE name = '%1'").arg(name));
        }
        return bytes(tenant);
    }
    QByteArray roleRequest(const QString &verb) const
    {
        world.ask(
            QStringLiteral("INSERT INTO roles (id, code, name, scope, permissions) SELECT gen_random_uuid(), "
                           "'spare', 'spare', 'user', '{}' WHERE NOT EXISTS (SELECT FROM roles WHERE code = "
                           "'spare')"));
        const std::string spare = id(QStringLiteral("SELECT id FROM roles WHERE code = 'spare'"));
        v1::Role role;
        role.set_id(spare);
        if (verb == QLatin1String("Create")) {
            role.set_name("made " + QUuid::createUuid().toString().toStdString());
            role.set_scope("user");
        } else if (verb == QLatin1String("Update")) {
            role = asRoot<v1::Role>("earshot.v1.Roles/Get", spare);
        } else if (verb == QLatin1String("Restore")) {
            world.ask(QStringLiteral("UPDATE roles SET deleted_ms = 1 WHERE code = 'spare'"));
        }
        return bytes(role);
    }
    QByteArray jobRequest(const QString &kind, const QString &verb, const QString &actor, Place place) const
    {
        if (kind == QLatin1String("Jobs")) {
            v1::JobRef job;
            job.set_id(id(QStringLiteral(
                              "INSERT INTO jobs (id, tenant_id, kind, subject, owner, owner_name, "
                              "request_id, parameters, input, dry_run, created_ms) SELECT gen_random_uuid(), "
                              "tenant_id, 'spare', '', id, name, '', '{}', '', false, 1 FROM users WHERE "
                              "login = '%1' RETURNING id")
                              .arg(loginAt(actor, place))));
            return bytes(job);
        }
        if (verb == QLatin1String("SetRetention")) {
            v1::Retention retention;
            retention.set_days(7);
            retention.set_version(world
                                      .ask(QStringLiteral("SELECT coalesce(max(version), 0) FROM settings "
                                                          "WHERE key = 'deleted'"))
                                      .toInt());
            return bytes(retention);
        }
        const QString group = spareGroup(place);
        world.ask(QStringLiteral("UPDATE groups SET deleted_ms = 1 WHERE id = '%1'").arg(group));
        v1::DeletedRefs refs;
        refs.add_refs()->set_kind("groups");
        refs.mutable_refs(0)->set_id(group.toStdString());
        return bytes(refs);
    }
    QByteArray secondStepRequest(const QString &verb, const QString &actor, Place place) const
    {
        if (verb == QLatin1String("Remove")) {
            world.armSecondStep(loginAt(actor, place));
            v1::SecondStepUser user;
            user.set_id(userAt(actor, place));
            return bytes(user);
        }
        if (verb == QLatin1String("Begin")) {
            v1::SecondStepBegin begin;
            begin.set_secret(tests::AccessWorld::secretOf(actor).toStdString());
            return bytes(begin);
        }
        v1::SecondStepConfirm confirm;
        confirm.set_code(world.armSecondStep(actor, verb == QLatin1String("Confirm")).toStdString());
        return bytes(confirm);
    }
    QByteArray deviceRequest(const QString &verb, const QString &actor, Place place) const
    {
        if (verb == QLatin1String("List")) {
            v1::DeviceListRequest list;
            list.set_user_id(userAt(actor, place));
            return bytes(list);
        }
        v1::DeviceRefs refs;
        refs.add_ids(world.insertDevice(loginAt(actor, place)).toStdString());
        return bytes(refs);
    }
    QByteArray auditTrailRequest(const QString &verb) const
    {
        if (verb == QLatin1String("Export")) {
            v1::AuditExport request;
            request.set_format("jsonl");
            return bytes(request);
        }
        v1::AuditPolicy policy;
        if (verb == QLatin1String("SetPolicy")) {
            policy.set_syslog_transport("local");
            policy.set_version(world.ask(QStringLiteral("SELECT version FROM audit_policy")).toInt());
        }
        return bytes(policy);
    }
    QByteArray resetRequest(const QString &kind, const QString &verb, const QString &actor, Place place) const
    {
        if (kind == QLatin1String("PasswordReset")) {
            world.prepareMail(loginAt(actor, place));
            v1::SendLinkRequest send;
            send.set_id(userAt(actor, place));
            return bytes(send);
        }
        v1::MailSetting setting;
        setting.set_host("127.0.0.1");
        setting.set_port(9); // nobody listens
        setting.set_security("none");
        setting.set_from("recorder@example.com");
        setting.set_version(
            world.ask(QStringLiteral("SELECT coalesce(max(version), 0) FROM settings WHERE key = 'mail'"))
                .toInt());
        if (verb != QLatin1String("Test")) {
            return bytes(setting);
        }
        v1::MailTest test;
        *test.mutable_setting() = setting;
        test.set_to("ada@example.org");
        return bytes(test);
    }
    QByteArray request(const QString &method, const QString &actor, Place place) const
    {
        const QString kind = kindOf(method);
        const QString verb = verbOf(method);
        v1::ObjectRef ref;
        if (kind == QLatin1String("SecondStep")) {
            return secondStepRequest(verb, actor, place);
        }
        if (kind == QLatin1String("PasswordReset") ||
            (kind == QLatin1String("Mail") && verb != QLatin1String("Get"))) {
            return resetRequest(kind, verb, actor, place);
        }
        if (kind == QLatin1String("UserDevices")) {
            return deviceRequest(verb, actor, place);
        }
        if (kind == QLatin1String("AuditTrail")) {
            return auditTrailRequest(verb);
        }
        if (verb == QLatin1String("List") || verb == QLatin1String("Permissions") ||
            method.endsWith(QLatin1String("Jobs/Watch"))) {
            return {};
        }
        if (kind == QLatin1String("Jobs") || kind == QLatin1String("Deleted")) {
            return jobRequest(kind, verb, actor, place);
        }
        if (kind == QLatin1String("Users")) {
            return userRequest(verb, actor, place);
        }
        if (kind == QLatin1String("Groups")) {
            return groupRequest(verb, place);
        }
        if (kind == QLatin1String("Tenants")) {
            return tenantRequest(verb, place);
        }
        if (kind == QLatin1String("Roles")) {
            return roleRequest(verb);
        }
        if (kind == QLatin1String("UserSessions")) {
            ref.set_id(insertSession(loginAt(actor, place)).toStdString());
        } else if (kind == QLatin1String("Calls")) {
            ref.set_id(calls.value(loginAt(actor, place)).toStdString());
        } else if (kind == QLatin1String("Audit")) {
            v1::AuditRef audit;
            audit.set_id(
                world
                    .ask(QStringLiteral("INSERT INTO audit_log (tenant_id, at_ms, actor, action) SELECT "
                                        "tenant_id, 1, login, 'users.test' FROM users WHERE login = '%1' "
                                        "RETURNING id")
                             .arg(loginAt(actor, place)))
                    .toLongLong());
            return bytes(audit);
        } else if (verb == QLatin1String("SetFileFormat")) {
            v1::FileFormatChange change;
            change.set_system(scopeOf(actor) == QLatin1String("unrestricted"));
            change.set_inherit(true);
            change.set_version(-1); // whatever comes of it is no matter of rights
            return bytes(change);
        } else if (verb == QLatin1String("GetFileFormat")) {
            v1::FileFormatRequest format;
            format.set_system(scopeOf(actor) == QLatin1String("unrestricted"));
            return bytes(format);
        }
        return bytes(ref);
    }
};

/// What the contract's permission and the role's scope say; empty = the method has nothing in that place.
QString expected(const QString &method, const QString &scope, Place place)
{
    const QString kind = kindOf(method);
    const QString verb = verbOf(method);
    const QString ok = QStringLiteral("ok");
    const QString hidden = QStringLiteral("NotFound");
    const bool unrestricted = scope == QLatin1String("unrestricted");
    const bool wholeTenant = unrestricted || scope == QLatin1String("tenant");
    if (kind == QLatin1String("UserDevices")) {
        return reaches(scope, place) ? ok : hidden;
    }
    if (kind == QLatin1String("Mail")) {
        return place != Place::Own ? QString() : unrestricted ? ok : QStringLiteral("Denied");
    }
    if (kind == QLatin1String("PasswordReset")) {
        return place == Place::Own ? QStringLiteral("Denied") : reaches(scope, place) ? ok : hidden;
    }
    if (kind == QLatin1String("SecondStep")) {
        const bool remove = verb == QLatin1String("Remove");
        return place == Place::Own     ? (remove ? QStringLiteral("Denied") : ok)
               : !remove               ? QString()
               : reaches(scope, place) ? ok
                                       : hidden;
    }
    const bool placed = QStringList{QStringLiteral("Get"), QStringLiteral("Media"), QStringLiteral("Peaks"),
                                    QStringLiteral("SetConfidential")}
                            .contains(verb);
    if (verb == QLatin1String("Keep")) { // of calls that run; whose may be kept: tst_recordingrule
        return place == Place::Own ? hidden : QString();
    }
    if (kind == QLatin1String("Session") || kind == QLatin1String("Settings") ||
        kind == QLatin1String("System") || verb == QLatin1String("List") ||
        verb == QLatin1String("Permissions") || (kind == QLatin1String("Calls") && !placed)) {
        const bool denied =
            verb == QLatin1String("List") && kind == QLatin1String("Tenants") && !unrestricted;
        return place != Place::Own ? QString() : denied ? QStringLiteral("Denied") : ok;
    }
    if (verb == QLatin1String("Watch") || verb.endsWith(QLatin1String("Retention")) ||
        verb == QLatin1String("BulkUpdateJob")) { // the job itself says what is out of reach
        const bool denied = verb == QLatin1String("SetRetention") && !unrestricted;
        return place != Place::Own ? QString() : denied ? QStringLiteral("Denied") : ok;
    }
    if (kind == QLatin1String("Jobs")) {
        return place == Place::Own || (wholeTenant && reaches(scope, place)) ? ok : hidden;
    }
    if (kind == QLatin1String("Deleted")) {
        // Below a tenant's scope one sees what one has deleted oneself.
        return place == Place::Own ? QString() : wholeTenant && reaches(scope, place) ? ok : hidden;
    }
    if (kind == QLatin1String("AuditTrail")) {
        // The trail is the installation's; what is taken away of it is what one reaches.
        return place != Place::Own                               ? QString()
               : unrestricted || verb == QLatin1String("Export") ? ok
                                                                 : QStringLiteral("Denied");
    }
    if (kind == QLatin1String("Tenants")) {
        return place == Place::Own || place == Place::Group ? QString()
               : unrestricted                               ? ok
                                                            : QStringLiteral("Denied");
    }
    if (kind == QLatin1String("Roles")) {
        return place != Place::Tenant                         ? QString()
               : unrestricted || verb == QLatin1String("Get") ? ok
                                                              : QStringLiteral("Denied");
    }
    if (kind == QLatin1String("Groups")) {
        if (place == Place::Own) {
            return {};
        }
        if (verb == QLatin1String("Create") && wholeTenant && !unrestricted && place == Place::Elsewhere) {
            return QStringLiteral("Denied");
        }
        if (verb != QLatin1String("Get") && verb != QLatin1String("Update") && !wholeTenant) {
            return QStringLiteral("Denied");
        }
        return reaches(scope, place) ? ok : hidden;
    }
    if (kind == QLatin1String("Audit") && !wholeTenant) {
        return place == Place::Own ? ok : hidden;
    }
    if (kind == QLatin1String("Calls") && unrestricted && place == Place::Own) {
        return {}; // nobody of the system has calls
    }
    if (kind == QLatin1String("Users") && place == Place::Own) {
        if (verb == QLatin1String("Create") || verb == QLatin1String("Restore")) {
            return {};
        }
        if (verb == QLatin1String("BeginReset") || verb == QLatin1String("ResetPassword")) {
            return QStringLiteral("Denied");
        }
    }
    if (kind == QLatin1String("Users") && verb == QLatin1String("Create") && !reaches(scope, place)) {
        return place == Place::Elsewhere ? QStringLiteral("Denied") : QStringLiteral("Invalid");
    }
    return reaches(scope, place) ? ok : hidden;
}

QString verdictOf(const QString &method, const common::Result<QByteArray> &reply)
{
    if (!reply) {
        return reply.error().fields.contains(QStringLiteral("permission"))
                   ? QStringLiteral("permission")
                   : common::keyOf(reply.error().code);
    }
    v1::BulkReply bulk;
    if (method.endsWith(QLatin1String("BulkUpdate")) && bulk.ParseFromString(reply->toStdString()) &&
        bulk.changed() == 0) {
        return QStringLiteral("NotFound");
    }
    return QStringLiteral("ok");
}

} // namespace

class TestMatrix : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyMethodOfTheContractIsThere()
    {
        const Matrix matrix;
        int methods = 0;
        for (const auto *file :
             {v1::SignInRequest::descriptor()->file(), v1::CallRef::descriptor()->file(),
              v1::FileFormat::descriptor()->file(), v1::LedgerEntry::descriptor()->file(),
              v1::Tenant::descriptor()->file(), v1::JobRef::descriptor()->file(),
              v1::AuditRecord::descriptor()->file(), v1::SecondStepCode::descriptor()->file(),
              v1::AuditPolicy::descriptor()->file(), v1::LinkReset::descriptor()->file()}) {
            for (int s = 0; s < file->service_count(); ++s) {
                for (int m = 0; m < file->service(s)->method_count(); ++m) {
                    ++methods;
                    const auto *method = file->service(s)->method(m);
                    const QString name =
                        QString::fromStdString(method->service()->full_name() + "/" + method->name());
                    QVERIFY2(matrix.dispatcher.find(name) != nullptr, qPrintable(name));
                }
            }
        }
        QCOMPARE(matrix.dispatcher.methods().size(), methods);
    }

    void everyRoleInEveryPlace_data()
    {
        QTest::addColumn<bool>("granted");
        QTest::newRow("as predefined") << false;
        // With every permission only the scope keeps them apart.
        QTest::newRow("with every permission") << true;
    }
    void everyRoleInEveryPlace()
    {
        QFETCH(bool, granted);
        Matrix matrix;
        if (granted) {
            matrix.world.ask(
                QStringLiteral("UPDATE roles SET permissions = (SELECT permissions FROM roles WHERE code = "
                               "'root')"));
        }
        int verdicts = 0;
        for (const QString &method : matrix.dispatcher.methods()) {
            const QString permission = matrix.dispatcher.find(method)->access->permission;
            if (permission == QLatin1String("public") || method.endsWith(QLatin1String("ChangePassword"))) {
                continue; // before sign-in there are no roles; the own password has its own tests
            }
            int asked = 0;
            for (const QString &login : kActors) {
                const bool mayAll = permission == QLatin1String("session") || matrix.has(login, permission);
                const QString scope = matrix.scopeOf(login);
                for (const Place place : kPlaces) {
                    const QString wanted = expected(method, scope, place);
                    if (wanted.isEmpty()) {
                        continue;
                    }
                    const bool may =
                        mayAll && (!method.contains(QLatin1String("UserDevices")) || place == Place::Own ||
                                   matrix.mayWithDevices(method, login, place));
                    matrix.mend();
                    const QByteArray request = matrix.request(method, login, place);
                    const auto reply =
                        tests::callMethod(matrix.dispatcher, method, request, matrix.enter(login), nullptr,
                                          method.contains(QLatin1String("/Watch")) ? 200 : 10000);
                    QString verdict = verdictOf(method, reply);
                    if (may && method.endsWith(QLatin1String("SetFileFormat")) &&
                        verdict == QLatin1String("Conflict")) {
                        verdict = QStringLiteral("ok"); // let through to the version
                    }
                    const QByteArray text = QStringLiteral("%1 as %2 in place %3: %4 (%5)")
                                                .arg(method, login, QString::number(static_cast<int>(place)),
                                                     verdict, reply ? QString() : reply.error().message)
                                                .toUtf8();
                    QVERIFY2(verdict == (may ? wanted : QStringLiteral("permission")), text.constData());
                    ++asked;
                }
            }
            QVERIFY2(asked >= kActors.size(), qPrintable(method));
            verdicts += asked;
        }
        qInfo("%d verdicts", verdicts);
        QVERIFY(verdicts > 400);
    }

    void listsShowWhatIsWithinReach()
    {
        Matrix matrix;
        matrix.world.ask(QStringLiteral(
            "UPDATE roles SET permissions = (SELECT permissions FROM roles WHERE code = 'root')"));
        for (const QString &login : kActors) {
            const QString scope = matrix.scopeOf(login);
            v1::UserList users;
            QVERIFY(users.ParseFromString(tests::callMethod(matrix.dispatcher,
                                                            QStringLiteral("earshot.v1.Users/List"), {},
                                                            matrix.enter(login))
                                              ->toStdString()));
            v1::GroupList groups;
            QVERIFY(groups.ParseFromString(tests::callMethod(matrix.dispatcher,
                                                             QStringLiteral("earshot.v1.Groups/List"), {},
                                                             matrix.enter(login))
                                               ->toStdString()));
            for (const Place place : kPlaces) {
                const std::string user = matrix.userAt(login, place);
                const auto isUser = [&user](const v1::User &row) { return row.id() == user; };
                QCOMPARE(std::any_of(users.users().begin(), users.users().end(), isUser),
                         reaches(scope, place));
                if (place != Place::Own) {
                    const std::string group = matrix.groupAt(place);
                    const auto isGroup = [&group](const v1::Group &row) { return row.id() == group; };
                    QCOMPARE(std::any_of(groups.groups().begin(), groups.groups().end(), isGroup),
                             reaches(scope, place));
                }
            }
        }
    }
};

EARSHOT_TEST(tst_matrix, TestMatrix)
#include "tst_matrix.moc"
