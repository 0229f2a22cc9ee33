// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/jobs.pb.h"
#include "console/app/recorderjobs.h"
#include "console/app/tasksdock.h"
#include "tests/support/fakenavigator.h"
#include "tests/support/fakerpc.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace console;
namespace v1 = earshot::v1;

namespace
{

struct Bench {
    tests::FakeRpc rpc;
    tests::FakeNavigator navigator;
    common::Identity identity;
    std::unique_ptr<RecorderJobs> jobs;
    TaskModel &tasks = navigator.tasks();

    Bench()
    {
        identity.userId = QStringLiteral("me");
        jobs = std::make_unique<RecorderJobs>(RecorderJobs::Parts{rpc, tasks, navigator, identity});
    }
    static v1::Job job(const char *id, const char *state, qint64 done = 0)
    {
        v1::Job job;
        job.set_id(id);
        job.set_kind("users-update");
        job.set_owner_id(id[0] == 'x' ? "somebody" : "me");
        job.set_owner(id[0] == 'x' ? "Bo Berg" : "Anna Weber");
        job.set_state(state);
        job.set_stage("writing");
        job.set_total(100);
        job.set_done(done);
        job.set_changed(done);
        job.set_ended_ms(QLatin1String(state) == QLatin1String("running") ||
                                 QLatin1String(state) == QLatin1String("waiting")
                             ? 0
                             : 5);
        return job;
    }
    void send(const QList<v1::Job> &all, bool snapshot = false)
    {
        v1::JobUpdate update;
        update.set_snapshot(snapshot);
        for (const v1::Job &one : all) {
            *update.add_jobs() = one;
        }
        QVERIFY(rpc.send(QStringLiteral("Jobs/Watch"), update));
    }
    QString cell(int row, int column) const { return tasks.index(row, column).data().toString(); }
};

} // namespace

class TestRecorderJobs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void whatRunsIsAmongTheTasksUntilItIsAcknowledged()
    {
        Bench bench;
        const QSignalSpy told(&bench.tasks, &TaskModel::taskFinished);
        bench.send({Bench::job("a", "running", 42), Bench::job("x", "waiting")}, true);
        QCOMPARE(bench.tasks.running(), 2);
        QCOMPARE(bench.cell(1, TaskModel::NameColumn), QStringLiteral("Bulk edit of users"));
        QCOMPARE(bench.cell(1, TaskModel::StageColumn), QStringLiteral("Writing: 42 of 100"));
        QCOMPARE(bench.cell(1, TaskModel::ProgressColumn), QStringLiteral("42 %"));
        QCOMPARE(bench.cell(1, TaskModel::OwnerColumn), QStringLiteral("Anna Weber"));
        QCOMPARE(bench.cell(0, TaskModel::StageColumn), QStringLiteral("Waiting"));
        bench.send({Bench::job("a", "done", 100)});
        QCOMPARE(bench.tasks.running(), 1);
        QCOMPARE(bench.tasks.rowCount(), 2);
        QCOMPARE(told.size(), 1);
        bench.send({Bench::job("x", "cancelled")}); // somebody else's: no announcement
        QCOMPARE(bench.tasks.running(), 0);
        QCOMPARE(told.size(), 1);
        bench.tasks.acknowledgeAll();
        QCOMPARE(bench.tasks.rowCount(), 0);
        bench.send({Bench::job("a", "done", 100)}); // told again after a reconnection
        QCOMPARE(bench.tasks.rowCount(), 0);
    }

    void stopAsksTheRecorder()
    {
        Bench bench;
        TasksDock dock(bench.tasks);
        dock.resize(1000, 160);
        dock.show();
        bench.send({Bench::job("a", "running", 10), Bench::job("x", "running", 70)}, true);
        bench.send({Bench::job("b", "done", 100)});
        dock.table()->setCurrentIndex(bench.tasks.index(1, 0));
        tests::saveShot(dock, QStringLiteral("tasks-jobs"));
        for (auto *button : dock.findChildren<QPushButton *>()) {
            if (button->text() == QLatin1String("Stop")) {
                button->click();
            }
        }
        QCOMPARE(bench.rpc.request<v1::JobRef>(QStringLiteral("Jobs/Cancel")).id(), std::string("a"));
        v1::Job stopping = Bench::job("a", "running", 12);
        stopping.set_stopping(true);
        bench.rpc.reply(QStringLiteral("Jobs/Cancel"), stopping);
        QCOMPARE(bench.cell(1, TaskModel::StageColumn), QStringLiteral("Stopping"));
        Q_EMIT dock.table()->activated(bench.tasks.index(1, 0));
        QCOMPARE(bench.navigator.opened.size(), 1);
        QCOMPARE(bench.navigator.opened.first().first, QStringLiteral("job"));
        QCOMPARE(bench.navigator.opened.first().second.value(QStringLiteral("id")).toString(),
                 QStringLiteral("a"));
        bench.tasks.stop(bench.tasks.index(0, 0).data(TaskModel::TaskIdRole).toULongLong());
        bench.rpc.fail(QStringLiteral("Jobs/Cancel"), common::ErrorCode::NotFound);
        QCOMPARE(bench.navigator.notes.size(), 1);
    }

    // It ended while the connection was away.
    void whatIsNotAmongThoseThatRunIsAskedFor()
    {
        Bench bench;
        bench.send({Bench::job("a", "running", 10)}, true);
        bench.send({}, true);
        QCOMPARE(bench.rpc.request<v1::JobRef>(QStringLiteral("Jobs/Get")).id(), std::string("a"));
        v1::Job failed = Bench::job("a", "failed", 10);
        failed.set_reason("permission");
        bench.rpc.reply(QStringLiteral("Jobs/Get"), failed);
        QCOMPARE(bench.tasks.running(), 0);
        QVERIFY2(bench.cell(0, TaskModel::StageColumn).contains(QLatin1String("role")),
                 qPrintable(bench.cell(0, TaskModel::StageColumn)));
    }
};

EARSHOT_TEST(tst_recorderjobs, TestRecorderJobs)
#include "tst_recorderjobs.moc"
