// SPDX-License-Identifier: GPL-3.0-or-later
// What of a key's page concerns recordings that are there: rotating with or without moving them, moving them
// later, and what is said before a key is deactivated.
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/keyactions.h"
#include "console/pages/keys/keypages.h"
#include "tests/console/pages/keypagebench.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

const QString kCreate = QStringLiteral("TenantKeys/Create");
const QString kActivate = QStringLiteral("TenantKeys/Activate");
const QString kKeys = QStringLiteral("TenantKeys/List");
const QString kGet = QStringLiteral("TenantKeys/Get");
const QString kDeactivate = QStringLiteral("TenantKeys/Deactivate");
const QString kWraps = QStringLiteral("KeyRewraps/List");

struct Bench : KeyPageBench {
    /// Another key of the tenant.
    v1::TenantKey other(const common::KeyRecord &record, bool active) const
    {
        v1::TenantKey made = holder.tenantKey(active);
        made.set_id("018f0000-0000-7000-8000-0000000000cd");
        made.set_name("Summer");
        *made.mutable_record() = common::toWire(record);
        return made;
    }
    void hold(const v1::TenantKey &key, const v1::KeyGrant &grant)
    {
        v1::HeldKey *held = holder.set.add_held();
        *held->mutable_key() = key;
        *held->mutable_grant() = grant;
        held->set_access("authorised");
    }
    static v1::TenantKeyList listOf(const QList<v1::TenantKey> &keys)
    {
        v1::TenantKeyList list;
        for (const v1::TenantKey &key : keys) {
            *list.add_keys() = key;
        }
        list.mutable_info()->set_total(keys.size());
        return list;
    }
    std::unique_ptr<QWidget> page(bool active)
    {
        std::unique_ptr<QWidget> made(
            createKey(context(), {{QStringLiteral("id"), QStringLiteral("k")}}, nullptr));
        made->resize(1180, 700);
        made->show();
        if (!rpc.reply(kGet, holder.tenantKey(active))) {
            qWarning("the page asks for no key");
        }
        return made;
    }
};

} // namespace

class TestKeyRotation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rotatingMovesWhatIsThereWhenItIsTicked_data()
    {
        QTest::addColumn<bool>("moves");
        QTest::newRow("ticked, as it is at first") << true;
        QTest::newRow("taken out") << false;
    }
    void rotatingMovesWhatIsThereWhenItIsTicked()
    {
        QFETCH(bool, moves);
        Bench bench;
        bench.holder.open();
        AddKeyDialog dialog(bench.context(), bench.key(true), &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QString told;
        QObject::connect(&dialog, &AddKeyDialog::added, &dialog,
                         [&told](const QString &, const QString &words) { told = words; });
        auto &move = at<QCheckBox>(dialog, "move");
        QVERIFY(move.isVisible() && move.isChecked() && move.isEnabled());
        QVERIFY(at<QCheckBox>(dialog, "active").isChecked() && !at<QCheckBox>(dialog, "active").isEnabled());
        move.setChecked(moves);
        at<QPushButton>(dialog, "save").click();
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
        const auto sent = bench.rpc.request<v1::NewTenantKey>(kCreate);
        const v1::TenantKey made = bench.other(*common::fromWire(sent.record()), false);
        QVERIFY(bench.rpc.reply(kCreate, made));
        bench.hold(made, sent.grant());
        QVERIFY(bench.holder.rpc.reply(QStringLiteral("OwnKeys/Get"), bench.holder.set));
        QTRY_COMPARE(bench.rpc.count(kKeys), 1);
        QVERIFY(bench.rpc.reply(kKeys, Bench::listOf({bench.holder.tenantKey(true), made})));
        QTRY_COMPARE(bench.rpc.count(kActivate), 1);
        QVERIFY(!bench.rpc.request<v1::KeyToActivate>(kActivate).activation().vouch().empty());
        QVERIFY(bench.rpc.reply(kActivate, bench.other(*common::fromWire(sent.record()), true)));
        QVERIFY(bench.rpc.reply(QStringLiteral("KeyGrants/List"), v1::KeyUserList()));
        QTRY_VERIFY(!told.isEmpty());
        QCOMPARE(bench.rpc.count(kWraps), moves ? 1 : 0);
        QCOMPARE(told.contains(QStringLiteral("being moved")), moves);
        if (moves) {
            QCOMPARE(bench.rpc.request<v1::WrapsToMove>(kWraps).key_id(), bench.holder.tenantKey(true).id());
        }
        QCOMPARE(bench.navigator.tasks().running(), moves ? 1 : 0);
    }
    void aPublicKeyAloneTakesNoRecordings()
    {
        Bench bench;
        bench.holder.open();
        AddKeyDialog dialog(bench.context(), bench.key(true), &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        at<QRadioButton>(dialog, "import").setChecked(true);
        QVERIFY(!at<QCheckBox>(dialog, "move").isEnabled()); // nobody could open them with it
        at<QPlainTextEdit>(dialog, "private").setPlainText(QStringLiteral("-----BEGIN"));
        QVERIFY(at<QCheckBox>(dialog, "move").isEnabled());
        // A key that replaces none has nothing to move.
        AddKeyDialog fresh(bench.context(), std::nullopt, &bench.host);
        fresh.setAttribute(Qt::WA_DeleteOnClose, false);
        QVERIFY(fresh.findChild<QCheckBox *>(QStringLiteral("move")) == nullptr);
    }

    void moveRecordingsIsForKeysThatAreNotActive()
    {
        Bench bench;
        bench.holder.open();
        {
            const auto active = bench.page(true);
            const auto &move = at<QPushButton>(*active, "move");
            QVERIFY(!move.isEnabled());
            QVERIFY(move.toolTip().contains(QStringLiteral("moved to it from others")));
        }
        const auto before = bench.page(false);
        QVERIFY(at<QPushButton>(*before, "move").isEnabled());
        bench.holder.keys->sleep();
        QVERIFY(bench.rpc.reply(kGet, bench.holder.tenantKey(false)));
        QTRY_VERIFY(!at<QPushButton>(*before, "move").isEnabled()); // what is not held moves nothing
    }
    void moveRecordingsGoesToTheActiveKey_data()
    {
        QTest::addColumn<bool>("isActive");
        QTest::addColumn<bool>("isHeld");
        QTest::addColumn<QString>("words");
        QTest::newRow("held") << true << true << QStringLiteral("are being moved");
        QTest::newRow("of somebody else") << true << false << QStringLiteral("do not hold");
        QTest::newRow("none is active") << false << true << QStringLiteral("No key is active");
    }
    void moveRecordingsGoesToTheActiveKey()
    {
        QFETCH(bool, isActive);
        QFETCH(bool, isHeld);
        QFETCH(QString, words);
        Bench bench;
        const TestKeys fresh(kHolderTenant, 2);
        const v1::TenantKey other = bench.other(fresh.record, isActive);
        if (isHeld) {
            bench.hold(other,
                       common::toWire(*common::makeGrant(fresh.bundle, fresh.record, bench.holder.own.record,
                                                         common::toUnixMs(bench.holder.clock.wall()))));
        }
        bench.holder.open();
        const auto page = bench.page(false);
        at<QPushButton>(*page, "move").click();
        QVERIFY(bench.rpc.reply(kKeys, Bench::listOf({other, bench.holder.tenantKey(false)})));
        QTRY_COMPARE(bench.navigator.notes.size(), 1);
        QVERIFY2(bench.navigator.notes.first().contains(words), qPrintable(bench.navigator.notes.first()));
        QCOMPARE(bench.rpc.count(kWraps), isActive && isHeld ? 1 : 0);
    }

    void deactivatingSaysWhatItMeans()
    {
        Bench bench;
        bench.holder.open();
        const auto page = bench.page(true);
        at<QPushButton>(*page, "switch-off").click();
        auto *question = page->findChild<QMessageBox *>(QStringLiteral("deactivate-question"));
        QVERIFY(question != nullptr);
        QVERIFY(question->text().contains(QStringLiteral("finished calls wait until a key is active again")));
        QVERIFY(question->text().contains(QStringLiteral("stay as they are")));
        QCOMPARE(question->defaultButton(),
                 question->button(QMessageBox::Cancel)); // nothing by a stray Enter
        question->button(QMessageBox::Cancel)->click();
        QCOMPARE(bench.rpc.count(kDeactivate), 0);
    }
    void deactivatingTheKeyOfAnEncryptingTenantHasAMessageOfItsOwn()
    {
        Bench bench;
        bench.holder.open();
        const auto page = bench.page(true);
        at<QPushButton>(*page, "switch-off").click();
        at<QPushButton>(*page, "deactivate").click();
        QVERIFY(bench.rpc.request<v1::KeyToDeactivate>(kDeactivate).confirm().empty());
        QVERIFY(bench.rpc.fail(kDeactivate, ErrorCode::Conflict, {},
                               {{QStringLiteral("confirm"), QStringLiteral("encrypting")}}));
        auto *mean = page->findChild<ConfirmTailDialog *>();
        QVERIFY(mean != nullptr);
        QString said;
        for (const QLabel *label : mean->findChildren<QLabel *>()) {
            said += label->text();
        }
        QVERIFY2(said.contains(QStringLiteral("stay in the recorder's spool until a key is active again")),
                 qPrintable(said));
        QVERIFY(said.contains(QStringLiteral("Spring"))); // which one
        QVERIFY(bench.navigator.notes.isEmpty());         // it is not done
        const QByteArray hex = bench.holder.tenant.record.fingerprint().toHex();
        at<QLineEdit>(*mean, "typed").setText(QString::fromLatin1(hex.right(6)));
        at<QPushButton>(*mean, "confirmed").click();
        QCOMPARE(bench.rpc.request<v1::KeyToDeactivate>(kDeactivate).confirm(), hex.right(6).toStdString());
        QVERIFY(bench.rpc.reply(kDeactivate, bench.holder.tenantKey(false)));
        QTRY_COMPARE(bench.navigator.notes, QStringList{QStringLiteral("Key deactivated")});
    }
    void whatCannotBeDeactivatedIsTold()
    {
        Bench bench;
        bench.holder.open();
        const auto page = bench.page(true);
        at<QPushButton>(*page, "switch-off").click();
        at<QPushButton>(*page, "deactivate").click();
        QVERIFY(bench.rpc.fail(kDeactivate, ErrorCode::Unavailable));
        QTRY_COMPARE(bench.navigator.notes.size(), 1);
        QVERIFY(!bench.navigator.notes.first().contains(QStringLiteral("Key deactivated")));
        const auto idle = bench.page(false);
        QVERIFY(!at<QPushButton>(*idle, "switch-off").isEnabled());
    }
};

EARSHOT_TEST(tst_keyrotation, TestKeyRotation)
#include "tst_keyrotation.moc"
