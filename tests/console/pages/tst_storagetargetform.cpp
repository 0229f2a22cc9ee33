// SPDX-License-Identifier: GPL-3.0-or-later
// The form of storage targets: which fields each type has, what is sent, and testing what is typed.
#include "console/crud/connectiontest.h"
#include "console/kit/editdialog.h"
#include "console/kit/testreportview.h"
#include "tests/console/pages/storagetargetbench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

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
using Bench = StorageTargetBench;

namespace
{

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

class TestStorageTargetForm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

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
};

EARSHOT_TEST(tst_storagetargetform, TestStorageTargetForm)
#include "tst_storagetargetform.moc"
