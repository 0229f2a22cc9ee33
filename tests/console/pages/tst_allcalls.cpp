// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/listpage.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordheader.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/kit/stateview.h"
#include "console/net/taskmodel.h"
#include "console/pages/recordings/recordingspages.h"
#include "tests/console/pages/calldata.h"
#include "tests/support/pagebench.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QCryptographicHash>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace console;
using namespace tests;

namespace
{
const QString kList = QStringLiteral("Calls/List");
}

class TestAllCalls : public QObject
{
    Q_OBJECT
private:
    struct Bench : PageBench {
        std::unique_ptr<ListPage> page;
        void make()
        {
            page.reset(static_cast<ListPage *>(createAllCalls(context(), {}, nullptr)));
            page->resize(1100, 700);
            page->show();
        }
        QAbstractItemModel &model() const { return *page->view().model(); }
        QString cell(int row, const QString &key) const
        {
            auto *records = static_cast<RecordModelBase *>(page->view().model());
            return records->index(row, records->columnOf(key)).data().toString();
        }
        QStringList titles() const
        {
            QStringList all;
            for (int i = 0; i < model().columnCount(); ++i) {
                if (!page->view().isColumnHidden(i)) {
                    all.append(model().headerData(i, Qt::Horizontal).toString());
                }
            }
            return all;
        }
    };

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void columnsAreTheGuidesAndTheStateOfTheRecording()
    {
        Bench b;
        b.make();
        new QAbstractItemModelTester(&b.model(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                     &b.model());
        QCOMPARE(b.titles(),
                 (QStringList{QStringLiteral("User"), QStringLiteral("Date"), QStringLiteral("Time"),
                              QStringLiteral("Duration"), QStringLiteral("From"), QStringLiteral("To"),
                              QStringLiteral("State")}));
        auto list = callList(0, 4, "", 4);
        auto *first = list.mutable_calls(0);
        first->set_connect_ms(1'424'221'051'000); // 2015-02-18 00:57:31 UTC
        first->set_duration_ms(49'000);
        first->set_from_number("21311005005");
        first->set_from_name("Roland Corry");
        first->set_to_name("");
        first->set_to_number("7107595203");
        b.rpc.reply(kList, list);
        QCOMPARE(b.cell(0, QStringLiteral("user")), QStringLiteral("Roland Corry"));
        QCOMPARE(b.cell(0, QStringLiteral("date")), QStringLiteral("Feb 18, 2015")); // in Berlin
        QCOMPARE(b.cell(0, QStringLiteral("time")), QStringLiteral("1:57 AM"));
        QCOMPARE(b.cell(0, QStringLiteral("duration")), QStringLiteral("0:49"));
        QCOMPARE(b.cell(0, QStringLiteral("from")), QStringLiteral("21311005005 (Roland Corry)"));
        QCOMPARE(b.cell(0, QStringLiteral("to")), QStringLiteral("7107595203"));
        QCOMPARE(b.cell(0, QStringLiteral("state")), QStringLiteral("Complete"));
        QCOMPARE(b.cell(1, QStringLiteral("user")), QString());     // unknown extension
        QVERIFY(b.cell(2, QStringLiteral("state")).contains(u'1')); // a note
        QCOMPARE(b.cell(3, QStringLiteral("state")), QStringLiteral("Incomplete"));
        const QModelIndex note = b.model().index(2, 6);
        QVERIFY(note.data(Qt::ToolTipRole).toString().contains(QStringLiteral("silent")));
        QCOMPARE(note.data(StatusIconRole).toInt(), static_cast<int>(StatusRole::Pending));
        QVERIFY(
            b.model().index(0, 1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("00:57:31 UTC")));
    }
    void rootSeesTheTenant()
    {
        Bench b;
        b.identity.scope = QStringLiteral("unrestricted");
        b.make();
        QCOMPARE(b.titles().first(), QStringLiteral("Tenant"));
    }
    void newestFirstAndByDurationOnDemand()
    {
        Bench b;
        b.make();
        const auto first = b.rpc.request<earshot::v1::ListRequest>(kList);
        QCOMPARE(first.order(), std::string("date"));
        QVERIFY(first.descending());
        b.rpc.reply(kList, callList(0, 20, "n", 234));
        b.page->view().model()->sort(3, Qt::AscendingOrder);
        const auto second = b.rpc.request<earshot::v1::ListRequest>(kList);
        QCOMPARE(second.order(), std::string("duration"));
        QVERIFY(!second.descending());
        QCOMPARE(b.page->view().horizontalHeader()->sortIndicatorSection(), 3);
    }
    void filtersSpeakTheContractsWords()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 20, "n", 234));
        const QList<std::tuple<QString, int, std::string, std::string, std::string>> all{
            {QStringLiteral("filter-state"), 2, "state", "is", "partial"},
            {QStringLiteral("filter-assigned"), 2, "assigned", "is", "false"},
            {QStringLiteral("filter-hold"), 1, "flag", "is", "hold"},
            {QStringLiteral("filter-duration"), 1, "duration", "less-than", "10000"}};
        for (const auto &[button, index, field, op, value] : all) {
            b.page->findChild<QToolButton *>(button)->menu()->actions()[index]->trigger();
            const auto sent = b.rpc.request<earshot::v1::ListRequest>(kList);
            const auto &last = sent.criteria(sent.criteria_size() - 1);
            QCOMPARE(last.field(), field);
            QCOMPARE(last.operator_(), op);
            QCOMPARE(last.values(0), value);
        }
    }
    void heldCallsAreMarkedAndManyAreHeldAtOnce()
    {
        Bench b;
        b.identity.permissions.append(QStringLiteral("calls.hold"));
        b.make();
        auto list = callList(0, 4, "", 4);
        list.mutable_calls(0)->add_flags("hold");
        b.rpc.reply(kList, list);
        QCOMPARE(b.cell(0, QStringLiteral("state")), QStringLiteral("Complete, legal hold"));
        QCOMPARE(b.model().index(0, 6).data(StatusIconRole).toInt(), static_cast<int>(StatusRole::Good));
        QVERIFY(b.model().index(0, 6).data(Qt::ToolTipRole).toString().contains(QStringLiteral("hold")));
        b.page->view().setCurrentId(callId(1).toString());
        b.page->findChild<QAction *>(QStringLiteral("hold"))->trigger();
        QTRY_VERIFY(b.page->findChild<EditDialog *>() != nullptr);
        auto *dialog = b.page->findChild<EditDialog *>();
        dialog->findChild<QPlainTextEdit *>(QStringLiteral("reason"))
            ->setPlainText(QStringLiteral("Case 17"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto sent = b.rpc.request<earshot::v1::HoldRequest>(QStringLiteral("Calls/Hold"));
        QCOMPARE(sent.ids_size(), 1);
        QCOMPARE(sent.ids(0), callId(1).toString().toStdString());
        const int asked = b.rpc.count(kList);
        earshot::v1::HoldReply reply;
        reply.set_changed(1);
        QVERIFY(b.rpc.reply(QStringLiteral("Calls/Hold"), reply));
        QTRY_COMPARE(b.rpc.count(kList), asked + 1); // the list is read anew
    }
    void enterOpensTheCallsPage()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 20, "n", 234));
        b.page->view().setCurrentId(callId(5).toString());
        QTest::keyClick(&b.page->view(), Qt::Key_Return);
        QCOMPARE(b.navigator.opened.size(), 1);
        QCOMPARE(b.navigator.opened[0].first, QStringLiteral("call"));
        QCOMPARE(b.navigator.opened[0].second.value(QStringLiteral("id")).toString(), callId(5).toString());
    }
    void aChangedCallIsReadAgainAndARemovedOneGoes()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 3, "", 3));
        earshot::v1::CallChange change;
        change.set_id(callId(1).toString().toStdString());
        change.set_verb("changed");
        QVERIFY(b.rpc.send(QStringLiteral("Calls/WatchChanges"), change));
        earshot::v1::CallDetails details;
        *details.mutable_summary() = callList(1, 1, "", 1).calls(0);
        details.mutable_summary()->clear_users();
        details.mutable_summary()->add_users("Anna Weber");
        QVERIFY(b.rpc.reply(QStringLiteral("Calls/Get"), details));
        QCOMPARE(b.cell(1, QStringLiteral("user")), QStringLiteral("Anna Weber"));
        change.set_id(callId(0).toString().toStdString());
        change.set_verb("removed");
        b.rpc.send(QStringLiteral("Calls/WatchChanges"), change);
        QCOMPARE(b.model().rowCount(), 2);
        change.set_id(callId(9).toString().toStdString());
        change.set_verb("stored");
        b.rpc.send(QStringLiteral("Calls/WatchChanges"), change);
        QVERIFY(b.page->findChild<QWidget *>(QStringLiteral("news"))->isVisible());
    }
    void theTabsLeadToTheOtherLists()
    {
        Bench b;
        b.make();
        auto *tabs = b.page->findChild<QTabBar *>(QStringLiteral("views"));
        QVERIFY(tabs != nullptr);
        QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("ALL CALLS"));
        tabs->setFocus();
        QTest::keyClick(tabs, Qt::Key_Right);
        QCOMPARE(b.navigator.opened.size(), 1);
        QCOMPARE(b.navigator.opened[0].first, QStringLiteral("active-calls"));
        QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("ALL CALLS")); // of this page
        Bench few;
        few.identity.permissions.removeAll(QStringLiteral("calls.live"));
        few.make();
        tabs = few.page->findChild<QTabBar *>(QStringLiteral("views"));
        QCOMPARE(tabs->count(), 3); // neither active calls nor those of nobody
        QCOMPARE(tabs->tabText(1), QStringLiteral("MY CALLS"));
        QCOMPARE(tabs->tabText(2), QStringLiteral("ADVANCED SEARCH"));
    }
    void callsOfOneUserAreChosenByWhoSeesUsers()
    {
        Bench blind;
        blind.make();
        QVERIFY(blind.page->findChild<QWidget *>(QStringLiteral("filter-user")) == nullptr);
        Bench b;
        b.identity.permissions.append(QStringLiteral("users.view"));
        b.make();
        auto *box = b.page->findChild<ReferenceBox *>(QStringLiteral("filter-user"));
        QVERIFY(box != nullptr);
        box->lookUp(QStringLiteral("rol"));
        QCOMPARE(b.rpc.request<earshot::v1::ListRequest>(QStringLiteral("Users/List")).search(),
                 std::string("rol"));
        box->setReference({QStringLiteral("0190aaaa-0000-7000-8000-00000000000f"), QStringLiteral("Roland")});
        Q_EMIT box->chosen(box->reference());
        const auto sent = b.rpc.request<earshot::v1::ListRequest>(kList);
        QCOMPARE(sent.criteria_size(), 1);
        QCOMPARE(sent.criteria(0).field(), std::string("user"));
        QCOMPARE(sent.criteria(0).values(0), std::string("0190aaaa-0000-7000-8000-00000000000f"));
    }
    void callsOfNobodyAreForThoseWhoKeepTheUsers()
    {
        Bench b;
        b.identity.permissions.append(QStringLiteral("users.edit"));
        b.page.reset(static_cast<ListPage *>(createUnassignedCalls(b.context(), {}, nullptr)));
        b.page->show();
        const auto *tabs = b.page->findChild<QTabBar *>(QStringLiteral("views"));
        QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("NOT ASSIGNED TO USERS"));
        const auto sent = b.rpc.request<earshot::v1::ListRequest>(kList);
        QCOMPARE(sent.criteria_size(), 1);
        QCOMPARE(sent.criteria(0).field(), std::string("assigned"));
        QCOMPARE(sent.criteria(0).values(0), std::string("false"));
        QCOMPARE(b.titles(),
                 (QStringList{QStringLiteral("Date"), QStringLiteral("Time"), QStringLiteral("Duration"),
                              QStringLiteral("From"), QStringLiteral("To"), QStringLiteral("State")}));
        b.rpc.reply(kList, callList(0, 3, "", 3));
        // One was assigned, here or elsewhere: who is still in the list is what the recorder says.
        earshot::v1::CallChange change;
        change.set_id(callId(1).toString().toStdString());
        change.set_verb("changed");
        QVERIFY(b.rpc.send(QStringLiteral("Calls/WatchChanges"), change));
        QTRY_COMPARE(b.rpc.count(kList), 2);
        QCOMPARE(b.rpc.count(QStringLiteral("Calls/Get")), 0);
    }
    void myCallsAreThoseOfWhoAsks()
    {
        Bench b;
        b.identity.userId = QStringLiteral("0190aaaa-0000-7000-8000-00000000000f");
        b.page.reset(static_cast<ListPage *>(createMyCalls(b.context(), {}, nullptr)));
        b.page->show();
        const auto sent = b.rpc.request<earshot::v1::ListRequest>(kList);
        QCOMPARE(sent.criteria_size(), 1);
        QCOMPARE(sent.criteria(0).field(), std::string("user"));
        QCOMPARE(sent.criteria(0).operator_(), std::string("is"));
        QCOMPARE(sent.criteria(0).values(0), b.identity.userId.toStdString());
        QVERIFY(!b.titles().contains(QStringLiteral("User")));
        QVERIFY(b.page->findChild<QToolButton *>(QStringLiteral("filter-assigned")) == nullptr);
    }
    void ctrlTabTurnsTheViews()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 3, "", 3));
        QApplication::setActiveWindow(b.page.get());
        b.page->view().setFocus();
        QTRY_VERIFY(b.page->view().hasFocus());
        QTest::keyClick(&b.page->view(), Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(b.navigator.opened.size(), 1);
        QCOMPARE(b.navigator.opened[0].first, QStringLiteral("active-calls"));
        QTest::keyClick(&b.page->view(), Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
        auto *tabs = b.page->findChild<QTabBar *>(QStringLiteral("views"));
        QCOMPARE(tabs->tabText(tabs->currentIndex()), QStringLiteral("ADVANCED SEARCH")); // around the end
    }
    void aTickInTheHeaderTicksThePage()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 20, "n", 234));
        auto *header = static_cast<RecordHeader *>(b.page->view().horizontalHeader());
        auto *records = static_cast<RecordModelBase *>(b.page->view().model());
        const QPoint tick = header->tickRect().center();
        QVERIFY(header->viewport()->rect().contains(tick));
        QCOMPARE(header->pageState(), Qt::Unchecked);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, tick);
        QCOMPARE(records->ticks().ids.size(), 20);
        QCOMPARE(header->pageState(), Qt::Checked);
        QCOMPARE(b.rpc.count(kList), 1); // nothing was sorted
        records->tick(3, false);
        QCOMPARE(header->pageState(), Qt::PartiallyChecked);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, tick);
        QCOMPARE(header->pageState(), Qt::Checked);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, tick);
        QVERIFY(records->ticks().isEmpty());
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, tick + QPoint(60, 0)); // beside it: sorts
        QVERIFY(records->ticks().isEmpty());
    }
    void columnsAreChosenWithTheKeyboard()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 4, "", 4));
        b.page->activateWindow();
        auto *button = b.page->findChild<QToolButton *>(QStringLiteral("columns-button"));
        QVERIFY((button->focusPolicy() & Qt::TabFocus) != 0);
        button->setFocus(Qt::TabFocusReason);
        QTimer::singleShot(0, this, [] { // a tool button waits for its menu
            QWidget *menu = QApplication::activePopupWidget();
            QVERIFY(menu != nullptr);
            QTest::keyClick(menu, Qt::Key_Down);
            QTest::keyClick(menu, Qt::Key_Return);
        });
        QTest::keyClick(button, Qt::Key_Space);
        QTRY_VERIFY(!b.titles().contains(QStringLiteral("User")));
    }
    void tickedCallsAreSavedIntoAFolder()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 4, "", 4));
        auto *records = static_cast<RecordModelBase *>(b.page->view().model());
        records->tick(0, true);
        records->tick(1, true);
        QTemporaryDir folder;
        b.page->findChild<QAction *>(QStringLiteral("save-audio"))->trigger();
        auto *dialog = b.page->findChild<QFileDialog *>(QStringLiteral("save-folder"));
        QVERIFY(dialog != nullptr);
        Q_EMIT dialog->fileSelected(folder.path());
        console::TaskModel &tasks = b.navigator.tasks();
        QCOMPARE(tasks.rowCount(), 1);
        const auto answer = [&b](const QByteArray &audio) {
            earshot::v1::MediaChunk info;
            auto *file = info.mutable_info()->mutable_file();
            file->set_kind("audio");
            file->set_format("mp3");
            file->set_size(static_cast<std::int64_t>(audio.size()));
            file->set_sha256(QCryptographicHash::hash(audio, QCryptographicHash::Sha256).toStdString());
            info.mutable_info()->set_name("../call.mp3"); // stays in the folder all the same
            earshot::v1::MediaChunk bytes;
            bytes.set_data(audio.toStdString());
            const QString media = QStringLiteral("Calls/Media");
            return b.rpc.send(media, info) && b.rpc.send(media, bytes) && b.rpc.end(media);
        };
        QVERIFY(answer("first"));
        QTRY_COMPARE(b.rpc.count(QStringLiteral("Calls/Media")), 2); // one after the other
        QVERIFY(answer("second"));
        const auto state = [&tasks] { return tasks.index(0, 0).data(console::TaskModel::StateRole).toInt(); };
        QTRY_COMPARE(state(), static_cast<int>(TaskState::Done));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files),
                 (QStringList{QStringLiteral("call (2).mp3"), QStringLiteral("call.mp3")}));
        QFile second(folder.filePath(QStringLiteral("call (2).mp3")));
        QVERIFY(second.open(QIODevice::ReadOnly));
        QCOMPARE(second.readAll(), QByteArray("second"));
    }
    void allMatchingCallsAreSavedAndFailuresCounted()
    {
        Bench b;
        b.make();
        b.rpc.reply(kList, callList(0, 2, "n", 3));
        auto *records = static_cast<RecordModelBase *>(b.page->view().model());
        records->setTicks({true, {callId(0).toString()}});
        QTemporaryDir folder;
        b.page->findChild<QAction *>(QStringLiteral("save-audio"))->trigger();
        Q_EMIT b.page->findChild<QFileDialog *>(QStringLiteral("save-folder"))->fileSelected(folder.path());
        QCOMPARE(b.rpc.request<earshot::v1::ListRequest>(kList).page_token(), std::string());
        b.rpc.reply(kList, callList(0, 2, "n", 3));
        b.rpc.reply(kList, callList(2, 1, "", 3));
        const QString media = QStringLiteral("Calls/Media");
        for (int i = 1; i <= 2; ++i) { // all but the first
            QTRY_COMPARE(b.rpc.count(media), i);
            QCOMPARE(b.rpc.request<earshot::v1::MediaRequest>(media).id(),
                     callId(i).toString().toStdString());
            b.rpc.fail(media, common::ErrorCode::NotFound);
        }
        console::TaskModel &tasks = b.navigator.tasks();
        QTRY_COMPARE(tasks.index(0, 0).data(console::TaskModel::StateRole).toInt(),
                     static_cast<int>(TaskState::Failed));
        Bench denied;
        denied.identity.permissions.removeAll(QStringLiteral("calls.playback"));
        denied.make();
        denied.rpc.reply(kList, callList(0, 2, "", 2));
        QVERIFY(!denied.page->findChild<QAction *>(QStringLiteral("save-audio"))->isEnabled());
    }
    void anUnreadableListIsAnError()
    {
        Bench b;
        b.make();
        earshot::v1::CallList list;
        list.add_calls()->set_id("not an id");
        b.rpc.reply(kList, list);
        QCOMPARE(b.page->states().state(), StateView::State::Error);
    }
};

EARSHOT_TEST(tst_allcalls, TestAllCalls)
#include "tst_allcalls.moc"
