// SPDX-License-Identifier: GPL-3.0-or-later
// Searches that are saved, applied, renamed, deleted, and come back.
#include "common/proto/savedsearches.pb.h"
#include "console/kit/editdialog.h"
#include "console/kit/words.h"
#include "console/pages/administration/administrationpages.h"
#include "tests/console/pages/searchbench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;
using Bench = SearchBench;

class TestSavedSearches : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aSearchIsSavedAndComesBack()
    {
        Bench bench;
        bench.open(&createUsers);
        bench.advanced();
        bench.fill(0, "name", "contains", QStringLiteral("web"));
        bench.press("save-search");
        auto *dialog = bench.page->findChild<EditDialog *>();
        QVERIFY(dialog != nullptr);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("name")),
                         QStringLiteral("Webers & Co"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        auto made = bench.rpc.request<v1::SavedSearch>(QStringLiteral("SavedSearches/Create"));
        QCOMPARE(made.name(), std::string("Webers & Co"));
        QCOMPARE(made.list(), std::string("users"));
        QCOMPARE(made.criteria_size(), 1);
        QCOMPARE(made.order(), std::string("name"));
        QVERIFY(made.columns_size() > 0);
        for (const char *reason : {"taken", "full"}) {
            bench.rpc.fail(QStringLiteral("SavedSearches/Create"), ErrorCode::Conflict, {},
                           {{QStringLiteral("name"), QLatin1String(reason)}});
            QCOMPARE(dialog->form()->errors().value(QStringLiteral("name")),
                     reasonWords(QLatin1String(reason)));
            dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        }
        made.set_id(idOf(700));
        made.set_version(1);
        bench.rpc.reply(QStringLiteral("SavedSearches/Create"), made);
        *bench.saved.add_searches() = made;
        bench.answer();
        QTRY_VERIFY(bench.page->findChild<EditDialog *>() == nullptr);
        QCOMPARE(Bench::textsOf(bench.sent()), QStringList{QStringLiteral("name contains web")});
        QVERIFY(bench.find<QToolButton>("saved-searches")->text().contains(QLatin1String("Webers && Co")));
        // The next time the page is opened: chips, which say what holds and can be taken off.
        bench.open(&createUsers);
        QCOMPARE(bench.find<QTabBar>("views")->currentIndex(), 1);
        QCOMPARE(Bench::textsOf(bench.sent()), QStringList{QStringLiteral("name contains web")});
        QCOMPARE(bench.chips(), QStringList{QString::fromUtf8("Name: includes “web”")});
        QVERIFY(bench.rows().isEmpty());
        QVERIFY(bench.find<QToolButton>("saved-searches")->text().contains(QLatin1String("Webers && Co")));
        saveShot(*bench.page, QStringLiteral("search-users-reopened"));
        QCOMPARE(namelessWidgets(*bench.page), QStringList());
        bench.press("clear-filters");
        QCOMPARE(bench.sent().criteria_size(), 0);
        QVERIFY(bench.chips().isEmpty());
        QCOMPARE(bench.rows().size(), 1);
    }

    void savedOnesAreAppliedRenamedAndDeleted()
    {
        Bench bench;
        *bench.saved.add_searches() = Bench::aSearch(0, "Recorded sales");
        bench.open(&createUsers);
        bench.advanced();
        const QByteArray entry = "saved-" + QByteArray::fromStdString(idOf(700));
        QVERIFY(bench.entry("rename-search") == nullptr);
        bench.entry(entry.constData())->trigger();
        QCOMPARE(Bench::textsOf(bench.sent()), (QStringList{QStringLiteral("group is ") + textId(500),
                                                            QStringLiteral("recording is-not never")}));
        QCOMPARE(bench.sent().order(), std::string("role"));
        QVERIFY(bench.sent().descending());
        bench.rpc.reply(QStringLiteral("Groups/Get"), group(0, "Sales", 8));
        bench.answer();
        QCOMPARE(bench.chips(),
                 (QStringList{QStringLiteral("Group: is Sales"), QStringLiteral("Record: is not Never")}));
        // A chip goes, the rest holds; then what was changed is kept.
        bench.press("chip-0");
        QCOMPARE(Bench::textsOf(bench.sent()), QStringList{QStringLiteral("recording is-not never")});
        bench.answer();
        QVERIFY(bench.find<QToolButton>("saved-searches")->text().contains(QLatin1String("changed")));
        bench.entry("save-changes")->trigger();
        auto changed = bench.rpc.request<v1::SavedSearch>(QStringLiteral("SavedSearches/Update"));
        QCOMPARE(changed.criteria_size(), 1);
        QCOMPARE(changed.version(), 1);
        changed.set_version(2);
        *bench.saved.mutable_searches(0) = changed;
        bench.rpc.reply(QStringLiteral("SavedSearches/Update"), changed);
        bench.answer();
        bench.entry("rename-search")->trigger();
        auto *dialog = bench.page->findChild<EditDialog *>();
        auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("name"));
        QCOMPARE(name->text(), QStringLiteral("Recorded sales"));
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("Recorded"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        changed = bench.rpc.request<v1::SavedSearch>(QStringLiteral("SavedSearches/Update"));
        QCOMPARE(changed.name(), std::string("Recorded"));
        changed.set_version(3);
        *bench.saved.mutable_searches(0) = changed;
        bench.rpc.reply(QStringLiteral("SavedSearches/Update"), changed);
        bench.answer();
        bench.entry("delete-search")->trigger();
        v1::RemoveReply removed;
        removed.set_removed(1);
        removed.add_ids(idOf(700));
        QVERIFY(bench.rpc.reply(QStringLiteral("SavedSearches/Remove"), removed));
        const auto list = std::exchange(bench.saved, {});
        bench.answer();
        QVERIFY(bench.entry("rename-search") == nullptr);
        QVERIFY(bench.navigator.lastUndo);
        bench.navigator.lastUndo();
        QCOMPARE(bench.rpc.request<v1::ObjectRefs>(QStringLiteral("SavedSearches/Restore")).ids(0),
                 idOf(700));
        v1::RestoreReply restored;
        restored.set_restored(1);
        bench.rpc.reply(QStringLiteral("SavedSearches/Restore"), restored);
        bench.saved = list;
        bench.answer();
        QVERIFY(bench.entry(entry.constData()) != nullptr);
    }
};

EARSHOT_TEST(tst_savedsearches, TestSavedSearches)
#include "tst_savedsearches.moc"
