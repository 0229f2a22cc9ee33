// SPDX-License-Identifier: GPL-3.0-or-later
// What is special about the pages of users: their columns, the bulk edit, their sessions.
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/editdialog.h"
#include "console/kit/factsdialog.h"
#include "console/kit/filterchips.h"
#include "console/kit/referencebox.h"
#include "console/pages/administration/administrationpages.h"
#include "tests/console/pages/directorypagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QAction>
#include <QCheckBox>
#include <QCompleter>
#include <QLineEdit>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

using Bench = DirectoryPageBench;

} // namespace

class TestUserPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void usersShowTheirColumns()
    {
        Bench bench(false);
        bench.open(&createUsers);
        bench.answer();
        QStringList titles;
        for (int i = 0; i < 5; ++i) {
            titles.append(bench.model().headerData(i, Qt::Horizontal).toString());
        }
        QCOMPARE(titles, (QStringList{QStringLiteral("NAME"), QStringLiteral("GROUP"), QStringLiteral("ROLE"),
                                      QStringLiteral("RECORDING"), QStringLiteral("EXTENSION")}));
        QCOMPARE(bench.model().index(0, 3).data().toString(), QStringLiteral("Always"));
        QCOMPARE(bench.model().rowCount(), 13);
    }
    void usersOfAGroup()
    {
        Bench bench(false);
        bench.open(&createUsers);
        bench.answer();
        auto *box = bench.find<ReferenceBox>(QStringLiteral("filter-group"));
        box->setFocus();
        QTest::keyClicks(box, QStringLiteral("sal"));
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Groups/List")), 1);
        QCOMPARE(bench.rpc.request<v1::ListRequest>(QStringLiteral("Groups/List")).search(),
                 std::string("sal"));
        bench.rpc.reply(QStringLiteral("Groups/List"), groupList());
        auto *completer = box->findChild<QCompleter *>();
        Q_EMIT completer->activated(completer->completionModel()->index(0, 0));
        QCOMPARE(box->text(), QStringLiteral("Sales"));
        const auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Users/List"));
        QCOMPARE(asked.criteria_size(), 1);
        QCOMPARE(asked.criteria(0).field(), std::string("group"));
        QCOMPARE(asked.criteria(0).values(0), idOf(500));
        QVERIFY(bench.page->findChild<FilterChips *>()->isVisible());
    }
    void bulkEditLeavesWhatIsMixed()
    {
        Bench bench(false);
        bench.open(&createUsers);
        bench.answer();
        bench.model().tick(0, true);
        bench.model().tick(1, true);
        bench.action(QStringLiteral("bulk-edit"))->trigger();
        EditDialog *dialog = bench.dialog();
        auto *recording = dialog->findChild<QCheckBox *>(QStringLiteral("recording-change"));
        QVERIFY2(recording->text().contains(QLatin1String("mixed")), qPrintable(recording->text()));
        saveShot(*dialog, QStringLiteral("users-bulk"));
        auto *save = dialog->findChild<QPushButton *>(QStringLiteral("save"));
        save->click();
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/BulkUpdate")), 0);

        bench.action(QStringLiteral("bulk-edit"))->trigger();
        dialog = bench.dialog();
        dialog->findChild<QCheckBox *>(QStringLiteral("recording-change"))->click();
        dialog->findChild<QRadioButton *>(QStringLiteral("recording-on-demand"))->click();
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Users/BulkUpdate")), 1);
        const auto sent = bench.rpc.request<v1::UserBulkChange>(QStringLiteral("Users/BulkUpdate"));
        QCOMPARE(sent.ids_size(), 2);
        QCOMPARE(sent.fields_size(), 1);
        QCOMPARE(sent.fields(0), std::string("recording"));
        QCOMPARE(sent.values().recording(), std::string("on-demand"));
        v1::BulkReply reply;
        reply.set_changed(1);
        reply.set_refused(1);
        bench.rpc.reply(QStringLiteral("Users/BulkUpdate"), reply);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.navigator.notes.size(), 1);
    }
    void bulkEditOfAllMatchingSendsTheQuery()
    {
        Bench bench(false);
        bench.open(&createUsers);
        auto list = userList(13);
        list.mutable_info()->set_total(100'000);
        list.mutable_info()->set_next_token("n");
        bench.rpc.reply(QStringLiteral("Users/List"), list);
        bench.model().tickPage(true);
        bench.action(QStringLiteral("all-matching"))->trigger();
        bench.action(QStringLiteral("bulk-edit"))->trigger();
        EditDialog *dialog = bench.dialog();
        dialog->findChild<QCheckBox *>(QStringLiteral("active-change"))->click();
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/BulkUpdate")), 0);
        const auto sent = bench.rpc.request<v1::UserBulkChange>(QStringLiteral("Users/BulkUpdateJob"));
        QCOMPARE(sent.ids_size(), 0);
        QVERIFY(sent.has_query());
        QCOMPARE(sent.fields(0), std::string("active"));
        v1::Job job;
        job.set_id("j");
        bench.rpc.reply(QStringLiteral("Users/BulkUpdateJob"), job);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.navigator.notes.size(), 1);
        // Read again when it is done, however long that takes.
        const int lists = bench.rpc.count(QStringLiteral("Users/List"));
        const auto task = bench.navigator.tasks().start({.name = QStringLiteral("bulk"), .server = {}});
        bench.navigator.tasks().finish(task, TaskState::Done, {});
        QTRY_VERIFY(bench.rpc.count(QStringLiteral("Users/List")) > lists);
    }
    void aUserIsEdited()
    {
        Bench bench(false);
        bench.open(&createUser, textId(0));
        bench.answer();
        auto &view = *static_cast<DetailView *>(bench.page.get());
        QCOMPARE(view.blocks().value(QStringLiteral("RECORDING SETTINGS"), QStringLiteral("Record")),
                 QStringLiteral("Always"));
        QCOMPARE(view.blocks().value(QStringLiteral("ACCESS SETTINGS"), QStringLiteral("Valid till")),
                 QStringLiteral("No limit"));
        bench.find<QPushButton>(QStringLiteral("edit"))->click();
        bench.answer();
        EditDialog *dialog = bench.dialog();
        dialog->resize(760, 1500);
        QCoreApplication::processEvents();
        saveShot(*dialog, QStringLiteral("user-dialog"));
        QVERIFY(!dialog->form()->isDirty());
        dialog->findChild<QPushButton *>(QStringLiteral("extensions-add"))->click();
        QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("extensions-1")),
                         QStringLiteral("2000"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QVERIFY(dialog->form()->errors().contains(QStringLiteral("extensions"))); // twice the same
        QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("extensions-1")),
                         QStringLiteral("-200"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QVERIFY(dialog->form()->errors().contains(QStringLiteral("extensions"))); // not of the same length
        QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("extensions-1")), QStringLiteral("9"));
        auto *seat = dialog->findChild<QCheckBox *>(QStringLiteral("screen_seat"));
        QVERIFY(seat->accessibleName().contains(QStringLiteral("Screen recording seat")));
        seat->click();
        dialog->findChild<QCheckBox *>(QStringLiteral("valid_till_ms-set"))->click();
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto sent = bench.rpc.request<v1::User>(QStringLiteral("Users/Update"));
        QCOMPARE(sent.extensions_size(), 2);
        QCOMPARE(sent.extensions(1), std::string("2000-2009"));
        QVERIFY(sent.recording_seat() && sent.screen_seat() && !sent.live_seat());
        QCOMPARE(sent.group_ids(0), idOf(500));
        QVERIFY(sent.valid_till_ms() > QDateTime::currentMSecsSinceEpoch());
        QCOMPARE(sent.version(), 3);
        bench.rpc.reply(QStringLiteral("Users/Update"), sent);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/Get")), 3); // the page shows what was saved
    }
    void withoutAccessNoLoginIsAsked()
    {
        Bench bench(false);
        bench.open(&createUsers);
        bench.answer();
        bench.action(QStringLiteral("add"))->trigger();
        EditDialog *dialog = bench.dialog();
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QCOMPARE(
            dialog->form()->errors().keys(),
            (QStringList{QStringLiteral("group_ids"), QStringLiteral("name"), QStringLiteral("role_id")}));
        dialog->findChild<QCheckBox *>(QStringLiteral("web_access"))->click();
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QVERIFY(dialog->form()->errors().contains(QStringLiteral("login")));
    }
    void securityShowsTheSessionsOfTheUser()
    {
        Bench bench(false);
        bench.open(&createUser, textId(0));
        bench.answer();
        QCOMPARE(bench.rpc.count(QStringLiteral("UserSessions/List")), 0);
        bench.page->findChild<QTabWidget *>()->setCurrentIndex(1);
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("UserSessions/List")), 1);
        const auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("UserSessions/List"));
        QCOMPARE(asked.criteria(0).field(), std::string("user"));
        QCOMPARE(asked.criteria(0).values(0), idOf(0));
        bench.answer();
        auto *sessions = bench.find<ListPage>(QStringLiteral("sessions-of-user"));
        QVERIFY(sessions != nullptr);
        auto &model = *static_cast<RecordModelBase *>(sessions->view().model());
        const int place = model.columnOf(QStringLiteral("address"));
        QCOMPARE(model.headerData(place, Qt::Horizontal).toString(), QStringLiteral("LOCATION"));
        saveShot(*bench.page, QStringLiteral("user-security"));
    }
    void aSessionIsOpened()
    {
        Bench bench(false);
        bench.open(&createSessions);
        bench.answer();
        bench.list().view().setCurrentId(textId(301));
        bench.action(QStringLiteral("open"))->trigger();
        const QPointer<FactsDialog> facts = bench.find<FactsDialog>(QStringLiteral("facts"));
        QVERIFY(!facts.isNull() && facts->isVisible());
        const auto value = [&](const char *label) {
            return facts->blocks().value(QStringLiteral("USER SESSION"), QLatin1String(label));
        };
        QCOMPARE(value("IP address"), QStringLiteral("198.51.100.2"));
        QCOMPARE(value("Login"), QString::fromStdString(user(1).login()));
        QCOMPARE(value("System"), QStringLiteral("Debian GNU/Linux 12"));
        QVERIFY(value("Impersonated by").isNull()); // nobody
        saveShot(*facts, QStringLiteral("user-session"));
        QCOMPARE(namelessWidgets(*facts), QStringList());
        QCOMPARE(clippedWidgets(*facts), QStringList());
        facts->reject();
        QTRY_VERIFY(facts.isNull());
    }
    void onlyTheOwnSessionAsks()
    {
        Bench bench(false);
        bench.open(&createSessions);
        bench.answer();
        bench.model().tick(1, true);
        bench.action(QStringLiteral("terminate"))->trigger();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("UserSessions/Terminate")), 1);
        QCOMPARE(bench.rpc.request<v1::SessionRefs>(QStringLiteral("UserSessions/Terminate")).ids(0),
                 idOf(301));
        v1::TerminateReply ended;
        ended.set_ended(1);
        bench.rpc.reply(QStringLiteral("UserSessions/Terminate"), ended);
        bench.answer();
        bench.model().tick(0, true);
        bench.action(QStringLiteral("terminate"))->trigger();
        QTRY_VERIFY(bench.find<QMessageBox>(QStringLiteral("own-session-question")) != nullptr);
        QCOMPARE(bench.rpc.count(QStringLiteral("UserSessions/Terminate")), 1);
        bench.find<QPushButton>(QStringLiteral("terminate-own"))->click();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("UserSessions/Terminate")), 2);
    }
    void membersAreEditedTogetherOnTheGroupsPage()
    {
        Bench bench;
        bench.open(&createGroup, textId(500));
        bench.answer();
        auto *members = bench.find<ListPage>(QStringLiteral("members"));
        QVERIFY(members != nullptr);
        const auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Users/List"));
        QCOMPARE(asked.criteria_size(), 1);
        QCOMPARE(asked.criteria(0).values(0), idOf(500));
        auto &model = *static_cast<RecordModelBase *>(members->view().model());
        QCOMPARE(model.rowCount(), 13);
        model.tick(0, true);
        model.tick(2, true);
        members->findChild<QAction *>(QStringLiteral("bulk-edit"))->trigger();
        EditDialog *dialog = bench.dialog();
        QVERIFY(dialog != nullptr);
        dialog->findChild<QCheckBox *>(QStringLiteral("recording-change"))->click();
        dialog->findChild<QRadioButton *>(QStringLiteral("recording-never"))->click();
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Users/BulkUpdate")), 1);
        const auto sent = bench.rpc.request<v1::UserBulkChange>(QStringLiteral("Users/BulkUpdate"));
        QCOMPARE(sent.ids_size(), 2);
        QVERIFY(!sent.has_query());
        QCOMPARE(sent.fields_size(), 1);
        QCOMPARE(sent.fields(0), std::string("recording"));
        QCOMPARE(sent.values().recording(), std::string("never"));
        v1::BulkReply reply;
        reply.set_changed(2);
        bench.rpc.reply(QStringLiteral("Users/BulkUpdate"), reply);
        QTRY_VERIFY(bench.dialog() == nullptr);
        QCOMPARE(bench.navigator.notes.size(), 1);
    }
};

EARSHOT_TEST(tst_userpages, TestUserPages)
#include "tst_userpages.moc"
