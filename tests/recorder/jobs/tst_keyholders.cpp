// SPDX-License-Identifier: GPL-3.0-or-later
// The daily look at keys that too few people hold.
#include "recorder/jobs/jobrunner.h"
#include "recorder/jobs/keyholders.h"
#include "recorder/service/jobqueue.h"
#include "recorder/service/mailtexts.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

namespace
{

struct Scheduled : KeyWorld {
    common::SystemClock real;

    Scheduled()
    {
        clock.setWall(real.wall()); // jobs run by the system's
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 9000000000000000"));
    }
    /// One run: its state, then what it said.
    QStringList run()
    {
        const QString over = QStringLiteral("jobs WHERE kind = 'key-holders' AND ended_ms <> 0");
        const qint64 before = count(over);
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 1 WHERE kind = 'key-holders'"));
        JobRunnerOptions options;
        options.pool = db.options();
        options.host = QStringLiteral("host1");
        options.beat = std::chrono::milliseconds(50);
        options.look = std::chrono::milliseconds(50);
        JobRunner runner(options, hub, real, {std::make_shared<KeyHolders>(KeyWarnings(key))});
        if (!QTest::qWaitFor([&] { return count(over) > before; }, 20000)) {
            return {QStringLiteral("it did not end")};
        }
        const QString id =
            ask(QStringLiteral("SELECT id FROM jobs WHERE kind = 'key-holders' ORDER BY created_ms DESC, id "
                               "DESC LIMIT 1"));
        const auto job = read<common::JobRecord, const QString &>("root", "users.view", showJob, id);
        QStringList said{job ? job->state : outcome(job)};
        for (const common::JobLine &line : job ? job->lines : QList<common::JobLine>()) {
            said.append(line.code + QLatin1Char('|') + line.detail);
        }
        return said;
    }
    qint64 told() const
    {
        return count(QStringLiteral("audit_log WHERE action = 'keys.warn' AND tenant_id = 1"));
    }
};

/// Nordlicht's key, which its administrator alone holds.
struct World : Scheduled {
    Keys admin = enrol("admin", 0);
    Keys north = keysOf(tenantId("Nordlicht"), 2);
    StoredTenantKey made = add("admin", north, admin).value();

    void use()
    {
        if (!activate("admin", made,
                      *common::makeActivation(north.bundle, north.record, std::nullopt, now()))) {
            qWarning("the key is not active");
        }
    }
    bool give(const common::KeyRecord &to, qint64 expiresMs = 0)
    {
        return grant("admin", *common::makeGrant(north.bundle, north.record, to, now(), expiresMs))
            .has_value();
    }
    QString line(int holders, const char *exported) const
    {
        return QStringLiteral("few-holders|Nordlicht: …%1: %2 holder, %3")
            .arg(tailOf(made.fingerprint), QString::number(holders), QLatin1String(exported));
    }
};

} // namespace

class TestKeyHolders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aKeyThatOnePersonOpensIsToldEveryDay()
    {
        World world;
        world.prepareMail(QStringLiteral("admin"));
        world.prepareMail(QStringLiteral("other"));                 // of another tenant
        QCOMPARE(world.run(), QStringList{QStringLiteral("done")}); // nothing needs it yet
        world.use();
        const QStringList alone{QStringLiteral("done"), world.line(1, "never exported")};
        QCOMPARE(world.run(), alone);
        QCOMPARE(world.run(), alone);
        QCOMPARE(world.told(), 2);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'keys.warn'")), 2);
        QCOMPARE(world.count(QStringLiteral("mail_outbox WHERE recipient = 'admin@example.org'")), 2);
        QCOMPARE(world.count(QStringLiteral("mail_outbox WHERE recipient = 'other@example.org'")), 0);
        const Keys ada = world.enrol("ada", 1);
        QVERIFY(world.give(ada.record));
        QCOMPARE(world.run(), QStringList{QStringLiteral("done")});
        QCOMPARE(world.told(), 2);
        QVERIFY(world.revoke("admin", world.made, "ada"));
        QCOMPARE(world.run(), alone);
    }
    void onlyPeopleWhoOpenItCount()
    {
        World world;
        world.use();
        // A machine is nobody.
        const Keys machine =
            world.keysOf(QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000a1")), 3);
        QVERIFY((world.as<bool, const KeyServiceToAdd &>(
            "admin", addKeyService,
            {world.tenant("Nordlicht"), QStringLiteral("Archiver"), machine.record})));
        QVERIFY(world.give(machine.record, world.now() + 86'400'000));
        QCOMPARE(world.run().size(), 2);
        // Nor is who got new keys, nor one whose grant somebody wrote.
        const Keys ada = world.enrol("ada", 1);
        QVERIFY(world.give(ada.record));
        QCOMPARE(world.run().size(), 1);
        // Nor who may not sign in any more.
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'ada'"));
        QCOMPARE(world.run().size(), 2);
        world.ask(QStringLiteral("UPDATE users SET active = true WHERE login = 'ada'"));
        QCOMPARE(world.run().size(), 1);
        world.ask(QStringLiteral("UPDATE key_grants SET signature = decode(repeat('00', 64), 'hex') WHERE "
                                 "user_id = '%1'")
                      .arg(KeyWorld::idOf(ada.record.owner)));
        QCOMPARE(world.run().size(), 2);
        world.ask(QStringLiteral("DELETE FROM key_grants"));
        QCOMPARE(
            world.run().value(1),
            world.line(0, "never exported").replace(QLatin1String("0 holder,"), QLatin1String("0 holders,")));
    }
    void whatIsNoLossIsNotTold()
    {
        World world;
        world.use();
        QCOMPARE(world.run().size(), 2);
        world.ask(QStringLiteral("UPDATE tenant_keys SET has_private = false"));
        QCOMPARE(world.run().size(), 1); // nobody here ever opened it
        world.ask(
            QStringLiteral("UPDATE tenant_keys SET has_private = true; UPDATE tenants SET suspended = true "
                           "WHERE id = 1"));
        QCOMPARE(world.run().size(), 1);
    }
    /// Somebody accepted it by name: those who could know better are told.
    void aKeyThatNobodyVouchesForIsToldForAWeek()
    {
        World world;
        world.prepareMail(QStringLiteral("admin"));
        world.use();
        const Keys ada = world.enrol("ada", 1);
        QVERIFY(world.give(ada.record));
        QCOMPARE(world.run(), QStringList{QStringLiteral("done")});
        const Keys planted = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", planted, world.admin).value();
        QVERIFY(world.grant("admin",
                            *common::makeGrant(planted.bundle, planted.record, ada.record, world.now())));
        const auto alone = common::makeActivation(planted.bundle, planted.record, std::nullopt, world.now());
        QVERIFY(world.activate("admin", key, *alone, true));
        const QString day = common::toUtcDateTime(world.clock.wall()).date().toString(Qt::ISODate);
        const QStringList told{QStringLiteral("done"),
                               QStringLiteral("unvouched-key|Nordlicht: …%1: accepted by admin, %2")
                                   .arg(tailOf(key.fingerprint), day)};
        QCOMPARE(world.run(), told);
        QCOMPARE(world.told(), 1);
        const QString mails = QStringLiteral(
            "mail_outbox WHERE recipient = 'admin@example.org' AND subject LIKE 'A key that nobody%'");
        QCOMPARE(world.count(mails), 1);
        QCOMPARE(world.run(), told);
        QCOMPARE(world.count(mails), 2);
        world.ask(QStringLiteral("UPDATE key_activations SET at_ms = at_ms - 604800000"));
        QCOMPARE(world.run(), QStringList{QStringLiteral("done")});
        QCOMPARE(world.told(), 2);
    }
    void theMailNamesThemInTheReadersLanguage()
    {
        const QStringList keys{QStringLiteral("Spring (…a1b2c3): 1 holder, never exported"),
                               QStringLiteral("evil\nSubject: x")};
        const MailText english = keysMail({QStringLiteral("Acme"), keys, {}});
        QVERIFY(english.subject.contains(QStringLiteral("Acme")));
        QVERIFY(english.body.contains(keys.first()));
        QVERIFY(english.body.contains(QStringLiteral("  evil Subject: x")));
        const MailText german = keysMail({QStringLiteral("Acme"), keys, QStringLiteral("de_DE")});
        QVERIFY(german.body.contains(QStringLiteral("Weniger als zwei")));
        QVERIFY(german.subject != english.subject);
        const MailText planted = unvouchedMail({QStringLiteral("Acme"), keys, QStringLiteral("de")});
        QVERIFY(planted.subject.contains(QStringLiteral("bürgt: Acme")));
        QVERIFY(planted.body.contains(QStringLiteral("  evil Subject: x")));
    }
};

EARSHOT_TEST(tst_keyholders, TestKeyHolders)
#include "tst_keyholders.moc"
