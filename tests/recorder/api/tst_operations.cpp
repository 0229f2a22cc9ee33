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

#include "common/proto/session.pb.h"
#include "common/proto/settings.pb.h"
#include "common/proto/system.pb.h"

#include "tests/recorder/api/apibench.h"
#include "tests/recorder/api/auditlab.h"
#include "tests/recorder/api/contractmethods.h"
#include "tests/recorder/api/operationrequests.h"
#include "tests/recorder/api/signonbench.h"
#include "tests/recorder/api/sourcelab.h"
#include "tests/recorder/api/storagelab.h"
#include "tests/recorder/service/accessworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using common::ErrorCode;
using tests::AccessWorld;
using tests::contractMethods;
using tests::formatChange;
using tests::goodRequest;
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
        QVERIFY(set("admin", formatChange(0)));
        QCOMPARE(set("admin", formatChange(0)).error().code, ErrorCode::Conflict);
        QVERIFY(set("admin", formatChange(1)));
        QCOMPARE(get("admin", false).version(), 2);
        QCOMPARE(get("admin", false).format().container(), std::string("wav"));
        QVERIFY(get("other", false).inherited()); // of another tenant
        QCOMPARE(get("other", false).format().container(), std::string("mp3"));
        v1::FileFormatChange bad = formatChange(2);
        bad.mutable_format()->set_mp3_bitrate(17);
        QCOMPARE(set("admin", bad).error().code, ErrorCode::Invalid);
        v1::FileFormatChange system = formatChange(0);
        system.set_system(true);
        QCOMPARE(set("admin", system).error().code, ErrorCode::Denied);
        QCOMPARE(get("admin", true).version(), -1);
        QCOMPARE(set("root", formatChange(0)).error().fields.value(QStringLiteral("system")),
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
        v1::FileFormatChange change = formatChange(0);
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
        QVERIFY(tests::callMethod(api.dispatcher, QStringLiteral("earshot.v1.System/Ledger"), {},
                                  actorOf(world, "other")));
        QCOMPARE(api.ledgerTenant, QStringLiteral("Suedwind"));
    }
};

EARSHOT_TEST(tst_operations, TestOperations)
#include "tst_operations.moc"
