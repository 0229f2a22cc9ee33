// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/settingsservice.h"
#include "recorder/service/tenantservice.h"
#include "recorder/service/userservice.h"

#include "tests/support/hostgate.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace recorder;
using common::ErrorCode;
using namespace std::chrono_literals;

namespace
{
const QString kTenant = QStringLiteral("Nordlicht");
}

class TestDirectoryServices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenantsAreFoundOrCreated()
    {
        const tests::TestDb db;
        ConnectionPool pool(db.options());
        QVERIFY(pool.waitUntilUp(10s));
        tests::HostGate host(pool);
        TenantService &tenants = host.tenants;
        const auto first = tenants.ensureTenant(kTenant);
        QVERIFY(first);
        const auto again = tenants.ensureTenant(QStringLiteral("  NORDLICHT "));
        QVERIFY(again);
        QCOMPARE(again->id, first->id);
        QCOMPARE(again->name, kTenant);
        const QString hostile = QString::fromUtf8("'; DROP TABLE tenants; -- % _ \\ \u202E\"");
        QCOMPARE(tenants.ensureTenant(hostile)->name, hostile);
        QCOMPARE(tenants.all()->size(), 2);
        for (const QString &bad : {QString(), QStringLiteral("   "), QString(201, QLatin1Char('x'))}) {
            QCOMPARE(tenants.ensureTenant(bad).error().code, ErrorCode::Invalid);
        }
    }

    void whatTheHostMakesStandsInTheTrail()
    {
        const tests::TestDb db;
        ConnectionPool pool(db.options());
        QVERIFY(pool.waitUntilUp(10s));
        tests::HostGate host(pool);
        const auto trail = [&db] {
            return tests::runSql(
                       db.url(),
                       QStringLiteral("SELECT string_agg(concat_ws('/', actor, action, detail->>'name', "
                                      "tenant_id), ' ' ORDER BY id) FROM audit_log"))
                .value(0);
        };
        UserSpec anna{kTenant, QStringLiteral("anna"), QStringLiteral("Anna"), {QStringLiteral("201")}, {}};
        for (int i = 0; i < 2; ++i) { // the second time nothing happens
            QVERIFY(host.tenants.ensureTenant(kTenant));
            QVERIFY(host.users.ensureUser(anna));
            QCOMPARE(trail(), QStringLiteral("system/tenants.create/Nordlicht/1 system/users.create/Anna/1"));
        }
        anna.extensions.append(QStringLiteral("202"));
        QVERIFY(host.users.ensureUser(anna));
        QVERIFY(trail().endsWith(QLatin1String(" system/users.update/Anna/1")));
        QCOMPARE(tests::runSql(db.url(), QStringLiteral(
                                             "SELECT detail->'changes'->'extensions' FROM audit_log ORDER BY "
                                             "id DESC LIMIT 1"))
                     .value(0),
                 QStringLiteral(R"({"after": ["201", "202"], "before": ["201"]})"));
    }

    void tenantsCreatedAtOnceAreOne()
    {
        const tests::TestDb db;
        ConnectionPool pool(db.options(4));
        QVERIFY(pool.waitUntilUp(10s));
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i) {
                threads.emplace_back([&pool] {
                    if (!tests::HostGate(pool).tenants.ensureTenant(kTenant)) {
                        qFatal("not created");
                    }
                });
            }
        }
        QCOMPARE(tests::HostGate(pool).tenants.all()->size(), 1);
    }

    void usersKeepTheirIdAndChangeTheRest()
    {
        const tests::TestDb db;
        ConnectionPool pool(db.options());
        QVERIFY(pool.waitUntilUp(10s));
        QVERIFY(tests::HostGate(pool).tenants.ensureTenant(kTenant));
        tests::HostGate host(pool);
        UserService &users = host.users;
        const auto first = users.ensureUser({kTenant,
                                             QStringLiteral("anna"),
                                             QStringLiteral("Anna"),
                                             {QStringLiteral("201"), QStringLiteral(" Desk-A ")},
                                             QStringLiteral("Sales")});
        QVERIFY2(first, first ? "" : qPrintable(first.error().message));
        QCOMPARE(first->extensions, (QStringList{QStringLiteral("201"), QStringLiteral("desk-a")}));
        QVERIFY(first->homeGroup);
        const auto changed =
            users.ensureUser({kTenant,
                              QStringLiteral("ANNA"),
                              QStringLiteral("Anna Berg"),
                              {QStringLiteral("201"), QStringLiteral("201"), QStringLiteral("204")},
                              {}});
        QVERIFY(changed);
        QCOMPARE(changed->id, first->id);
        QCOMPARE(changed->name, QStringLiteral("Anna Berg"));
        QCOMPARE(changed->extensions, (QStringList{QStringLiteral("201"), QStringLiteral("204")}));
        QVERIFY(!changed->homeGroup);
        QCOMPARE(users.all(kTenant)->size(), 1);
    }

    /// A password that is given on the command line takes nothing else from him.
    void whatIsNotNamedStaysWhenItIsWanted()
    {
        const tests::TestDb db;
        ConnectionPool pool(db.options());
        QVERIFY(pool.waitUntilUp(10s));
        tests::HostGate host(pool);
        QVERIFY(host.tenants.ensureTenant(kTenant));
        const QStringList desk{QStringLiteral("201"), QStringLiteral("204")};
        const auto first = host.users.ensureUser(
            {kTenant, QStringLiteral("anna"), QStringLiteral("Anna"), desk, QStringLiteral("Sales")});
        QVERIFY(first && first->homeGroup);
        const auto same = host.users.ensureUser({kTenant, QStringLiteral("anna"), {}, {}, {}, true});
        QVERIFY(same);
        QCOMPARE(*same, *first);
        const auto moved =
            host.users.ensureUser({kTenant, QStringLiteral("anna"), {}, {QStringLiteral("205")}, {}, true});
        QVERIFY(moved);
        QCOMPARE(moved->name, QStringLiteral("Anna"));
        QCOMPARE(moved->homeGroup, first->homeGroup);
        QCOMPARE(moved->extensions, QStringList{QStringLiteral("205")});
        const auto fresh = host.users.ensureUser({kTenant, QStringLiteral("bodo"), {}, {}, {}, true});
        QVERIFY(fresh);
        QCOMPARE(fresh->name, QStringLiteral("bodo"));
    }

    void extensionsBelongToOneUserOfATenant()
    {
        const tests::TestDb db;
        ConnectionPool pool(db.options());
        QVERIFY(pool.waitUntilUp(10s));
        QVERIFY(tests::HostGate(pool).tenants.ensureTenant(kTenant));
        QVERIFY(tests::HostGate(pool).tenants.ensureTenant(QStringLiteral("Suedwind")));
        tests::HostGate host(pool);
        UserService &users = host.users;
        QVERIFY(users.ensureUser({kTenant, QStringLiteral("anna"), {}, {QStringLiteral("201")}, {}}));
        const auto taken =
            users.ensureUser({kTenant, QStringLiteral("bodo"), {}, {QStringLiteral("201")}, {}});
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Conflict);
        QCOMPARE(taken.error().fields.value(QStringLiteral("extensions")), QStringLiteral("taken"));
        QCOMPARE(users.all(kTenant)->size(), 1); // bodo was rolled back
        QVERIFY(users.ensureUser(
            {QStringLiteral("Suedwind"), QStringLiteral("anna"), {}, {QStringLiteral("201")}, {}}));
        QCOMPARE(users.ensureUser({QStringLiteral("nobody"), QStringLiteral("x"), {}, {}, {}}).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(users.ensureUser({kTenant, QString(), {}, {}, {}}).error().code, ErrorCode::Invalid);
        QCOMPARE(users.ensureUser({kTenant, QStringLiteral("x"), {}, {QString()}, {}}).error().code,
                 ErrorCode::Invalid);
    }

    void fileFormatFallsBackToTheSystem()
    {
        const tests::TestDb db;
        ConnectionPool pool(db.options());
        QVERIFY(pool.waitUntilUp(10s));
        QVERIFY(tests::HostGate(pool).tenants.ensureTenant(kTenant));
        SettingsService settings(pool);
        QCOMPARE(settings.fileFormatFor(kTenant).value(), common::FileFormat{});
        common::FileFormat system;
        system.container = common::FileFormat::Container::Wav;
        QVERIFY(settings.setFileFormat({}, system));
        QCOMPARE(settings.fileFormatFor(kTenant).value(), system);
        common::FileFormat own;
        own.mp3Bitrate = 32;
        own.agc = true;
        QVERIFY(settings.setFileFormat(kTenant, own));
        own.mp3Quality = 7;
        QVERIFY(settings.setFileFormat(kTenant, own));
        QCOMPARE(settings.fileFormatFor(kTenant).value(), own);
        own.mp3Bitrate = 17;
        QCOMPARE(settings.setFileFormat(kTenant, own).error().code, ErrorCode::Invalid);
        QCOMPARE(settings.fileFormatFor(QStringLiteral("nobody")).error().code, ErrorCode::NotFound);
    }

    void fileFormatIsKnownWhileTheServerIsAway()
    {
        const auto dir = tests::makeServerDir();
        auto cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        PoolOptions options;
        options.url = (*cluster)->url();
        ConnectionPool pool(options);
        QVERIFY(pool.waitUntilUp(10s));
        tests::runSql((*cluster)->url(), QStringLiteral("SELECT 1"));
        QVERIFY((*cluster)->stop());
        SettingsService settings(pool);
        QCOMPARE(settings.fileFormatFor(kTenant).error().code, ErrorCode::Unavailable);
    }
};

EARSHOT_TEST(tst_directoryservices, TestDirectoryServices)
#include "tst_directoryservices.moc"
