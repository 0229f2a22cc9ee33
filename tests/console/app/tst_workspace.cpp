// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/connectionstrip.h"
#include "console/app/gotobox.h"
#include "console/app/navigationtree.h"
#include "console/app/signinpage.h"
#include "console/app/tasksdock.h"
#include "console/app/workspace.h"
#include "console/kit/snackbar.h"
#include "console/kit/spacing.h"
#include "tests/console/app/accessiblenames.h"
#include "tests/console/app/consolebench.h"
#include "tests/support/testmain.h"

#include <QDialog>
#include <QLabel>
#include <QListWidget>
#include <QPointer>
#include <QScreen>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace console;
using tests::FakeRpc;
using tests::NotePage;

namespace
{
struct Bench {
    PageRegistry registry = tests::noteRegistry();
    FakeRpc rpc;
    tests::FakeClock clock;
    common::Identity identity;
    std::unique_ptr<Workspace> workspace;

    explicit Bench(const QStringList &permissions)
    {
        identity.login = QStringLiteral("root");
        identity.permissions = permissions;
        workspace = std::make_unique<Workspace>(
            WorkspaceParts{registry, rpc, identity, clock, QStringLiteral("key")});
        workspace->resize(1000, 640);
        workspace->show();
        (void)QTest::qWaitForWindowExposed(workspace.get());
    }
    NotePage *page() const { return dynamic_cast<NotePage *>(workspace->currentPage()); }
    QString trail() const { return workspace->findChild<QLabel *>(QStringLiteral("breadcrumb"))->text(); }
    QStringList tree() const
    {
        QStringList titles;
        for (QTreeWidgetItemIterator it(workspace->findChild<NavigationTree *>()); *it != nullptr; ++it) {
            titles.append((*it)->text(0));
        }
        return titles;
    }
};

const QStringList kAll{QStringLiteral("calls.view"), QStringLiteral("calls.live"),
                       QStringLiteral("storage.view")};
} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theTreeHasWhatMayBeOpened()
    {
        const Bench all(kAll);
        QCOMPARE(all.tree(), (QStringList{QStringLiteral("Recordings"), QStringLiteral("All Calls"),
                                          QStringLiteral("Active Calls"), QStringLiteral("Administration"),
                                          QStringLiteral("Storage"), QStringLiteral("Targets")}));
        const Bench few({QStringLiteral("calls.view")});
        QCOMPARE(few.tree(), (QStringList{QStringLiteral("Recordings"), QStringLiteral("All Calls")}));
        const Bench none({});
        QCOMPARE(none.tree(), QStringList());
        Bench later({});
        later.identity.permissions = kAll;
        later.workspace->setIdentityChanged();
        QCOMPARE(later.tree().size(), 6);
    }
    void pagesAreKeptWhileTheHistoryKnowsThem()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("all-calls"));
        QPointer<NotePage> list = bench.page();
        list->text->setText(QStringLiteral("typed"));
        bench.workspace->open(QStringLiteral("call"), {{QStringLiteral("id"), QStringLiteral("1")}});
        QCOMPARE(bench.page()->id, QStringLiteral("1"));
        bench.workspace->open(QStringLiteral("call"), {{QStringLiteral("id"), QStringLiteral("2")}});
        const QPointer<NotePage> second = bench.page();
        bench.workspace->back();
        QCOMPARE(bench.page()->id, QStringLiteral("1"));
        bench.workspace->back();
        QCOMPARE(bench.page(), list.data());
        QCOMPARE(bench.page()->text->text(), QStringLiteral("typed"));
        bench.workspace->back(); // there is no more
        QCOMPARE(bench.page(), list.data());
        bench.workspace->forward();
        QCOMPARE(bench.page()->id, QStringLiteral("1"));
        // A new way forgets what was ahead, and its pages.
        bench.workspace->open(QStringLiteral("targets"));
        QTRY_VERIFY(second.isNull());
        QVERIFY(!list.isNull());
        // The same place is the same page.
        bench.workspace->open(QStringLiteral("all-calls"));
        QCOMPARE(bench.page(), list.data());
        for (int i = 0; i < History::kLimit + 5; ++i) {
            bench.workspace->open(QStringLiteral("call"), {{QStringLiteral("id"), QString::number(i + 10)}});
        }
        QTRY_VERIFY(list.isNull());
    }
    void anotherTimezoneMakesPagesAnew()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("all-calls"));
        const QPointer<NotePage> list = bench.page();
        bench.workspace->open(QStringLiteral("active-calls"));
        const QPointer<NotePage> shown = bench.page();
        bench.workspace->setIdentityChanged(); // other rights leave them alone
        QCOMPARE(bench.page(), shown.data());
        bench.identity.timeZone = QStringLiteral("Asia/Tokyo");
        bench.workspace->setIdentityChanged();
        QVERIFY(bench.page() != nullptr && bench.page() != shown.data());
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("active-calls"));
        QTRY_VERIFY(shown == nullptr && list == nullptr);
        bench.workspace->back();
        QVERIFY(bench.page() != nullptr);
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("all-calls"));
    }
    void theBreadcrumbNamesAreaAndCaption()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("targets"));
        QVERIFY(bench.trail().contains(QLatin1String("Administration")));
        QVERIFY(bench.trail().contains(QLatin1String("<b>Targets</b>")));
        bench.workspace->open(QStringLiteral("call"), {{QStringLiteral("id"), QStringLiteral("1")}});
        bench.workspace->setCaption(bench.page(), QStringLiteral("Call <101> → 202"));
        QVERIFY(bench.trail().contains(QStringLiteral("Call &lt;101&gt; → 202")));
        // The page of an object hangs below its list, which is one click away.
        QVERIFY(bench.trail().contains(QLatin1String("Recordings")));
        QVERIFY(bench.trail().contains(QLatin1String("<a href=\"all-calls\">All Calls</a>")));
    }
    void aLongNameLeavesTheBarItsRoom()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("call"), {{QStringLiteral("id"), QStringLiteral("1")}});
        bench.workspace->setCaption(bench.page(), QString(255, u'm'));
        QVERIFY(bench.trail().contains(u'…'));
        const auto *label = bench.workspace->findChild<QLabel *>(QStringLiteral("breadcrumb"));
        QVERIFY(label->toolTip().contains(QString(255, u'm')));
        const auto buttons = bench.workspace->findChildren<QToolButton *>();
        const auto goTo = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton *button) {
            return button->accessibleName() == QLatin1String("Go to");
        });
        QVERIFY(goTo != buttons.end());
        QTest::qWait(20); // layouts settle
        const QRect place((*goTo)->mapTo(bench.workspace.get(), QPoint()), (*goTo)->size());
        QVERIFY(bench.workspace->rect().contains(place));
        QVERIFY(label->parentWidget()->minimumSizeHint().width() < 300);
        bench.workspace->setCaption(bench.page(), QStringLiteral("Call 101 → 202"));
        QVERIFY(label->toolTip().isEmpty());
    }
    void aPageMayKeepTheUser()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("all-calls"));
        bench.page()->leave = false;
        bench.workspace->open(QStringLiteral("targets"));
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("all-calls"));
        bench.page()->leave = true;
        bench.workspace->open(QStringLiteral("targets"));
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("targets"));
    }
    void missingPermissionAndUnknownPageAreTold()
    {
        Bench bench({QStringLiteral("calls.view")});
        bench.workspace->open(QStringLiteral("all-calls"));
        bench.workspace->open(QStringLiteral("targets"));
        auto *snackbar = bench.workspace->findChild<Snackbar *>();
        QVERIFY(snackbar->text().contains(QLatin1String("permission")));
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("all-calls"));
        bench.workspace->open(QStringLiteral("nothing"));
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("all-calls"));
    }
    void goToFindsPagesAndCallIds()
    {
        Bench bench({QStringLiteral("calls.view"), QStringLiteral("calls.live")});
        bench.workspace->open(QStringLiteral("all-calls"));
        bench.workspace->goTo();
        auto *box = bench.workspace->findChild<GoToBox *>();
        auto *results = box->findChild<QListWidget *>();
        QCOMPARE(results->count(), 2); // Targets may not be opened; a call needs an id
        QTest::keyClicks(box->findChild<QLineEdit *>(), QStringLiteral("xyz"));
        QVERIFY(!results->isVisible());
        QVERIFY(box->findChild<QLabel *>()->isVisible()); // says that there is nothing
        box->findChild<QLineEdit *>()->clear();
        QTest::keyClicks(box->findChild<QLineEdit *>(), QStringLiteral("act"));
        QCOMPARE(results->count(), 1);
        QTest::keyClick(box->findChild<QLineEdit *>(), Qt::Key_Return);
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("active-calls"));
        QTRY_VERIFY(bench.workspace->findChild<GoToBox *>() == nullptr);
        bench.workspace->goTo();
        box = bench.workspace->findChild<GoToBox *>();
        box->findChild<QLineEdit *>()->setText(QStringLiteral("018f0000-0000-7000-8000-000000000001"));
        QTest::keyClick(box->findChild<QLineEdit *>(), Qt::Key_Return);
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("call"));
        QCOMPARE(bench.page()->id, QStringLiteral("018f0000-0000-7000-8000-000000000001"));
    }
    void panesTasksAndNavigation()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("all-calls"));
        bench.workspace->activateWindow();
        auto *tree = bench.workspace->findChild<NavigationTree *>();
        auto *dock = bench.workspace->findChild<TasksDock *>();
        tree->setFocus();
        bench.workspace->focusNextPane(true);
        QCOMPARE(QApplication::focusWidget(), bench.page()->text);
        bench.workspace->focusNextPane(true);
        QCOMPARE(QApplication::focusWidget(), tree);
        bench.workspace->focusNextPane(false);
        QCOMPARE(QApplication::focusWidget(), bench.page()->text);
        QVERIFY(!dock->isVisible());
        const auto id = bench.workspace->tasks().start({.name = QStringLiteral("Save call"), .server = {}});
        bench.workspace->tasks().progress(id, 0.5, QStringLiteral("Receiving"));
        bench.workspace->toggleTasks();
        QVERIFY(dock->isVisible());
        QCOMPARE(QApplication::focusWidget(), dock->table());
        QCOMPARE(tests::unnamedWidgets(*bench.workspace), QStringList());
        QCOMPARE(tests::untitledColumns(*bench.workspace), QStringList());
        QVERIFY(tests::saveScreenshot(*bench.workspace, QStringLiteral("workspace-tasks")));
        bench.workspace->toggleTasks();
        QVERIFY(!dock->isVisible());
        bench.workspace->tasks().finish(id, TaskState::Done, QStringLiteral("Saved"));
        QVERIFY(bench.workspace->findChild<Snackbar *>()->text().contains(QLatin1String("Saved")));
    }
    void navigationFoldsIntoARailOfIcons()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("all-calls"));
        bench.workspace->activateWindow();
        auto *tree = bench.workspace->findChild<NavigationTree *>();
        const QStringList titles = bench.tree();
        tree->topLevelItem(0)->setExpanded(false);
        const int wide = tree->width();
        bench.workspace->toggleNavigation();
        QVERIFY(tree->isVisible());
        QTRY_COMPARE(tree->width(), kNavigationRail);
        QCOMPARE(bench.tree(), titles); // the names are still there for those who hear them
        for (QTreeWidgetItemIterator it(tree); *it != nullptr; ++it) {
            QVERIFY(!(*it)->icon(0).isNull());
            QCOMPARE((*it)->toolTip(0), (*it)->text(0));
            QVERIFY(!tree->visualItemRect(*it).isEmpty()); // also those of the area that was closed
        }
        QVERIFY(tests::saveScreenshot(*bench.workspace, QStringLiteral("workspace-rail")));
        QTRY_VERIFY(bench.page()->mapTo(bench.workspace.get(), QPoint()).x() <=
                    kNavigationRail + 2); // no gap
        const QRect row = tree->visualItemRect(tree->topLevelItem(0)->child(1));
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {},
                          QPoint(kNavigationRail / 2, row.center().y()));
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("active-calls"));
        bench.workspace->focusNextPane(true);
        QCOMPARE(QApplication::focusWidget(), bench.page()->text);
        bench.workspace->focusNextPane(true);
        QCOMPARE(QApplication::focusWidget(), tree);
        bench.workspace->toggleNavigation();
        QTRY_COMPARE(tree->width(), wide);
    }
    void aWidePageHidesTheNavigationWhileItIsSeen()
    {
        Bench bench(kAll);
        bench.workspace->open(QStringLiteral("all-calls"));
        bench.workspace->open(QStringLiteral("call"), {{QStringLiteral("id"), QStringLiteral("1")}});
        auto *tree = bench.workspace->findChild<NavigationTree *>();
        bench.workspace->setWide(bench.page(), true);
        QVERIFY(tree->isHidden());
        bench.workspace->back();
        QVERIFY(tree->isVisible());
        bench.workspace->forward();
        QVERIFY(tree->isHidden());
        bench.workspace->toggleNavigation(); // who asks for it gets it
        QVERIFY(tree->isVisible());
        bench.workspace->setWide(bench.page(), false);
        QVERIFY(tree->isVisible());
    }
    void layoutIsKeptAndReset()
    {
        Bench bench(kAll);
        bench.workspace->toggleNavigation();
        bench.workspace->toggleTasks();
        const QByteArray kept = bench.workspace->saveLayout();
        Bench next(kAll);
        next.workspace->restoreLayout(kept);
        auto *tree = next.workspace->findChild<NavigationTree *>();
        QTRY_COMPARE(tree->width(), kNavigationRail);
        QVERIFY(next.workspace->findChild<TasksDock *>()->isVisible());
        next.workspace->toggleNavigation();
        QTRY_VERIFY(tree->width() > 3 * kNavigationRail); // the width before it was folded
        next.workspace->resetLayout();
        QVERIFY(tree->isVisible());
        QVERIFY(!next.workspace->findChild<TasksDock *>()->isVisible());
        next.workspace->restoreLayout(QByteArray("damaged"));
        QVERIFY(tree->isVisible());
    }
    /// A dialog is a window of its own: it neither stands before the form that asks for the password nor
    /// shows its content on a locked console. Who comes back finds it as he left it, others do not.
    void dialogsAreAsideWhileSomebodyHasToSignIn()
    {
        tests::ConsoleBench bench;
        bench.addServer();
        bench.open();
        QVERIFY(bench.signIn());
        QPointer<QDialog> dialog = new QDialog(bench.window->workspace()->currentPage());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        auto *text = new QLineEdit(dialog);
        dialog->open();
        QPointer<QDialog> inner = new QDialog(dialog); // "Discard what you changed?"
        inner->setAttribute(Qt::WA_DeleteOnClose);
        inner->open();
        text->setText(QStringLiteral("half a name"));
        QSignalSpy finished(dialog, &QDialog::finished);
        const auto aside = [&] {
            return dialog != nullptr && inner != nullptr && !dialog->isVisible() && !inner->isVisible() &&
                   QApplication::activeModalWidget() == nullptr;
        };
        bench.window->connection().lock();
        QCOMPARE(bench.window->shown(), bench.window->signInPage());
        QVERIFY(aside());
        QVERIFY(bench.signIn());
        QVERIFY(dialog->isVisible() && inner->isVisible());
        QCOMPARE(QApplication::activeModalWidget(), inner.data());
        QCOMPARE(text->text(), QStringLiteral("half a name"));
        QCOMPARE(finished.count(), 0);
        inner->close();
        QTRY_VERIFY(inner == nullptr);
        QVERIFY(dialog->isVisible());
        bench.link->breakOff(QStringLiteral("signed-out"));
        QVERIFY(!dialog->isVisible());
        QVERIFY(bench.signIn({"calls.view"}, "ben"));
        QVERIFY(dialog == nullptr);
    }
    void longNamesLeaveTheStripItsRoom()
    {
        tests::ConsoleBench bench;
        ServerEntry entry = bench.addServer(true);
        entry.label = QStringLiteral("R&D ") + QString(200, u'm');
        QVERIFY(bench.servers.update(entry));
        bench.open();
        QVERIFY(bench.signIn());
        auto *strip = bench.window->findChild<ConnectionStrip *>();
        strip->setImpersonated(QString(255, u'm'));
        QVERIFY2(strip->minimumSizeHint().width() <= 1024,
                 qPrintable(QString::number(strip->minimumSizeHint().width())));
        const auto buttons = strip->findChildren<QToolButton *>();
        const auto server = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton *button) {
            return button->accessibleName().startsWith(QLatin1String("Server "));
        });
        QVERIFY(server != buttons.end());
        QVERIFY((*server)->text().startsWith(QLatin1String("R&&D ")));
        QVERIFY((*server)->accessibleName().endsWith(entry.label)); // whole, for those who hear it
        QVERIFY((*server)->toolTip().contains(entry.label));
    }
    void aSecondWindowDoesNotCoverTheFirst()
    {
        tests::ConsoleBench bench;
        bench.addServer();
        bench.open();
        const QRect place(40, 60, 640, 480);
        bench.window->setGeometry(place);
        QTRY_COMPARE(bench.window->geometry(), place);
        MainWindow second(bench.services);
        second.setGeometry(place);
        second.show();
        QVERIFY(QTest::qWaitForWindowExposed(&second));
        QVERIFY(second.pos() != bench.window->pos());
        QVERIFY(second.screen()->availableGeometry().contains(second.geometry()));
    }
    void entriesAreOpenedByNumber()
    {
        Bench bench(kAll);
        bench.workspace->openEntry(1);
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("targets"));
        bench.workspace->openEntry(4); // there is none
        QCOMPARE(bench.workspace->currentPlace().pageId, QStringLiteral("targets"));
    }
};

EARSHOT_TEST(tst_workspace, TestWorkspace)
#include "tst_workspace.moc"
