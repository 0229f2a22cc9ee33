// SPDX-License-Identifier: GPL-3.0-or-later
// Machines on the page of a key: registered by what they printed, granted to for a time, removed.
#include "common/rpc/codecs/servicetext.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/pages/keys/addservicedialog.h"
#include "console/pages/keys/grantdialog.h"
#include "console/pages/keys/keypages.h"
#include "tests/console/app/accessiblenames.h"
#include "tests/console/pages/keypagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

const QUuid kMachine = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000a1"));
const QString kRegister = QStringLiteral("KeyServices/Register");
const QString kRemove = QStringLiteral("KeyServices/Remove");
const QString kGrant = QStringLiteral("KeyGrants/Grant");

struct Bench : KeyPageBench {
    TestKeys machine{kMachine, 2};

    QString text() const { return QString::fromLatin1(common::serviceText(machine.record)); }
    v1::KeyUser row() const
    {
        v1::KeyUser user;
        user.set_id(kMachine.toString(QUuid::WithoutBraces).toStdString());
        user.set_name("Archiver");
        user.set_access("none");
        user.set_service(true);
        *user.mutable_record() = common::toWire(machine.record);
        return user;
    }
    KeyUserRow archiver() const
    {
        return {kMachine.toString(QUuid::WithoutBraces),
                QStringLiteral("Archiver"),
                {},
                QStringLiteral("none"),
                machine.record,
                0,
                true};
    }
};

} // namespace

class TestServicePages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMachineIsRegisteredByWhatItPrinted()
    {
        Bench bench;
        AddServiceDialog dialog(bench.context(), bench.key(), &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QCOMPARE(unnamedWidgets(dialog), QStringList());
        auto &go = at<QPushButton>(dialog, "register");
        auto &compared = at<QCheckBox>(dialog, "service-compared");
        auto &words = at<QLabel>(dialog, "service-words");
        at<QLineEdit>(dialog, "name").setText(QStringLiteral("Archiver"));
        QVERIFY(!go.isEnabled() && !compared.isEnabled());
        at<QPlainTextEdit>(dialog, "service-text").setPlainText(QStringLiteral("hello"));
        QVERIFY(!compared.isEnabled());
        QVERIFY(words.text().contains(QStringLiteral("not what earshotctl prints")));
        at<QPlainTextEdit>(dialog, "service-text").setPlainText(bench.text());
        QVERIFY(words.text().contains(common::keyWords(bench.machine.record.identity())));
        QVERIFY(!go.isEnabled()); // not before somebody compared
        compared.setChecked(true);
        QVERIFY(go.isEnabled());
        saveShot(dialog, QStringLiteral("key-add-service"));
        // Other keys under the same hand are compared again.
        const TestKeys other(kMachine, 3);
        at<QPlainTextEdit>(dialog, "service-text")
            .setPlainText(QString::fromLatin1(common::serviceText(other.record)));
        QVERIFY(!compared.isChecked() && !go.isEnabled());
        at<QPlainTextEdit>(dialog, "service-text").setPlainText(bench.text());
        compared.setChecked(true);
        go.click();
        const auto sent = bench.rpc.request<v1::NewKeyService>(kRegister);
        QCOMPARE(sent.name(), std::string("Archiver"));
        QCOMPARE(sent.tenant_id(), bench.holder.tenantKey(true).tenant_id());
        QCOMPARE(common::fromWire(sent.record()).value(), bench.machine.record);
        QVERIFY(bench.rpc.fail(kRegister, ErrorCode::Conflict, {},
                               {{QStringLiteral("service"), QStringLiteral("registered")}}));
        QVERIFY(dialog.isVisible() && !dialog.problem().isEmpty());
        go.click();
        QVERIFY(bench.rpc.reply(kRegister, v1::KeyServiceAdded()));
        QVERIFY(!dialog.isVisible());
    }
    void whatAMachineIsGrantedEnds()
    {
        Bench bench;
        bench.holder.open();
        GrantDialog dialog(bench.context(), bench.key(), {bench.archiver()}, &bench.host);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        const auto &expiry = at<QComboBox>(dialog, "expiry");
        QCOMPARE(expiry.findData(0), -1);
        QCOMPARE(expiry.currentData().toInt(), 90);
        QCOMPARE(at<QLabel>(dialog, "words-Archiver").text(),
                 common::keyWords(bench.machine.record.identity()));
        const qint64 before = bench.holder.keys->nowMs();
        at<QPushButton>(dialog, "grant").click();
        QTRY_COMPARE(bench.rpc.count(kGrant), 1);
        const auto grant = common::fromWire(bench.rpc.request<v1::KeyGrant>(kGrant));
        QVERIFY(grant && grant->expiresMs >= before + qint64(90) * 86'400'000);
        const auto opened =
            common::openGrant(*grant, bench.machine.bundle.opening, bench.holder.tenant.record);
        QVERIFY(opened && common::isBundleOf(*opened, bench.holder.tenant.record));
    }
    void peopleMayBeGrantedForEver()
    {
        Bench bench;
        bench.holder.open();
        KeyUserRow person = bench.archiver();
        person.isService = false;
        person.login = QStringLiteral("ben");
        const GrantDialog dialog(bench.context(), bench.key(), {person}, &bench.host);
        QCOMPARE(at<QComboBox>(dialog, "expiry").currentData().toInt(), 0);
    }
    void aMachineIsListedAndRemoved()
    {
        Bench bench;
        bench.holder.open();
        const std::unique_ptr<QWidget> users(keyUsersOf(bench.context(), bench.key(), false, nullptr));
        users->show();
        v1::KeyUserList list;
        *list.add_users() = bench.row();
        list.mutable_info()->set_total(1);
        QVERIFY(bench.rpc.reply(QStringLiteral("KeyGrants/List"), list));
        auto &page = *users->findChild<ListPage *>();
        QTRY_COMPARE(page.view().model()->rowCount(), 1);
        QStringList cells;
        for (int column = 0; column < page.view().model()->columnCount(); ++column) {
            cells.append(page.view().model()->index(0, column).data().toString());
        }
        QVERIFY2(cells.contains(QStringLiteral("Archiver")) && cells.contains(QStringLiteral("Service")),
                 qPrintable(cells.join(QLatin1Char('|'))));
        static_cast<RecordModelBase *>(page.view().model())->tick(0, true);
        users->findChild<QAction *>(QStringLiteral("remove-service"))->trigger();
        auto *go = users->findChild<QPushButton *>(QStringLiteral("remove-service-confirmed"));
        QVERIFY(go != nullptr);
        QCOMPARE(bench.rpc.count(kRemove), 0); // it is asked first
        go->click();
        QCOMPARE(bench.rpc.request<v1::KeyServiceRef>(kRemove).id(), bench.row().id());
        QCOMPARE(bench.rpc.request<v1::KeyServiceRef>(kRemove).tenant_id(),
                 bench.key().tenantId.toStdString());
        QVERIFY(bench.rpc.reply(kRemove, v1::KeyServiceRemoved()));
        QCOMPARE(bench.navigator.notes, QStringList{QStringLiteral("Service removed")});
    }
    void aPersonIsNotRemovedHere()
    {
        Bench bench;
        bench.holder.open();
        const std::unique_ptr<QWidget> users(keyUsersOf(bench.context(), bench.key(), false, nullptr));
        users->show();
        v1::KeyUserList list;
        *list.add_users() = bench.row();
        list.mutable_users(0)->set_service(false);
        list.mutable_info()->set_total(1);
        QVERIFY(bench.rpc.reply(QStringLiteral("KeyGrants/List"), list));
        auto &page = *users->findChild<ListPage *>();
        QTRY_COMPARE(page.view().model()->rowCount(), 1);
        static_cast<RecordModelBase *>(page.view().model())->tick(0, true);
        users->findChild<QAction *>(QStringLiteral("remove-service"))->trigger();
        QCOMPARE(bench.navigator.notes.size(), 1);
        QCOMPARE(bench.rpc.count(kRemove), 0);
    }
};

EARSHOT_TEST(tst_servicepages, TestServicePages)
#include "tst_servicepages.moc"
