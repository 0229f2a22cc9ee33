// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/liveowners.h"
#include "recorder/service/recordingrule.h"
#include "recorder/store/linkrepository.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::GroupRecord;
using tests::DirectoryWorld;

namespace
{

enum Level { OfUser, OfGroup, OfTenant, OfSystem };
constexpr int kLevels = 4;

/// What bas of the group Sales of Nordlicht has of one thing, and where it is said.
struct Thing {
    QString userColumn;
    QString otherColumn; ///< of groups and tenants
    QString silent;      ///< a user's and a group's word for "as above"
    QString decides;
    QString others;
    QString nobody; ///< when none says anything
};

void say(const DirectoryWorld &world, const Thing &thing, Level level, const QString &value)
{
    const QString column = level == OfUser ? thing.userColumn : thing.otherColumn;
    const QString table = level == OfUser    ? QStringLiteral("users")
                          : level == OfGroup ? QStringLiteral("groups")
                                             : QStringLiteral("tenants");
    const QString which = level == OfUser     ? QStringLiteral("login = 'bas'")
                          : level == OfGroup  ? QStringLiteral("tenant_id = 1 AND name = 'Sales'")
                          : level == OfTenant ? QStringLiteral("id = 1")
                                              : QStringLiteral("id = 0");
    world.ask(QStringLiteral("UPDATE %1 SET %2 = '%3' WHERE %4").arg(table, column, value, which));
}

UserRights rightsOf(DirectoryWorld &world)
{
    return world.pool
        .run<UserRights>([&](Transaction &transaction) -> common::Result<UserRights> {
            return SessionRepository(transaction).rightsOf(world.userId(QStringLiteral("bas"))).value();
        })
        .value();
}

/// The language of a mail to him.
QString mailLanguage(DirectoryWorld &world)
{
    return world.pool
        .run<QString>([&](Transaction &transaction) -> common::Result<QString> {
            return LinkRepository(transaction)
                .owner(world.userId(QStringLiteral("bas")), common::toUnixMs(world.clock.wall()))
                .value()
                .language;
        })
        .value();
}

void giveExtension(const DirectoryWorld &world)
{
    world.ask(
        QStringLiteral("INSERT INTO user_extensions SELECT 1, '2001', id FROM users WHERE login = 'bas'"));
}

/// What is said of a call of his while it runs.
QString liveRule(DirectoryWorld &world)
{
    const common::CallId id = common::CallId::generate();
    const auto answers = DirectoryWorld::wait<LiveBoard::Answers>([&](auto done) {
        findLiveOwners(world.pool,
                       {{id,
                         QStringLiteral("Nordlicht"),
                         {{QStringLiteral("2001"), {}, true}, {QStringLiteral("0301"), {}, false}}}},
                       done);
    });
    return answers ? answers->value(id).recording : QString();
}

/// What becomes of it when it is over.
QString finishedRule(DirectoryWorld &world)
{
    common::FinishedCall call;
    call.id = common::CallId::generate();
    call.tenant = QStringLiteral("Nordlicht");
    common::Participant caller;
    caller.number = QStringLiteral("2001");
    caller.from = true;
    common::Participant called;
    called.number = QStringLiteral("0301");
    call.participants = {caller, called};
    const auto verdict = world.pool.run<CallVerdict>([&](Transaction &transaction) {
        return judgeCall(transaction, call, common::toUnixMs(world.clock.wall()));
    });
    if (!verdict) {
        return verdict.error().message;
    }
    return verdict->excluded.isEmpty()                  ? QStringLiteral("always")
           : verdict->excluded == QLatin1String("rule") ? QStringLiteral("never")
                                                        : verdict->excluded;
}

} // namespace

class TestPrecedence : public QObject
{
    Q_OBJECT
private:
    /// Every choice of the four levels that say something: the nearest of them holds.
    static void tryAll(DirectoryWorld &world, const Thing &thing,
                       const std::function<QStringList()> &effective)
    {
        for (int speaking = 0; speaking < 1 << kLevels; ++speaking) {
            QString expected = thing.nobody;
            bool found = false;
            for (const Level level : {OfUser, OfGroup, OfTenant, OfSystem}) {
                const bool speaks = (speaking & (1 << level)) != 0;
                const QString silent = level == OfUser || level == OfGroup ? thing.silent : QString();
                say(world, thing, level, !speaks ? silent : found ? thing.others : thing.decides);
                if (speaks && !found) {
                    expected = thing.decides;
                    found = true;
                }
            }
            for (const QString &had : effective()) {
                QVERIFY2(had == expected, qPrintable(QStringLiteral("levels %1: %2 instead of %3")
                                                         .arg(speaking, kLevels, 2, QLatin1Char('0'))
                                                         .arg(had, expected)));
            }
        }
    }
private Q_SLOTS:
    void theNearestHolds_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("decides");
        QTest::addColumn<QString>("others");
        const auto row = [](const char *column, const char *decides, const char *others) {
            QTest::addRow("%s %s", column, decides)
                << QString::fromLatin1(column) << QString::fromLatin1(decides) << QString::fromLatin1(others);
        };
        row("time_zone", "Asia/Tokyo", "Europe/Berlin");
        row("language", "fr", "de");
        row("recording", "never", "always");
        row("recording", "on-demand", "never");
        row("recording", "always", "never");
    }
    void theNearestHolds()
    {
        QFETCH(QString, column);
        QFETCH(QString, decides);
        QFETCH(QString, others);
        DirectoryWorld world;
        if (column == QLatin1String("recording")) {
            giveExtension(world);
            tryAll(world,
                   {column, QStringLiteral("default_recording"), QStringLiteral("default"), decides, others,
                    QStringLiteral("always")},
                   [&] {
                       return QStringList{liveRule(world), finishedRule(world)};
                   });
            return;
        }
        const bool zone = column == QLatin1String("time_zone");
        tryAll(world, {column, column, QString(), decides, others, QString()}, [&] {
            const UserRights rights = rightsOf(world);
            QStringList found{zone ? rights.timeZone : rights.language};
            if (!zone) {
                found.append(mailLanguage(world));
            }
            return found;
        });
    }

    void theHomeGroupSpeaksWhileItIsThere()
    {
        DirectoryWorld world;
        giveExtension(world);
        GroupRecord group;
        group.name = QStringLiteral("Night Shift");
        group.timeZone = QStringLiteral("Asia/Tokyo");
        group.language = QStringLiteral("fr");
        group.defaultRecording = QStringLiteral("never");
        const auto made = world.change("admin", "groups.edit", createGroup, group);
        QVERIFY2(made, qPrintable(world.outcome(made)));
        common::UserRecord user = world.userOf("bas");
        user.groupIds = {world.group("Sales"), made->id};
        QVERIFY(world.change("admin", "users.edit", updateUser, user));
        QCOMPARE(rightsOf(world).timeZone, QString());
        QCOMPARE(rightsOf(world).language, QString());
        QCOMPARE(finishedRule(world), QStringLiteral("always"));
        user = world.userOf("bas");
        user.groupIds = {made->id, world.group("Sales")};
        QVERIFY(world.change("admin", "users.edit", updateUser, user));
        QCOMPARE(rightsOf(world).timeZone, QStringLiteral("Asia/Tokyo"));
        QCOMPARE(rightsOf(world).language, QStringLiteral("fr"));
        QCOMPARE(liveRule(world), QStringLiteral("never"));
        QCOMPARE(finishedRule(world), QStringLiteral("never"));
        // Of one that was removed nothing holds; who is taken back may still have it as his home.
        world.ask(QStringLiteral("UPDATE groups SET deleted_ms = 1 WHERE id = '%1'").arg(made->id));
        QCOMPARE(rightsOf(world).timeZone, QString());
        QCOMPARE(rightsOf(world).language, QString());
        QCOMPARE(liveRule(world), QStringLiteral("always"));
        QCOMPARE(finishedRule(world), QStringLiteral("always"));
    }

    void anotherLanguageIsAnotherMark()
    {
        DirectoryWorld world;
        const QString before = rightsOf(world).mark;
        GroupRecord group = world.read("admin", "groups.view", showGroup, world.group("Sales")).value();
        group.language = QStringLiteral("de");
        QVERIFY(world.change("admin", "groups.edit", updateGroup, group));
        QVERIFY(rightsOf(world).mark != before); // streams of its people end and begin anew
    }

    /// The way of the console: the system is the home of whoever administers it.
    void rootSetsWhatTheSystemSays()
    {
        DirectoryWorld world;
        giveExtension(world);
        const QString system = world.enter(QStringLiteral("root"))->identity.tenantId;
        auto record = world.read("root", "tenants.view", showTenant, system);
        QVERIFY2(record, qPrintable(world.outcome(record)));
        const auto all = world.read("root", "tenants.view", listTenants, common::ListQuery());
        for (const common::TenantRecord &tenant : all->items) {
            QVERIFY(tenant.id != system);
        }
        record->timeZone = QStringLiteral("Asia/Tokyo");
        record->language = QStringLiteral("de");
        record->defaultRecording = QStringLiteral("never");
        const auto changed = world.change("root", "tenants.edit", updateTenant, *record);
        QVERIFY2(changed, qPrintable(world.outcome(changed)));
        QCOMPARE(rightsOf(world).timeZone, QStringLiteral("Asia/Tokyo"));
        QCOMPARE(rightsOf(world).language, QStringLiteral("de"));
        // A tenant that leaves it to the system, then one that does not.
        const QString north = world.tenant("Nordlicht");
        for (const auto &[said, done] : {std::pair("", "never"), {"always", "always"}, {"", "never"}}) {
            auto tenant = world.read("root", "tenants.view", showTenant, north);
            tenant->defaultRecording = QLatin1String(said);
            QVERIFY(world.change("root", "tenants.edit", updateTenant, *tenant));
            QCOMPARE(finishedRule(world), QLatin1String(done));
        }
        record = changed;
        record->defaultRecording.clear(); // nothing is above it
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", updateTenant, *record)),
                 QStringLiteral("Invalid default_recording=unknown"));
    }

    void whatAGroupSaysIsCheckedAndTold()
    {
        DirectoryWorld world;
        const auto before = world.read("admin", "groups.view", showGroup, world.group("Sales")).value();
        QCOMPARE(before.language, QString());
        QCOMPARE(before.defaultRecording, QStringLiteral("default"));
        GroupRecord edited = before;
        edited.language = QStringLiteral("german!");
        QCOMPARE(world.outcome(world.change("admin", "groups.edit", updateGroup, edited)),
                 QStringLiteral("Invalid language=format"));
        edited.language = QStringLiteral("de");
        for (const char *word : {"sometimes", "", "Never"}) {
            edited.defaultRecording = QLatin1String(word);
            QCOMPARE(world.outcome(world.change("admin", "groups.edit", updateGroup, edited)),
                     QStringLiteral("Invalid default_recording=unknown"));
        }
        edited.defaultRecording = QStringLiteral("on-demand");
        const auto changed = world.change("admin", "groups.edit", updateGroup, edited);
        QVERIFY2(changed, qPrintable(world.outcome(changed)));
        QCOMPARE(changed->language, QStringLiteral("de"));
        QCOMPARE(changed->defaultRecording, QStringLiteral("on-demand"));
        const auto trail =
            world.read("admin", "audit.view", listAudit, tests::where("subject", "is", {edited.id}));
        QVERIFY(trail && !trail->items.isEmpty());
        const auto told = world.read("admin", "audit.view", showAudit, trail->items.first().id);
        QVERIFY(told);
        QVERIFY(told->fields.contains({QStringLiteral("language"), QString(), QStringLiteral("de")}));
        QVERIFY(told->fields.contains(
            {QStringLiteral("default_recording"), QStringLiteral("default"), QStringLiteral("on-demand")}));
        QCOMPARE(told->fields.size(), 2);
    }
};

EARSHOT_TEST(tst_precedence, TestPrecedence)
#include "tst_precedence.moc"
