// SPDX-License-Identifier: GPL-3.0-or-later
// Importing a key that the tenant has already, and the name of a key.
#include "common/crypto/keyproof.h"
#include "common/crypto/pemkeys.h"
#include "console/pages/keys/addkeydialog.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/grantdialog.h"
#include "console/pages/keys/keypages.h"
#include "tests/console/pages/keypagebench.h"
#include "tests/support/testmain.h"

#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
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
const QString kKeys = QStringLiteral("TenantKeys/List");
const QString kBringBack = QStringLiteral("TenantKeys/BringBack");
const QString kUpdate = QStringLiteral("TenantKeys/Update");
const QString kOwnKeys = QStringLiteral("OwnKeys/Get");

/// Somebody with keys of his own and the private key of his tenant's key in a file.
struct Bench : KeyPageBench {
    explicit Bench(bool granted = false)
        : KeyPageBench(granted)
    {
        holder.open();
    }
    /// As the recorder has it when this was taken.
    v1::TenantKey back(const v1::KeyToBringBack &sent) const
    {
        v1::TenantKey key = holder.tenantKey(true);
        *key.mutable_record() = sent.record();
        *key.add_earlier() = common::toWire(holder.tenant.record);
        return key;
    }
    static QString pem(int number)
    {
        const auto text = common::writePrivatePem(openingKey(2048, number), {});
        return text ? QString::fromLatin1(text->view().toByteArray()) : QString();
    }
};

/// The dialog with a key that was pasted, when the recorder has said that there is one.
struct Import {
    AddKeyDialog dialog;
    QString told;

    Import(Bench &bench, const QString &publicPem, const QString &privatePem)
        : dialog(bench.context(), std::nullopt, &bench.host)
    {
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QObject::connect(&dialog, &AddKeyDialog::added, &dialog,
                         [this](const QString &, const QString &words) { told = words; });
        at<QRadioButton>(dialog, "import").setChecked(true);
        at<QPlainTextEdit>(dialog, "public").setPlainText(publicPem);
        at<QPlainTextEdit>(dialog, "private").setPlainText(privatePem);
        at<QPushButton>(dialog, "save").click();
    }
    ConfirmTailDialog *question() const { return dialog.findChild<ConfirmTailDialog *>(); }
    void confirm(const QByteArray &fingerprint) const
    {
        at<QLineEdit>(*question(), "typed").setText(QString::fromLatin1(fingerprint.toHex()).right(6));
        at<QPushButton>(*question(), "confirmed").click();
    }
};

bool refuseCreate(Bench &bench)
{
    return bench.rpc.fail(kCreate, ErrorCode::Conflict, {},
                          {{QStringLiteral("key"), QStringLiteral("exists")}});
}

} // namespace

class TestBringBack : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aKeyThatIsThereIsBroughtBack()
    {
        Bench bench;
        const QByteArray fingerprint = bench.holder.tenant.record.fingerprint();
        Import import(bench, {}, Bench::pem(1));
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
        QVERIFY(refuseCreate(bench));
        // Which one it is, is found by its fingerprint, in its tenant.
        const auto asked = bench.rpc.request<v1::ListRequest>(kKeys);
        QCOMPARE(QByteArray::fromStdString(asked.search()), fingerprint.toHex());
        QCOMPARE(asked.criteria(0).values(0), bench.holder.identity.tenantId.toStdString());
        QVERIFY(bench.rpc.reply(kKeys, bench.list(true)));
        QVERIFY(import.question() != nullptr);
        QString said;
        for (const QLabel *label : import.question()->findChildren<QLabel *>()) {
            said += label->text();
        }
        QVERIFY2(said.contains(QStringLiteral("has this key already")) &&
                     said.contains(QStringLiteral("Spring")) &&
                     said.contains(QStringLiteral("administrator")),
                 qPrintable(said));
        QCOMPARE(bench.rpc.count(kBringBack), 0); // not before it was meant
        import.confirm(fingerprint);
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kBringBack), 1, 30000);
        const auto sent = bench.rpc.request<v1::KeyToBringBack>(kBringBack);
        QCOMPARE(sent.id(), bench.holder.tenantKey(true).id());
        const auto record = common::fromWire(sent.record());
        const auto grant = common::fromWire(sent.grant());
        QVERIFY(record && grant);
        QCOMPARE(record->fingerprint(), fingerprint);
        QVERIFY(record->signingKey != bench.holder.tenant.record.signingKey);
        QVERIFY(common::checkGrant(*grant, *record, bench.holder.own.record,
                                   common::toUnixMs(bench.holder.clock.wall())));
        QVERIFY(common::checkSuccession(
            {kHolderTenant, fingerprint, bench.holder.tenant.record.identity(), record->identity()},
            openingKey(2048, 1).publicKey(), QByteArray::fromStdString(sent.proof())));
        QCOMPARE(QByteArray::fromStdString(sent.before()), bench.holder.tenant.record.identity());
        QVERIFY(bench.rpc.reply(kBringBack, bench.back(sent)));
        v1::HeldKey *held = bench.holder.set.add_held();
        *held->mutable_key() = bench.back(sent);
        *held->mutable_grant() = sent.grant();
        held->set_access("authorised");
        QVERIFY(bench.holder.rpc.reply(kOwnKeys, bench.holder.set));
        QTRY_VERIFY2(import.told.contains(QStringLiteral("brought back")), qPrintable(import.told));
        QVERIFY(bench.holder.keys->ring()->tenantKeys(fingerprint).has_value());
    }
    void nothingIsDoneThatIsNotMeant()
    {
        Bench bench;
        Import import(bench, {}, Bench::pem(1));
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
        QVERIFY(refuseCreate(bench));
        QVERIFY(bench.rpc.reply(kKeys, bench.list(false)));
        QVERIFY(import.question() != nullptr);
        import.question()->reject();
        QCOMPARE(bench.rpc.count(kBringBack), 0);
        QCOMPARE(import.dialog.problem(), QString());
        QVERIFY(at<QPushButton>(import.dialog, "save").isEnabled());
    }
    void whatOneHoldsIsNotBroughtBack()
    {
        Bench bench(true);
        Import import(bench, {}, Bench::pem(1));
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
        QVERIFY(refuseCreate(bench));
        QVERIFY(bench.rpc.reply(kKeys, bench.list(true)));
        QVERIFY2(import.dialog.problem().contains(QStringLiteral("you hold it")),
                 qPrintable(import.dialog.problem()));
        QVERIFY(import.question() == nullptr);
    }
    void aPublicKeyBringsNothingBack()
    {
        Bench bench;
        Import import(bench, QString::fromLatin1(common::writePublicPem(openingKey(2048, 1).publicKey())),
                      {});
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
        QVERIFY(refuseCreate(bench));
        QVERIFY2(import.dialog.problem().contains(QStringLiteral("with its private key")),
                 qPrintable(import.dialog.problem()));
        QCOMPARE(bench.rpc.count(kKeys), 0);
    }
    void aRefusalIsTold()
    {
        Bench bench;
        Import import(bench, {}, Bench::pem(1));
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kCreate), 1, 30000);
        QVERIFY(refuseCreate(bench));
        QVERIFY(bench.rpc.reply(kKeys, bench.list(true)));
        import.confirm(bench.holder.tenant.record.fingerprint());
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(kBringBack), 1, 30000);
        QVERIFY(bench.rpc.fail(kBringBack, ErrorCode::Conflict, {},
                               {{QStringLiteral("proof"), QStringLiteral("stale")}}));
        QVERIFY2(import.dialog.problem().contains(QStringLiteral("changed it meanwhile")),
                 qPrintable(import.dialog.problem()));
        QVERIFY(at<QPushButton>(import.dialog, "save").isEnabled());
        QVERIFY(import.told.isEmpty());
    }
    /// Who held it before signs as before: by the record of then.
    void anEarlierHolderGrantsByHisRecord()
    {
        Bench bench(true);
        v1::KeyToBringBack came;
        const TestKeys again(kHolderTenant, 1);
        *came.mutable_record() = common::toWire(again.record);
        const auto row = keyRowFrom(bench.back(came));
        QVERIFY(row);
        QCOMPARE(row->record, again.record);
        QCOMPARE(row->createdMs(), bench.holder.tenant.record.createdMs);
        QCOMPARE(row->earlier, QList<common::KeyRecord>{bench.holder.tenant.record});
        const QUuid ben = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000bb"));
        KeyUserRow user{ben.toString(QUuid::WithoutBraces),
                        QStringLiteral("Ben"),
                        QStringLiteral("ben"),
                        QStringLiteral("none"),
                        TestKeys(ben, 2).record,
                        0};
        GrantDialog dialog(bench.context(), *row, {user}, &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        at<QPushButton>(dialog, "grant").click();
        const QString method = QStringLiteral("KeyGrants/Grant");
        QTRY_COMPARE_WITH_TIMEOUT(bench.rpc.count(method), 1, 30000);
        const auto grant = common::fromWire(bench.rpc.request<v1::KeyGrant>(method));
        QVERIFY(grant && common::checkGrant(*grant, bench.holder.tenant.record, *user.record,
                                            common::toUnixMs(bench.holder.clock.wall())));
        // Records of another RSA key are none of it, whoever says so.
        v1::TenantKey lie = bench.holder.tenantKey(true);
        *lie.add_earlier() = common::toWire(TestKeys(kHolderTenant, 3).record);
        QVERIFY(keyRowFrom(lie)->earlier.isEmpty());
    }
    void aKeyIsEdited()
    {
        Bench bench(true);
        const std::unique_ptr<QWidget> page(
            createKey(bench.context(), {{QStringLiteral("id"), QStringLiteral("k")}}, nullptr));
        page->resize(1180, 700);
        page->show();
        QVERIFY(bench.rpc.reply(QStringLiteral("TenantKeys/Get"), bench.holder.tenantKey(true)));
        at<QPushButton>(*page, "edit").click();
        auto *dialog = page->findChild<QInputDialog *>(QStringLiteral("edit-key"));
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->windowTitle(), QStringLiteral("Edit Key"));
        QCOMPARE(dialog->textValue(), QStringLiteral("Spring"));
        dialog->setTextValue(QStringLiteral("  Autumn "));
        dialog->accept();
        QCOMPARE(bench.rpc.request<v1::KeyToRename>(kUpdate).name(), std::string("Autumn"));
        QVERIFY(bench.rpc.reply(kUpdate, bench.holder.tenantKey(true)));
        QTRY_COMPARE(bench.navigator.notes, QStringList{QStringLiteral("Key saved")});
        QCOMPARE(bench.rpc.count(QStringLiteral("TenantKeys/Get")), 2); // what it is now
    }
};

EARSHOT_TEST(tst_bringback, TestBringBack)
#include "tst_bringback.moc"
