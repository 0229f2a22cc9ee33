// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/migrator.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/tenantwall.h"

#include "tests/recorder/service/accessworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using common::ErrorCode;
using common::Result;
using tests::AccessWorld;

namespace
{

/// Every table of the schema that knows tenants; partitions are reached through their parents.
const QString kTables = QStringLiteral(
    "FROM pg_class c WHERE c.relnamespace = 'earshot'::regnamespace AND c.relkind IN ('r', 'p') AND NOT "
    "c.relispartition AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = "
    "'tenant_id' AND "
    "NOT a.attisdropped)");

/// A row of each of two tenants in every such table, whatever its rules, which are taken away first.
const QString kRowsOfBoth = QStringLiteral(R"(
DO $$
DECLARE
    t record;
    k record;
    names text;
    contents text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR t IN SELECT c.oid, c.relname AS name %1 LOOP
        FOR k IN SELECT conname FROM pg_constraint WHERE conrelid = t.oid AND contype = 'c' LOOP
            EXECUTE format('ALTER TABLE earshot.%I DROP CONSTRAINT %I', t.name, k.conname);
        END LOOP;
        SELECT string_agg(quote_ident(a.attname), ', '), string_agg(CASE WHEN a.attname = 'tenant_id' THEN '$1'
                WHEN y.typcategory = 'A' THEN '''{}''' WHEN y.typname = 'uuid' THEN 'gen_random_uuid()'
                WHEN y.typname IN ('json', 'jsonb') THEN '''{}''' WHEN y.typname = 'bytea' THEN 'uuid_send(gen_random_uuid())'
                WHEN y.typcategory = 'N' THEN '$1 + 5' WHEN y.typcategory = 'B' THEN 'false' WHEN y.typcategory = 'D' THEN 'now()'
                ELSE '''x'' || $1' END, ', ')
            INTO names, contents FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
            WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = ''
                AND (a.attname = 'tenant_id' OR (a.attnotnull AND NOT a.atthasdef));
        FOR tenant IN 1..2 LOOP
            EXECUTE format('INSERT INTO earshot.%I (%s) VALUES (%s)', t.name, names, replace(contents, '$1', tenant::text));
        END LOOP;
    END LOOP;
END
$$)");

struct World : AccessWorld {
    World() { ask(QString(kRowsOfBoth).replace(QLatin1String("%1"), kTables)); }

    QStringList tables() const
    {
        return ask(QStringLiteral("SELECT string_agg(c.relname, ' ' ORDER BY c.relname) ") + kTables)
            .split(QLatin1Char(' '));
    }
};

/// How many rows a statement met behind the wall of a tenant; -1 = not permitted at all.
qint64 met(ConnectionPool &pool, std::optional<TenantKey> tenant, const QString &sql)
{
    const auto rows = pool.run<qint64>([&](Transaction &transaction) -> Result<qint64> {
        raiseWall(transaction, tenant);
        return static_cast<qint64>(transaction.exec(sql).size());
    });
    if (!rows && rows.error().code != ErrorCode::Denied) {
        qFatal("%s: %s", qPrintable(sql), qPrintable(rows.error().message));
    }
    return rows.value_or(-1);
}

QString answer(Transaction &transaction, const QString &sql)
{
    return textOf(rowAt(transaction.exec(sql), 0)[0]);
}

} // namespace

class TestTenantWall : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTableWithATenantIsBehindTheWall()
    {
        const tests::TestDb db;
        const auto ask = [&db](const QString &sql) { return tests::runSql(db.url(), sql).value(0); };
        QVERIFY(ask(QStringLiteral("SELECT count(*) ") + kTables).toInt() >= 14);
        QCOMPARE(ask(QStringLiteral("SELECT string_agg(c.relname, ' ') ") + kTables +
                     QStringLiteral(
                         " AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = "
                         "c.oid AND p.polname = 'own_tenant' AND p.polcmd = '*' AND p.polpermissive AND "
                         "pg_get_expr(p.polqual, c.oid) = '(tenant_id = ( SELECT current_tenant() AS "
                         "current_tenant))'))")),
                 QString());
        // The roles of the gate are nobody: no log-in, no way around the policies, nothing of their own.
        QCOMPARE(
            ask(QStringLiteral(
                "SELECT count(*) FROM pg_roles WHERE rolname IN ('earshot_gate', 'earshot_gate_all') AND NOT "
                "(rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)")),
            QStringLiteral("2"));
        QCOMPARE(ask(QStringLiteral("SELECT count(*) FROM pg_auth_members WHERE member IN "
                                    "('earshot_gate'::regrole, 'earshot_gate_all'::regrole)")),
                 QStringLiteral("0"));
        QCOMPARE(ask(QStringLiteral("SELECT count(*) FROM pg_class WHERE relowner IN "
                                    "('earshot_gate'::regrole, 'earshot_gate_all'::regrole)")),
                 QStringLiteral("0"));
    }

    void whatTheGateMayTouch()
    {
        const tests::TestDb db;
        const auto tables = [&db](const char *role, const char *rights, const char *which) {
            return tests::runSql(
                       db.url(),
                       QStringLiteral("SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class c "
                                      "WHERE c.relnamespace = 'earshot'::regnamespace AND c.relkind IN ('r', "
                                      "'p') AND has_table_privilege('%1', c.oid, '%2') AND %3")
                           .arg(QLatin1String(role), QLatin1String(rights), QLatin1String(which)))
                .value(0);
        };
        for (const char *role : {"earshot_gate", "earshot_gate_all"}) {
            QCOMPARE(tables(role, "INSERT, UPDATE, DELETE, TRUNCATE",
                            "c.relname LIKE 'audit%' AND c.relname <> 'audit_policy'"),
                     QString());
            QCOMPARE(tables(role, "INSERT, UPDATE, DELETE, TRUNCATE", "c.relname = 'installation'"),
                     QString());
            QCOMPARE(tables(role, "SELECT, INSERT, UPDATE, DELETE", "c.relname = 'schema_migrations'"),
                     QString());
            QCOMPARE(tables(role, "TRUNCATE, REFERENCES, TRIGGER", "true"), QString());
            QCOMPARE(tables(role, "SELECT, INSERT, UPDATE, DELETE", "c.relispartition"), QString());
        }
        QCOMPARE(tables("earshot_gate", "INSERT, UPDATE, DELETE", "c.relname = 'tenants'"), QString());
    }

    void nothingOfAnotherTenantInAnyTable()
    {
        World world;
        int walked = 0;
        for (const QString &table : world.tables()) {
            ++walked;
            const QString theirs = QStringLiteral("earshot.%1 WHERE tenant_id = 2").arg(table);
            QVERIFY2(world.count(theirs) > 0, qPrintable(table));
            const auto none = [&](const QString &sql) {
                const qint64 rows = met(world.pool, TenantKey{1}, sql);
                return rows == 0 || rows == -1;
            };
            QVERIFY2(none(QStringLiteral("SELECT FROM ") + theirs), qPrintable(table));
            QVERIFY2(
                none(QStringLiteral("UPDATE earshot.%1 SET tenant_id = 1 WHERE tenant_id = 2 RETURNING 1")
                         .arg(table)),
                qPrintable(table));
            QVERIFY2(none(QStringLiteral("DELETE FROM %1 RETURNING 1").arg(theirs)), qPrintable(table));
            // Nor is anything given away.
            QCOMPARE(met(world.pool, TenantKey{1},
                         QStringLiteral("UPDATE earshot.%1 SET tenant_id = 2 WHERE tenant_id = 1 RETURNING 1")
                             .arg(table)),
                     -1);
            QVERIFY2(met(world.pool, TenantKey{1},
                         QStringLiteral("SELECT FROM earshot.%1 WHERE tenant_id = 1").arg(table)) > 0,
                     qPrintable(table));
            QVERIFY2(met(world.pool, std::nullopt, QStringLiteral("SELECT FROM ") + theirs) > 0,
                     qPrintable(table));
        }
        QVERIFY(walked >= 14);
        QCOMPARE(met(world.pool, TenantKey{1}, QStringLiteral("SELECT FROM tenants WHERE id NOT IN (0, 1)")),
                 0);
        QCOMPARE(met(world.pool, TenantKey{1}, QStringLiteral("SELECT FROM calls WHERE tenant_id = 2")), 0);
        QCOMPARE(met(world.pool, TenantKey{1}, QStringLiteral("SELECT FROM calls")), 1);
        QCOMPARE(met(world.pool, TenantKey{1}, QStringLiteral("SELECT FROM calls_rest")), -1);
        QCOMPARE(met(world.pool, TenantKey{1}, QStringLiteral("UPDATE calls SET tenant_id = 2 RETURNING 1")),
                 -1);
        QCOMPARE(met(world.pool, TenantKey{1}, QStringLiteral("DELETE FROM calls RETURNING 1")), 1);
        QCOMPARE(world.count(QStringLiteral("calls WHERE tenant_id = 2")), 1);
    }

    void aQueryWithoutItsTenantShowsNothingOfOthers()
    {
        AccessWorld world;
        const auto count = [&](const QString &login, const QString &what) {
            return world.gate
                .runAndWait<qint64>(
                    world.actor(login), AccessWorld::kEdit,
                    [&](Transaction &transaction, const TenantScope &, AuditDetail &trail) {
                        trail.drop();
                        return Result<qint64>(numberOf(
                            rowAt(transaction.exec(QStringLiteral("SELECT count(*) FROM ") + what), 0)[0]));
                    })
                .value_or(-1);
        };
        QCOMPARE(count(QStringLiteral("admin"), QStringLiteral("users")), 4);
        QCOMPARE(count(QStringLiteral("other"), QStringLiteral("users")), 1);
        QCOMPARE(count(QStringLiteral("root"), QStringLiteral("users")), 6);
        QCOMPARE(count(QStringLiteral("other"), QStringLiteral("users WHERE login = 'admin'")), 0);
        QCOMPARE(count(QStringLiteral("other"), QStringLiteral("credentials")), 1);
        // What belongs to all is seen, and changed by nobody of a tenant.
        QCOMPARE(count(QStringLiteral("other"), QStringLiteral("roles")), 5);
        QCOMPARE(met(world.pool, TenantKey{2}, QStringLiteral("UPDATE roles SET name = 'x' RETURNING 1")), 0);
        QCOMPARE(met(world.pool, TenantKey{2}, QStringLiteral("DELETE FROM roles RETURNING 1")), 0);
        QCOMPARE(met(world.pool, TenantKey{2}, QStringLiteral("UPDATE tenants SET name = 'x' RETURNING 1")),
                 -1);
        // Logins are unique over the wall.
        QVERIFY(count(QStringLiteral("other"), QStringLiteral("users WHERE is_login_taken('admin', NULL)")) ==
                1);
        QCOMPARE(count(QStringLiteral("other"), QStringLiteral("users WHERE is_login_taken('nobody', NULL)")),
                 0);
        // And whose ids are people's is told.
        QCOMPARE(count(QStringLiteral("other"), QStringLiteral("users WHERE is_user_id('%1')")
                                                    .arg(world.userId(QStringLiteral("admin")).toString())),
                 1);
        QCOMPARE(count(QStringLiteral("other"), QStringLiteral("users WHERE is_user_id(gen_random_uuid())")),
                 0);
    }

    void theTrailIsWrittenByTheGateOnly_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("add") << QStringLiteral(
            "INSERT INTO audit_log (tenant_id, at_ms, actor, action) VALUES (1, 1, 'admin', 'users.edit')");
        QTest::newRow("change") << QStringLiteral("UPDATE audit_log SET actor = 'nobody'");
        QTest::newRow("remove") << QStringLiteral("DELETE FROM audit_log");
        QTest::newRow("empty") << QStringLiteral("TRUNCATE audit_log");
        QTest::newRow("make") << QStringLiteral("CREATE TABLE mine (n integer)");
        QTest::newRow("drop") << QStringLiteral("DROP POLICY own_tenant ON users");
    }
    void theTrailIsWrittenByTheGateOnly()
    {
        QFETCH(QString, sql);
        AccessWorld world;
        for (const char *login : {"admin", "root"}) {
            const auto done = world.gate.runAndWait<void>(
                world.actor(QLatin1String(login)), AccessWorld::kEdit,
                [&](Transaction &transaction, const TenantScope &, AuditDetail &) -> common::Status {
                    transaction.exec(sql);
                    return {};
                });
            QVERIFY(!done);
            QCOMPARE(done.error().code, ErrorCode::Denied);
        }
    }

    void theConnectionGoesBackAsItWas()
    {
        AccessWorld world;
        const auto who = [&world] {
            return world.pool
                .run<QString>([](Transaction &transaction) {
                    return Result<QString>(
                        answer(transaction,
                               QStringLiteral("SELECT (current_user = session_user) || '/' || "
                                              "coalesce(current_setting('app.tenant', true), '') || '/' "
                                              "|| current_setting('search_path')")));
                })
                .value_or(QString());
        };
        const QString clean = QStringLiteral("true//earshot, public");
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(who(), clean);
        }
        const Actor admin = world.actor(QStringLiteral("admin"));
        for (int i = 0; i < 8; ++i) {
            const auto done = world.gate.runAndWait<int>(
                admin, AccessWorld::kEdit,
                [&](Transaction &transaction, const TenantScope &, AuditDetail &trail) -> Result<int> {
                    trail.drop();
                    if (i % 4 == 1) {
                        return common::fail(ErrorCode::Invalid, QStringLiteral("no"));
                    }
                    if (i % 4 == 2) {
                        transaction.exec(QStringLiteral("SELECT nonsense"));
                    }
                    return 1;
                });
            QCOMPARE(done.has_value(), i % 4 == 0 || i % 4 == 3);
            QCOMPARE(who(), clean);
        }
    }

    void everyGateTransactionHasItsTimeLimit()
    {
        AccessWorld world;
        const QString limit = QStringLiteral("SHOW statement_timeout");
        const auto work = [&](Transaction &transaction, const TenantScope &, AuditDetail &trail) {
            trail.drop();
            QString seen = answer(transaction, limit);
            transaction.execWithin(50ms, QStringLiteral("SELECT pg_sleep(1)"), {},
                                   [](const pqxx::result &) {});
            seen += QLatin1Char(' ') + answer(transaction, limit);
            return Result<QString>(seen + QLatin1Char(' ') +
                                   answer(transaction, QStringLiteral("SELECT current_user")));
        };
        const auto seenBy = [&](const Actor &actor, Operation operation) {
            return world.gate.runAndWait<QString>(actor, operation, work).value_or(QString());
        };
        QCOMPARE(seenBy(world.actor(QStringLiteral("admin")), AccessWorld::kEdit),
                 QStringLiteral("10s 10s earshot_gate"));
        QCOMPARE(seenBy(world.actor(QStringLiteral("root")), AccessWorld::kEdit),
                 QStringLiteral("10s 10s earshot_gate_all"));
        QCOMPARE(seenBy(Actor::system(QStringLiteral("test")), AccessWorld::kEdit),
                 QStringLiteral("10s 10s earshot_gate_all"));
        QCOMPARE(seenBy(Actor::anonymous({}, {}), AccessWorld::kSignIn),
                 QStringLiteral("10s 10s earshot_gate_all"));

        PoolOptions options = world.db.options(1);
        options.statementTimeout = 1500ms;
        ConnectionPool quick(options);
        const Gate gate(quick, world.hub, world.clock);
        const auto cut = gate.runAndWait<int>(
            world.actor(QStringLiteral("admin")), AccessWorld::kEdit,
            [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<int> {
                transaction.exec(QStringLiteral("SELECT pg_sleep(20)"));
                return 1;
            });
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, ErrorCode::Unavailable);
    }

    void aGivenDatabaseNeedsTheRolesOrTheRightToMakeThem()
    {
        const QString url = tests::testCluster().url();
        tests::testCluster(); // the roles are there, made by its superuser
        tests::runSql(url, QStringLiteral("CREATE ROLE plain LOGIN"));
        tests::runSql(url, QStringLiteral("CREATE DATABASE given OWNER plain"));
        const QString given = tests::testCluster()
                                  .url(QStringLiteral("given"))
                                  .replace(QLatin1String("user=earshot"), QLatin1String("user=plain"));
        const auto refused = Migrator().run(given);
        QVERIFY(!refused);
        QVERIFY2(
            refused.error().message.contains(QLatin1String("GRANT earshot_gate, earshot_gate_all TO plain")),
            qPrintable(refused.error().message));
        QVERIFY(!refused.error().message.contains(QLatin1Char('\n')));
        tests::runSql(url, QStringLiteral("GRANT earshot_gate, earshot_gate_all TO plain"));
        const auto migrated = Migrator().run(given);
        QVERIFY2(migrated, migrated ? "" : qPrintable(migrated.error().message));
        {
            PoolOptions options;
            options.url = given;
            options.threads = 1;
            ConnectionPool pool(options);
            QVERIFY(pool.waitUntilUp(10s));
            for (const char *name : {"one", "two"}) {
                QVERIFY(tests::HostGate(pool).tenants.ensureTenant(QLatin1String(name)));
                QVERIFY(tests::HostGate(pool).users.ensureUser(
                    {QLatin1String(name), QLatin1String(name), {}, {}, {}}));
            }
            QCOMPARE(met(pool, TenantKey{1}, QStringLiteral("SELECT FROM users")), 1);
            QCOMPARE(met(pool, std::nullopt, QStringLiteral("SELECT FROM users")), 2);
            QCOMPARE(met(pool, TenantKey{1}, QStringLiteral("DELETE FROM audit_log")), -1);
        }
        QVERIFY(Migrator().run(given)); // again: nothing to do
        tests::runSql(url, QStringLiteral("DROP DATABASE given"));
        tests::runSql(url, QStringLiteral("DROP ROLE plain"));
    }
};

EARSHOT_TEST(tst_tenantwall, TestTenantWall)
#include "tst_tenantwall.moc"
