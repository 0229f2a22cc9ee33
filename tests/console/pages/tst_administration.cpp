// SPDX-License-Identifier: GPL-3.0-or-later
// What is special about the pages of the directory; tst_pages walks what is the same for all.
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/editdialog.h"
#include "console/kit/filterchips.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/kit/theme.h"
#include "console/pages/administration/administrationpages.h"
#include "tests/console/pages/directorypagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

using Bench = DirectoryPageBench;
using Create = QWidget *(*)(const PageContext &, const QVariantMap &, QWidget *);
struct PageCase {
    const char *name;
    Create create;
};
const std::vector<PageCase> &pageCases()
{
    static const std::vector<PageCase> cases{{"tenants", &createTenants},
                                             {"tenant", &createTenant},
                                             {"roles", &createRoles},
                                             {"role", &createRole},
                                             {"groups", &createGroups},
                                             {"group", &createGroup},
                                             {"users", &createUsers},
                                             {"user", &createUser},
                                             {"user-sessions", &createSessions},
                                             {"audit-log", &createAuditLog},
                                             {"audit-record", &createAuditRecord}};
    return cases;
}

} // namespace

class TestAdministration : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void looksWhole_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < pageCases().size(); ++i) {
            QTest::newRow(pageCases()[i].name) << static_cast<int>(i);
        }
    }
    void looksWhole()
    {
        QFETCH(int, index);
        const PageCase &each = pageCases()[static_cast<size_t>(index)];
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            Theme theme(choice);
            Bench bench;
            bench.open(each.create, textId(0));
            bench.answer();
            saveShot(*bench.page, QStringLiteral("%1-%2").arg(QLatin1String(each.name), keyOf(choice)));
            QCOMPARE(namelessWidgets(*bench.page), QStringList());
            QCOMPARE(clippedWidgets(*bench.page), QStringList());
        }
    }
    void dialogsLookWhole_data() { looksWhole_data(); }
    void dialogsLookWhole()
    {
        QFETCH(int, index);
        const PageCase &each = pageCases()[static_cast<size_t>(index)];
        Theme theme(ThemeChoice::Light);
        Bench bench;
        bench.open(each.create, textId(0));
        bench.answer();
        QAction *add = bench.action(QStringLiteral("add"));
        if (add == nullptr) {
            return;
        }
        add->trigger();
        EditDialog *dialog = bench.dialog();
        QVERIFY(dialog != nullptr);
        QCoreApplication::processEvents();
        saveShot(*dialog, QStringLiteral("%1-dialog").arg(QLatin1String(each.name)));
        QCOMPARE(namelessWidgets(*dialog), QStringList());
        QTest::keyClick(dialog, Qt::Key_Escape); // untouched: it goes at once
        QTRY_VERIFY(bench.dialog() == nullptr);
    }

    void aGroupIsAdded()
    {
        Bench bench(false);
        bench.open(&createGroups);
        bench.answer();
        QCOMPARE(bench.model().rowCount(), 3);
        QCOMPARE(bench.model().index(0, 1).data().toString(), QStringLiteral("8"));
        bench.action(QStringLiteral("add"))->trigger();
        EditDialog *dialog = bench.dialog();
        auto *save = dialog->findChild<QPushButton *>(QStringLiteral("save"));
        save->click();
        QCOMPARE(dialog->form()->errors().keys(), QStringList{QStringLiteral("name")});
        auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("name"));
        QVERIFY(dialog->findChild<ReferenceBox *>(QStringLiteral("tenant_id")) == nullptr);
        QTest::keyClicks(name, QStringLiteral("Night Shift"));
        auto *zone = dialog->findChild<QComboBox *>(QStringLiteral("time_zone"));
        zone->setCurrentIndex(zone->findData(QStringLiteral("Europe/Berlin")));
        auto *language = dialog->findChild<QComboBox *>(QStringLiteral("language"));
        QCOMPARE(language->currentData().toString(), QString());
        language->setCurrentIndex(language->findData(QStringLiteral("de")));
        QVERIFY(dialog->findChild<QRadioButton *>(QStringLiteral("default_recording-default"))->isChecked());
        dialog->findChild<QRadioButton *>(QStringLiteral("default_recording-on-demand"))->click();
        save->click();
        auto sent = bench.rpc.request<v1::Group>(QStringLiteral("Groups/Create"));
        QCOMPARE(sent.language(), std::string("de"));
        QCOMPARE(sent.default_recording(), std::string("on-demand"));
        QCOMPARE(sent.name(), std::string("Night Shift"));
        QCOMPARE(sent.time_zone(), std::string("Europe/Berlin"));
        bench.rpc.fail(QStringLiteral("Groups/Create"), ErrorCode::Conflict, {},
                       {{QStringLiteral("name"), QStringLiteral("taken")}});
        QVERIFY(!dialog->form()->errors().value(QStringLiteral("name")).isEmpty());
        QCOMPARE(name->text(), QStringLiteral("Night Shift"));
        save->click();
        sent.set_id(idOf(509));
        bench.rpc.reply(QStringLiteral("Groups/Create"), sent);
        QTRY_VERIFY(bench.dialog() == nullptr);
        auto rows = groupList();
        *rows.add_groups() = sent;
        QVERIFY(bench.rpc.reply(QStringLiteral("Groups/List"), rows));
        QCOMPARE(bench.list().view().currentId(), textId(509));
    }
    void aStaleEditShowsBothValues()
    {
        Bench bench;
        bench.open(&createGroups);
        bench.answer();
        bench.action(QStringLiteral("edit"))->trigger();
        QCOMPARE(bench.rpc.request<v1::ObjectRef>(QStringLiteral("Groups/Get")).id(), idOf(500));
        bench.rpc.reply(QStringLiteral("Groups/Get"), group(0, "Sales", 8));
        EditDialog *dialog = bench.dialog();
        auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("name"));
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("Sales West"));
        auto *save = dialog->findChild<QPushButton *>(QStringLiteral("save"));
        save->click();
        bench.rpc.fail(QStringLiteral("Groups/Update"), ErrorCode::Conflict, {},
                       {{QStringLiteral("version"), QStringLiteral("changed")}});
        auto theirs = group(0, "Sales East", 8);
        theirs.set_version(2);
        bench.rpc.reply(QStringLiteral("Groups/Get"), theirs);
        const QString summary = dialog->findChild<QLabel *>(QStringLiteral("form-summary"))->text();
        QVERIFY2(summary.contains(QLatin1String("Sales West")) &&
                     summary.contains(QLatin1String("Sales East")),
                 qPrintable(summary));
        dialog->findChild<QPushButton *>(QStringLiteral("conflict-overwrite"))->click();
        const auto sent = bench.rpc.request<v1::Group>(QStringLiteral("Groups/Update"));
        QCOMPARE(sent.name(), std::string("Sales West"));
        QCOMPARE(sent.version(), 2);
        bench.rpc.reply(QStringLiteral("Groups/Update"), sent);
        QTRY_VERIFY(bench.dialog() == nullptr);
    }
    void deletingIsUndone()
    {
        Bench bench;
        bench.open(&createGroups);
        bench.answer();
        bench.model().tick(0, true);
        bench.model().tick(2, true);
        bench.action(QStringLiteral("delete"))->trigger();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Groups/Remove")), 1);
        QCOMPARE(bench.rpc.request<v1::ObjectRefs>(QStringLiteral("Groups/Remove")).ids_size(), 2);
        v1::RemoveReply removed;
        removed.add_ids(idOf(500));
        removed.add_ids(idOf(502));
        removed.set_removed(2);
        bench.rpc.reply(QStringLiteral("Groups/Remove"), removed);
        QCOMPARE(bench.navigator.notes.size(), 1);
        QVERIFY(bench.navigator.notes[0].contains(QLatin1Char('2')));
        QVERIFY(bench.navigator.lastUndo);
        bench.answer();
        bench.page.reset(); // it works from anywhere
        bench.navigator.lastUndo();
        const auto back = bench.rpc.request<v1::ObjectRefs>(QStringLiteral("Groups/Restore"));
        QCOMPARE(back.ids_size(), 2);
        QCOMPARE(back.ids(0), idOf(500));
        bench.rpc.reply(QStringLiteral("Groups/Restore"), v1::RestoreReply());
        QCOMPARE(bench.navigator.notes.size(), 2);
    }
    /// One is named, in the list and when it is put back; of several it is said how many.
    void whatIsDeletedAloneIsNamed()
    {
        Bench bench;
        bench.open(&createGroups);
        bench.answer();
        const QString name = bench.model().index(0, 0).data().toString();
        QVERIFY(!name.isEmpty());
        bench.model().tick(0, true);
        bench.action(QStringLiteral("delete"))->trigger();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Groups/Remove")), 1);
        v1::RemoveReply removed;
        removed.add_ids(bench.rpc.request<v1::ObjectRefs>(QStringLiteral("Groups/Remove")).ids(0));
        removed.set_removed(1);
        bench.rpc.reply(QStringLiteral("Groups/Remove"), removed);
        QCOMPARE(bench.navigator.notes.last(), QStringLiteral("Group «%1» deleted").arg(name));
        bench.page.reset(); // the name outlives it
        bench.navigator.lastUndo();
        bench.rpc.reply(QStringLiteral("Groups/Restore"), v1::RestoreReply());
        QVERIFY(bench.navigator.notes.last().contains(name));
    }
    void aGroupWithMembersStays()
    {
        Bench bench;
        bench.open(&createGroups);
        bench.answer();
        bench.action(QStringLiteral("delete"))->trigger();
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("Groups/Remove")), 1);
        bench.rpc.fail(QStringLiteral("Groups/Remove"), ErrorCode::Conflict, {},
                       {{QStringLiteral("id"), QStringLiteral("in-use")}});
        QCOMPARE(bench.navigator.notes.size(), 1);
        QVERIFY2(bench.navigator.notes[0].contains(QLatin1String("still in use")),
                 qPrintable(bench.navigator.notes[0]));
        QCOMPARE(bench.model().rowCount(), 3);
    }
    void rolesAreLockedForTenants()
    {
        Bench bench(false);
        bench.open(&createRoles);
        bench.answer();
        QCOMPARE(bench.rpc.count(QStringLiteral("Roles/Permissions")), 0);
        for (const char *name : {"add", "edit", "delete"}) {
            QAction *action = bench.action(QLatin1String(name));
            QVERIFY(!action->isEnabled());
            QVERIFY2(action->toolTip().contains(QLatin1String("service provider")),
                     qPrintable(action->toolTip()));
        }
        QVERIFY(bench.find<QLabel>(QStringLiteral("note"))->isVisible());
        saveShot(*bench.page, QStringLiteral("roles-locked"));
    }
    void aRoleSaysWhatItPermits()
    {
        Bench bench;
        bench.open(&createRole, textId(900));
        bench.answer();
        const QString text = bench.find<QLabel>(QStringLiteral("permissions"))->text();
        QVERIFY2(text.contains(QLatin1String("Hear recordings")), qPrintable(text));
        QVERIFY(!text.contains(QLatin1String("calls.playback")));
        bench.find<QPushButton>(QStringLiteral("edit"))->click();
        bench.answer();
        EditDialog *dialog = bench.dialog();
        QVERIFY(dialog != nullptr);
        saveShot(*dialog, QStringLiteral("role-dialog"));
        const QStringList ticked =
            dialog->form()->values().value(QStringLiteral("permissions")).toStringList();
        QCOMPARE(ticked, (QStringList{QStringLiteral("calls.playback"), QStringLiteral("calls.view"),
                                      QStringLiteral("groups.view"), QStringLiteral("users.view")}));
    }
    void aTenantSaysHowCallsFindItAndWhatItMayUse()
    {
        Bench bench(true);
        bench.open(&createTenant, QString::fromStdString(tenant(1, "Globex").id()));
        bench.rpc.reply(QStringLiteral("Tenants/Get"), tenant(1, "Globex"));
        auto &view = *static_cast<DetailView *>(bench.page.get());
        QCOMPARE(view.blocks().value(QStringLiteral("LICENSE LIMITS"), QStringLiteral("Call recording")),
                 QStringLiteral("12 of 50 given"));
        QCOMPARE(view.blocks().value(QStringLiteral("LICENSE LIMITS"), QStringLiteral("Live monitoring")),
                 QStringLiteral("0 of 0 given")); // the message left it out: none
        QVERIFY(view.blocks()
                    .value(QStringLiteral("STORAGE LIMITS"), QStringLiteral("Audio"))
                    .contains(QStringLiteral("90 days")));
        QCOMPARE(view.blocks().value(QStringLiteral("HOW CALLS FIND THIS TENANT"), QStringLiteral("Trunks")),
                 QStringLiteral("None"));
        bench.find<QPushButton>(QStringLiteral("edit"))->click();
        bench.rpc.reply(QStringLiteral("Tenants/Get"), tenant(1, "Globex"));
        EditDialog *dialog = bench.dialog();
        dialog->resize(760, 1500);
        QCoreApplication::processEvents();
        saveShot(*dialog, QStringLiteral("tenant-dialog"));
        QVERIFY(!dialog->form()->isDirty());
        dialog->findChild<QPushButton *>(QStringLiteral("extension_ranges-add"))->click();
        auto *range = dialog->findChild<QLineEdit *>(QStringLiteral("extension_ranges-1"));
        QTest::keyClicks(range, QStringLiteral("3999-3000"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QVERIFY(dialog->form()->errors().contains(QStringLiteral("extension_ranges")));
        range->clear();
        QTest::keyClicks(range, QStringLiteral("3000-3999"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto sent = bench.rpc.request<v1::Tenant>(QStringLiteral("Tenants/Update"));
        QCOMPARE(sent.extension_ranges_size(), 2);
        QCOMPARE(sent.extension_ranges(1), std::string("3000-3999"));
        QCOMPARE(sent.audio_limit().megabytes(), 500'000);
        QCOMPARE(sent.audio_limit().minutes(), -1);
        // Whose it is stands beside the field.
        QVERIFY(bench.rpc.fail(QStringLiteral("Tenants/Update"), common::ErrorCode::Conflict, {},
                               {{QStringLiteral("extension_ranges"), QStringLiteral("taken")},
                                {QStringLiteral("tenant"), QStringLiteral("Acme")},
                                {QStringLiteral("value"), QStringLiteral("2000-3200")}}));
        QVERIFY(dialog->form()
                    ->errors()
                    .value(QStringLiteral("extension_ranges"))
                    .contains(QStringLiteral("Acme")));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        QVERIFY(bench.rpc.fail(QStringLiteral("Tenants/Update"), common::ErrorCode::Conflict, {},
                               {{QStringLiteral("recording_seats"), QStringLiteral("in-use")},
                                {QStringLiteral("used"), QStringLiteral("12")}}));
        QVERIFY(
            dialog->form()->errors().value(QStringLiteral("recording_seats")).contains(QStringLiteral("12")));
    }
    void aTenantShowsItsUsersAndGroups()
    {
        Bench bench(true);
        const QString id = QString::fromStdString(tenant(1, "Globex").id());
        bench.open(&createTenant, id);
        bench.rpc.reply(QStringLiteral("Tenants/Get"), tenant(1, "Globex"));
        auto *tabs = bench.find<QTabWidget>({});
        QVERIFY(tabs != nullptr);
        QCOMPARE(tabs->count(), 3);
        for (const auto &[tab, title, method] :
             {std::tuple{1, "Users", "Users/List"}, std::tuple{2, "Groups", "Groups/List"}}) {
            QCOMPARE(tabs->tabText(tab), QLatin1String(title));
            QCOMPARE(bench.rpc.count(QLatin1String(method)), 0);
            tabs->setCurrentIndex(tab);
            QTRY_COMPARE(bench.rpc.count(QLatin1String(method)), 1);
            const auto asked = bench.rpc.request<v1::ListRequest>(QLatin1String(method));
            QCOMPARE(asked.criteria_size(), 1);
            QCOMPARE(asked.criteria(0).field(), std::string("tenant"));
            QCOMPARE(asked.criteria(0).values(0), id.toStdString());
        }
        bench.answer();
        QVERIFY(bench.find<QAction>(QStringLiteral("add")) == nullptr); // on their own pages
    }
    void aGroupShowsWhatItsPeopleHave()
    {
        Bench bench;
        bench.open(&createGroup, textId(500));
        auto sales = group(0, "Sales", 8);
        sales.set_language("de");
        sales.set_default_recording("never");
        bench.rpc.reply(QStringLiteral("Groups/Get"), sales);
        bench.answer();
        auto &view = *static_cast<DetailView *>(bench.page.get());
        QCOMPARE(view.blocks().value(QStringLiteral("GROUP"), QStringLiteral("Language")),
                 QStringLiteral("Deutsch"));
        QCOMPARE(view.blocks().value(QStringLiteral("RECORDING SETTINGS"), QStringLiteral("Record")),
                 QStringLiteral("Never"));
    }
    /// A member in the table of the group's page, else the group: both have the same key.
    void f2EditsWhatHasTheFocus()
    {
        Bench bench;
        bench.open(&createGroup, textId(500));
        bench.answer();
        auto *members = bench.find<RecordView>(QStringLiteral("table"));
        QVERIFY(members != nullptr && members->currentIndex().isValid());
        QApplication::setActiveWindow(bench.page.get());
        members->setFocus();
        QTRY_VERIFY(members->hasFocus());
        const int users = bench.rpc.count(QStringLiteral("Users/Get"));
        const int groups = bench.rpc.count(QStringLiteral("Groups/Get"));
        QTest::keyClick(members, Qt::Key_F2);
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/Get")), users + 1);
        QCOMPARE(bench.rpc.count(QStringLiteral("Groups/Get")), groups);
        auto *edit = bench.find<QPushButton>(QStringLiteral("edit"));
        edit->setFocus();
        QTest::keyClick(edit, Qt::Key_F2);
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/Get")), users + 1);
        QCOMPARE(bench.rpc.count(QStringLiteral("Groups/Get")), groups + 1);
    }
    void aDeletedObjectIsLeft()
    {
        Bench bench;
        bench.open(&createGroup, textId(502));
        bench.answer();
        bench.find<QPushButton>(QStringLiteral("delete"))->click();
        v1::RemoveReply removed;
        removed.add_ids(idOf(502));
        bench.rpc.reply(QStringLiteral("Groups/Remove"), removed);
        QCOMPARE(bench.navigator.backs, 1);
        bench.navigator.lastUndo();
        bench.rpc.reply(QStringLiteral("Groups/Restore"), v1::RestoreReply());
        QCOMPARE(bench.navigator.opened.size(), 1);
        QCOMPARE(bench.navigator.opened[0].first, QStringLiteral("group"));
    }
};

EARSHOT_TEST(tst_administration, TestAdministration)
#include "tst_administration.moc"
