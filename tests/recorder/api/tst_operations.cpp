// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/directoryhandlers.h"
#include "recorder/api/jobhandlers.h"
#include "recorder/api/keyhandlers.h"
#include "recorder/api/overviewhandlers.h"
#include "recorder/api/resethandlers.h"
#include "recorder/api/rewraphandlers.h"
#include "recorder/api/secondstephandlers.h"
#include "recorder/api/sessionhandlers.h"
#include "recorder/api/settingshandlers.h"
#include "recorder/api/sourcehandlers.h"
#include "recorder/api/storagehandlers.h"
#include "recorder/api/systemhandlers.h"

#include "common/proto/audit.pb.h"
#include "common/proto/audittrail.pb.h"
#include "common/proto/calls.pb.h"
#include "common/proto/directory.pb.h"
#include "common/proto/impersonation.pb.h"
#include "common/proto/jobs.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"
#include "common/proto/session.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/system.pb.h"

#include "tests/recorder/api/apibench.h"
#include "tests/recorder/api/auditlab.h"
#include "tests/recorder/api/contractmethods.h"
#include "tests/recorder/api/keylab.h"
#include "tests/recorder/api/savedsearchlab.h"
#include "tests/recorder/api/signonbench.h"
#include "tests/recorder/api/sourcelab.h"
#include "tests/recorder/api/storagelab.h"
#include "tests/recorder/service/accessworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using common::ErrorCode;
using tests::AccessWorld;
using tests::contractMethods;
namespace v1 = earshot::v1;

namespace
{

template <typename Message>
QByteArray bytes(const Message &message)
{
    return QByteArray::fromStdString(message.SerializeAsString());
}

/// The methods of a recorder over the world's gate.
struct Api {
    explicit Api(AccessWorld &world)
        : signIn([&world] { return &world.signIn; })
        , sources{world}
        , signOn{world}
        , storage{world}
    {
        system.gate = [&world] { return &world.gate; };
        system.version = QStringLiteral("0.1.0");
        system.health = [] {
            return QList<SystemHealthItem>{{QStringLiteral("disk"), false, QStringLiteral("1% free")}};
        };
        system.ledger = [this](const common::ListQuery &, const common::TenantRef &tenant, const auto &done) {
            ledgerTenant = tenant.name;
            done(SystemParts::LedgerPage{
                {{QStringLiteral("id"), {}, QStringLiteral("stored"), {}, tenant.name, {}, {}, {}}},
                QStringLiteral("7"),
                12,
                true});
        };
        for (const auto &added :
             {addSessionHandlers(dispatcher, signIn), addSettingsHandlers(dispatcher, system.gate),
              addSystemHandlers(dispatcher, system), addDirectoryHandlers(dispatcher, system.gate, signIn),
              addJobHandlers(dispatcher, system.gate, world.hub), addTrailHandlers(dispatcher, system.gate),
              addImpersonationHandlers(dispatcher, system.gate),
              addOverviewHandlers(dispatcher, {system,
                                               [](const common::ListQuery &) {
                                                   return common::Result<common::ListPageOf<LogEntry>>(
                                                       common::ListPageOf<LogEntry>{});
                                               }}),
              addTransferHandlers(dispatcher, system.gate),
              addSecondStepHandlers(dispatcher, system.gate, [&world] { return &world.secondStep; }),
              addAuditHandlers(dispatcher, tests::auditParts(world)), addKeyHandlers(dispatcher, system.gate),
              addRewrapHandlers(dispatcher, {system.gate, QString()}),
              addSourceHandlers(dispatcher, {system.gate, [this] { return &sources.access; }}),
              addSignOnHandlers(dispatcher, {system.gate, [this] { return &signOn.access; }}),
              addStorageHandlers(dispatcher, {system.gate, [this] { return &storage.access; }}),
              addResetHandlers(
                  dispatcher, [&world] { return &world.links; }, [&world] { return &world.mail; })}) {
            if (!added) {
                qFatal("%s", qPrintable(added.error().message));
            }
        }
    }
    std::function<SignInService *()> signIn;
    tests::SourceLab sources;
    tests::SignOnBench signOn;
    tests::StorageLab storage;
    SystemParts system;
    QString ledgerTenant;
    Dispatcher dispatcher;
};

std::shared_ptr<const Actor> actorOf(AccessWorld &world, const char *login)
{
    return std::make_shared<const Actor>(world.actor(QLatin1String(login)));
}

v1::FileFormatChange aChange(int version)
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

/// A request that succeeds, for the methods that change something.
QByteArray goodRequest(AccessWorld &world, const QString &method)
{
    const QString kind = method.section(QLatin1Char('.'), 2).section(QLatin1Char('/'), 0, 0);
    const QString name = method.section(QLatin1Char('/'), 1);
    if (QStringList{QStringLiteral("Tenants"), QStringLiteral("Roles"), QStringLiteral("Groups"),
                    QStringLiteral("Users"), QStringLiteral("UserSessions")}
            .contains(kind) &&
        name != QLatin1String("List") && name != QLatin1String("Get") &&
        name != QLatin1String("Permissions") && name != QLatin1String("BeginReset")) {
        return goodDirectoryRequest(world, kind, name);
    }
    if (method.contains(QLatin1String("Jobs/Cancel")) || method.contains(QLatin1String("Deleted/Purge")) ||
        name == QLatin1String("SetRetention")) {
        return goodJobRequest(world, kind, name);
    }
    if (kind == QLatin1String("SavedSearches") && name != QLatin1String("List")) {
        return tests::savedSearchRequest(world, world.userId(QStringLiteral("admin")).toString(), name);
    }
    if (kind == QLatin1String("Impersonation")) {
        v1::ImpersonationRequest request;
        request.set_user_id(spare(world, kind).toStdString());
        return bytes(request);
    }
    if (kind == QLatin1String("PasswordReset") || kind == QLatin1String("Mail")) {
        return goodResetRequest(world, name);
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
        return tests::KeyLab{world}.request(kind, name, {QStringLiteral("admin"), QStringLiteral("bas")});
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
        return tests::StorageLab::request(world, name);
    }
    if ((kind == QLatin1String("Directories") && name != QLatin1String("List")) ||
        kind == QLatin1String("DirectorySignIn")) {
        return tests::SourceLab::request(world, kind, name);
    }
    if (kind == QLatin1String("Providers") && name != QLatin1String("List")) {
        return tests::SignOnBench::request(world, name);
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
    return method.endsWith(QLatin1String("SetFileFormat")) ? bytes(aChange(0)) : QByteArray();
}

} // namespace

class TestOperations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyMethodSaysWhoMayCallIt()
    {
        const auto methods = contractMethods();
        QVERIFY(methods.size() >= 90);
        for (const common::MethodAccess &access : methods) {
            const QByteArray name = access.method.toUtf8();
            QVERIFY2(!access.permission.isEmpty(), name.constData());
            QVERIFY2(!access.resource.isEmpty() && !access.action.isEmpty(), name.constData());
            QVERIFY2(!(access.mutates && access.permission == QLatin1String("public")) ||
                         tests::openChanges().contains(tests::shortName(access.method)),
                     name.constData());
        }
    }

    void everyPermissionBelongsToSomePredefinedRole()
    {
        AccessWorld world;
        const QString known =
            world.ask(QStringLiteral("SELECT permissions::text FROM roles WHERE code = 'root'"));
        for (const common::MethodAccess &access : contractMethods()) {
            if (tests::isAnswered(access.method) && access.permission != QLatin1String("public") &&
                access.permission != QLatin1String("session")) {
                QVERIFY2(known.contains(access.permission), qPrintable(access.permission));
            }
        }
    }

    void everyMethodIsDeniedWithoutItsPermission()
    {
        AccessWorld world;
        const Api api(world);
        const auto nobody = actorOf(world, "bas");
        world.ask(QStringLiteral("UPDATE roles SET permissions = '{}' WHERE code = 'user-basic'"));
        int walked = 0;
        for (const common::MethodAccess &access : contractMethods()) {
            const QString &name = access.method;
            const QString &permission = access.permission;
            if (api.dispatcher.find(name) == nullptr || permission == QLatin1String("public")) {
                continue;
            }
            ++walked;
            const qint64 rows = world.count(QStringLiteral("audit_log"));
            const auto stranger = tests::callMethod(
                api.dispatcher, name, goodRequest(world, name),
                std::make_shared<const Actor>(Actor::anonymous(QStringLiteral("192.0.2.5"), {})));
            QVERIFY2(!stranger, qPrintable(name));
            if (!name.endsWith(QLatin1String("ChangePassword")) || !stranger) {
                QCOMPARE(stranger.error().fields.value(QStringLiteral("reason")),
                         QStringLiteral("signed-out"));
            }
            if (permission != QLatin1String("session")) {
                const auto denied = tests::callMethod(api.dispatcher, name, goodRequest(world, name), nobody);
                QVERIFY2(!denied, qPrintable(name));
                QCOMPARE(denied.error().code, ErrorCode::Denied);
                QCOMPARE(denied.error().fields.value(QStringLiteral("permission")), permission);
            }
            QCOMPARE(world.count(QStringLiteral("audit_log")), rows);
        }
        QVERIFY2(walked >= 38, qPrintable(QString::number(walked)));
    }

    void everyChangeLeavesAnAuditRow()
    {
        AccessWorld world;
        Api api(world);
        int walked = 0;
        for (const common::MethodAccess &access : contractMethods()) {
            const QString &name = access.method;
            if (!access.mutates || api.dispatcher.find(name) == nullptr) {
                continue;
            }
            ++walked;
            world.setSecret(world.userId(QStringLiteral("admin")), TenantKey{1}, QStringLiteral("admin"));
            world.ask(QStringLiteral("DELETE FROM second_steps"));
            const bool roots =
                access.resource == QLatin1String("tenants") || access.resource == QLatin1String("roles") ||
                access.action == QLatin1String("retention-update") ||
                access.resource == QLatin1String("audit") || access.resource == QLatin1String("mail") ||
                access.resource == QLatin1String("storage-usage");
            const char *login = roots ? "root" : "admin";
            const auto actor = actorOf(world, login);
            const QString row =
                QStringLiteral("audit_log WHERE request_id = 'walk' AND peer = '192.0.2.5' AND actor "
                               "= '%3' AND tenant_id IS NOT DISTINCT FROM %4 AND action = '%1.%2'")
                    .arg(access.resource, access.action, QLatin1String(login),
                         access.action == QLatin1String("forgot-password")
                             ? QStringLiteral("NULL") // whoever that is
                         : roots ? QStringLiteral("0")
                                 : QStringLiteral("1"));
            const qint64 before = world.count(row); // two methods may do the same
            const QByteArray request =
                tests::SignOnBench::finishes(name) ? api.signOn.finishing() : goodRequest(world, name);
            const auto done = tests::callMethod(api.dispatcher, name, request, actor);
            QVERIFY2(done, qPrintable(name + (done ? QString() : done.error().message)));
            QVERIFY2(world.count(row) == before + 1, qPrintable(row));
        }
        QVERIFY2(walked >= 22, qPrintable(QString::number(walked)));
    }

    void signInGivesTheConnectionItsSession()
    {
        AccessWorld world;
        const Api api(world);
        const auto stranger =
            std::make_shared<const Actor>(Actor::anonymous(QStringLiteral("192.0.2.5"), {}));
        const QString service = QStringLiteral("earshot.v1.Session/");
        v1::BeginRequest begin;
        begin.set_login("admin");
        v1::BeginReply beginning;
        QVERIFY(beginning.ParseFromString(
            tests::callMethod(api.dispatcher, service + QStringLiteral("Begin"), bytes(begin), {})
                ->toStdString()));
        QCOMPARE(beginning.parameters().memory_kib(), 65536u);
        QCOMPARE(beginning.parameters().account_id().size(), size_t{16});
        QCOMPARE(QString::fromStdString(beginning.server_id()),
                 world.ask(QStringLiteral("SELECT server_id FROM installation")));
        std::shared_ptr<tests::KeptCall> port;
        const auto reply = tests::callMethod(api.dispatcher, service + QStringLiteral("SignIn"),
                                             goodRequest(world, QStringLiteral("earshot.v1.Session/SignIn")),
                                             stranger, &port);
        QVERIFY(reply && port->actor());
        v1::SignInReply signedIn;
        QVERIFY(signedIn.ParseFromString(reply->toStdString()));
        QCOMPARE(signedIn.token().size(), size_t{32});
        QCOMPARE(QString::fromStdString(signedIn.identity().session_id()), port->actor()->session.toString());
        v1::ResumeRequest resume;
        resume.set_token(signedIn.token());
        std::shared_ptr<tests::KeptCall> second;
        QVERIFY(tests::callMethod(api.dispatcher, service + QStringLiteral("Resume"), bytes(resume), stranger,
                                  &second));
        QCOMPARE(second->actor()->session, port->actor()->session);
        std::shared_ptr<tests::KeptCall> out;
        QVERIFY(tests::callMethod(api.dispatcher, service + QStringLiteral("SignOut"), {}, second->actor(),
                                  &out));
        QVERIFY(out->signedOut());
        QVERIFY(!tests::callMethod(api.dispatcher, service + QStringLiteral("WhoAmI"), {}, port->actor()));
    }

    void fileFormatsKeepTheirVersionAndLevel()
    {
        AccessWorld world;
        const Api api(world);
        const auto set = [&](const char *login, const v1::FileFormatChange &change) {
            return tests::callMethod(api.dispatcher, QStringLiteral("earshot.v1.Settings/SetFileFormat"),
                                     bytes(change), actorOf(world, login));
        };
        const auto get = [&](const char *login, bool system) {
            v1::FileFormatRequest request;
            request.set_system(system);
            v1::FileFormatSetting setting;
            const auto reply =
                tests::callMethod(api.dispatcher, QStringLiteral("earshot.v1.Settings/GetFileFormat"),
                                  bytes(request), actorOf(world, login));
            if (!reply || !setting.ParseFromString(reply->toStdString())) {
                setting.set_version(-1);
            }
            return setting;
        };
        QVERIFY(get("admin", false).inherited());
        QCOMPARE(get("admin", false).version(), 0);
        QVERIFY(set("admin", aChange(0)));
        QCOMPARE(set("admin", aChange(0)).error().code, ErrorCode::Conflict);
        QVERIFY(set("admin", aChange(1)));
        QCOMPARE(get("admin", false).version(), 2);
        QCOMPARE(get("admin", false).format().container(), std::string("wav"));
        QVERIFY(get("other", false).inherited()); // of another tenant
        QCOMPARE(get("other", false).format().container(), std::string("mp3"));
        v1::FileFormatChange bad = aChange(2);
        bad.mutable_format()->set_mp3_bitrate(17);
        QCOMPARE(set("admin", bad).error().code, ErrorCode::Invalid);
        v1::FileFormatChange system = aChange(0);
        system.set_system(true);
        QCOMPARE(set("admin", system).error().code, ErrorCode::Denied);
        QCOMPARE(get("admin", true).version(), -1);
        QCOMPARE(set("root", aChange(0)).error().fields.value(QStringLiteral("system")),
                 QStringLiteral("required"));
        QVERIFY(set("root", system));
        QCOMPARE(get("other", false).format().container(), std::string("wav")); // inherits it
        v1::FileFormatChange inherit;
        inherit.set_inherit(true);
        inherit.set_version(2);
        QVERIFY(set("admin", inherit));
        QVERIFY(get("admin", false).inherited());
        QCOMPARE(
            world.ask(QStringLiteral("SELECT detail->'changes'->'container' FROM audit_log WHERE action = "
                                     "'file-format.update' ORDER BY id LIMIT 1")),
            QStringLiteral(R"({"after": "wav", "before": "mp3"})"));
        QCOMPARE(world.count(
                     QStringLiteral("audit_log WHERE action = 'file-format.update' AND tenant_id IS NULL")),
                 1);
    }

    void rootSetsTheFormatOfATenant()
    {
        AccessWorld world;
        const Api api(world);
        const auto ask = [&](const char *login, const char *method, const auto &request) {
            return tests::callMethod(api.dispatcher,
                                     QStringLiteral("earshot.v1.Settings/") + QLatin1String(method),
                                     bytes(request), actorOf(world, login));
        };
        const std::string north =
            world.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = 1")).toStdString();
        const std::string south =
            world.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = 2")).toStdString();
        v1::FileFormatChange change = aChange(0);
        change.set_tenant_id(north);
        QVERIFY(ask("root", "SetFileFormat", change));
        for (const auto &[login, container, inherited] :
             {std::tuple{"admin", "wav", false}, std::tuple{"other", "mp3", true}}) {
            v1::FileFormatSetting setting;
            const auto reply = ask(login, "GetFileFormat", v1::FileFormatRequest());
            QVERIFY(reply && setting.ParseFromString(reply->toStdString()));
            QCOMPARE(setting.format().container(), std::string(container));
            QCOMPARE(setting.inherited(), inherited);
        }
        v1::FileFormatRequest request;
        request.set_tenant_id(south);
        QVERIFY(ask("root", "GetFileFormat", request));
        const auto refused = ask("admin", "GetFileFormat", request);
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.value(QStringLiteral("tenant_id")), QStringLiteral("not-allowed"));
        change.set_tenant_id(south);
        QCOMPARE(ask("admin", "SetFileFormat", change).error().code, ErrorCode::Denied);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'file-format.update' AND tenant_id = 1 "
                                            "AND detail->>'name' = 'Nordlicht'")),
                 1);
    }

    void theSystemTellsRootAboutItself()
    {
        AccessWorld world;
        Api api(world);
        const auto root = actorOf(world, "root");
        v1::VersionReply version;
        QVERIFY(version.ParseFromString(tests::callMethod(api.dispatcher,
                                                          QStringLiteral("earshot.v1.System/Version"), {},
                                                          actorOf(world, "bas"))
                                            ->toStdString()));
        QCOMPARE(version.version(), std::string("0.1.0"));
        v1::HealthReply health;
        QVERIFY(health.ParseFromString(
            tests::callMethod(api.dispatcher, QStringLiteral("earshot.v1.System/Health"), {}, root)
                ->toStdString()));
        QVERIFY(!health.healthy());
        QCOMPARE(health.items(0).detail(), std::string("1% free"));
        v1::LedgerList ledger;
        QVERIFY(ledger.ParseFromString(
            tests::callMethod(api.dispatcher, QStringLiteral("earshot.v1.System/Ledger"), {}, root)
                ->toStdString()));
        QCOMPARE(ledger.entries_size(), 1);
        QCOMPARE(ledger.info().total(), 12);
        QVERIFY(api.ledgerTenant.isEmpty());
        // Were it given to administrators, they would see their own tenant only.
        world.ask(QStringLiteral(
            "UPDATE roles SET permissions = permissions || '{system.view}' WHERE code = 'administrator'"));
        QVERIFY(tests::callMethod(api.dispatcher, QStringLiteral("earshot.v1.System/Ledger"), {},
                                  actorOf(world, "other")));
        QCOMPARE(api.ledgerTenant, QStringLiteral("Suedwind"));
    }
};

EARSHOT_TEST(tst_operations, TestOperations)
#include "tst_operations.moc"
