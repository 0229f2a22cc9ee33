// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/directorysync.h"

#include "tests/recorder/directory/directorylab.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>

using namespace recorder;
using common::DirectoryRecord;
using common::JobRecord;
using tests::DirectoryLab;
using tests::LdapPeer;

namespace
{

QByteArray entry(const QByteArray &uid, const QByteArray &more = {})
{
    return "dn: uid=" + uid +
           ",ou=people,dc=example,dc=test\nchangetype: add\nobjectClass: inetOrgPerson\nuid: " + uid +
           "\ncn: " + uid + "\nsn: " + uid + "\n" + more + "\n";
}

QByteArray gone(const QByteArray &uid)
{
    return "dn: uid=" + uid + ",ou=people,dc=example,dc=test\nchangetype: delete\n\n";
}

QByteArray set(const QByteArray &uid, const QByteArray &attribute, const QByteArray &value)
{
    return "dn: uid=" + uid + ",ou=people,dc=example,dc=test\nchangetype: modify\nreplace: " + attribute +
           "\n" + attribute + ": " + value + "\n\n";
}

/// A recorder with a directory of tenant 1 and somebody to run its jobs.
struct Lab : DirectoryLab {
    LdapPeer peer;
    DirectoryRecord directory;
    std::unique_ptr<JobRunner> runner;

    explicit Lab(int users = 3)
        : peer(users)
    {
        DirectoryRecord wanted = record(peer);
        wanted.deactivateMissing = true;
        const auto made = create("admin", wanted);
        if (!made) {
            qFatal("no directory: %s", qPrintable(made.error().message));
        }
        directory = *made;
        runner = host({std::make_shared<DirectorySync>(access.port(), key)});
    }
    JobRecord run(bool dryRun = false)
    {
        const auto queued =
            change("admin", "sources.edit", synchronizeDirectory, DirectorySyncRequest{directory.id, dryRun});
        if (!queued) {
            qFatal("not queued: %s", qPrintable(queued.error().message));
        }
        (void)QTest::qWaitFor([&] { return show(queued->id).hasEnded(); }, 120'000);
        return show(queued->id);
    }
    qint64 usersHere() const
    {
        return count(QStringLiteral("users WHERE source_id = '%1' AND deleted_ms IS NULL").arg(directory.id));
    }
    QString user(const char *login, const char *what) const
    {
        return ask(QStringLiteral("SELECT %2 FROM users u WHERE login = '%1'")
                       .arg(QLatin1String(login), QLatin1String(what)));
    }
    QString extensions(const char *login) const
    {
        return user(login,
                    "(SELECT string_agg(extension, ',' ORDER BY extension) FROM user_extensions e WHERE "
                    "e.user_id = u.id)");
    }
};

QStringList told(const JobRecord &job)
{
    QStringList lines;
    for (const common::JobLine &line : job.lines) {
        lines.append(
            QStringLiteral("%1%2 %3 %4")
                .arg(line.error ? QStringLiteral("!") : QString(), line.code, line.field, line.detail));
    }
    lines.sort();
    return lines;
}

} // namespace

class TestDirectorySync : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDryRunOnlySaysWhatWouldHappen()
    {
        Lab lab;
        const qint64 rows = lab.count(QStringLiteral("audit_log WHERE action LIKE 'users.%'"));
        const JobRecord job = lab.run(true);
        QCOMPARE(job.state, QStringLiteral("done"));
        QCOMPARE(job.progress.changed, 6); // alice, bob, twin, u0001..u0003; svc is no person
        QCOMPARE(told(job).first(), QStringLiteral("created login alice"));
        QCOMPARE(lab.usersHere(), 0);
        QCOMPARE(lab.count(QStringLiteral("audit_log WHERE action LIKE 'users.%'")), rows);
        QCOMPARE(lab.ask(QStringLiteral("SELECT last_sync_state FROM directories")), QString());
    }

    void newUsersComeOverAndSignIn()
    {
        Lab lab;
        const JobRecord job = lab.run();
        QCOMPARE(job.state, QStringLiteral("done"));
        QCOMPARE(job.progress.changed, 6);
        QCOMPARE(lab.usersHere(), 6);
        QCOMPARE(lab.user("alice", "name"), QStringLiteral("Alice Archer"));
        QCOMPARE(lab.user("alice", "email"), QStringLiteral("alice@example.test"));
        QCOMPARE(lab.user("alice", "tenant_id"), QStringLiteral("1"));
        QCOMPARE(lab.user("alice", "role"), lab.role("user-basic"));
        QCOMPARE(lab.user("alice", "home_group"), lab.group("Sales"));
        QCOMPARE(lab.extensions("alice"), QStringLiteral("+49301234501"));
        QCOMPARE(lab.extensions("u0002"), QStringLiteral("20002"));
        QCOMPARE(lab.count(QStringLiteral(
                     "audit_log WHERE action = 'users.create' AND actor = 'admin' AND tenant_id = 1 "
                     "AND subject = (SELECT id FROM users WHERE login = 'alice')")),
                 1);
        QCOMPARE(lab.ask(QStringLiteral("SELECT last_sync_state FROM directories")), QStringLiteral("done"));
        const auto entered = lab.enterWith(lab.directory.id, QStringLiteral("u0001"), "u0001-pw");
        QVERIFY2(entered, entered ? "" : qPrintable(entered.error().message));
        // Once more: nothing to do, nothing written.
        const qint64 rows = lab.count(QStringLiteral("audit_log WHERE action LIKE 'users.%'"));
        const JobRecord again = lab.run();
        QCOMPARE(again.progress.changed, 0);
        QCOMPARE(again.progress.skipped, 6);
        QVERIFY(again.lines.isEmpty());
        QCOMPARE(lab.count(QStringLiteral("audit_log WHERE action LIKE 'users.%'")), rows);
    }

    void changesFollow()
    {
        Lab lab;
        lab.run();
        const QString id = lab.user("alice", "id");
        lab.ask(QStringLiteral("UPDATE users SET recording = 'never' WHERE login = 'alice'"));
        lab.peer.modify(set("alice", "mail", "archer@example.test") +
                        set("alice", "telephoneNumber", "4711") +
                        "dn: uid=alice,ou=people,dc=example,dc=test\nchangetype: modrdn\nnewrdn: "
                        "uid=aarcher\ndeleteoldrdn: 1\n\n" +
                        set("bob", "cn", "Robert Baker"));
        const JobRecord job = lab.run();
        QCOMPARE(told(job), (QStringList{QStringLiteral("changed login, email, extensions aarcher"),
                                         QStringLiteral("changed name bob")}));
        QCOMPARE(lab.user("aarcher", "id"), id); // the same user
        QCOMPARE(lab.user("aarcher", "email"), QStringLiteral("archer@example.test"));
        QCOMPARE(lab.user("aarcher", "recording"), QStringLiteral("never")); // what is ours stays
        QCOMPARE(lab.extensions("aarcher"), QStringLiteral("4711"));
        QCOMPARE(lab.user("bob", "name"), QStringLiteral("Robert Baker"));
    }

    void whoIsGoneIsSwitchedOff()
    {
        Lab lab;
        lab.run();
        const auto session = lab.enterWith(lab.directory.id, QStringLiteral("alice"), "alice-pw");
        QVERIFY(session);
        lab.peer.modify(gone("u0002") + gone("alice"));
        const JobRecord dry = lab.run(true);
        QCOMPARE(told(dry), (QStringList{QStringLiteral("deactivated active alice"),
                                         QStringLiteral("deactivated active u0002")}));
        QCOMPARE(lab.user("u0002", "active"), QStringLiteral("t"));
        QCOMPARE(lab.run().progress.changed, 2);
        QCOMPARE(lab.user("u0002", "active"), QStringLiteral("f"));
        QVERIFY(!lab.resume(session->token));
        QCOMPARE(lab.run().progress.changed, 0);
        // One whom an administrator switched off stays so; others are left alone.
        QCOMPARE(lab.user("ada", "active"), QStringLiteral("t"));
        // When it is not asked for it is only said.
        DirectoryRecord keeping = *lab.read("admin", "sources.view", showDirectory, lab.directory.id);
        keeping.deactivateMissing = false;
        QVERIFY(lab.update("admin", keeping));
        lab.peer.modify(gone("bob"));
        const JobRecord kept = lab.run();
        QCOMPARE(told(kept), (QStringList{QStringLiteral("missing  bob")}));
        QCOMPARE(lab.user("bob", "active"), QStringLiteral("t"));
    }

    void theLastAdministratorOfTheTenantStaysAndIsReported()
    {
        Lab lab;
        lab.run();
        lab.ask(QStringLiteral("UPDATE users SET role = '%1' WHERE login IN ('alice', 'bob')")
                    .arg(lab.role("administrator")));
        lab.peer.modify(gone("alice"));
        QCOMPARE(told(lab.run()), (QStringList{QStringLiteral("deactivated active alice")})); // bob is left
        lab.ask(QStringLiteral("UPDATE users SET valid_till_ms = 4102444800000 WHERE login = 'admin'"));
        lab.peer.modify(gone("bob"));
        for (const char *who : {"admin", "root"}) {
            const auto queued = lab.change(who, "sources.edit", synchronizeDirectory,
                                           DirectorySyncRequest{lab.directory.id, false});
            QVERIFY2(queued, qPrintable(Lab::outcome(queued)));
            QTRY_VERIFY_WITH_TIMEOUT(lab.show(queued->id).hasEnded(), 120'000);
            const JobRecord job = lab.show(queued->id);
            QCOMPARE(job.state, QStringLiteral("done"));
            QCOMPARE(told(job), (QStringList{QStringLiteral("!last-administrator active bob")}));
            QCOMPARE(job.progress.failed, 1);
            QCOMPARE(lab.user("bob", "active"), QStringLiteral("t"));
        }
    }

    void anEmptyDirectorySwitchesNobodyOff()
    {
        Lab lab;
        lab.run();
        DirectoryRecord wrong = *lab.read("admin", "sources.view", showDirectory, lab.directory.id);
        wrong.filter = QStringLiteral("(objectClass=device)");
        QVERIFY(lab.update("admin", wrong));
        const JobRecord job = lab.run();
        QCOMPARE(job.state, QStringLiteral("failed"));
        QCOMPARE(job.reason, QStringLiteral("no-users"));
        QCOMPARE(lab.count(QStringLiteral("users WHERE source_id IS NOT NULL AND active")), 6);
        QCOMPARE(lab.ask(QStringLiteral("SELECT last_sync_state FROM directories")),
                 QStringLiteral("failed"));
    }

    void aDirectoryThatIsDownFailsTheJob()
    {
        Lab lab;
        lab.run();
        lab.peer.stop();
        const JobRecord job = lab.run();
        QCOMPARE(job.state, QStringLiteral("failed"));
        QCOMPARE(job.reason, QStringLiteral("directory-down"));
        QVERIFY(told(job).first().startsWith(QLatin1String("!directory-down")));
        QCOMPARE(lab.count(QStringLiteral("users WHERE source_id IS NOT NULL AND active")), 6);
    }

    void whatIsTakenIsALine()
    {
        Lab lab(2);
        // ada has a login of the directory, bas the name, sue the extension; all of them passwords of ours.
        lab.ask(QStringLiteral("UPDATE users SET login = 'u0001', login_key = 'u0001' WHERE login = 'ada'"));
        lab.ask(QStringLiteral("UPDATE users SET name = 'bob baker' WHERE login = 'bas'"));
        lab.ask(QStringLiteral(
            "INSERT INTO user_extensions (tenant_id, extension, user_id) SELECT 1, '20002', id FROM "
            "users WHERE login = 'sue'"));
        lab.peer.modify(entry("broken", "mail: no mail\n"));
        const JobRecord job = lab.run();
        QCOMPARE(job.state, QStringLiteral("done"));
        const QStringList lines = told(job);
        QVERIFY2(lines.contains(QStringLiteral("!taken login u0001")),
                 qPrintable(lines.join(QLatin1Char('\n'))));
        QVERIFY(lines.contains(QStringLiteral("!taken name bob")));
        QVERIFY(lines.contains(QStringLiteral("!taken extensions u0002: 20002")));
        QVERIFY(lines.contains(QStringLiteral("created login u0002"))); // without it
        QVERIFY(lines.contains(QStringLiteral("!format email broken: no mail")));
        QVERIFY(lines.contains(QStringLiteral("created login broken")));
        QCOMPARE(job.progress.failed, 2);
        QCOMPARE(lab.extensions("u0002"), QString());
        QCOMPARE(lab.extensions("sue"), QStringLiteral("20002"));
        QCOMPARE(lab.ask(QStringLiteral("SELECT authenticate_with FROM users WHERE login = 'u0001'")),
                 QStringLiteral("password"));
        // It is free now: the next run gives it.
        lab.ask(QStringLiteral("DELETE FROM user_extensions WHERE extension = '20002'"));
        lab.run();
        QCOMPARE(lab.extensions("u0002"), QStringLiteral("20002"));
    }

    void usersMadeByHandAreKnownByTheirLogin()
    {
        Lab lab;
        QVERIFY(lab.aDirectoryUser(lab.directory.id, "bob"));
        const QString id = lab.user("bob", "id");
        lab.run();
        QCOMPARE(lab.user("bob", "id"), id);
        QCOMPARE(lab.user("bob", "name"), QStringLiteral("Bob Baker"));
        QCOMPARE(lab.user("bob", "length(external_key)"), QStringLiteral("36"));
        QCOMPARE(lab.usersHere(), 6);
    }

    void aThousandUsers()
    {
        Lab lab(1000);
        QElapsedTimer timer;
        timer.start();
        const JobRecord first = lab.run();
        const qint64 filling = timer.restart();
        QCOMPARE(first.state, QStringLiteral("done"));
        QCOMPARE(lab.usersHere(), 1003);
        const JobRecord second = lab.run();
        qInfo("1,003 users: %lld ms for all of them, %lld ms when nothing has changed", filling,
              timer.elapsed());
        QCOMPARE(second.progress.changed, 0);
        QVERIFY2(filling < 60'000, qPrintable(QString::number(filling)));
    }
};

EARSHOT_TEST(tst_directorysync, TestDirectorySync)
#include "tst_directorysync.moc"
