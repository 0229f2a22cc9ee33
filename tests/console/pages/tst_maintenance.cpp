// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs and deleted items; tst_pages walks what is the same for all pages.
#include "common/proto/directory.pb.h"
#include "common/proto/jobs.pb.h"
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/pages/maintenance/maintenancepages.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

constexpr qint64 kMoment = 1'790'000'000'000;

v1::Job aJob(const char *state)
{
    v1::Job job;
    job.set_id("0190aaaa-0000-7000-8000-000000000077");
    job.set_kind("users-import");
    job.set_subject("people.csv");
    job.set_owner("Anna Weber");
    job.set_tenant("Acme");
    job.set_state(state);
    job.set_stage("writing");
    job.set_total(12'000);
    job.set_done(3'000);
    job.set_changed(2'990);
    job.set_skipped(6);
    job.set_failed(4);
    job.set_created_ms(kMoment);
    job.set_started_ms(kMoment + 1000);
    job.set_host("rec1");
    return job;
}

v1::DeletedList deletedList()
{
    v1::DeletedList list;
    const auto add = [&list](const char *kind, const char *id, const char *name) {
        v1::DeletedRecord *record = list.add_records();
        record->set_kind(kind);
        record->set_id(id);
        record->set_name(name);
        record->set_tenant("Acme");
        record->set_deleted_ms(kMoment);
        record->set_purge_ms(kMoment + 30LL * 24 * 3600 * 1000);
        record->set_deleted_by("admin");
    };
    add("users", "u1", "Bo Berg");
    add("users", "u2", "Cleo Chen");
    add("groups", "g1", "Sales");
    list.mutable_info()->set_total(3);
    list.mutable_info()->set_total_exact(true);
    return list;
}

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;
    explicit Bench(const QStringList &permissions) { identity.permissions += permissions; }
    template <typename Create>
    void open(Create create, const QString &id = {})
    {
        page.reset(create(context(), {{QStringLiteral("id"), id}}, nullptr));
        page->resize(1180, 640);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    QAction *action(const char *name) const { return page->findChild<QAction *>(QLatin1String(name)); }
    RecordModelBase &model() const
    {
        return *static_cast<RecordModelBase *>(static_cast<ListPage *>(page.get())->view().model());
    }
    QString cell(int row, const char *column) const
    {
        return model().index(row, model().columnOf(QLatin1String(column))).data().toString();
    }
};

const QStringList kAll{QStringLiteral("jobs.view"), QStringLiteral("deleted.view"),
                       QStringLiteral("deleted.purge"), QStringLiteral("system.edit")};

} // namespace

class TestMaintenance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void jobsSayWhatBecameOfThem()
    {
        Bench bench(kAll);
        bench.open(&createJobs);
        v1::JobList list;
        *list.add_jobs() = aJob("running");
        v1::Job *done = list.add_jobs();
        *done = aJob("done");
        done->set_id("2");
        done->set_kind("users-update");
        done->set_ended_ms(kMoment + 5000);
        v1::Job *failed = list.add_jobs();
        *failed = aJob("failed");
        failed->set_id("3");
        failed->set_reason("host-lost");
        failed->set_ended_ms(kMoment + 5000);
        list.mutable_info()->set_total(3);
        QVERIFY(bench.rpc.reply(QStringLiteral("Jobs/List"), list));
        QTRY_COMPARE(bench.model().rowCount(), 3);
        QCOMPARE(bench.cell(0, "kind"), QStringLiteral("Import of users: people.csv"));
        QCOMPARE(bench.cell(0, "stage"), QStringLiteral("Writing: 3,000 of 12,000"));
        QCOMPARE(bench.cell(1, "kind"), QStringLiteral("Bulk edit of users"));
        QVERIFY2(bench.cell(1, "stage").contains(QLatin1String("2990")) ||
                     bench.cell(1, "stage").contains(QLatin1String("2,990")),
                 qPrintable(bench.cell(1, "stage")));
        QVERIFY(bench.cell(2, "stage").contains(QLatin1String("recorder")));
        saveShot(*bench.page, QStringLiteral("jobs"));
        bench.action("stop")->trigger();
        QCOMPARE(bench.rpc.request<v1::JobRef>(QStringLiteral("Jobs/Cancel")).id(), aJob("").id());
    }

    void aJobShowsItsLines()
    {
        Bench bench({});
        bench.open(&createJob, QString::fromStdString(aJob("").id()));
        v1::Job job = aJob("running");
        v1::JobLine *line = job.add_lines();
        line->set_row(17);
        line->set_field("extensions");
        line->set_code("taken");
        line->set_detail("4711");
        line->set_error(true);
        QVERIFY(bench.rpc.reply(QStringLiteral("Jobs/Get"), job));
        auto &view = *static_cast<DetailView *>(bench.page.get());
        QTRY_COMPARE(view.blocks().value(QStringLiteral("JOB"), QStringLiteral("Remaining")),
                     QStringLiteral("9,000"));
        QCOMPARE(view.blocks().value(QStringLiteral("JOB"), QStringLiteral("Progress")),
                 QStringLiteral("25 %"));
        auto *lines = bench.page->findChild<RecordView *>(QStringLiteral("lines"));
        QVERIFY(lines != nullptr);
        const auto cell = [lines](int row, int column) {
            return lines->model()->index(row, column).data().toString();
        };
        QCOMPARE(cell(0, 0), QStringLiteral("17"));
        QCOMPARE(cell(0, 1), QStringLiteral("extensions"));
        QCOMPARE(cell(0, 2), QStringLiteral("This is already in use."));
        QCOMPARE(cell(0, 3), QStringLiteral("4711"));
        saveShot(*bench.page, QStringLiteral("job"));
        QVERIFY(bench.page->findChild<QWidget *>(QStringLiteral("audit-section")) != nullptr);
        // While it runs the page follows it by itself.
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(QStringLiteral("Jobs/Get")), 2, 3000);
        *job.add_lines() = job.lines(0);
        job.set_state("done");
        job.set_ended_ms(kMoment + 60'000);
        QVERIFY(bench.rpc.reply(QStringLiteral("Jobs/Get"), job));
        QTRY_COMPARE(lines->model()->rowCount(), 2);
        QVERIFY(!bench.page->findChild<QPushButton *>(QStringLiteral("stop"))->isEnabled());
    }

    void deletedThingsAreRestoredByTheirOwnService()
    {
        Bench bench(kAll);
        bench.open(&createDeleted);
        QVERIFY(bench.rpc.reply(QStringLiteral("Deleted/List"), deletedList()));
        QTRY_COMPARE(bench.model().rowCount(), 3);
        QCOMPARE(bench.cell(0, "kind"), QStringLiteral("Users"));
        QCOMPARE(bench.cell(0, "deleted-by"), QStringLiteral("admin"));
        saveShot(*bench.page, QStringLiteral("deleted"));
        bench.model().tickPage(true);
        bench.action("restore")->trigger();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Users/Restore")), 1);
        const auto users = bench.rpc.request<v1::ObjectRefs>(QStringLiteral("Users/Restore"));
        QCOMPARE(users.ids_size(), 2);
        QCOMPARE(users.ids(0), std::string("u1"));
        v1::RestoreReply two;
        two.set_restored(2);
        bench.rpc.reply(QStringLiteral("Users/Restore"), two);
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Groups/Restore")), 1);
        QCOMPARE(bench.rpc.request<v1::ObjectRefs>(QStringLiteral("Groups/Restore")).ids(0),
                 std::string("g1"));
        const int lists = bench.rpc.count(QStringLiteral("Deleted/List"));
        bench.rpc.fail(QStringLiteral("Groups/Restore"), common::ErrorCode::Conflict, QStringLiteral("x"),
                       {{QStringLiteral("name"), QStringLiteral("taken")}});
        QTRY_COMPARE(bench.navigator.notes.size(), 1);
        QVERIFY2(bench.navigator.notes.first().contains(QLatin1String("already in use")),
                 qPrintable(bench.navigator.notes.first()));
        QCOMPARE(bench.rpc.count(QStringLiteral("Deleted/List")), lists + 1);
    }

    void goodByeForGoodIsAskedFirst()
    {
        Bench bench(kAll);
        bench.open(&createDeleted);
        QVERIFY(bench.rpc.reply(QStringLiteral("Deleted/List"), deletedList()));
        QTRY_COMPARE(bench.model().rowCount(), 3);
        bench.model().tick(2, true);
        bench.action("purge")->trigger();
        QMessageBox *question = nullptr;
        QTRY_VERIFY((question = bench.page->findChild<QMessageBox *>(QStringLiteral("purge-question"))) !=
                    nullptr);
        QVERIFY2(question->text().contains(QLatin1String("Sales")), qPrintable(question->text()));
        QTest::keyClick(question, Qt::Key_Return); // the default is to keep it
        QTRY_VERIFY(bench.page->findChild<QMessageBox *>(QStringLiteral("purge-question")) == nullptr);
        QCOMPARE(bench.rpc.count(QStringLiteral("Deleted/Purge")), 0);
        bench.action("purge")->trigger();
        QTRY_VERIFY((question = bench.page->findChild<QMessageBox *>(QStringLiteral("purge-question"))) !=
                    nullptr);
        question->findChild<QPushButton *>(QStringLiteral("purge"))->click();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Deleted/Purge")), 1);
        const auto sent = bench.rpc.request<v1::DeletedRefs>(QStringLiteral("Deleted/Purge"));
        QCOMPARE(sent.refs_size(), 1);
        QCOMPARE(sent.refs(0).kind(), std::string("groups"));
        QCOMPARE(sent.refs(0).id(), std::string("g1"));
    }

    void withoutThePermissionItSaysWhy()
    {
        Bench bench({QStringLiteral("deleted.view")});
        bench.open(&createDeleted);
        QVERIFY(bench.rpc.reply(QStringLiteral("Deleted/List"), deletedList()));
        QTRY_COMPARE(bench.model().rowCount(), 3);
        QVERIFY(!bench.action("purge")->isEnabled());
        QVERIFY2(bench.action("purge")->toolTip().contains(QLatin1String("Delete for good")),
                 qPrintable(bench.action("purge")->toolTip()));
    }

    void theRetentionIsANumberOfDays()
    {
        Bench bench(kAll);
        bench.open(&createRetention);
        v1::Retention retention;
        retention.set_days(30);
        retention.set_version(2);
        QVERIFY(bench.rpc.reply(QStringLiteral("Deleted/GetRetention"), retention));
        auto *days = bench.page->findChild<QSpinBox *>(QStringLiteral("days"));
        QTRY_VERIFY(days != nullptr && days->value() == 30);
        QCOMPARE(days->maximum(), 365);
        saveShot(*bench.page, QStringLiteral("deleted-retention"));
        days->setValue(90);
        bench.page->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto sent = bench.rpc.request<v1::Retention>(QStringLiteral("Deleted/SetRetention"));
        QCOMPARE(sent.days(), 90);
        QCOMPARE(sent.version(), 2);
    }
};

EARSHOT_TEST(tst_maintenance, TestMaintenance)
#include "tst_maintenance.moc"
