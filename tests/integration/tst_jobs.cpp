// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs of a real recorder that is killed in the middle of one: what was not committed was never done, what
// was committed is never done again.
#include "common/proto/directory.pb.h"
#include "common/proto/jobs.pb.h"

#include "tests/integration/adminclient.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

using tests::AdminClient;
using tests::RecorderProcess;
namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QStringLiteral("correct horse battery");
constexpr int kUsers = 2000;

struct Lab {
    tests::TestDb db;
    RecorderProcess recorder;
    std::unique_ptr<AdminClient> client;

    Lab() { recorder.configure(QStringLiteral("database.url"), db.url()); }
    bool start(const QString &failpoint = {})
    {
        const QMap<QString, QString> environment =
            failpoint.isEmpty() ? QMap<QString, QString>()
                                : QMap<QString, QString>{{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}};
        if (!recorder.start(environment)) {
            return false;
        }
        if (ask(QStringLiteral("SELECT count(*) FROM users WHERE login = 'root'")) == QLatin1String("0") &&
            tests::createAdmin(recorder, QStringLiteral("root"), kPassword).code != 0) {
            return false;
        }
        client = std::make_unique<AdminClient>(recorder.adminPort());
        return client->open() && client->signIn(QStringLiteral("root"), kPassword);
    }
    void fill()
    {
        ask(QStringLiteral("INSERT INTO tenants (uuid, name, created_ms) VALUES (gen_random_uuid(), "
                           "'Nordlicht', 0)"));
        ask(QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms) SELECT "
                           "gen_random_uuid(), t.id, '', 'Agent ' || n, 0 FROM generate_series(1, %1) n, "
                           "tenants t WHERE t.name = 'Nordlicht'")
                .arg(kUsers));
    }
    QString ask(const QString &sql) const { return tests::runSql(db.url(), sql).value(0); }
    int changed() const
    {
        return ask(QStringLiteral("SELECT count(*) FROM users WHERE recording = 'never'")).toInt();
    }
    QString job(const char *column) const
    {
        return ask(
            QStringLiteral("SELECT %1 FROM jobs WHERE kind = 'users-update'").arg(QLatin1String(column)));
    }
    common::Result<v1::Job> updateAll()
    {
        v1::UserBulkChange change;
        change.mutable_query()->set_search("Agent");
        change.add_fields("recording");
        change.mutable_values()->set_recording("never");
        return client->ask<v1::Job>("Users/BulkUpdateJob", change);
    }
};

} // namespace

class TestJobs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void killedBeforeTheCommitNothingWasDoneAndItRunsAgain()
    {
        Lab lab;
        QVERIFY2(lab.start(QStringLiteral("jobs.before-commit:kill")), lab.recorder.log().constData());
        lab.fill();
        QVERIFY(lab.updateAll());
        QVERIFY(lab.recorder.waitForEnd(std::chrono::seconds(30)));
        QCOMPARE(lab.changed(), 0);
        QCOMPARE(lab.job("state"), QStringLiteral("running"));
        QCOMPARE(lab.ask(QStringLiteral("SELECT count(*) FROM audit_log WHERE action = 'users.update'")),
                 QStringLiteral("0"));
        QVERIFY2(lab.start(), lab.recorder.log().constData());
        QTRY_COMPARE_WITH_TIMEOUT(lab.job("state"), QStringLiteral("done"), 40000); // after its lease
        QCOMPARE(lab.job("attempt"), QStringLiteral("2"));
        QCOMPARE(lab.job("changed"), QString::number(kUsers));
        QCOMPARE(lab.changed(), kUsers);
    }

    void killedAfterTheCommitItIsDone()
    {
        Lab lab;
        QVERIFY2(lab.start(QStringLiteral("jobs.after-run:kill")), lab.recorder.log().constData());
        lab.fill();
        QVERIFY(lab.updateAll());
        QVERIFY(lab.recorder.waitForEnd(std::chrono::seconds(30)));
        QCOMPARE(lab.changed(), kUsers);
        QCOMPARE(lab.job("state"), QStringLiteral("done"));
        QCOMPARE(lab.job("changed"), QString::number(kUsers));
        // One of the whole and one of each, once.
        QCOMPARE(lab.ask(QStringLiteral("SELECT count(*) || ' ' || count(DISTINCT subject) FROM audit_log "
                                        "WHERE action = 'users.update'")),
                 QStringLiteral("%1 %2").arg(QString::number(kUsers + 1), QString::number(kUsers)));
    }

    void theWatchTellsHowFarItIs()
    {
        Lab lab;
        QVERIFY2(lab.start(), lab.recorder.log().constData());
        lab.fill();
        QList<v1::JobUpdate> updates;
        common::stream<v1::JobUpdate>(
            lab.client->channel, QStringLiteral("earshot.v1.Jobs/Watch"), v1::JobWatch(),
            &lab.client->channel,
            std::function([&updates](const v1::JobUpdate &update) { updates.append(update); }),
            [](const common::Status &) {});
        QTRY_VERIFY(!updates.isEmpty());
        QVERIFY(updates.first().snapshot());
        const auto job = lab.updateAll();
        QVERIFY(job);
        const auto last = [&updates, &job] {
            v1::Job found;
            for (const v1::JobUpdate &update : updates) {
                for (const v1::Job &one : update.jobs()) {
                    if (one.id() == job->id()) {
                        found = one;
                    }
                }
            }
            return found;
        };
        QTRY_COMPARE_WITH_TIMEOUT(last().state(), std::string("done"), 20000);
        QCOMPARE(last().changed(), kUsers);
        QCOMPARE(last().owner(), std::string("root"));
        v1::JobRef ref;
        ref.set_id(job->id());
        const auto shown = lab.client->ask<v1::Job>("Jobs/Get", ref);
        QVERIFY(shown);
        QCOMPARE(shown->state(), std::string("done"));
    }
};

EARSHOT_TEST(tst_jobs, TestJobs)
#include "tst_jobs.moc"
