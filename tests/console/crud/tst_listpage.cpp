// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/listheader.h"
#include "console/crud/listpage.h"
#include "console/kit/banner.h"
#include "console/kit/recordview.h"
#include "console/kit/stateview.h"
#include "tests/console/crud/note.h"
#include "tests/support/pagebench.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace tests;

namespace
{
const QString kList = QStringLiteral("Notes/List");
}

class TestListPage : public QObject
{
    Q_OBJECT
private:
    struct Bench : PageBench {
        NoteController *source = nullptr;
        std::unique_ptr<ListPage> page;
        QStringList opened;
        QStringList deleted;

        explicit Bench(bool show = true) { make(show); }
        void make(bool show = true)
        {
            source = new NoteController(rpc, noteMethods(), noteColumns(), noteId);
            ListSpec spec;
            spec.id = QStringLiteral("notes");
            spec.title = QStringLiteral("Notes");
            spec.permission = QStringLiteral("calls.view");
            spec.doing = QStringLiteral("load the notes");
            spec.emptySentence = QStringLiteral("No note yet.");
            spec.filters = {QStringLiteral("Search by text"),
                            QStringLiteral("date"),
                            {{QStringLiteral("state"),
                              QStringLiteral("State"),
                              {{QStringLiteral("old"),
                                QStringLiteral("Old"),
                                {QStringLiteral("state"), QStringLiteral("is"), {QStringLiteral("old")}}}}}}};
            spec.orderColumn = QStringLiteral("text");
            spec.news = [](int count) { return QStringLiteral("%1 new").arg(count); };
            spec.open = [this](const QString &id) { opened.append(id); };
            RowAction remove;
            remove.id = QStringLiteral("delete");
            remove.text = QStringLiteral("Delete");
            remove.icon = QStringLiteral("trash-2");
            remove.key = QKeySequence::Delete;
            remove.permission = QStringLiteral("settings.edit");
            remove.run = [this](const QString &id, const RowSelection &) { deleted.append(id); };
            spec.actions.push_back(remove);
            page = std::make_unique<ListPage>(context(), std::move(spec), source, nullptr);
            page->resize(1000, 640);
            if (show) {
                page->show();
                QApplication::setActiveWindow(page.get());
            }
        }
        earshot::v1::ListRequest sent() const { return rpc.request<earshot::v1::ListRequest>(kList); }
        template <typename W>
        W *find(const char *name) const
        {
            return page->findChild<W *>(QString::fromLatin1(name));
        }
        bool showsRows() const { return page->view().isVisible(); }
        StateView::State state() const { return page->states().state(); }
        QString range() const { return find<QLabel>("header-range")->text(); }
        QAction *action(const char *name) const { return find<QAction>(name); }
    };

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void itLoadsWhenItIsShown()
    {
        Bench b(false);
        QCOMPARE(b.rpc.count(kList), 0);
        b.page->show();
        QCOMPARE(b.rpc.count(kList), 1);
        QCOMPARE(b.sent().page_size(), 20u);
        QCOMPARE(b.sent().order(), std::string("text"));
        QVERIFY(b.sent().want_total());
        QCOMPARE(b.state(), StateView::State::Loading);
        QVERIFY(b.page->states().isVisible());
        b.rpc.reply(kList, noteList(1, 20, "t2", 234));
        QVERIFY(b.showsRows());
        QCOMPARE(b.range(), QStringLiteral("1–20 of 234"));
        QVERIFY(b.find<QLabel>("as-of")->text().contains(u':'));
    }
    void pagesAreTurnedByTheServersTokens()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 45));
        b.find<QToolButton>("next-page")->click();
        QCOMPARE(b.sent().page_token(), std::string("t2"));
        QVERIFY(!b.sent().want_total());
        b.rpc.reply(kList, noteList(21, 20, "t3", -1));
        QCOMPARE(b.range(), QStringLiteral("21–40 of 45"));
        b.find<QToolButton>("next-page")->click();
        b.rpc.reply(kList, noteList(41, 5, "", -1));
        QCOMPARE(b.range(), QStringLiteral("41–45 of 45"));
        QVERIFY(!b.find<QToolButton>("next-page")->isEnabled());
        b.find<QToolButton>("previous-page")->click();
        QCOMPARE(b.sent().page_token(), std::string("t2"));
        QTRY_COMPARE(b.page->view().currentId(), QStringLiteral("21")); // from the cache, before the answer
        b.rpc.reply(kList, noteList(21, 20, "t3", -1));
        QCOMPARE(b.range(), QStringLiteral("21–40 of 45"));
    }
    void aPageThatIsGoneLeadsToTheFirst()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 21));
        b.find<QToolButton>("next-page")->click();
        b.rpc.reply(kList, noteList(0, 0, "", -1));
        QCOMPARE(b.sent().page_token(), std::string());
        b.rpc.reply(kList, noteList(1, 20, "", 20));
        QCOMPARE(b.range(), QStringLiteral("1–20 of 20"));
    }
    void theHeaderSortsAtTheServer()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 234));
        b.find<QToolButton>("next-page")->click();
        b.rpc.reply(kList, noteList(21, 20, "t3", -1));
        QHeaderView *header = b.page->view().horizontalHeader();
        const auto press = [&](int column) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              QPoint(header->sectionViewportPosition(column) + 60, header->height() / 2));
        };
        press(0);
        QCOMPARE(b.sent().order(), std::string("id"));
        QVERIFY(!b.sent().descending());
        QCOMPARE(b.sent().page_token(), std::string()); // a new order begins at the first page
        QVERIFY(b.sent().want_total());
        press(0);
        QVERIFY(b.sent().descending());
        QCOMPARE(header->sortIndicatorSection(), 0);
        QVERIFY(header->isSortIndicatorShown());
        b.rpc.reply(kList, noteList(5, 1, "", 1));
    }
    void searchAndFiltersAreSentAndShown()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 234));
        auto *search = b.find<QLineEdit>("search");
        QTest::keyClicks(search, QStringLiteral("anna"));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(b.sent().search(), std::string("anna"));
        b.find<QToolButton>("filter-state")->menu()->actions()[1]->trigger();
        b.find<QToolButton>("date-range")->menu()->actions()[1]->trigger();
        QCOMPARE(b.sent().criteria_size(), 2);
        QCOMPARE(b.sent().criteria(0).field(), std::string("date"));
        QCOMPARE(b.sent().criteria(0).values_size(), 2);
        QCOMPARE(b.sent().criteria(1).values(0), std::string("old"));
        QVERIFY(b.find<QPushButton>("chip-state") != nullptr);
        b.rpc.reply(kList, noteList(0, 0, "", 0));
        QCOMPARE(b.state(), StateView::State::EmptyFiltered);
        b.find<QPushButton>("state-action")->click();
        QCOMPARE(b.sent().criteria_size(), 0);
        QCOMPARE(b.sent().search(), std::string());
        QVERIFY(search->text().isEmpty());
        b.rpc.reply(kList, noteList(0, 0, "", 0));
        QCOMPARE(b.state(), StateView::State::EmptyNew);
    }
    void filtersColumnsAndSizeAreRemembered()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "", 20));
        b.find<QToolButton>("filter-state")->menu()->actions()[1]->trigger();
        b.page->view().horizontalHeader()->moveSection(1, 0);
        auto *size = b.find<QComboBox>("page-size");
        size->setCurrentIndex(1);
        Q_EMIT size->activated(1);
        QCOMPARE(b.sent().page_size(), 50u);
        b.page.reset();
        b.make();
        QCOMPARE(b.page->view().horizontalHeader()->visualIndex(1), 0);
        QCOMPARE(b.sent().page_size(), 50u);
        QCOMPARE(b.sent().criteria_size(), 1);
        QVERIFY(b.find<QPushButton>("chip-state")->isVisible());
    }
    void tickedRowsTurnTheBarAndReachAllMatching()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 234));
        QTest::keyClick(&b.page->view(), Qt::Key_A, Qt::ControlModifier);
        auto *ticked = b.find<QLabel>("ticked");
        QVERIFY(ticked->isVisible());
        QCOMPARE(ticked->text(), QStringLiteral("20 selected"));
        auto *all = b.find<QToolButton>("all-matching-button");
        QVERIFY(all->isVisible());
        QVERIFY(all->text().contains(QStringLiteral("234")));
        all->click();
        QCOMPARE(ticked->text(), QStringLiteral("234 selected"));
        QVERIFY(!all->isVisible());
        b.find<QToolButton>("next-page")->click();
        b.rpc.reply(kList, noteList(21, 20, "t3", -1));
        for (int row = 0; row < 20; ++row) {
            QCOMPARE(b.source->model().index(row, 0).data(Qt::CheckStateRole).toInt(),
                     static_cast<int>(Qt::Checked));
        }
        b.find<QToolButton>("clear-selection-button")->click();
        QVERIFY(!ticked->isVisible());
        QTest::keyClick(b.page.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(ticked->text(), QStringLiteral("234 selected"));
        b.find<QToolButton>("filter-state")->menu()->actions()[1]->trigger();
        QVERIFY(b.source->model().ticks().isEmpty()); // other rows match now
    }
    /// What somebody else deletes is neither counted nor chosen any more, and who looks at the last rows of
    /// a list is told what there is instead of them.
    void rowsThatLeaveAreNotCountedAnyMore()
    {
        Bench b;
        const auto leave = [&b](int id) {
            earshot::v1::CallChange change;
            change.set_id(std::to_string(id));
            change.set_verb("removed");
            QVERIFY(b.rpc.send(QStringLiteral("Notes/Watch"), change));
        };
        b.rpc.reply(kList, noteList(1, 2, "t2", 3));
        QTest::keyClick(&b.page->view(), Qt::Key_A, Qt::ControlModifier);
        auto *ticked = b.find<QLabel>("ticked");
        QCOMPARE(ticked->text(), QStringLiteral("2 selected"));
        leave(1);
        QCOMPARE(b.range(), QStringLiteral("1–1 of 2"));
        QCOMPARE(ticked->text(), QStringLiteral("1 selected"));
        QTest::keyClick(b.page.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(ticked->text(), QStringLiteral("2 selected"));
        const int before = b.rpc.count(kList);
        leave(2);
        QCOMPARE(b.rpc.count(kList), before + 1);
        b.rpc.reply(kList, noteList(3, 1, "", 1));
        QCOMPARE(b.range(), QStringLiteral("1–1 of 1"));
        leave(3);
        b.rpc.reply(kList, noteList(0, 0, "", 0));
        QCOMPARE(b.state(), StateView::State::EmptyNew);
        QVERIFY(b.page->states().isVisible());
    }
    void failuresBeforeAndAfterTheFirstRows()
    {
        Bench b;
        b.rpc.fail(kList, common::ErrorCode::Unavailable, {},
                   {{QStringLiteral("reason"), QStringLiteral("busy")}});
        QCOMPARE(b.state(), StateView::State::Error);
        QVERIFY(b.page->states().text().contains(QStringLiteral("load the notes")));
        b.find<QPushButton>("state-action")->click();
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        QVERIFY(b.showsRows());
        b.page->refresh();
        b.rpc.fail(kList, common::ErrorCode::Internal);
        QVERIFY(b.showsRows());
        auto *banner = b.page->findChild<Banner *>();
        QVERIFY(banner->isVisible());
        b.find<QPushButton>("banner-button")->click();
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        QVERIFY(!banner->isVisible());
    }
    void withoutThePermissionNothingIsAsked()
    {
        Bench b(false);
        b.page.reset();
        b.identity.permissions.removeAll(QStringLiteral("calls.view"));
        b.make();
        QCOMPARE(b.rpc.count(kList), 0);
        QCOMPARE(b.state(), StateView::State::Denied);
        QVERIFY(b.page->states().text().contains(QStringLiteral("View calls")));
    }
    void theServersNoIsShownToo()
    {
        Bench b;
        b.rpc.fail(kList, common::ErrorCode::Denied);
        QCOMPARE(b.state(), StateView::State::Denied);
        QVERIFY(b.page->states().isVisible());
    }
    void offlineKeepsTheRowsAndComesBackByItself()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        QVERIFY(b.action("delete")->isEnabled());
        b.rpc.setReady(false);
        QVERIFY(b.showsRows());
        QVERIFY(!b.page->findChild<Banner *>()->isVisible()); // the shell has one for all pages
        QVERIFY(!b.action("delete")->isEnabled());
        QVERIFY(b.action("delete")->toolTip() != QStringLiteral("Delete")); // it says why
        QVERIFY(b.action("open")->isEnabled());
        const int before = b.rpc.count(kList);
        b.page->refresh();
        QCOMPARE(b.rpc.count(kList), before);
        b.rpc.setReady(true);
        QCOMPARE(b.rpc.count(kList), before + 1);
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        QVERIFY(!b.page->findChild<Banner *>()->isVisible());
        QVERIFY(b.action("delete")->isEnabled());
    }
    void offlineFromTheBeginning()
    {
        Bench b(false);
        b.rpc.setReady(false);
        b.page->show();
        QCOMPARE(b.state(), StateView::State::Offline);
        b.rpc.setReady(true);
        QCOMPARE(b.rpc.count(kList), 1);
    }
    void theSpinnerWaits300Milliseconds()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        b.page->refresh();
        QVERIFY(!b.page->header().showsBusy());
        QVERIFY(b.showsRows()); // the old rows stay
        QTRY_VERIFY(b.page->header().showsBusy());
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        QVERIFY(!b.page->header().showsBusy());
    }
    void theCurrentRowSurvivesARefresh()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "", 20));
        b.page->view().setCurrentId(QStringLiteral("12"));
        b.page->refresh();
        b.rpc.reply(kList, noteList(3, 18, "", 18));
        QCOMPARE(b.page->view().currentId(), QStringLiteral("12"));
    }
    void newsLeadToTheFirstPage()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 40));
        b.find<QToolButton>("next-page")->click();
        b.rpc.reply(kList, noteList(21, 20, "", -1));
        earshot::v1::CallChange change;
        change.set_id("99");
        change.set_verb("stored");
        b.rpc.send(QStringLiteral("Notes/Watch"), change);
        b.rpc.send(QStringLiteral("Notes/Watch"), change);
        auto *news = b.find<QPushButton>("news");
        QVERIFY(news->isVisible());
        QCOMPARE(news->text(), QStringLiteral("2 new"));
        news->click();
        QCOMPARE(b.sent().page_token(), std::string());
        b.rpc.reply(kList, noteList(1, 20, "t2", 41));
        QVERIFY(!news->isVisible());
    }
    void newsAtTheTopComeByThemselves()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 40));
        earshot::v1::CallChange change;
        change.set_id("99");
        change.set_verb("stored");
        const int before = b.rpc.count(kList);
        b.rpc.send(QStringLiteral("Notes/Watch"), change);
        QTRY_COMPARE(b.rpc.count(kList), before + 1); // no key was pressed
        b.rpc.reply(kList, noteList(1, 20, "t2", 41));
        QVERIFY(!b.find<QPushButton>("news")->isVisible());
        // The next ones soon after wait, and those who read further down are not disturbed at all.
        b.rpc.send(QStringLiteral("Notes/Watch"), change);
        QTest::qWait(100); // nothing is to happen: there is no condition to wait for
        QCOMPARE(b.rpc.count(kList), before + 1);
        QVERIFY(b.find<QPushButton>("news")->isVisible());
    }
    void newsDoNotTakeTicksAway()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 40));
        const int before = b.rpc.count(kList);
        QTest::keyClick(&b.page->view(), Qt::Key_Space);
        earshot::v1::CallChange change;
        change.set_id("99");
        change.set_verb("stored");
        b.rpc.send(QStringLiteral("Notes/Watch"), change);
        QTest::qWait(100);
        QCOMPARE(b.rpc.count(kList), before);
        QVERIFY(b.find<QPushButton>("news")->isVisible());
    }
    /// "Missed" is no new row: nobody knows what it was, and the page that is read is asked for again.
    void missedChangesAreListedAgain()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 40));
        b.find<QToolButton>("next-page")->click();
        b.rpc.reply(kList, noteList(21, 20, "", -1));
        const int before = b.rpc.count(kList);
        earshot::v1::CallChange change;
        change.set_verb("missed");
        b.rpc.send(QStringLiteral("Notes/Watch"), change);
        QVERIFY(!b.find<QPushButton>("news")->isVisible());
        QTRY_COMPARE(b.rpc.count(kList), before + 1);
        QCOMPARE(b.sent().page_token(), std::string("t2"));
        b.rpc.reply(kList, noteList(21, 19, "", -1));
        QCOMPARE(b.source->model().rowCount(), 19);
        QVERIFY(!b.find<QPushButton>("news")->isVisible());
    }
    void newsDuringALoadAreNotLost()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 40));
        b.page->refresh();
        earshot::v1::CallChange change;
        change.set_id("99");
        change.set_verb("stored");
        b.rpc.send(QStringLiteral("Notes/Watch"), change);
        b.rpc.reply(kList, noteList(1, 20, "t2", 40)); // asked before it was stored
        QVERIFY(b.find<QPushButton>("news")->isVisible());
    }
    void rowsGrowOld()
    {
        ListHeader header(QStringLiteral("Notes"), false,
                          Formats(QLocale(QLocale::English), QTimeZone::utc()));
        const common::WallTime then = common::wallFromUnixMs(1'700'000'000'000);
        header.setLoadedAt(then);
        header.tick(then + std::chrono::minutes(5));
        QVERIFY(!header.isStale());
        header.tick(then + std::chrono::minutes(5) + std::chrono::seconds(1));
        QVERIFY(header.isStale());
        QVERIFY(!header.findChild<QWidget *>(QStringLiteral("stale"))->isHidden());
        header.setLoadedAt(then + std::chrono::minutes(6));
        QVERIFY(!header.isStale());
    }
    void enterMenuAndKeysDoTheSame()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 3, "", 3));
        b.page->view().setCurrentId(QStringLiteral("2"));
        QTest::keyClick(&b.page->view(), Qt::Key_Return);
        QCOMPARE(b.opened, QStringList{QStringLiteral("2")});
        QTest::keyClick(&b.page->view(), Qt::Key_Delete);
        QCOMPARE(b.deleted, QStringList{QStringLiteral("2")});
        Q_EMIT b.page->view().menuRequested(QPoint(10, 10));
        auto *menu = b.find<QMenu>("row-menu");
        QVERIFY(menu->actions().contains(b.action("delete")));
        QVERIFY(menu->actions().contains(b.action("open")));
        menu->close();
    }
    void deniedActionsSayWhy()
    {
        Bench b(false);
        b.page.reset();
        b.identity.permissions.removeAll(QStringLiteral("settings.edit"));
        b.make();
        b.rpc.reply(kList, noteList(1, 3, "", 3));
        QVERIFY(!b.action("delete")->isEnabled());
        QVERIFY(b.action("delete")->toolTip().contains(QStringLiteral("Edit settings")));
    }
    void exportWritesTheVisibleColumns()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        const QString path = b.folder.filePath(QStringLiteral("out.csv"));
        b.page->setFileChooser(
            [path](const QString &suggested, const std::function<void(const QString &)> &done) {
                QCOMPARE(suggested, QStringLiteral("notes.csv"));
                done(path);
            });
        b.page->view().horizontalHeader()->setSectionHidden(0, true);
        b.action("export")->trigger();
        QCOMPARE(b.navigator.tasks().running(), 1);
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        QTRY_COMPARE(b.navigator.tasks().running(), 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("\xef\xbb\xbfText\r\nnote 1\r\nnote 2\r\n"));
        QCOMPARE(b.navigator.notes.size(), 1);
    }
    void autoRefreshAsksAgain()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 2, "", 2));
        b.page->header().setAutoRefresh(std::chrono::seconds(10));
        Q_EMIT b.page->header().autoRefreshChanged();
        QCOMPARE(b.page->header().autoRefresh().count(), 10);
        QCOMPARE(QSettings().value(QStringLiteral("servers/p/lists/notes/refresh")).toInt(), 10);
    }
    void everythingThatTakesTheFocusHasAName()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 234));
        b.find<QToolButton>("filter-state")->menu()->actions()[1]->trigger();
        QCOMPARE(namelessWidgets(*b.page).join(u'\n'), QString());
        QTest::keyClick(&b.page->view(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(namelessWidgets(*b.page).join(u'\n'), QString());
        b.rpc.fail(kList, common::ErrorCode::Internal);
        QCOMPARE(namelessWidgets(*b.page).join(u'\n'), QString());
    }
    void twentyRowsAreShownQuickly()
    {
        Bench b;
        b.rpc.reply(kList, noteList(1, 20, "t2", 1'000'000));
        b.page->refresh();
        QElapsedTimer timer;
        timer.start();
        b.rpc.reply(kList, noteList(1'000, 20, "t2", 1'000'000));
        b.page->view().grab();
        qInfo("reply to pixels: %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY(timer.elapsed() < 100);
    }
};

EARSHOT_TEST(tst_listpage, TestListPage)
#include "tst_listpage.moc"
