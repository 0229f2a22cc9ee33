// SPDX-License-Identifier: GPL-3.0-or-later
// The advanced search, driven on the pages that have one: rows, running, clearing.
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/kit/theme.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/recordings/recordingspages.h"
#include "tests/console/pages/searchbench.h"
#include "tests/support/pseudotranslator.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
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
            QCOMPARE(clippedWidgets(*bench.page).join(u'\n'), QString());
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
