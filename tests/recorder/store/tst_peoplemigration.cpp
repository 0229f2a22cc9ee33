// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/credentialrepository.h"
#include "recorder/store/migrator.h"
#include "recorder/store/peoplerepository.h"
#include "recorder/store/rolerepository.h"

#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;

namespace
{

/// What people and programs wrote before there were rules: equal and empty names, one login in two tenants, a
/// login that was folded, the longest texts, a role of one tenant.
const QString kOld = QStringLiteral(R"(
SET search_path = earshot, public;
INSERT INTO tenants (uuid, name, created_ms) VALUES (gen_random_uuid(), 'One', 1), (gen_random_uuid(), repeat('Ü', 200), 2);
INSERT INTO groups (id, tenant_id, name) VALUES ('00000000-0000-7000-8000-00000000000a', 1, 'Sales'),
    ('00000000-0000-7000-8000-00000000000b', 2, 'Sales');
INSERT INTO users (id, tenant_id, login, name, home_group, created_ms) VALUES
    ('00000000-0000-7000-8000-000000000001', 1, 'Ann', 'Same', '00000000-0000-7000-8000-00000000000a', 1),
    ('00000000-0000-7000-8000-000000000002', 1, 'ben', 'Same', NULL, 2),
    ('00000000-0000-7000-8000-000000000003', 2, 'ANN', '', '00000000-0000-7000-8000-00000000000b', 3),
    ('00000000-0000-7000-8000-000000000004', 2, repeat('l', 200), repeat('n', 1000), NULL, 4);
INSERT INTO user_extensions VALUES (1, '100', '00000000-0000-7000-8000-000000000001');
INSERT INTO managed_groups VALUES (1, '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-00000000000a');
INSERT INTO credentials VALUES ('00000000-0000-7000-8000-000000000001', 1, 'ann', decode(repeat('01', 16), 'hex'),
    decode(repeat('02', 16), 'hex'), 3, 65536, 'v', true, 5);
INSERT INTO roles (id, tenant_id, code, name, scope, permissions) VALUES (gen_random_uuid(), 2, 'own', 'Own', 'user', '{system.view}');
INSERT INTO audit_log (at_ms, actor, action) VALUES (1, 'system', 'calls.register');
)");

} // namespace

class TestPeopleMigration : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasThereStays()
    {
        tests::runSql(tests::testCluster().url(), QStringLiteral("CREATE DATABASE before_people"));
        const QString url = tests::testCluster().url(QStringLiteral("before_people"));
        QVERIFY(Migrator(Migrator::embedded().mid(0, 4)).run(url));
        tests::runSql(url, kOld);
        const auto report = Migrator().run(url);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        PoolOptions options;
        options.url = url;
        options.threads = 1;
        {
            ConnectionPool pool(options);
            QVERIFY(pool.waitUntilUp(10s));
            const auto looked = pool.run<void>([](Transaction &transaction) -> common::Status {
                PeopleRepository people(transaction, {});
                const auto ann = people.get(QUuid(QStringLiteral("00000000-0000-7000-8000-000000000001")));
                const auto twin = people.get(QUuid(QStringLiteral("00000000-0000-7000-8000-000000000003")));
                if (!ann || !twin) {
                    return common::fail(common::ErrorCode::NotFound, QStringLiteral("gone"));
                }
                const common::UserRecord &record = ann->record;
                const bool kept = record.webAccess && record.hasPassword && record.mustChangePassword &&
                                  record.extensions == QStringList{QStringLiteral("100")} &&
                                  record.groups == QStringList{QStringLiteral("Sales")} &&
                                  record.managedGroups == QStringList{QStringLiteral("Sales")} &&
                                  record.recording == QLatin1String("default") && record.recordInbound &&
                                  !twin->record.webAccess;
                const auto credential = CredentialRepository(transaction).find(QStringLiteral("ann"));
                const bool enters = credential && credential->user.toString() == record.id;
                const bool roles = RoleRepository(transaction, TenantKey{2}).list({})->items.size() == 5 &&
                                   RoleRepository(transaction, TenantKey{1}).list({})->items.size() == 4 &&
                                   RoleRepository(transaction, std::nullopt).list({})->items.size() == 6;
                return kept && enters && roles ? common::Status()
                                               : common::fail(common::ErrorCode::Internal,
                                                              QStringLiteral("kept %1 enters %2 roles %3")
                                                                  .arg(kept)
                                                                  .arg(enters)
                                                                  .arg(roles));
            });
            QVERIFY2(looked, looked ? "" : qPrintable(looked.error().message));
        }
        const auto ask = [&url](const char *sql) {
            return tests::runSql(url,
                                 QStringLiteral("SET search_path = earshot, public; ") + QLatin1String(sql))
                .value(0);
        };
        QCOMPARE(ask("SELECT count(*) FROM users WHERE name = 'Same'"), QStringLiteral("2"));
        QCOMPARE(ask("SELECT string_agg(code, ' ' ORDER BY code) FROM roles WHERE predefined"),
                 QStringLiteral("administrator root supervisor user-advanced user-basic"));
        QCOMPARE(ask("SELECT count(*) FROM roles WHERE 'audit.view' = ANY(permissions)"),
                 QStringLiteral("2"));
        // Who read the ledger with the right to everything of the system goes on reading it.
        QCOMPARE(ask("SELECT string_agg(name, ', ' ORDER BY name) FROM roles WHERE 'ledger.view' = "
                     "ANY(permissions)"),
                 QStringLiteral("Administrator, Own, Root Administrator"));
        QCOMPARE(ask("SELECT default_recording FROM tenants WHERE id = 0"), QStringLiteral("always"));
        tests::runSql(tests::testCluster().url(), QStringLiteral("DROP DATABASE before_people WITH (FORCE)"));
    }
};

EARSHOT_TEST(tst_peoplemigration, TestPeopleMigration)
#include "tst_peoplemigration.moc"
