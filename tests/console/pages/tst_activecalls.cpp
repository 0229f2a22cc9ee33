// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/listheader.h"
#include "console/crud/listpage.h"
#include "console/kit/banner.h"
#include "console/kit/recordview.h"
#include "console/kit/searchfield.h"
#include "console/kit/stateview.h"
#include "console/pages/recordings/activecallssource.h"
#include "console/pages/recordings/recordingspages.h"
#include "tests/console/pages/calldata.h"
#include "tests/support/fakeclock.h"
#include "tests/support/pagebench.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QPaintEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;
using common::ActiveState;

namespace
{

const QString kWatch = QStringLiteral("Calls/WatchActive");

/// What is drawn again.
class PaintLog final : public QObject
{
public:
    QRegion region;
    int events = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            region += static_cast<QPaintEvent *>(event)->region();
            ++events;
        }
        return false;
    }
};

} // namespace

class TestActiveCalls : public QObject
{
    Q_OBJECT
private:
    struct Bench : PageBench {
        std::unique_ptr<ListPage> page;
        explicit Bench(bool mayKeep = false)
        {
            if (mayKeep) {
                identity.permissions.append(QStringLiteral("calls.keep"));
            }
            page.reset(static_cast<ListPage *>(createActiveCalls(context(), {}, nullptr)));
            page->resize(1100, 700);
            page->show();
        }
        RecordModelBase &model() const { return *static_cast<RecordModelBase *>(page->view().model()); }
        QStringList numbers() const
        {
            QStringList all;
            for (int row = 0; row < model().rowCount(); ++row) {
                all.append(
                    model().index(row, model().columnOf(QStringLiteral("from"))).data().toString().left(4));
            }
            return all;
        }
    };

private Q_SLOTS:
    void aSnapshotThenChanges()
    {
        Bench b;
        new QAbstractItemModelTester(&b.model(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                     &b.model());
        QCOMPARE(b.rpc.last(kWatch)->options.deadline, 0ms);
        QCOMPARE(b.page->states().state(), StateView::State::Loading);
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s),
                                               activeCall(2, ActiveState::Ringing, 5s)}));
        QCOMPARE(b.numbers(), (QStringList{QStringLiteral("1002"), QStringLiteral("1001")})); // newest first
        QVERIFY(b.page->view().isVisible());
        const QPersistentModelIndex one = b.model().index(1, 0);
        b.rpc.send(kWatch, activeUpdate(false, {activeCall(3, ActiveState::Talking, 1s),
                                                activeCall(2, ActiveState::Held, 5s)}));
        QCOMPARE(b.numbers(),
                 (QStringList{QStringLiteral("1003"), QStringLiteral("1002"), QStringLiteral("1001")}));
        QCOMPARE(one.row(), 2);
        const int state = b.model().columnOf(QStringLiteral("timeline"));
        QCOMPARE(b.model().index(1, state).data().toString(), QStringLiteral("On hold"));
        b.rpc.send(kWatch, activeUpdate(false, {}, {callId(3), callId(1)}));
        QCOMPARE(b.numbers(), QStringList{QStringLiteral("1002")});
        QVERIFY(!one.isValid());
        b.rpc.send(kWatch, activeUpdate(false, {}, {callId(2)}));
        QCOMPARE(b.page->states().state(), StateView::State::EmptyNew);
        QVERIFY(b.page->states().isVisible());
    }
    void callsOnDemandAreKept()
    {
        Bench b(true);
        auto onDemand = activeCall(1, ActiveState::Talking, 90s);
        onDemand.recording = QStringLiteral("on-demand");
        auto never = activeCall(2, ActiveState::Talking, 5s);
        never.recording = QStringLiteral("never");
        auto always = activeCall(3, ActiveState::Talking, 1s);
        always.recording = QStringLiteral("always");
        b.rpc.send(kWatch, activeUpdate(true, {onDemand, never, always}));
        const int column = b.model().columnOf(QStringLiteral("recording"));
        const auto text = [&](int row) { return b.model().index(row, column).data().toString(); };
        QCOMPARE(text(0), QStringLiteral("Recorded"));
        QCOMPARE(text(1), QStringLiteral("Not recorded by rule"));
        QCOMPARE(text(2), QStringLiteral("On demand"));
        auto *keep = b.page->findChild<QAction *>(QStringLiteral("keep"));
        b.page->view().setCurrentIndex(b.model().index(1, 0));
        keep->trigger();
        QCOMPARE(b.rpc.count(QStringLiteral("Calls/Keep")), 0);
        QCOMPARE(b.navigator.notes.last(), QStringLiteral("By rule this call is not recorded."));
        b.page->view().setCurrentIndex(b.model().index(2, 0));
        keep->trigger();
        const auto sent = b.rpc.request<earshot::v1::CallRef>(QStringLiteral("Calls/Keep"));
        QCOMPARE(sent.id(), callId(1).toString().toStdString());
        QVERIFY(b.rpc.reply(QStringLiteral("Calls/Keep"), earshot::v1::KeepReply()));
        QCOMPARE(b.navigator.notes.last(), QStringLiteral("This call is kept."));
        onDemand.kept = true;
        b.rpc.send(kWatch, activeUpdate(false, {onDemand}));
        QCOMPARE(text(2), QStringLiteral("Kept"));
        keep->trigger(); // nothing is asked for twice
        QCOMPARE(b.rpc.count(QStringLiteral("Calls/Keep")), 1);
    }
    void withoutThePermissionNothingIsKept()
    {
        Bench b;
        auto call = activeCall(1, ActiveState::Talking, 90s);
        call.recording = QStringLiteral("on-demand");
        b.rpc.send(kWatch, activeUpdate(true, {call}));
        b.page->view().setCurrentIndex(b.model().index(0, 0));
        auto *keep = b.page->findChild<QAction *>(QStringLiteral("keep"));
        QVERIFY(!keep->isEnabled());
        QVERIFY(keep->toolTip().contains(QStringLiteral("Keep calls")));
    }
    void aNewSubscriptionReplacesEverything()
    {
        Bench b;
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s),
                                               activeCall(2, ActiveState::Talking, 5s)}));
        b.rpc.setReady(false);
        b.rpc.end(kWatch, common::fail(common::ErrorCode::Unavailable, {},
                                       {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
        QVERIFY(!b.page->findChild<Banner *>()->isVisible()); // the shell has one for all pages
        QVERIFY(b.page->view().isVisible());
        QCOMPARE(b.numbers().size(), 2); // stay readable
        b.rpc.setReady(true);
        QCOMPARE(b.rpc.count(kWatch), 2);
        QCOMPARE(b.numbers().size(), 2);
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(2, ActiveState::Talking, 5s),
                                               activeCall(4, ActiveState::Talking, 1s)}));
        QCOMPARE(b.numbers(), (QStringList{QStringLiteral("1004"), QStringLiteral("1002")}));
        QVERIFY(!b.page->findChild<Banner *>()->isVisible());
    }
    void elapsedTimesFollowTheServersClock()
    {
        FakeRpc rpc;
        FakeClock clock;
        ActiveCallsSource source(rpc, clock, Formats(QLocale::c(), QTimeZone::utc()), false);
        source.load({});
        rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s)}));
        const int column = source.model().columnOf(QStringLiteral("duration"));
        QCOMPARE(source.model().index(0, column).data().toString(), QStringLiteral("1:30"));
        clock.advance(35s);
        QCOMPARE(source.model().index(0, column).data().toString(), QStringLiteral("2:05"));
    }
    void theTickDrawsTheElapsedTimesOnly()
    {
        Bench b;
        QList<common::ActiveCall> calls;
        for (int i = 1; i <= 100; ++i) {
            calls.append(activeCall(i, ActiveState::Talking, std::chrono::seconds(i)));
        }
        b.rpc.send(kWatch, activeUpdate(true, calls));
        QVERIFY(QTest::qWaitForWindowExposed(b.page.get()));
        RecordView &view = b.page->view();
        QSignalSpy touched(&b.model(), &QAbstractItemModel::dataChanged);
        QTRY_VERIFY(touched.count() > 0); // until then the columns take their room
        QCoreApplication::processEvents();
        touched.clear();
        PaintLog log;
        view.viewport()->installEventFilter(&log);
        QTRY_VERIFY(log.events > 0);
        const QRect painted = log.region.boundingRect();
        const int column = b.model().columnOf(QStringLiteral("duration"));
        const QRect wanted(view.columnViewportPosition(column), 0, view.columnWidth(column),
                           view.viewport()->height());
        QVERIFY2(wanted.contains(painted),
                 qPrintable(QStringLiteral("%1..%2").arg(painted.left()).arg(painted.right())));
        QVERIFY(touched.count() < 40); // what is seen, not all hundred
    }
    void searchAndSortAreDoneHere()
    {
        Bench b;
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s),
                                               activeCall(2, ActiveState::Talking, 5s),
                                               activeCall(12, ActiveState::Talking, 50s)}));
        auto *search = b.page->findChild<SearchField *>();
        QTest::keyClicks(search, QStringLiteral("AGENT 1"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE(b.numbers(), (QStringList{QStringLiteral("1012"), QStringLiteral("1001")}));
        QTest::keyClick(search, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(search, Qt::Key_Delete);
        b.model().sort(b.model().columnOf(QStringLiteral("duration")), Qt::DescendingOrder);
        QTRY_COMPARE(b.numbers(),
                     (QStringList{QStringLiteral("1001"), QStringLiteral("1012"), QStringLiteral("1002")}));
        QCOMPARE(b.rpc.count(kWatch), 1);
        search->setText(QStringLiteral("nobody"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE(b.page->states().state(), StateView::State::EmptyFiltered);
    }
    void theHeaderSaysLiveAndHasNothingToRefresh()
    {
        Bench b;
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s)}));
        QVERIFY(
            b.page->findChild<QLabel *>(QStringLiteral("as-of"))->text().startsWith(QStringLiteral("live")));
        QVERIFY(b.page->findChild<QWidget *>(QStringLiteral("refresh"))->isHidden());
        QVERIFY(b.page->findChild<QWidget *>(QStringLiteral("page-size"))->parentWidget()->isHidden());
    }
    void aRefusedSubscriptionIsSaid()
    {
        Bench b;
        b.rpc.fail(kWatch, common::ErrorCode::Denied);
        QCOMPARE(b.page->states().state(), StateView::State::Denied);
    }
    void aFailedSubscriptionIsSaidAndTakenUpAgain()
    {
        Bench b;
        b.rpc.fail(kWatch, common::ErrorCode::Unavailable, QStringLiteral("busy"),
                   {{QStringLiteral("reason"), QStringLiteral("busy")}});
        QCOMPARE(b.page->states().state(), StateView::State::Error);
        QVERIFY(b.page->states().isVisible());
        auto *retry = b.page->states().findChild<QPushButton *>(QStringLiteral("state-action"));
        QVERIFY(retry->isVisible());
        retry->click(); // at once, not after the pause of its own
        QCOMPARE(b.rpc.count(kWatch), 2);
        QCOMPARE(b.page->states().state(), StateView::State::Loading);
        b.rpc.fail(kWatch, common::ErrorCode::Internal);
        QCOMPARE(b.page->states().state(), StateView::State::Error); // said again, because it was asked again
        QTRY_COMPARE_WITH_TIMEOUT(b.rpc.count(kWatch), 3, 5000);     // and tried again by itself
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s)}));
        QVERIFY(b.page->view().isVisible());
        QCOMPARE(b.numbers(), QStringList{QStringLiteral("1001")});
    }
    void rowsStayReadableWhenTheSubscriptionFails()
    {
        Bench b;
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s)}));
        b.rpc.fail(kWatch, common::ErrorCode::Unavailable, QStringLiteral("busy"),
                   {{QStringLiteral("reason"), QStringLiteral("busy")}});
        auto *banner = b.page->findChild<Banner *>();
        QVERIFY(banner->isVisible());
        QVERIFY(b.page->view().isVisible());
        QCOMPARE(b.numbers().size(), 1);
        auto *retry = banner->findChild<QAbstractButton *>();
        QVERIFY(retry != nullptr && retry->isVisible());
        retry->click();
        QCOMPARE(b.rpc.count(kWatch), 2);
        b.rpc.send(kWatch, activeUpdate(true, {}));
        QVERIFY(!banner->isVisible());
        QCOMPARE(b.page->states().state(), StateView::State::EmptyNew);
    }
    void aLostConnectionWithoutRowsFillsByItself()
    {
        Bench b;
        b.rpc.end(kWatch, common::fail(common::ErrorCode::Unavailable, {},
                                       {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
        b.rpc.setReady(false);
        QCOMPARE(b.page->states().state(), StateView::State::Offline);
        b.rpc.setReady(true);
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s)}));
        QVERIFY(b.page->view().isVisible());
    }
    void whatWasSeenGoesWithTheRightToSeeIt()
    {
        Bench b;
        b.rpc.send(kWatch, activeUpdate(true, {activeCall(1, ActiveState::Talking, 90s)}));
        b.rpc.fail(kWatch, common::ErrorCode::Denied);
        QCOMPARE(b.page->states().state(), StateView::State::Denied);
        QVERIFY(b.page->states().isVisible());
        b.page->refresh();
        QVERIFY(!b.page->view().isVisible());
        b.rpc.fail(kWatch, common::ErrorCode::Denied);
        QCOMPARE(b.page->states().state(), StateView::State::Denied);
    }
};

EARSHOT_TEST(tst_activecalls, TestActiveCalls)
#include "tst_activecalls.moc"
