// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/pemkeys.h"
#include "common/proto/encryption.pb.h"
#include "console/crud/listpage.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/recordview.h"
#include "console/kit/statuschip.h"
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/exportkeydialog.h"
#include "console/pages/keys/keyactions.h"
#include "console/pages/keys/keypages.h"
#include "tests/console/app/accessiblenames.h"
#include "tests/console/pages/keypagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

#include <algorithm>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;
using Bench = KeyPageBench;

namespace
{

const QString kCreate = QStringLiteral("TenantKeys/Create");
const QString kActivate = QStringLiteral("TenantKeys/Activate");

} // namespace

class TestKeyPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theListTellsOfKeys()
    {
        Bench bench;
        const std::unique_ptr<QWidget> page(createKeys(bench.context(), {}, nullptr));
        page->resize(1180, 400);
        page->show();
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/List"), bench.list(true)));
        const auto &view = static_cast<ListPage &>(*page).view();
        QTRY_COMPARE(view.model()->rowCount(), 1);
        QStringList cells;
        for (int column = 0; column < view.model()->columnCount(); ++column) {
            cells.append(view.model()->index(0, column).data().toString());
        }
        QVERIFY2(cells.contains(QStringLiteral("Spring")) && cells.contains(QStringLiteral("Active")) &&
                     cells.contains(QStringLiteral("2048 bits")),
                 qPrintable(cells.join(QLatin1Char('|'))));
        QCOMPARE(unnamedWidgets(*page), QStringList());
        // Whether anything is encrypted to them.
        const auto *state = page->findChild<QLabel *>(QStringLiteral("encryption-state"));
        QVERIFY(state != nullptr && !state->isVisible());
        v1::EncryptionSetting setting;
        setting.set_enabled(true);
        QVERIFY(!bench.rpc.request<v1::EncryptionRequest>(QStringLiteral("Encryption/Get")).system());
        QVERIFY(bench.rpc.reply(QStringLiteral("Encryption/Get"), setting));
        QVERIFY(state->isVisible());
        QCOMPARE(state->text(), QStringLiteral("Audio files encryption: Enabled."));
        // Without open keys nobody could hold what he makes.
        page->findChild<QAction *>(QStringLiteral("add"))->trigger();
        QCOMPARE(bench.navigator.unlocks, 1);
        page->findChild<QAction *>(QStringLiteral("configuration"))->trigger();
        QCOMPARE(bench.navigator.opened.last().first, QStringLiteral("file-encryption"));
        saveShot(*page, QStringLiteral("encryption-keys"));
    }
    /// Red and in words, in the list, on the page, and with who accepted it.
    void aKeyThatNobodyVouchedForIsMarked()
    {
        Bench bench;
        v1::TenantKey wire = bench.holder.tenantKey(true);
        wire.set_vouching("vouched");
        QCOMPARE(keyStatus(*keyRowFrom(wire)).first, StatusRole::Good);
        wire.set_vouching("unvouched");
        wire.set_accepted_by("mallory");
        wire.set_activated_ms(common::toUnixMs(bench.holder.clock.wall()));
        wire.set_recordings(12431);
        QVERIFY(!keyRowFrom(wire)->moved);
        wire.set_moved(5);
        QCOMPARE(keyRowFrom(wire)->moved, std::optional<qint64>(5));
        const KeyRow row = *keyRowFrom(wire);
        QVERIFY(row.isUnvouched());
        QCOMPARE(keyStatus(row).first, StatusRole::Failed);
        v1::TenantKeyList list = bench.list(true);
        *list.mutable_keys(0) = wire;
        const std::unique_ptr<QWidget> page(createKeys(bench.context(), {}, nullptr));
        page->show();
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/List"), list));
        const auto &view = static_cast<ListPage &>(*page).view();
        QTRY_COMPARE(view.model()->rowCount(), 1);
        QStringList red;
        for (int column = 0; column < view.model()->columnCount(); ++column) {
            const QModelIndex index = view.model()->index(0, column);
            if (index.data(StatusIconRole).toInt() == static_cast<int>(StatusRole::Failed) &&
                index.data(StatusIconRole).isValid()) {
                red.append(index.data().toString());
            }
        }
        QCOMPARE(red, QStringList{keyStatus(row).second});
        const std::unique_ptr<QWidget> detail(
            createKey(bench.context(), {{QStringLiteral("id"), row.id}}, nullptr));
        detail->show();
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/Get"), wire));
        QTRY_COMPARE(detail->findChild<StatusChip *>()->role(), StatusRole::Failed);
        QCOMPARE(detail->findChild<StatusChip *>()->word(), keyStatus(row).second);
        const QList<QLabel *> labels = detail->findChildren<QLabel *>();
        const auto says = [&labels](const QString &text) {
            return std::any_of(labels.begin(), labels.end(),
                               [&text](const QLabel *label) { return label->text().contains(text); });
        };
        QVERIFY(says(QStringLiteral("vouches for this one: mallory")));
        QVERIFY(says(QLocale().toString(12431)));
    }
    /// What is lost with a key is said before it is switched off or deleted.
    void theQuestionsNameKeyAndRecordings()
    {
        Bench bench;
        KeyRow key = bench.key();
        const QString sentence = [&key] {
            key.recordings = 12431;
            return recordingsSentence(key);
        }();
        QVERIFY(sentence.contains(QStringLiteral("12431")));
        deactivateKey(bench.context(), key, &bench.host, [](const common::Status &) {});
        auto *question = bench.host.findChild<QMessageBox *>(QStringLiteral("deactivate-question"));
        QVERIFY(question != nullptr);
        QCOMPARE(question->informativeText(), sentence);
        QVERIFY(question->windowTitle().contains(keyTitle(key)));
        question->reject();
        key.recordings = 0;
        deleteKey(bench.context(), key, &bench.host, [](const common::Status &) {});
        auto *asked = bench.host.findChild<ConfirmTailDialog *>();
        QVERIFY(asked != nullptr);
        QStringList words;
        for (const QLabel *label : asked->findChildren<QLabel *>()) {
            words.append(label->text());
        }
        QVERIFY(words.join(QLatin1Char('|')).contains(recordingsSentence(key)));
        QVERIFY(words.join(QLatin1Char('|')).contains(keyTitle(key)));
        // Rotating says it, too.
        bench.holder.open();
        key.recordings = 3;
        AddKeyDialog dialog(bench.context(), key, &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QVERIFY(at<QLabel>(dialog, "why").text().contains(recordingsSentence(key)));
        // What was moved opens with another key here; its files still need this one.
        key.recordings = 0;
        QVERIFY(recordingsSentence(key).startsWith(QStringLiteral("No recording")));
        key.moved = 77;
        QVERIFY(!recordingsSentence(key).contains(QStringLiteral("No recording")));
        QVERIFY(recordingsSentence(key).contains(QStringLiteral("77")));
        QVERIFY(recordingsSentence(key).contains(QStringLiteral("keep its export")));
        key.recordings = 3;
        QVERIFY(recordingsSentence(key).contains(QStringLiteral("77")) &&
                recordingsSentence(key).contains(QStringLiteral("can be played")));
        key.recordings.reset(); // a list does not count
        QVERIFY(recordingsSentence(key).isEmpty());
    }
    /// A recorder that shows one key's fingerprint beside another key is not believed.
    void theFingerprintIsOfTheKeyItself()
    {
        const Bench bench;
        v1::TenantKey lie = bench.holder.tenantKey(true);
        lie.set_fingerprint(std::string(32, 'f'));
        lie.set_bits(4096);
        const auto row = keyRowFrom(lie);
        QVERIFY(row);
        QCOMPARE(row->fingerprint, bench.holder.tenant.record.fingerprint());
        QCOMPARE(row->bits, 2048);
        lie.mutable_record()->set_created_ms(1);
        QVERIFY(!keyRowFrom(lie)); // not what its owner signed
    }
    void aKeyIsMadeHereAndGrantedToItsMaker()
    {
        Bench bench;
        bench.holder.open();
        AddKeyDialog dialog(bench.context(), std::nullopt, &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QCOMPARE(unnamedWidgets(dialog), QStringList());
        at<QLineEdit>(dialog, "name").setText(QStringLiteral("Winter"));
        at<QPushButton>(dialog, "save").click();
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
        const auto sent = bench.rpc.request<v1::NewTenantKey>(kCreate);
        QCOMPARE(sent.name(), std::string("Winter"));
        const auto record = common::fromWire(sent.record());
        const auto grant = common::fromWire(sent.grant());
        QVERIFY(record && grant);
        QCOMPARE(common::checkKeyRecord(*record)->bits(), 3072);
        QCOMPARE(record->owner, kHolderTenant);
        QVERIFY(common::checkGrant(*grant, *record, bench.holder.own.record,
                                   common::toUnixMs(bench.holder.clock.wall())));
        QVERIFY(common::openGrant(*grant, bench.holder.own.bundle.opening, *record));
    }
    void importsAreJudgedHere_data()
    {
        QTest::addColumn<QString>("publicPem");
        QTest::addColumn<QString>("privatePem");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("problem");
        const auto pem = [](int number) {
            return QString::fromLatin1(common::writePublicPem(openingKey(2048, number).publicKey()));
        };
        const auto secret = common::writePrivatePem(openingKey(2048, 3), QStringLiteral("right"));
        const QString closed = QString::fromLatin1(secret->view().toByteArray());
        QTest::newRow("nothing") << QString() << QString() << QString() << QStringLiteral("Paste a key");
        QTest::newRow("no key") << QString() << QStringLiteral("hello") << QString()
                                << QStringLiteral("not an RSA key");
        QTest::newRow("no password") << QString() << closed << QString()
                                     << QStringLiteral("enter its password");
        QTest::newRow("wrong password")
            << QString() << closed << QStringLiteral("wrong") << QStringLiteral("does not open");
        QTest::newRow("another public key")
            << pem(2) << closed << QStringLiteral("right") << QStringLiteral("not that of the private");
        QTest::newRow("a pair") << pem(3) << closed << QStringLiteral("right") << QString();
        QTest::newRow("public alone") << pem(3) << QString() << QString() << QString();
    }
    void importsAreJudgedHere()
    {
        QFETCH(QString, publicPem);
        QFETCH(QString, privatePem);
        QFETCH(QString, password);
        QFETCH(QString, problem);
        Bench bench;
        bench.holder.open();
        AddKeyDialog dialog(bench.context(), std::nullopt, &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        at<QRadioButton>(dialog, "import").setChecked(true);
        at<QPlainTextEdit>(dialog, "public").setPlainText(publicPem);
        at<QPlainTextEdit>(dialog, "private").setPlainText(privatePem);
        at<QLineEdit>(dialog, "pem-password").setText(password);
        at<QPushButton>(dialog, "save").click();
        if (problem.isEmpty()) {
            QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
            QCOMPARE(bench.rpc.request<v1::NewTenantKey>(kCreate).has_grant(), !privatePem.isEmpty());
        } else {
            QTRY_VERIFY_WITH_TIMEOUT(dialog.problem().contains(problem), 30000);
            QCOMPARE(bench.rpc.count(kCreate), 0);
        }
    }
    void theKeyBeforeVouchesForTheNextOne()
    {
        Bench bench;
        bench.holder.open();
        const TestKeys next(kHolderTenant, 3);
        KeyRow row;
        row.id = QStringLiteral("next");
        row.tenantId = bench.holder.identity.tenantId;
        row.record = next.record;
        row.fingerprint = next.record.fingerprint();
        std::optional<common::Status> ended;
        activateKey(bench.context(), row, next.bundle.signing, &bench.host,
                    [&ended](const common::Status &status) { ended = status; });
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/List"), bench.list(true)));
        const auto sent = bench.rpc.request<v1::KeyToActivate>(kActivate);
        const auto activation = common::fromWire(sent.activation());
        QVERIFY(activation && !sent.accept_unvouched());
        QCOMPARE(*common::checkActivation(*activation, next.record, bench.holder.tenant.record),
                 common::Vouching::Vouched);
        QVERIFY(bench.rpc.reply(kActivate, bench.holder.tenantKey(true)));
        QVERIFY(ended && *ended);
    }
    void withoutAVoucherSomebodyHasToMeanIt()
    {
        Bench bench(false);
        bench.holder.open();
        const TestKeys next(kHolderTenant, 3);
        KeyRow row;
        row.id = QStringLiteral("next");
        row.tenantId = bench.holder.identity.tenantId;
        row.record = next.record;
        row.fingerprint = next.record.fingerprint();
        std::optional<common::Status> ended;
        activateKey(bench.context(), row, next.bundle.signing, &bench.host,
                    [&ended](const common::Status &status) { ended = status; });
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/List"), bench.list(true)));
        QVERIFY(bench.rpc.fail(kActivate, ErrorCode::Denied, {},
                               {{QStringLiteral("activation"), QStringLiteral("unvouched")}}));
        QVERIFY(!ended);
        bench.confirm(QStringLiteral("zzzzzz")); // the button stays closed
        QCOMPARE(bench.rpc.count(kActivate), 1);
        bench.confirm(QString::fromLatin1(row.fingerprint.toHex()).right(6));
        QCOMPARE(bench.rpc.count(kActivate), 2);
        QVERIFY(bench.rpc.request<v1::KeyToActivate>(kActivate).accept_unvouched());
    }
    void anExportSaysHowGoodItsPasswordIs()
    {
        Bench bench;
        bench.identity.login = QStringLiteral("lindqvist");
        ExportKeyDialog dialog(bench.context(), bench.key(), &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        const auto &meter = *dialog.findChild<PasswordMeter *>();
        QVERIFY(meter.isVisible() && meter.text().isEmpty());
        at<QLineEdit>(dialog, "password").setText(QStringLiteral("lindqvist"));
        QVERIFY(meter.text().contains(QStringLiteral("name or login")));
        at<QLineEdit>(dialog, "password").setText(QStringLiteral("plinth otter cobalt verse"));
        QCOMPARE(meter.text(), QStringLiteral("Strong"));
        auto &match = at<StatusChip>(dialog, "match");
        QVERIFY(!match.isVisible());
        at<QLineEdit>(dialog, "again").setText(QStringLiteral("plinth otter"));
        QCOMPARE(match.role(), StatusRole::Inactive);
        QTest::keyClicks(&at<QLineEdit>(dialog, "again"), QStringLiteral("A"), Qt::NoModifier);
        QVERIFY(at<QLabel>(dialog, "caps-lock").isVisible());
        at<QLineEdit>(dialog, "again").setText(QStringLiteral("plinth otter cobalt verse"));
        QCOMPARE(match.role(), StatusRole::Good);
    }
    void anExportIsNotedAndOpens_data()
    {
        QTest::addColumn<QString>("password");
        QTest::newRow("with a password") << QStringLiteral("plinth otter cobalt verse");
        QTest::newRow("unprotected") << QString();
    }
    void anExportIsNotedAndOpens()
    {
        QFETCH(QString, password);
        Bench bench;
        bench.holder.open();
        const QString path = bench.folder.filePath(QStringLiteral("key.pem"));
        auto *dialog = new ExportKeyDialog(bench.context(), bench.key(), &bench.host);
        dialog->setFileChooser(
            [path](const QString &, const std::function<void(const QString &)> &chosen) { chosen(path); });
        dialog->show();
        const QString method = QStringLiteral("TenantKeys/NoteExport");
        at<QLineEdit>(*dialog, "password").setText(password);
        at<QPushButton>(*dialog, "export").click();
        QCOMPARE(bench.rpc.count(method), 0); // the two differ, or it has to be meant
        if (password.isEmpty()) {
            bench.confirm(bench.tail());
        } else {
            QVERIFY(!dialog->problem().isEmpty());
            at<QLineEdit>(*dialog, "again").setText(password);
            at<QPushButton>(*dialog, "export").click();
        }
        QCOMPARE(bench.rpc.request<v1::KeyExport>(method).with_password(), !password.isEmpty());
        QVERIFY(!QFile::exists(path)); // not before the recorder knows of it
        QVERIFY(bench.rpc.reply(method, v1::KeyExportNoted()));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), 30000);
        QFile file(path);
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto opened = common::readPrivatePem(file.readAll(), password);
        QVERIFY(opened);
        QCOMPARE(opened->publicKey().fingerprint(), bench.key().fingerprint);
    }
    void theKeyOfAnEncryptingTenantIsSwitchedOffKnowinglyOnly()
    {
        Bench bench;
        const QString method = QStringLiteral("TenantKeys/Deactivate");
        deactivateKey(bench.context(), bench.key(), &bench.host, [](const common::Status &) {});
        at<QPushButton>(bench.host, "deactivate").click();
        QCOMPARE(bench.rpc.request<v1::KeyToRemove>(method).confirm(), std::string());
        QVERIFY(bench.rpc.fail(method, ErrorCode::Conflict, {},
                               {{QStringLiteral("confirm"), QStringLiteral("encrypting")}}));
        bench.confirm(bench.tail());
        QCOMPARE(bench.rpc.count(method), 2);
        QCOMPARE(bench.rpc.request<v1::KeyToRemove>(method).confirm(), bench.tail().toStdString());
    }
    void aKeyIsDeletedByItsTail()
    {
        Bench bench;
        deleteKey(bench.context(), bench.key(false), &bench.host, [](const common::Status &) {});
        bench.confirm(bench.tail());
        QCOMPARE(bench.rpc.request<v1::KeyToRemove>(QStringLiteral("TenantKeys/Remove")).confirm(),
                 bench.tail().toStdString());
    }
    void thePageOfAKey()
    {
        Bench bench;
        bench.holder.open();
        const std::unique_ptr<QWidget> page(
            createKey(bench.context(), {{QStringLiteral("id"), QStringLiteral("k")}}, nullptr));
        page->resize(1180, 700);
        page->show();
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/Get"), bench.holder.tenantKey(true)));
        QCOMPARE(unnamedWidgets(*page), QStringList());
        QVERIFY(at<QPushButton>(*page, "export").isEnabled());
        QVERIFY(!at<QPushButton>(*page, "activate").isEnabled()); // it is
        QVERIFY(at<QPushButton>(*page, "rotate").isEnabled());
        QVERIFY(!at<QPushButton>(*page, "delete").isEnabled());
        saveShot(*page, QStringLiteral("encryption-key"));
        bench.holder.keys->sleep();
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/Get"), bench.holder.tenantKey(true)));
        QVERIFY(!at<QPushButton>(*page, "export").isEnabled());
    }
};

EARSHOT_TEST(tst_keypages, TestKeyPages)
#include "tst_keypages.moc"
