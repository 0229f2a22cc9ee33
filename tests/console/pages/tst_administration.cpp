// SPDX-License-Identifier: GPL-3.0-or-later
// What is special about the pages of the directory; tst_pages walks what is the same for all.
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/editdialog.h"
#include "console/kit/filterchips.h"
#include "console/kit/lazysection.h"
#include "console/kit/recordview.h"
#include "console/kit/referencebox.h"
#include "console/kit/theme.h"
#include "console/kit/words.h"
#include "console/pages/administration/administrationpages.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit Bench(bool root = true)
    {
        identity.scope = root ? QStringLiteral("unrestricted") : QStringLiteral("tenant");
        identity.sessionId = textId(300);
        for (const char *code :
             {"tenants.view", "tenants.edit", "groups.view", "groups.edit", "users.view", "users.edit",
              "users.reset-password", "roles.view", "audit.view", "sessions.view", "sessions.end"}) {
            identity.permissions.append(QString::fromLatin1(code));
        }
        if (root) {
            identity.permissions.append(QStringLiteral("roles.edit"));
        }
    }
    template <typename Create>
    void open(Create create, const QString &id = {})
    {
        page.reset(create(context(), {{QStringLiteral("id"), id}}, nullptr));
        page->resize(1040, 700);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    void answer()
    {
        v1::PermissionList permissions;
        for (const char *code : {"audit.view", "calls.live", "calls.playback", "calls.view", "groups.edit",
                                 "groups.view", "users.edit", "users.view"}) {
            permissions.add_permissions(code);
        }
        rpc.reply(QStringLiteral("Roles/Permissions"), permissions);
        rpc.reply(QStringLiteral("Users/Get"), user(0));
        rpc.reply(QStringLiteral("Groups/Get"), group(0, "Sales", 8));
        rpc.reply(QStringLiteral("Roles/Get"), role(0, "Administrator", "tenant"));
        rpc.reply(QStringLiteral("Tenants/Get"), tenant(0, "Acme"));
        rpc.reply(QStringLiteral("Audit/Get"), auditRecord(0));
        QCoreApplication::processEvents();
        rpc.reply(QStringLiteral("Users/List"), userList(13));
        rpc.reply(QStringLiteral("Groups/List"), groupList());
        rpc.reply(QStringLiteral("Roles/List"), roleList());
        rpc.reply(QStringLiteral("Tenants/List"), tenantList());
        rpc.reply(QStringLiteral("UserSessions/List"), sessionList());
        rpc.reply(QStringLiteral("Audit/List"), auditList());
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::processEvents();
        }
    }
    QAction *action(const QString &name) const { return page->findChild<QAction *>(name); }
    EditDialog *dialog() const { return page->findChild<EditDialog *>(); }
    template <typename W>
    W *find(const QString &name) const
    {
        return page->findChild<W *>(name);
    }
    ListPage &list() const { return *static_cast<ListPage *>(page.get()); }
    RecordModelBase &model() const { return *static_cast<RecordModelBase *>(list().view().model()); }
};

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
        dialog->findChild<QCheckBox *>(QStringLiteral("screen_seat"))->click();
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
        saveShot(*bench.page, QStringLiteral("user-security"));
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
    void theAuditLogFiltersByChips()
    {
        Bench bench;
        bench.open(&createAuditLog);
        bench.answer();
        const auto choose = [&bench](const char *name, const QString &word) {
            for (QAction *action : bench.find<QToolButton>(QLatin1String(name))->menu()->actions()) {
                if (action->text() == word) {
                    action->trigger();
                    return;
                }
            }
            QFAIL(qPrintable(word));
        };
        choose("filter-resource", resourceWord(QStringLiteral("users")));
        choose("filter-action", actionWord(QStringLiteral("update")));
        auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
        QCOMPARE(asked.criteria_size(), 2);
        QCOMPARE(asked.criteria(0).values(0), std::string("users"));
        QCOMPARE(asked.criteria(1).values(0), std::string("update"));
        bench.answer();
        saveShot(*bench.page, QStringLiteral("audit-filtered"));
        Q_EMIT bench.page->findChild<FilterChips *>()->cleared();
        asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
        QCOMPARE(asked.criteria_size(), 0);
    }
    void anAuditRecordShowsBeforeAndAfter()
    {
        Bench bench;
        bench.open(&createAuditRecord, QStringLiteral("1"));
        QCOMPARE(bench.rpc.request<v1::AuditRef>(QStringLiteral("Audit/Get")).id(), 1);
        bench.answer();
        auto *table = bench.find<RecordView>(QStringLiteral("fields"));
        QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("User - Basic"));
        QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("Supervisor"));
        bench.page->findChild<LazySection *>()->findChild<QPushButton *>(QStringLiteral("show"))->click();
        bench.answer();
        const auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("Audit/List"));
        QCOMPARE(asked.criteria(0).field(), std::string("subject"));
        saveShot(*bench.page, QStringLiteral("audit-record-related"));
    }
    void theAuditSectionNamesItsPermission()
    {
        Bench bench;
        bench.identity.permissions.removeAll(QStringLiteral("audit.view"));
        bench.open(&createGroup, textId(500));
        bench.answer();
        auto *show = bench.find<LazySection>(QStringLiteral("audit-section"))
                         ->findChild<QPushButton *>(QStringLiteral("show"));
        QVERIFY(!show->isEnabled());
        QVERIFY(!show->toolTip().isEmpty());
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
