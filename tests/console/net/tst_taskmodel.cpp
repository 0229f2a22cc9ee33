// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/taskmodel.h"
#include "tests/support/fakeclock.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace std::chrono_literals;
using console::TaskModel;
using console::TaskState;

class TestTaskModel : public QObject
{
    Q_OBJECT
private:
    static QString cell(const TaskModel &model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }
private Q_SLOTS:
    void runningFirstFinishedUntilAcknowledged()
    {
        tests::FakeClock clock;
        TaskModel model(clock);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QSignalSpy running(&model, &TaskModel::runningChanged);
        const QSignalSpy finished(&model, &TaskModel::taskFinished);
        const auto a = model.start({.name = QStringLiteral("a"), .server = {}});
        const auto b = model.start({.name = QStringLiteral("b"), .server = {}});
        const auto c = model.start({.name = QStringLiteral("c"), .server = {}});
        QCOMPARE(model.running(), 3);
        clock.advance(65s);
        model.progress(b, 0.426, QStringLiteral("Receiving"));
        QCOMPARE(cell(model, 1, TaskModel::ProgressColumn), QStringLiteral("42 %"));
        QCOMPARE(cell(model, 1, TaskModel::ElapsedColumn), QStringLiteral("1:05"));
        model.finish(c, TaskState::Failed, QStringLiteral("No space left"));
        QCOMPARE(cell(model, 0, TaskModel::NameColumn), QStringLiteral("b"));
        QCOMPARE(cell(model, 2, TaskModel::NameColumn), QStringLiteral("c"));
        QCOMPARE(cell(model, 2, TaskModel::StageColumn), QStringLiteral("No space left"));
        clock.advance(60s);
        QCOMPARE(cell(model, 2, TaskModel::ElapsedColumn), QStringLiteral("1:05")); // stands still
        model.finish(c, TaskState::Done, QStringLiteral("twice"));
        model.progress(c, 0.1, QStringLiteral("late"));
        QCOMPARE(cell(model, 2, TaskModel::StageColumn), QStringLiteral("No space left"));
        QCOMPARE(finished.size(), 1);
        model.acknowledge(a); // runs: stays
        QCOMPARE(model.rowCount(), 3);
        model.finish(b, TaskState::Done, QStringLiteral("Saved"));
        model.acknowledgeAll();
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(cell(model, 0, TaskModel::NameColumn), QStringLiteral("a"));
        QCOMPARE(running.last().first().toInt(), 1);
    }
    void stopAsksTheOwner()
    {
        tests::FakeClock clock;
        TaskModel model(clock);
        TaskModel::TaskId id = 0;
        int asked = 0;
        id = model.start({.name = QStringLiteral("a"), .server = {}, .stop = [&] {
                              ++asked;
                              model.finish(id, TaskState::Stopped, QStringLiteral("Stopped"));
                          }});
        QVERIFY(model.index(0, 0).data(TaskModel::StoppableRole).toBool());
        model.stop(id);
        model.stop(id);
        QCOMPARE(asked, 1);
        QVERIFY(!model.index(0, 0).data(TaskModel::StoppableRole).toBool());
        QCOMPARE(model.index(0, 0).data(TaskModel::StateRole).toInt(), static_cast<int>(TaskState::Stopped));
    }
};

EARSHOT_TEST(tst_taskmodel, TestTaskModel)
#include "tst_taskmodel.moc"
