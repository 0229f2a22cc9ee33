// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/userimport.h"

#include "recorder/service/usertable.h"

#include "common/core/csv.h"
#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::JobLine;
using common::JobProgress;
using common::Result;
using tests::DirectoryWorld;

namespace
{

struct ImportWorld : DirectoryWorld {
    QList<JobLine> lines;
    JobProgress last;
    int stopAfter = -1;

    Result<ImportOutcome> bring(const char *login, const QByteArray &csv, const QString &tenantId = {})
    {
        lines.clear();
        last = {};
        const ImportFeed feed{[this](const JobProgress &progress) { last = progress; },
                              [this](JobLine line) { lines.append(std::move(line)); },
                              [this] { return stopAfter >= 0 && last.done >= stopAfter; }};
        return gate.runAndWait<ImportOutcome>(
            session(login), operation("users.edit", true),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return importUsers(transaction, scope, trail, {csv, QStringLiteral("people.csv"), tenantId},
                                   feed);
            });
    }
    QString count() const
    {
        return ask(QStringLiteral("SELECT count(*) FROM users WHERE deleted_ms IS NULL"));
    }
    /// "3 extensions=taken [200]"
    QStringList told() const
    {
        QStringList texts;
        for (const JobLine &line : lines) {
            texts.append(
                QStringLiteral("%1 %2=%3 [%4]").arg(line.row).arg(line.field, line.code, line.detail));
        }
        return texts;
    }
};

} // namespace

class TestUserImport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newOnesAndKnownOnes()
    {
        ImportWorld world;
        const auto outcome = world.bring("admin", "Name;Role;Groups;Extensions;Record_inbound\n"
                                                  "Carla;user – basic;sales;311; no\n"
                                                  "BAS;;Sales;200;yes\n"
                                                  "\"Dirk; the second\";User – Advanced;;312;\n");
        QVERIFY2(outcome, qPrintable(world.told().join(QLatin1String(" | "))));
        QCOMPARE(outcome->created, 2);
        QCOMPARE(outcome->changed + outcome->unchanged, 1);
        QCOMPARE(world.last.done, 3);
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT r.code || g.name || u.record_inbound FROM users u JOIN roles r ON "
                     "r.id = u.role JOIN groups g ON g.id = u.home_group WHERE u.name = 'Carla'")),
                 QStringLiteral("user-basicSalesfalse"));
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT extension FROM user_extensions e JOIN users u ON u.id = e.user_id "
                     "WHERE u.name = 'Dirk; the second'")),
                 QStringLiteral("312"));
        const QString row = world.ask(QStringLiteral(
            "SELECT detail FROM audit_log WHERE action = 'users.test' ORDER BY id DESC LIMIT 1"));
        QVERIFY2(row.contains(QLatin1String("people.csv")) && row.contains(QLatin1String("Carla")),
                 qPrintable(row));
    }

    void everyMistakeIsToldAndNothingIsKept()
    {
        ImportWorld world;
        const QString before = world.count();
        const auto outcome =
            world.bring("admin", "name,role,groups,extensions,email,active,id\n"
                                 "Erna,User – Basic,Sales,320,erna@example.org,yes,\n"
                                 "Finn,Emperor,Sales,321,,yes,\n"
                                 "Gerd,User – Basic,Nowhere,322,,yes,\n"
                                 "Hilde,User – Basic,,320,,yes,\n"
                                 "Ilse,User – Basic,,,not an address,perhaps,\n"
                                 "Erna,User – Basic,,,,yes,\n"
                                 "Jan,User – Basic,,,,yes,11111111-2222-7333-8444-555555555555\n"
                                 ",User – Basic,,,,yes,\n");
        QCOMPARE(world.outcome(outcome), QStringLiteral("Invalid count=7,rows=wrong"));
        QCOMPARE(world.told(),
                 (QStringList{
                     QStringLiteral("3 role=unknown [Emperor]"), QStringLiteral("4 groups=unknown [Nowhere]"),
                     QStringLiteral("5 extensions=taken [320]"),
                     QStringLiteral("6 active=yes-or-no [perhaps]"), QStringLiteral("7 name=twice [Erna]"),
                     QStringLiteral("8 id=unknown [11111111-2222-7333-8444-555555555555]"),
                     QStringLiteral("9 name=empty []")}));
        QCOMPARE(world.count(), before);
    }

    void filesThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("told");
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("1 =empty []");
        QTest::newRow("title") << QByteArray("name,salary\n") << QStringLiteral("1 salary=unknown []");
        QTest::newRow("twice") << QByteArray("name,Name\n") << QStringLiteral("1 name=twice []");
        QTest::newRow("no name") << QByteArray("email\na@b.c\n") << QStringLiteral("1 name=required []");
        QTest::newRow("encoding") << QByteArray("name\n\xff\n") << QStringLiteral("1 =encoding []");
    }
    void filesThatAreNone()
    {
        QFETCH(QByteArray, csv);
        ImportWorld world;
        QVERIFY(!world.bring("admin", csv));
        QTEST(world.told().value(0), "told");
    }

    void nobodyGetsMoreThanTheOneWhoImportsHas()
    {
        ImportWorld world;
        QVERIFY(!world.bring("admin", "name,role\nKarl,Root Administrator\n"));
        QCOMPARE(world.told().value(0), QStringLiteral("2 role=unknown [Root Administrator]"));
        const auto elsewhere =
            world.bring("admin", "name,role\nKarl,User – Basic\n", world.tenant("Suedwind"));
        QVERIFY2(!elsewhere, "another tenant");
    }

    void whatWasExportedChangesNothing()
    {
        ImportWorld world;
        QByteArray csv = common::csvLine(userTitles());
        const auto users = world.read("admin", "users.view", listUsers, common::ListQuery());
        QVERIFY(users);
        QVERIFY(users->items.size() > 2);
        for (const common::UserRecord &user : users->items) {
            csv += common::csvLine(userCells(user));
        }
        const auto outcome = world.bring("admin", csv);
        QVERIFY2(outcome, qPrintable(world.told().join(QLatin1String(" | "))));
        QCOMPARE(*outcome, (ImportOutcome{0, 0, static_cast<int>(users->items.size())}));
    }

    void stoppedInTheMiddleNothingIsKept()
    {
        ImportWorld world;
        const QString before = world.count();
        QByteArray csv = "name,role\n";
        for (int i = 0; i < 50; ++i) {
            csv += QByteArray("Number ") + QByteArray::number(i) + ",User – Basic\n";
        }
        world.stopAfter = 20;
        QVERIFY(!world.bring("admin", csv));
        QCOMPARE(world.last.done, 20);
        QCOMPARE(world.count(), before);
    }
};

EARSHOT_TEST(tst_userimport, TestUserImport)
#include "tst_userimport.moc"
