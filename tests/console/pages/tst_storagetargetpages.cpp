// SPDX-License-Identifier: GPL-3.0-or-later
// The list, the form and the page of storage targets; tst_pages walks what is the same for all pages.
#include "console/crud/connectiontest.h"
#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/kit/blockgrid.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordview.h"
#include "console/kit/testreportview.h"
#include "console/pages/storage/storagepages.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include "common/proto/connectiontest.pb.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

const QString kTest = QStringLiteral("StorageTargets/Test");
const std::string kFingerprint = "SHA256:" + std::string(43, 'k');

v1::StorageTarget sftp()
{
    v1::StorageTarget target;
    target.set_id(idOf(40));
    target.set_tenant_id("0190aaaa-0000-7000-8000-000000000001");
    target.set_tenant("Acme");
    target.set_name("Vault");
    target.set_kind("sftp");
    target.set_host("vault.example.com");
    target.set_user("recorder");
    target.set_has_password(true);
    target.set_base_path("calls");
    target.set_posix_rename(true);
    target.set_version(3);
    return target;
}
v1::StorageTarget builtIn()
{
    v1::StorageTarget target;
    target.set_id(idOf(41));
    target.set_system(true);
    target.set_name("Recorder");
    target.set_kind("local");
    target.set_built_in(true);
    target.set_version(1);
    return target;
}
v1::StorageTargetList targetList()
{
    v1::StorageTargetList list;
    *list.add_targets() = sftp();
    *list.add_targets() = builtIn();
    list.mutable_info()->set_total(2);
    list.mutable_info()->set_total_exact(true);
    return list;
}

v1::TestReport untrusted()
{
    v1::TestReport report;
    for (const char *name : {"name", "tcp"}) {
        auto *step = report.add_steps();
        step->set_name(name);
        step->set_state("passed");
    }
    auto *step = report.add_steps();
    step->set_name("host-key");
    step->set_state("failed");
    step->set_detail(kFingerprint);
    step->set_cause("host-key-unknown");
    return report;
}

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit Bench(bool root = false, bool mayEdit = true)
    {
        identity.scope = root ? QStringLiteral("unrestricted") : QStringLiteral("tenant");
        identity.permissions.append(QStringLiteral("storage.view"));
        if (mayEdit) {
            identity.permissions.append(QStringLiteral("storage.edit"));
        }
    }
    template <typename Create>
    void open(Create create, const QString &id = {})
    {
        page.reset(create(context(), {{QStringLiteral("id"), id}}, nullptr));
        page->resize(1180, 760);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
    }
    bool openList()
    {
        open(&createStorageTargets);
        return rpc.reply(QStringLiteral("StorageTargets/List"), targetList());
    }
    bool openTarget(const v1::StorageTarget &target)
    {
        open(&createStorageTarget, QString::fromStdString(target.id()));
        return rpc.reply(QStringLiteral("StorageTargets/Get"), target);
    }
    QPushButton *button(const char *name) const
    {
        return page->findChild<QPushButton *>(QLatin1String(name));
    }
    EditDialog *add()
    {
        if (!openList()) {
            return nullptr;
        }
        page->findChild<QAction *>(QStringLiteral("add"))->trigger();
        return page->findChild<EditDialog *>();
    }
    EditDialog *edit(const v1::StorageTarget &target)
    {
        if (!openTarget(target)) {
            return nullptr;
        }
        button("edit")->click();
        return rpc.reply(QStringLiteral("StorageTargets/Get"), target) ? page->findChild<EditDialog *>()
                                                                       : nullptr;
    }
};

template <typename W>
W *find(const QWidget *parent, const char *name)
{
    return parent->findChild<W *>(QLatin1String(name));
}

void choose(const QWidget *dialog, const char *kind)
{
    auto *box = find<QComboBox>(dialog, "kind");
    box->setCurrentIndex(box->findData(QLatin1String(kind)));
}

/// The fields that are to be seen, in their order.
QString shownFields(const EditDialog *dialog)
{
    QStringList shown;
    for (const FieldInfo &info : dialog->form()->fields()) {
        const auto *editor = dialog->findChild<QWidget *>(info.key);
        if (editor->isVisibleTo(dialog)) {
            shown.append(info.key);
        }
    }
    return shown.join(QLatin1Char(' '));
}

} // namespace

class TestStorageTargetPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theListSaysWhatAndWhere()
    {
        Bench bench(true);
        QVERIFY(bench.openList());
        auto *model =
            static_cast<RecordModelBase *>(static_cast<ListPage *>(bench.page.get())->view().model());
        QTRY_COMPARE(model->rowCount(), 2);
        const auto cell = [model](int row, const char *column) {
            return model->index(row, model->columnOf(QLatin1String(column))).data().toString();
        };
        QCOMPARE(cell(0, "kind"), QStringLiteral("SFTP"));
        QCOMPARE(cell(0, "place"), QStringLiteral("vault.example.com"));
        QCOMPARE(cell(0, "tenant"), QStringLiteral("Acme"));
        QCOMPARE(cell(1, "kind"), QStringLiteral("Local file system"));
        QCOMPARE(cell(1, "tenant"), QStringLiteral("System"));
        QCOMPARE(cell(0, "tested"), QStringLiteral("Not tested"));
        QCOMPARE(cell(1, "tested"), QString()); // there is nothing to test
        saveShot(*bench.page, QStringLiteral("storage-targets"));
    }

    void theLastTestIsShown()
    {
        Bench bench(true);
        bench.open(&createStorageTargets);
        v1::StorageTargetList list = targetList();
        list.mutable_targets(0)->set_tested_ms(1'424'221'051'000); // 2015-02-18 00:57:31 UTC
        v1::StorageTarget failed = sftp();
        failed.set_id(idOf(43));
        failed.set_tested_ms(1'424'221'051'000);
        failed.set_tested_step("host-key");
        failed.set_tested_cause("host-key-unknown");
        *list.add_targets() = failed;
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/List"), list));
        auto *model =
            static_cast<RecordModelBase *>(static_cast<ListPage *>(bench.page.get())->view().model());
        QTRY_COMPARE(model->rowCount(), 3);
        const auto cell = [model](int row) {
            return model->index(row, model->columnOf(QStringLiteral("tested")));
        };
        const QString passed = cell(0).data().toString();
        QVERIFY2(passed.startsWith(QLatin1String("Passed, ")) && passed.contains(QLatin1String("2015")),
                 qPrintable(passed));
        QCOMPARE(cell(0).data(StatusIconRole).toInt(), static_cast<int>(StatusRole::Good));
        const QString broken = cell(2).data().toString();
        QVERIFY2(broken.startsWith(QLatin1String("Failed at Host key, ")), qPrintable(broken));
        QCOMPARE(cell(2).data(StatusIconRole).toInt(), static_cast<int>(StatusRole::Failed));
        QVERIFY(!cell(2).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void eachTypeHasItsOwnFields()
    {
        Bench bench(true);
        auto *dialog = bench.add();
        QVERIFY(dialog != nullptr);
        find<QLineEdit>(dialog, "name")->setText(QStringLiteral("Archive"));
        const QString local = QStringLiteral("name tenant_id kind base_path");
        QCOMPARE(shownFields(dialog), local);
        const auto headings = [dialog] {
            QStringList shown;
            for (const auto *label : dialog->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().endsWith(QLatin1String(" SETTINGS"))) {
                    shown.append(label->text());
                }
            }
            return shown;
        };
        QCOMPARE(headings(), QStringList{QStringLiteral("LOCAL FILE SYSTEM SETTINGS")});
        choose(dialog, "ftp");
        QCOMPARE(headings(), QStringList{QStringLiteral("FTP SETTINGS")});
        QCOMPARE(shownFields(dialog),
                 QStringLiteral("name tenant_id kind host port user password require_tls implicit_tls "
                                "ca_certificates base_path"));
        choose(dialog, "sftp");
        QCOMPARE(headings(), QStringList{QStringLiteral("SFTP SETTINGS")});
        QCOMPARE(shownFields(dialog),
                 QStringLiteral("name tenant_id kind host port user password password_confirm ssh_key "
                                "host_key base_path posix_rename"));
        choose(dialog, "s3");
        QCOMPARE(headings(), QStringList{QStringLiteral("AMAZON S3 SETTINGS")});
        QCOMPARE(shownFields(dialog),
                 QStringLiteral("name tenant_id kind bucket access_key_id secret_access_key endpoint region "
                                "signature_version virtual_host sse use_proxy ca_certificates base_path"));
        saveShot(*dialog, QStringLiteral("storage-target-s3"));
        find<QCheckBox>(dialog, "use_proxy")->click();
        QVERIFY(shownFields(dialog).contains(
            QLatin1String("use_proxy proxy_host proxy_port proxy_user proxy_password")));
        choose(dialog, "local");
        QCOMPARE(shownFields(dialog), local);
        QCOMPARE(find<QLineEdit>(dialog, "name")->text(), QStringLiteral("Archive"));
    }

    void whoSeesOneTenantHasNoFolders()
    {
        Bench bench;
        auto *dialog = bench.add();
        QVERIFY(dialog != nullptr);
        QCOMPARE(find<QComboBox>(dialog, "kind")->findData(QStringLiteral("local")), -1);
        QVERIFY(find<QWidget>(dialog, "tenant_id") == nullptr);
        QCOMPARE(find<QComboBox>(dialog, "kind")->currentData().toString(), QStringLiteral("ftp"));
    }

    void thePortGoesWithTheEncryptionUnlessItWasTyped()
    {
        Bench bench;
        auto *dialog = bench.add();
        QVERIFY(dialog != nullptr);
        auto *port = find<QSpinBox>(dialog, "port");
        auto *implicit = find<QCheckBox>(dialog, "implicit_tls");
        QCOMPARE(port->value(), 21);
        implicit->click();
        QCOMPARE(port->value(), 990);
        implicit->click();
        QCOMPARE(port->value(), 21);
        choose(dialog, "sftp");
        QCOMPARE(port->value(), 22);
        choose(dialog, "ftp");
        port->setValue(2121);
        implicit->click();
        QCOMPARE(port->value(), 2121);
    }

    void whatIsMissingIsSaidBeforeItIsSent()
    {
        Bench bench(true);
        auto *dialog = bench.add();
        QVERIFY(dialog != nullptr);
        auto *save = find<QPushButton>(dialog, "save");
        find<QLineEdit>(dialog, "name")->setText(QStringLiteral("Archive"));
        find<QLineEdit>(dialog, "base_path")->setText(QStringLiteral("calls"));
        save->click();
        QCOMPARE(dialog->form()->errors().keys(), QStringList{QStringLiteral("base_path")});
        choose(dialog, "sftp"); // relative is good there
        find<QLineEdit>(dialog, "password")->setText(QStringLiteral("one"));
        save->click();
        QCOMPARE(dialog->form()->errors().keys(),
                 (QStringList{QStringLiteral("host"), QStringLiteral("password_confirm"),
                              QStringLiteral("user")}));
        QCOMPARE(bench.rpc.count(QStringLiteral("StorageTargets/Create")), 0);
    }

    void secretsAreKeptAndNeverShown()
    {
        Bench bench;
        auto *dialog = bench.edit(sftp());
        QVERIFY(dialog != nullptr);
        saveShot(*dialog, QStringLiteral("storage-target-edit"));
        QVERIFY(find<QLineEdit>(dialog, "password")->text().isEmpty());
        QVERIFY(find<QLineEdit>(dialog, "password")->placeholderText().startsWith(QLatin1String("kept")));
        QVERIFY(find<QPlainTextEdit>(dialog, "ssh_key")->placeholderText().isEmpty());
        find<QLineEdit>(dialog, "name")->setText(QStringLiteral("Safe"));
        find<QPushButton>(dialog, "save")->click();
        const auto sent = bench.rpc.request<v1::StorageTarget>(QStringLiteral("StorageTargets/Update"));
        QCOMPARE(sent.name(), std::string("Safe"));
        QVERIFY(sent.password().empty() && sent.ssh_key().empty());
        QCOMPARE(sent.port(), 0); // as it was stored: files are found by it
        QCOMPARE(sent.kind(), std::string("sftp"));
        QCOMPARE(sent.version(), 3);
        QVERIFY(!sent.system());
    }

    void theTypeCanBeChanged()
    {
        Bench bench;
        auto *dialog = bench.edit(sftp());
        QVERIFY(dialog != nullptr);
        QVERIFY(find<QComboBox>(dialog, "kind")->isEnabled());
        choose(dialog, "ftp");
        QCOMPARE(shownFields(dialog), QStringLiteral("name kind host port user password require_tls "
                                                     "implicit_tls ca_certificates base_path"));
        QCOMPARE(find<QSpinBox>(dialog, "port")->value(), 21);
        find<QLineEdit>(dialog, "password")->setText(QStringLiteral("anew"));
        find<QPushButton>(dialog, "save")->click();
        const auto sent = bench.rpc.request<v1::StorageTarget>(QStringLiteral("StorageTargets/Update"));
        QCOMPARE(sent.kind(), std::string("ftp"));
        QCOMPARE(sent.password(), std::string("anew"));
        QCOMPARE(sent.id(), idOf(40));
        // Refused at the field, with what keeps it.
        bench.rpc.fail(QStringLiteral("StorageTargets/Update"), common::ErrorCode::Conflict, {},
                       {{QStringLiteral("kind"), QStringLiteral("in-use")},
                        {QStringLiteral("files"), QStringLiteral("1234")},
                        {QStringLiteral("waiting"), QStringLiteral("7")}});
        const auto *error = find<QLabel>(dialog, "kind-error");
        QVERIFY(error->isVisibleTo(dialog));
        QVERIFY2(error->text().contains(QLatin1String("1,234")) && error->text().contains(u'7'),
                 qPrintable(error->text()));
        QCOMPARE(find<QComboBox>(dialog, "kind")->currentData().toString(), QStringLiteral("ftp"));
    }

    void aTargetOfTheSystemOrOfATenant()
    {
        Bench bench(true);
        auto *dialog = bench.add();
        QVERIFY(dialog != nullptr);
        find<QLineEdit>(dialog, "name")->setText(QStringLiteral("Disk"));
        find<QLineEdit>(dialog, "base_path")->setText(QStringLiteral("/srv/calls"));
        find<QPushButton>(dialog, "save")->click();
        const auto sent = bench.rpc.request<v1::StorageTarget>(QStringLiteral("StorageTargets/Create"));
        QVERIFY(sent.system() && sent.tenant_id().empty());
        QCOMPARE(sent.base_path(), std::string("/srv/calls"));
        QCOMPARE(sent.endpoint(), std::string("https://s3.amazonaws.com"));
    }

    void whatIsTypedIsTestedAndTheKeyIsTrusted()
    {
        Bench bench;
        auto *dialog = bench.add();
        QVERIFY(dialog != nullptr);
        choose(dialog, "sftp");
        find<QLineEdit>(dialog, "name")->setText(QStringLiteral("Vault"));
        find<QLineEdit>(dialog, "host")->setText(QStringLiteral("vault.example.com"));
        find<QLineEdit>(dialog, "user")->setText(QStringLiteral("recorder"));
        find<QLineEdit>(dialog, "password")->setText(QStringLiteral("secret"));
        find<QLineEdit>(dialog, "password_confirm")->setText(QStringLiteral("secret"));
        find<QPushButton>(dialog, "test")->click();
        auto *test = dialog->findChild<ConnectionTestDialog *>();
        QVERIFY(test != nullptr);
        QCOMPARE(bench.rpc.request<v1::StorageTarget>(kTest).password(), std::string("secret"));
        QCOMPARE(test->view().steps().size(), 9);
        QVERIFY(!find<QPushButton>(test, "repair")->isVisible());
        v1::TestReport growing;
        auto *step = growing.add_steps();
        step->set_name("name");
        step->set_state("passed");
        QVERIFY(bench.rpc.send(kTest, growing));
        QCOMPARE(test->view().steps().at(1).state, QStringLiteral("running"));
        QVERIFY(bench.rpc.reply(kTest, untrusted()));
        QCOMPARE(test->view().verdict(), QStringLiteral("Test failed at Host key."));
        QVERIFY(test->view().report().contains(QString::fromStdString(kFingerprint)));
        saveShot(*test, QStringLiteral("storage-target-host-key"));
        auto *trust = find<QPushButton>(test, "repair");
        QVERIFY(trust->isVisible());
        trust->click();
        QCOMPARE(find<QLineEdit>(dialog, "host_key")->text(), QString::fromStdString(kFingerprint));
        QCOMPARE(bench.rpc.count(kTest), 2);
        QCOMPARE(bench.rpc.request<v1::StorageTarget>(kTest).host_key(), kFingerprint);
        QCOMPARE(bench.rpc.count(QStringLiteral("StorageTargets/Create")), 0);
        QVERIFY(dialog->form()->isDirty());
    }

    void whatTheRecorderRefusesStandsInTheForm()
    {
        Bench bench;
        auto *dialog = bench.add();
        QVERIFY(dialog != nullptr);
        find<QLineEdit>(dialog, "name")->setText(QStringLiteral("Vault"));
        find<QLineEdit>(dialog, "host")->setText(QStringLiteral("vault.example.com"));
        find<QLineEdit>(dialog, "user")->setText(QStringLiteral("recorder"));
        find<QPushButton>(dialog, "test")->click();
        const QPointer<ConnectionTestDialog> test(dialog->findChild<ConnectionTestDialog *>());
        QVERIFY(test);
        QVERIFY(bench.rpc.fail(kTest, common::ErrorCode::Invalid, QStringLiteral("a value is wrong"),
                               {{QStringLiteral("password"), QStringLiteral("required")}}));
        QCOMPARE(dialog->form()->errors().value(QStringLiteral("password")),
                 QStringLiteral("A value is required."));
        QTRY_VERIFY(test.isNull());
    }

    void savedAndTestedSaysBoth()
    {
        Bench bench;
        auto *dialog = bench.edit(sftp());
        QVERIFY(dialog != nullptr);
        find<QPushButton>(dialog, "save-test")->click();
        v1::StorageTarget saved = sftp();
        saved.set_version(4);
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Update"), saved));
        auto *test = bench.page->findChild<ConnectionTestDialog *>();
        QVERIFY(test != nullptr);
        QCOMPARE(bench.rpc.request<v1::StorageTarget>(kTest).version(), 4);
        v1::TestReport report = untrusted();
        report.mutable_steps(2)->set_cause("host-key");
        QVERIFY(bench.rpc.reply(kTest, report));
        QCOMPARE(test->view().verdict(), QStringLiteral("Saved. Test failed at Host key."));
        QVERIFY(!find<QPushButton>(test, "repair")->isVisible()); // another key is not trusted by a click
    }

    void theKeyOfAStoredOneIsPinned()
    {
        Bench bench;
        QVERIFY(bench.openTarget(sftp()));
        auto &blocks = static_cast<DetailView *>(bench.page.get())->blocks();
        QCOMPARE(blocks.value(QStringLiteral("SFTP SETTINGS"), QStringLiteral("Password")),
                 QStringLiteral("kept"));
        QCOMPARE(blocks.value(QStringLiteral("SFTP SETTINGS"), QStringLiteral("Port")), QStringLiteral("22"));
        saveShot(*bench.page, QStringLiteral("storage-target"));
        bench.button("test")->click();
        auto *test = bench.page->findChild<ConnectionTestDialog *>();
        QVERIFY(test != nullptr);
        const int asked = bench.rpc.count(QStringLiteral("StorageTargets/Get"));
        QVERIFY(bench.rpc.reply(kTest, untrusted()));
        QCOMPARE(bench.rpc.count(QStringLiteral("StorageTargets/Get")),
                 asked + 1); // the page says how it ended
        find<QPushButton>(test, "repair")->click();
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Get"), sftp()));
        const auto sent = bench.rpc.request<v1::StorageTarget>(QStringLiteral("StorageTargets/Update"));
        QCOMPARE(sent.host_key(), kFingerprint);
        QCOMPARE(sent.version(), 3);
        v1::StorageTarget pinned = sftp();
        pinned.set_host_key(kFingerprint);
        pinned.set_version(4);
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Update"), pinned));
        QCOMPARE(bench.rpc.request<v1::StorageTarget>(kTest).host_key(), kFingerprint);
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Get"), pinned)); // the page reads it anew
        QCOMPARE(blocks.value(QStringLiteral("SFTP SETTINGS"), QStringLiteral("Host key")),
                 QString::fromStdString(kFingerprint));
    }

    void theRecordersOwnFolderStays()
    {
        Bench bench(true);
        QVERIFY(bench.openTarget(builtIn()));
        for (const char *name : {"edit", "test", "delete"}) {
            QVERIFY2(!bench.button(name)->isEnabled(), name);
            QCOMPARE(bench.button(name)->toolTip(),
                     QStringLiteral("It belongs to the recorder and stays as it is."));
        }
        // Its files may go elsewhere.
        QVERIFY(bench.button("move")->isEnabled());
        bench.button("move")->click();
        auto *dialog = bench.page->findChild<EditDialog *>();
        QVERIFY(dialog != nullptr);
        dialog->form()->edit(
            QStringLiteral("to"),
            QVariant::fromValue(Reference{QString::fromStdString(idOf(42)), QStringLiteral("Archive")}));
        find<QPushButton>(dialog, "save")->click();
        QCOMPARE(bench.rpc.request<v1::StorageMove>(QStringLiteral("StorageTargets/Move")).from(), idOf(41));
    }

    void whoMayOnlyLookIsTold()
    {
        Bench bench(false, false);
        QVERIFY(bench.openTarget(sftp()));
        for (const char *name : {"edit", "test", "move", "delete"}) {
            QVERIFY2(!bench.button(name)->isEnabled(), name);
            QVERIFY2(!bench.button(name)->toolTip().isEmpty(), name);
        }
    }

    void filesAreMovedByAJob()
    {
        Bench bench(true);
        QVERIFY(bench.openTarget(sftp()));
        bench.button("move")->click();
        auto *dialog = bench.page->findChild<EditDialog *>();
        QVERIFY(dialog != nullptr);
        auto *start = find<QPushButton>(dialog, "save");
        start->click();
        QCOMPARE(dialog->form()->errors().keys(), QStringList{QStringLiteral("to")});
        dialog->form()->edit(
            QStringLiteral("to"),
            QVariant::fromValue(Reference{QString::fromStdString(idOf(42)), QStringLiteral("Archive")}));
        dialog->form()->edit(QStringLiteral("begin"), QDate(2026, 3, 1));
        dialog->form()->edit(QStringLiteral("end"), QDate(2026, 2, 1));
        start->click();
        QCOMPARE(dialog->form()->errors().keys(), QStringList{QStringLiteral("end")});
        dialog->form()->edit(QStringLiteral("end"), QDate(2026, 3, 1));
        saveShot(*dialog, QStringLiteral("storage-move"));
        start->click();
        const QString method = QStringLiteral("StorageTargets/Move");
        const auto sent = bench.rpc.request<v1::StorageMove>(method);
        QCOMPARE(sent.from(), idOf(40));
        QCOMPARE(sent.to(), idOf(42));
        QVERIFY(sent.tenant_id().empty() && sent.dry_run());
        // A day in Berlin.
        QCOMPARE(sent.begin_ms(), QDateTime(QDate(2026, 2, 28), QTime(23, 0), Qt::UTC).toMSecsSinceEpoch());
        QCOMPARE(sent.end_ms() - sent.begin_ms(), 24LL * 3600 * 1000);
        QVERIFY(bench.rpc.fail(method, common::ErrorCode::Invalid, QStringLiteral("a value is wrong"),
                               {{QStringLiteral("to"), QStringLiteral("same-place")}}));
        QCOMPARE(dialog->form()->errors().value(QStringLiteral("to")),
                 QStringLiteral("Both targets are the same place."));
        find<QCheckBox>(dialog, "dry_run")->click();
        start->click();
        QVERIFY(!bench.rpc.request<v1::StorageMove>(method).dry_run());
        v1::Job job;
        job.set_id(idOf(77));
        QVERIFY(bench.rpc.reply(method, job));
        QCOMPARE(bench.navigator.opened.size(), 1);
        QCOMPARE(bench.navigator.opened.first().first, QStringLiteral("job"));
        QCOMPARE(bench.navigator.opened.first().second.value(QStringLiteral("id")).toString(), textId(77));
    }

    void deletingCanBeUndone()
    {
        Bench bench;
        QVERIFY(bench.openTarget(sftp()));
        bench.button("delete")->click();
        v1::RemoveReply removed;
        removed.set_removed(1);
        removed.add_ids(sftp().id());
        QVERIFY(bench.rpc.reply(QStringLiteral("StorageTargets/Remove"), removed));
        const QString name = QString::fromStdString(sftp().name());
        QTRY_COMPARE(bench.navigator.notes,
                     QStringList{QStringLiteral("Storage target «%1» deleted").arg(name)});
        QVERIFY(bench.navigator.lastUndo);
        bench.navigator.lastUndo();
        QVERIFY(bench.rpc.last(QStringLiteral("StorageTargets/Restore")) != nullptr);
    }
};

EARSHOT_TEST(tst_storagetargetpages, TestStorageTargetPages)
#include "tst_storagetargetpages.moc"
