// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/migrator.h"

#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

#include <thread>

using namespace recorder;

namespace
{

/// A database without anything of ours.
class EmptyDb
{
public:
    EmptyDb()
    {
        static int number = 0;
        m_name = QStringLiteral("empty%1").arg(++number);
        tests::runSql(tests::testCluster().url(), QStringLiteral("CREATE DATABASE ") + m_name);
    }
    ~EmptyDb()
    {
        tests::runSql(tests::testCluster().url(),
                      QStringLiteral("DROP DATABASE %1 WITH (FORCE)").arg(m_name));
    }
    EmptyDb(const EmptyDb &) = delete;
    EmptyDb &operator=(const EmptyDb &) = delete;
    QString url() const { return tests::testCluster().url(m_name); }
    QString ask(const QString &sql) const { return tests::runSql(url(), sql).value(0); }

private:
    QString m_name;
};

/// Every relation, column, index, function, trigger and policy of the schema as sorted lines.
const QString kCatalog = QStringLiteral(R"(
SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
    SELECT 'table ' || c.relname || CASE WHEN c.relkind = 'p' THEN ' partitioned by ' || pg_get_partkeydef(c.oid) ELSE '' END
        || CASE WHEN c.relispartition THEN ' partition ' || pg_get_expr(c.relpartbound, c.oid) ELSE '' END
        || CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END AS line
        FROM pg_class c WHERE c.relnamespace = 'earshot'::regnamespace AND c.relkind IN ('r', 'p')
    UNION ALL
    SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        || CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || co.collname ELSE '' END
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_collation co ON co.oid = a.attcollation
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'earshot'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(n.oid) FROM pg_constraint n
        JOIN pg_class c ON c.oid = n.conrelid WHERE n.connamespace = 'earshot'::regnamespace AND NOT c.relispartition
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes i JOIN pg_class c ON c.oid = format('%I.%I', i.schemaname, i.tablename)::regclass
        WHERE i.schemaname = 'earshot' AND NOT c.relispartition
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure || ' returns ' || format_type(p.prorettype, NULL) || ' ' || md5(p.prosrc)
        FROM pg_proc p WHERE p.pronamespace = 'earshot'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        WHERE c.relnamespace = 'earshot'::regnamespace AND NOT g.tgisinternal
    UNION ALL
    SELECT 'policy ' || tablename || ' ' || policyname || ' ' || cmd || ' ' || coalesce(qual, '') FROM pg_policies
        WHERE schemaname = 'earshot') lines)");

QList<Migration> twoSteps()
{
    return {{1, QStringLiteral("0001_first"),
             "CREATE TABLE one (n integer);\n--;;\nINSERT INTO one VALUES (1);\n"},
            {2, QStringLiteral("0002_second"),
             "-- min_compatible: 1\nCREATE FUNCTION two() RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n  "
             "RETURN 2;\n"
             "END\n$$;\n--;;\nINSERT INTO one SELECT two();\n"}};
}

} // namespace

class TestMigrator : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void emptyToHeadIsTheSnapshot()
    {
        const EmptyDb db;
        const auto report = Migrator().run(db.url());
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->before, 0);
        QCOMPARE(report->after, Migrator::embedded().last().number);
        const QString schema = db.ask(kCatalog) + QLatin1Char('\n');
        const QString path = qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/sql/schema.snapshot");
        if (qEnvironmentVariableIsSet("EARSHOT_UPDATE_SNAPSHOT")) {
            QFile out(path);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(schema.toUtf8());
        }
        QFile snapshot(path);
        QVERIFY(snapshot.open(QIODevice::ReadOnly));
        const QStringList is = schema.split(QLatin1Char('\n'));
        const QStringList expected = QString::fromUtf8(snapshot.readAll()).split(QLatin1Char('\n'));
        for (const QString &line : is) {
            QVERIFY2(expected.contains(line), qPrintable(QStringLiteral("new: ") + line));
        }
        for (const QString &line : expected) {
            QVERIFY2(is.contains(line), qPrintable(QStringLiteral("gone: ") + line));
        }
    }

    void everyTenantTableIsWalled()
    {
        const EmptyDb db;
        QVERIFY(Migrator().run(db.url()));
        // Tables without a tenant must stand here.
        const QString open = db.ask(QStringLiteral(
            "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class c WHERE c.relnamespace = "
            "'earshot'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT "
            "(c.relrowsecurity AND "
            "EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'))"));
        QCOMPARE(open, QStringLiteral("audit_chain audit_forwarding audit_heads audit_keys audit_policy "
                                      "audit_unchained installation mail_outbox reset_requests "
                                      "schema_migrations storage_pairs tenants"));
    }

    void runsOnceAndOnlyForward()
    {
        const EmptyDb db;
        const auto first = Migrator({twoSteps().first()}).run(db.url());
        QVERIFY(first);
        QCOMPARE(first->applied, 1);
        const auto second = Migrator(twoSteps()).run(db.url());
        QVERIFY(second);
        QCOMPARE(second->before, 1);
        QCOMPARE(second->applied, 1);
        const auto third = Migrator(twoSteps()).run(db.url());
        QVERIFY(third);
        QCOMPARE(third->applied, 0);
        QCOMPARE(db.ask(QStringLiteral("SELECT string_agg(n::text, ',' ORDER BY n) FROM one")),
                 QStringLiteral("1,2"));
    }

    void aLowerNumberMayComeLater()
    {
        const EmptyDb db;
        const Migration third{3, QStringLiteral("0003_third"), "CREATE TABLE three ();\n"};
        QVERIFY(Migrator({twoSteps().first(), third}).run(db.url()));
        const auto report = Migrator(twoSteps() + QList<Migration>{third}).run(db.url());
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->before, 3);
        QCOMPARE(report->applied, 1);
        QCOMPARE(report->after, 3);
        QCOMPARE(db.ask(QStringLiteral("SELECT string_agg(n::text, ',' ORDER BY n) FROM one")),
                 QStringLiteral("1,2"));
    }

    void changedMigrationIsRefused()
    {
        const EmptyDb db;
        QVERIFY(Migrator(twoSteps()).run(db.url()));
        auto changed = twoSteps();
        changed[0].text += "-- a remark\n";
        changed.append({3, QStringLiteral("0003_third"), "CREATE TABLE three ();\n"});
        const auto report = Migrator(changed).run(db.url());
        QVERIFY(!report);
        QCOMPARE(report.error().code, common::ErrorCode::Conflict);
        QVERIFY(report.error().message.contains(QLatin1String("0001_first")));
        QCOMPARE(db.ask(QStringLiteral("SELECT to_regclass('three') IS NULL")), QStringLiteral("t"));
    }

    void olderProgramWorksOnlyWhereAllowed()
    {
        const EmptyDb db;
        auto three = twoSteps();
        QVERIFY(Migrator(three).run(db.url()));
        QVERIFY(Migrator({twoSteps().first()}).run(db.url())); // 0002 says 1 is enough
        three.append({3, QStringLiteral("0003_third"), "CREATE TABLE three ();\n"});
        QVERIFY(Migrator(three).run(db.url()));
        const auto old = Migrator(twoSteps()).run(db.url());
        QVERIFY(!old);
        QCOMPARE(old.error().code, common::ErrorCode::Conflict);
        QVERIFY(old.error().message.contains(QLatin1String("0003_third")));
    }

    void failedMigrationLeavesNothing()
    {
        const EmptyDb db;
        auto broken = twoSteps();
        broken[1].text = "CREATE TABLE half ();\n--;;\nINSERT INTO nowhere VALUES (1);\n";
        const auto report = Migrator(broken).run(db.url());
        QVERIFY(!report);
        QVERIFY(report.error().message.contains(QLatin1String("0002_second, statement 2")));
        QCOMPARE(
            db.ask(QStringLiteral("SELECT to_regclass('half') IS NULL AND to_regclass('one') IS NOT NULL")),
            QStringLiteral("t"));
        QVERIFY(Migrator(twoSteps()).run(db.url()));
    }

    void twoMigratorsAtOnce()
    {
        const EmptyDb db;
        std::optional<common::Result<MigrationReport>> reports[3];
        {
            std::vector<std::jthread> threads;
            for (auto &report : reports) {
                threads.emplace_back([&report, url = db.url()] { report = Migrator().run(url); });
            }
        }
        int applied = 0;
        for (const auto &report : reports) {
            QVERIFY2(*report, *report ? "" : qPrintable(report->error().message));
            applied += (*report)->applied;
        }
        QCOMPARE(applied, static_cast<int>(Migrator::embedded().size()));
    }

    void unreachableServerIsUnavailable()
    {
        const auto report = Migrator().run(QStringLiteral("host=/nowhere dbname=x"));
        QVERIFY(!report);
        QCOMPARE(report.error().code, common::ErrorCode::Unavailable);
    }
};

EARSHOT_TEST(tst_migrator, TestMigrator)
#include "tst_migrator.moc"
