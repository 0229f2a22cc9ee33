// SPDX-License-Identifier: GPL-3.0-or-later
// The advanced search, driven on the pages that have one: rows, running, saving, coming back, clearing.
#include "common/proto/savedsearches.pb.h"
#include "console/crud/advancedsearch.h"
#include "console/crud/listpage.h"
#include "console/kit/criteriaeditor.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/kit/theme.h"
#include "console/kit/words.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/recordings/recordingspages.h"
#include "tests/console/pages/calldata.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"
#include "tests/support/pseudotranslator.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

using Create = QWidget *(*)(const PageContext &, const QVariantMap &, QWidget *);
struct PageCase {
    const char *name;
    Create create;
    const char *list; ///< method
};
const PageCase kPages[] = {{"users", &createUsers, "Users/List"},
                           {"roles", &createRoles, "Roles/List"},
                           {"audit-log", &createAuditLog, "Audit/List"},
                           {"calls", &createAllCalls, "Calls/List"}};

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    Bench()
    {
        identity.scope = QStringLiteral("unrestricted");
        for (const char *code : {"tenants.view", "groups.view", "users.view", "users.edit", "roles.view",
                                 "audit.view", "sources.view", "calls.confidential"}) {
            identity.permissions.append(QString::fromLatin1(code));
        }
    }
    void open(Create create, const QSize &size = {1040, 700})
    {
        page.reset(create(context(), {}, nullptr));
        page->resize(size);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
        QApplication::setActiveWindow(page.get());
        answer();
    }
    void answer()
    {
        rpc.reply(QStringLiteral("Users/List"), userList(13));
        rpc.reply(QStringLiteral("Roles/List"), roleList());
        rpc.reply(QStringLiteral("Audit/List"), auditList());
        rpc.reply(QStringLiteral("Calls/List"), callList(0, 20, "next", 234));
        rpc.reply(QStringLiteral("SavedSearches/List"), saved);
        settle();
    }
    static void settle()
    {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::processEvents();
        }
    }
    void advanced()
    {
        auto *tabs = find<QTabBar>("views");
        tabs->setCurrentIndex(tabs->count() - 1);
        answer();
    }
    template <typename W>
    W *find(const char *name) const
    {
        return page->findChild<W *>(QLatin1String(name));
    }
    QList<CriterionRowEditor *> rows() const
    {
        QList<CriterionRowEditor *> shown;
        for (auto *row : page->findChildren<CriterionRowEditor *>()) {
            if (row->isVisibleTo(page.get())) {
                shown.append(row);
            }
        }
        std::sort(shown.begin(), shown.end(),
                  [](const QWidget *a, const QWidget *b) { return a->y() < b->y(); });
        return shown;
    }
    template <typename W>
    static W *part(CriterionRowEditor *row, const char *name)
    {
        for (W *found : row->findChildren<W *>(QLatin1String(name))) {
            if (found->isVisibleTo(row)) {
                return found;
            }
        }
        return nullptr;
    }
    static void choose(QComboBox *box, const char *key)
    {
        box->setCurrentIndex(box->findData(QLatin1String(key)));
    }
    void fill(int row, const char *field, const char *op, const QString &text)
    {
        CriterionRowEditor *editor = rows()[row];
        choose(part<QComboBox>(editor, "field"), field);
        choose(part<QComboBox>(editor, "operator"), op);
        settle();
        QTest::keyClicks(part<QLineEdit>(editor, "value"), text);
    }
    void press(const char *name) const
    {
        if (auto *button = page->findChild<QAbstractButton *>(QLatin1String(name))) {
            button->click();
        }
        settle();
    }
    QStringList chips() const
    {
        QStringList texts;
        for (const auto *chip : find<QWidget>("advanced-search")->findChildren<QPushButton *>()) {
            if (chip->objectName().startsWith(QLatin1String("chip-")) && chip->isVisibleTo(page.get())) {
                texts.append(chip->text());
            }
        }
        return texts;
    }
    QMenu *menu() const
    {
        auto *menu = find<QMenu>("saved-searches-menu");
        Q_EMIT menu->aboutToShow();
        return menu;
    }
    QAction *entry(const char *name) const { return menu()->findChild<QAction *>(QLatin1String(name)); }
    v1::ListRequest sent(const char *method = "Users/List") const
    {
        return rpc.request<v1::ListRequest>(QLatin1String(method));
    }
    /// "name contains ann" of each criterion.
    static QStringList textsOf(const v1::ListRequest &request)
    {
        QStringList texts;
        for (const v1::Criterion &criterion : request.criteria()) {
            QStringList parts{QString::fromStdString(criterion.field()),
                              QString::fromStdString(criterion.operator_())};
            for (const std::string &value : criterion.values()) {
                parts.append(QString::fromStdString(value));
            }
            texts.append(parts.join(u' '));
        }
        return texts;
    }
    static v1::SavedSearch aSearch(int n, const char *name)
    {
        v1::SavedSearch search;
        search.set_id(idOf(700 + n));
        search.set_list("users");
        search.set_name(name);
        auto *group = search.add_criteria();
        group->set_field("group");
        group->set_operator_("is");
        group->add_values(idOf(500));
        auto *created = search.add_criteria();
        created->set_field("recording");
        created->set_operator_("is-not");
        created->add_values("never");
        search.set_order("role");
        search.set_descending(true);
        search.set_version(1);
        return search;
    }
    v1::SavedSearchList saved;
};

void addPages()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < 4; ++i) {
        QTest::newRow(kPages[i].name) << i;
    }
}

} // namespace

class TestSearchPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void looksWhole_data() { addPages(); }
    void looksWhole()
    {
        QFETCH(int, index);
        const PageCase &each = kPages[index];
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            Theme theme(choice);
            Bench bench;
            bench.open(each.create);
            bench.advanced();
            bench.press("add-criteria");
            bench.press("add-criteria");
            for (int i = 0; i < 3; ++i) {
                auto *field = Bench::part<QComboBox>(bench.rows()[i], "field");
                field->setCurrentIndex(i * 3);
            }
            Bench::settle();
            saveShot(*bench.page,
                     QStringLiteral("search-%1-%2").arg(QLatin1String(each.name), keyOf(choice)));
            QCOMPARE(namelessWidgets(*bench.page), QStringList());
            QCOMPARE(clippedWidgets(*bench.page), QStringList());
        }
    }
    void fitsNarrowWindowsAndLongWords_data() { addPages(); }
    void fitsNarrowWindowsAndLongWords()
    {
        QFETCH(int, index);
        Theme theme(ThemeChoice::Light);
        PseudoTranslator pseudo;
        QCoreApplication::installTranslator(&pseudo);
        {
            Bench bench;
            bench.open(kPages[index].create, {620, 560});
            bench.advanced();
            bench.press("add-criteria");
            saveShot(*bench.page, QStringLiteral("search-%1-narrow").arg(QLatin1String(kPages[index].name)));
            QCOMPARE(clippedWidgets(*bench.page), QStringList());
            QVERIFY(bench.find<QWidget>("advanced-search")->height() < 420);
        }
        QCoreApplication::removeTranslator(&pseudo);
    }
    /// Every field of every page, every condition of it: there is something to fill in or nothing to, and all
    /// has a name.
    void everyFieldAndCondition_data() { addPages(); }
    void everyFieldAndCondition()
    {
        QFETCH(int, index);
        Theme theme(ThemeChoice::Light);
        Bench bench;
        bench.open(kPages[index].create);
        bench.advanced();
        CriterionRowEditor *row = bench.rows()[0];
        auto *field = Bench::part<QComboBox>(row, "field");
        auto *op = Bench::part<QComboBox>(row, "operator");
        QVERIFY(field->count() >= 7);
        for (int f = 0; f < field->count(); ++f) {
            field->setCurrentIndex(f);
            QVERIFY(op->count() > 0);
            for (int o = 0; o < op->count(); ++o) {
                op->setCurrentIndex(o);
                Bench::settle();
                const QString what = field->currentText() + u' ' + op->currentText();
                const QString key = op->currentData().toString();
                QVERIFY2((Bench::part<QWidget>(row, "value") != nullptr) == (valuesOf(key) > 0),
                         qPrintable(what));
                QVERIFY2((Bench::part<QWidget>(row, "second-value") != nullptr) == (valuesOf(key) == 2),
                         qPrintable(what));
                QCOMPARE(namelessWidgets(*row), QStringList());
            }
        }
    }

    void criteriaAreAddedAndRun()
    {
        Bench bench;
        bench.open(&createUsers);
        QCOMPARE(bench.find<QTabBar>("views")->tabText(0), QStringLiteral("ALL USERS"));
        QCOMPARE(bench.find<QTabBar>("views")->tabText(1), QStringLiteral("ADVANCED SEARCH"));
        bench.advanced();
        QVERIFY(!bench.find<QWidget>("filter-group")->isVisible());
        bench.fill(0, "name", "begins", QStringLiteral("An"));
        bench.press("add-criteria");
        QCOMPARE(bench.rows().size(), 2);
        // What is not filled in is said, and nothing is asked for.
        const int before = bench.rpc.count(QStringLiteral("Users/List"));
        bench.press("run-search");
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/List")), before);
        QVERIFY(!Bench::part<QLabel>(bench.rows()[1], "problem")->text().isEmpty());
        bench.fill(1, "email", "not-contains", QStringLiteral("@example.com"));
        QTest::keyClick(Bench::part<QLineEdit>(bench.rows()[1], "value"), Qt::Key_Return);
        QCOMPARE(Bench::textsOf(bench.sent()),
                 (QStringList{QStringLiteral("name begins An"),
                              QStringLiteral("email not-contains @example.com")}));
        bench.answer();
        // "Is empty" takes no value; a row goes by its button.
        Bench::choose(Bench::part<QComboBox>(bench.rows()[1], "operator"), "is-empty");
        Bench::part<QToolButton>(bench.rows()[0], "remove")->click();
        Bench::settle();
        bench.press("run-search");
        QCOMPARE(Bench::textsOf(bench.sent()), QStringList{QStringLiteral("email is-empty")});
        bench.answer();
        // Back on the other tab nothing of it holds.
        bench.find<QTabBar>("views")->setCurrentIndex(0);
        QCOMPARE(bench.sent().criteria_size(), 0);
    }

    void valuesOfEveryKind()
    {
        Bench bench;
        bench.open(&createUsers);
        bench.advanced();
        CriterionRowEditor *row = bench.rows()[0];
        auto *field = Bench::part<QComboBox>(row, "field");
        auto *op = Bench::part<QComboBox>(row, "operator");
        const auto run = [&] {
            bench.press("run-search");
            const QString text = Bench::textsOf(bench.sent()).value(0);
            bench.answer();
            return text;
        };
        Bench::choose(field, "valid_till");
        Bench::choose(op, "between");
        Bench::settle();
        // Berlin: a day in winter begins at 23:00 UTC; the wrong way round is put right.
        Bench::part<QDateEdit>(row, "value")->setDate({2026, 1, 3});
        Bench::part<QDateEdit>(row, "second-value")->setDate({2026, 1, 1});
        QCOMPARE(run(), QStringLiteral("valid_till between 1767222000000 1767481200000"));
        Bench::choose(op, "after");
        Bench::settle();
        QCOMPARE(run(), QStringLiteral("valid_till at-least 1767481200000"));
        Bench::choose(op, "before");
        Bench::settle();
        QCOMPARE(run(), QStringLiteral("valid_till less-than 1767394800000"));
        Bench::choose(op, "last-days");
        Bench::settle();
        QCOMPARE(run(), QStringLiteral("valid_till last-days 1"));
        Bench::choose(field, "confidential");
        Bench::settle();
        QCOMPARE(run(), QStringLiteral("confidential is true"));
        Bench::choose(field, "seat");
        Bench::choose(op, "is-not");
        Bench::settle();
        QCOMPARE(run(), QStringLiteral("seat is-not recording"));
        Bench::choose(field, "group");
        Bench::settle();
        auto *box = Bench::part<ReferenceBox>(row, "value");
        box->setReference({textId(500), QStringLiteral("Sales")});
        QCOMPARE(run(), QStringLiteral("group is-not ") + textId(500));
    }

    void durationsOfCalls()
    {
        Bench bench;
        bench.open(&createAllCalls);
        bench.advanced();
        bench.fill(0, "duration", "at-most", QStringLiteral("1:30"));
        bench.press("run-search");
        QCOMPARE(Bench::textsOf(bench.sent("Calls/List")),
                 QStringList{QStringLiteral("duration less-than 91000")});
        bench.answer();
        Bench::choose(Bench::part<QComboBox>(bench.rows()[0], "operator"), "between");
        Bench::settle();
        QTest::keyClicks(Bench::part<QLineEdit>(bench.rows()[0], "second-value"), QStringLiteral("1:00"));
        bench.press("run-search");
        QCOMPARE(Bench::textsOf(bench.sent("Calls/List")),
                 QStringList{QStringLiteral("duration between 60000 91000")});
    }

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

    void aRefusalStandsAtItsRow()
    {
        Bench bench;
        bench.open(&createUsers);
        bench.advanced();
        bench.fill(0, "name", "contains", QStringLiteral("a"));
        bench.press("add-criteria");
        bench.fill(1, "login", "contains", QStringLiteral("b"));
        bench.press("run-search");
        bench.rpc.fail(QStringLiteral("Users/List"), ErrorCode::Invalid, {},
                       {{QStringLiteral("login"), QStringLiteral("operator")},
                        {QStringLiteral("criterion"), QStringLiteral("2")}});
        Bench::settle();
        QVERIFY(Bench::part<QLabel>(bench.rows()[0], "problem") == nullptr);
        QVERIFY(Bench::part<QLabel>(bench.rows()[1], "problem") != nullptr);
    }

    void whatOneMayNotSeeIsNotOffered()
    {
        Bench bench;
        bench.identity.scope = QStringLiteral("groups");
        bench.identity.permissions = {QStringLiteral("calls.view")};
        *bench.saved.add_searches() = Bench::aSearch(0, "By group");
        bench.saved.mutable_searches(0)->set_list("calls");
        bench.open(&createAllCalls);
        bench.advanced();
        auto *field = Bench::part<QComboBox>(bench.rows()[0], "field");
        for (const char *closed : {"user", "group", "tenant"}) {
            QCOMPARE(field->findData(QLatin1String(closed)), -1);
        }
        Bench::choose(field, "flag");
        Bench::settle();
        QCOMPARE(Bench::part<QComboBox>(bench.rows()[0], "value")->findData(QStringLiteral("confidential")),
                 -1);
        // Half of a search is none: it is refused, not widened.
        const int before = bench.rpc.count(QStringLiteral("Calls/List"));
        bench.entry(("saved-" + idOf(700)).c_str())->trigger();
        QCOMPARE(bench.rpc.count(QStringLiteral("Calls/List")), before);
        QVERIFY(bench.navigator.notes.value(0).contains(QLatin1String("By group")));
    }

    void theKeyboardIsEnough()
    {
        Bench bench;
        bench.open(&createUsers);
        bench.advanced();
        bench.press("add-criteria");
        const QList<CriterionRowEditor *> rows = bench.rows();
        const QList<QWidget *> order{
            Bench::part<QComboBox>(rows[0], "field"), Bench::part<QComboBox>(rows[0], "operator"),
            Bench::part<QLineEdit>(rows[0], "value"), Bench::part<QToolButton>(rows[0], "remove"),
            Bench::part<QComboBox>(rows[1], "field"), Bench::part<QComboBox>(rows[1], "operator"),
            Bench::part<QLineEdit>(rows[1], "value"), Bench::part<QToolButton>(rows[1], "remove"),
            bench.find<QToolButton>("add-criteria"),  bench.find<QPushButton>("run-search"),
            bench.find<QToolButton>("save-search"),   bench.find<QToolButton>("saved-searches"),
            bench.find<QToolButton>("fold-search")};
        order.first()->setFocus();
        for (int i = 1; i < order.size(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            if (!order[i]->isEnabled()) {
                continue;
            }
            QVERIFY2(QApplication::focusWidget() == order[i],
                     qPrintable(order[i]->objectName() + u' ' +
                                (QApplication::focusWidget() == nullptr
                                     ? QString()
                                     : QApplication::focusWidget()->objectName())));
        }
        // Up to twenty rows, and then it says why not.
        for (int i = 2; i < 20; ++i) {
            bench.press("add-criteria");
        }
        QCOMPARE(bench.rows().size(), 20);
        QVERIFY(!bench.find<QToolButton>("add-criteria")->isEnabled());
        QVERIFY(!bench.find<QToolButton>("add-criteria")->toolTip().isEmpty());
        QVERIFY(bench.find<QWidget>("advanced-search")->height() < 400);
        QVERIFY(static_cast<ListPage *>(bench.page.get())->view().height() > 150);
    }
};

EARSHOT_TEST(tst_searchpages, TestSearchPages)
#include "tst_searchpages.moc"
