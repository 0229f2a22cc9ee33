// SPDX-License-Identifier: GPL-3.0-or-later
// What a user does for himself: profile, 2-step verification, devices; and the same seen by an administrator.
#include "common/proto/impersonation.pb.h"
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"
#include "common/proto/signinways.pb.h"
#include "common/rpc/codecs/recordcodec.h"
#include "console/kit/blockgrid.h"
#include "console/kit/editdialog.h"
#include "console/kit/factsdialog.h"
#include "console/kit/qrcode.h"
#include "console/kit/searchfield.h"
#include "console/pages/account/accountpages.h"
#include "console/pages/account/secondstepdialog.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/resetpassworddialog.h"
#include "tests/console/pages/directorydata.h"
#include "tests/support/pagebench.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTreeWidget>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

const QString kConfirm = QStringLiteral("SecondStep/Confirm");

v1::RecoveryCodes tenCodes()
{
    v1::RecoveryCodes codes;
    for (int i = 0; i < 10; ++i) {
        codes.add_codes("abcd" + std::to_string(i) + "-fghj" + std::to_string(i));
    }
    return codes;
}

v1::DeviceList deviceList()
{
    v1::DeviceList list;
    for (int i = 0; i < 2; ++i) {
        auto *device = list.add_devices();
        device->set_id(idOf(400 + i));
        device->set_first_ms(1'690'000'000'000);
        device->set_last_ms(1'700'000'000'000);
        device->set_address("198.51.100." + std::to_string(i + 1));
        device->set_client("earshot-console 0.1");
        device->set_system("Debian GNU/Linux 12");
        device->set_trusted_till_ms(i == 0 ? 4'000'000'000'000 : 0);
        device->set_own(i == 0);
    }
    return list;
}

struct DialogBench : PageBench {
    std::unique_ptr<SecondStepDialog> dialog;

    explicit DialogBench(SecondStepTask task = SecondStepTask::SetUp,
                         const QString &by = QStringLiteral("password"))
    {
        identity.login = QStringLiteral("anna");
        identity.authenticatedBy = by;
        dialog = std::make_unique<SecondStepDialog>(rpc, identity, task, quickSecret(), nullptr);
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        dialog->show();
        (void)QTest::qWaitForWindowExposed(dialog.get());
    }
    template <typename W>
    W *find(const char *name)
    {
        return dialog->findChild<W *>(QString::fromLatin1(name));
    }
    void press(const char *name) { find<QPushButton>(name)->click(); }
    bool key()
    {
        v1::SecondStepSecret secret;
        secret.set_base32("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
        secret.set_uri("otpauth://totp/Earshot:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Earshot");
        return rpc.reply(QStringLiteral("SecondStep/Begin"), secret);
    }
};

struct UserBench : PageBench {
    std::unique_ptr<QWidget> page;

    UserBench()
    {
        identity.userId = textId(77);
        for (const char *code : {"users.view", "users.edit", "users.reset-password", "users.impersonate",
                                 "sessions.view", "sessions.end", "audit.view"}) {
            identity.permissions.append(QString::fromLatin1(code));
        }
    }
    void openUser(const v1::User &user)
    {
        page.reset(createUser(context(), {{QStringLiteral("id"), textId(0)}}, nullptr));
        page->resize(1100, 760);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
        rpc.reply(QStringLiteral("Users/Get"), user);
        QCoreApplication::processEvents();
    }
    QPushButton *button(const char *name)
    {
        return page->findChild<QPushButton *>(QString::fromLatin1(name));
    }
};

common::UserRecord anna(const QString &email)
{
    common::UserRecord user;
    user.id = textId(0);
    user.name = QStringLiteral("Anna");
    user.email = email;
    return user;
}

} // namespace

class TestAccount : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void setsUpTheSecondStep()
    {
        DialogBench bench;
        const QSignalSpy done(bench.dialog.get(), &SecondStepDialog::done);
        bench.find<QLineEdit>("present")->setText(QStringLiteral("secret"));
        saveShot(*bench.dialog, QStringLiteral("secondstep-password"));
        bench.press("go");
        QVERIFY(bench.rpc.reply(QStringLiteral("Session/Begin"), beginReply()));
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("SecondStep/Begin")), 1);
        QCOMPARE(bench.rpc.request<v1::SecondStepBegin>(QStringLiteral("SecondStep/Begin")).secret().size(),
                 size_t{32});
        QVERIFY(bench.key());
        QCOMPARE(bench.find<QLineEdit>("key")->text(),
                 QStringLiteral("JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"));
        auto *qr = bench.find<QrCode>("qr");
        QVERIFY(qr->isVisible() && qr->modules() > 0);
        QVERIFY(qr->accessibleName().contains(QStringLiteral("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")));
        bench.press("copy-key");
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"));
        saveShot(*bench.dialog, QStringLiteral("secondstep-key"));
        QCOMPARE(namelessWidgets(*bench.dialog), QStringList());
        QCOMPARE(clippedWidgets(*bench.dialog), QStringList());
        bench.find<QLineEdit>("code")->setText(QStringLiteral("123 456"));
        bench.press("go");
        QCOMPARE(bench.rpc.request<v1::SecondStepConfirm>(kConfirm).code(), std::string("123456"));
        QVERIFY(bench.rpc.fail(kConfirm, ErrorCode::Denied, {},
                               {{QStringLiteral("code"), QStringLiteral("wrong")}}));
        QVERIFY(bench.dialog->problem().contains(QStringLiteral("not right")));
        bench.press("go");
        QVERIFY(bench.rpc.reply(kConfirm, tenCodes()));
        QCOMPARE(bench.find<QPlainTextEdit>("codes")->toPlainText().split(QLatin1Char('\n')).size(), 10);
        QVERIFY(!bench.find<QPushButton>("go")->isEnabled());
        bench.dialog->reject();
        QVERIFY(bench.dialog->isVisible()); // they are shown only this once
        saveShot(*bench.dialog, QStringLiteral("secondstep-codes"));
        bench.find<QCheckBox>("kept")->setChecked(true);
        bench.press("go");
        QVERIFY(!bench.dialog->isVisible());
        QCOMPARE(done.size(), 1);
    }
    void savesTheRecoveryCodes()
    {
        DialogBench bench(SecondStepTask::NewCodes);
        const QString path = bench.folder.filePath(QStringLiteral("codes.txt"));
        bench.dialog->setFileChooser(
            [&](const QString &, const std::function<void(const QString &)> &chosen) { chosen(path); });
        bench.find<QLineEdit>("code")->setText(QStringLiteral("123456"));
        bench.press("go");
        QVERIFY(bench.rpc.reply(QStringLiteral("SecondStep/NewRecoveryCodes"), tenCodes()));
        bench.press("save-codes");
        QTRY_VERIFY(bench.dialog->problem().contains(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("abcd9-fghj9"));
        QVERIFY((file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)) == 0);
    }
    void aDirectoryUserNeedsNoPasswordHere()
    {
        DialogBench bench(SecondStepTask::SetUp, QStringLiteral("directory"));
        QVERIFY(bench.rpc.request<v1::SecondStepBegin>(QStringLiteral("SecondStep/Begin")).secret().empty());
        QVERIFY(bench.rpc.fail(QStringLiteral("SecondStep/Begin"), ErrorCode::Denied, {},
                               {{QStringLiteral("reason"), QStringLiteral("session-old")}}));
        QVERIFY(bench.dialog->problem().contains(QStringLiteral("too long ago")));
    }
    void switchingOffIsRefusedByTheRole()
    {
        DialogBench bench(SecondStepTask::SwitchOff);
        bench.find<QLineEdit>("code")->setText(QStringLiteral("123456"));
        bench.press("go");
        QVERIFY(bench.rpc.fail(QStringLiteral("SecondStep/End"), ErrorCode::Denied, {},
                               {{QStringLiteral("reason"), QStringLiteral("required")}}));
        QVERIFY(bench.dialog->problem().contains(QStringLiteral("Your role demands")));
        bench.press("go");
        QVERIFY(bench.rpc.reply(QStringLiteral("SecondStep/End"), v1::SecondStepEnded()));
        QVERIFY(!bench.dialog->isVisible());
    }
    void theProfileIsForEverybody()
    {
        PageBench bench;
        bench.identity.userId = textId(0);
        std::unique_ptr<QWidget> page(createProfile(bench.context(), {}, nullptr));
        page->resize(1040, 760);
        page->show();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
        common::Identity me = bench.identity;
        me.login = QStringLiteral("anna");
        me.secondStep = true;
        QVERIFY(bench.rpc.reply(QStringLiteral("Session/WhoAmI"), common::toWire(me)));
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/Get")), 0); // not without the permission
        QVERIFY(
            bench.rpc.request<v1::DeviceListRequest>(QStringLiteral("UserDevices/List")).user_id().empty());
        QVERIFY(bench.rpc.reply(QStringLiteral("UserDevices/List"), deviceList()));
        // His own sessions as well, without any permission.
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("UserSessions/List")), 1);
        const auto asked = bench.rpc.request<v1::ListRequest>(QStringLiteral("UserSessions/List"));
        QCOMPARE(asked.criteria(0).field(), std::string("user"));
        QCOMPARE(asked.criteria(0).values(0), idOf(0));
        QVERIFY(bench.rpc.reply(QStringLiteral("UserSessions/List"), sessionList()));
        auto *others = page->findChild<QAction *>(QStringLiteral("terminate-others"));
        QVERIFY(others != nullptr && others->isEnabled());
        others->trigger();
        v1::TerminateReply ended;
        ended.set_ended(2);
        QVERIFY(bench.rpc.reply(QStringLiteral("UserSessions/TerminateOthers"), ended));
        QCOMPARE(bench.navigator.notes.last(), QStringLiteral("2 session(s) ended"));
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("UserSessions/List")), 2);
        QVERIFY(bench.rpc.reply(QStringLiteral("UserSessions/List"), sessionList()));
        QVERIFY(page->findChild<QAction *>(QStringLiteral("terminate"))->isEnabled());
        QVERIFY(!page->findChild<QPushButton *>(QStringLiteral("second-step"))->isEnabled());
        QVERIFY(page->findChild<QPushButton *>(QStringLiteral("second-step-off"))->isEnabled());
        auto *rows = page->findChild<QTreeWidget *>(QStringLiteral("device-rows"));
        QCOMPARE(rows->topLevelItemCount(), 2);
        QVERIFY(rows->topLevelItem(0)->text(3).contains(QStringLiteral("this device")));
        // Each can be opened, and found by what stands in its row.
        page->findChild<QPushButton *>(QStringLiteral("open-device"))->click();
        const QPointer<FactsDialog> facts = page->findChild<FactsDialog *>();
        QVERIFY(!facts.isNull() && facts->isVisible());
        QCOMPARE(facts->blocks().value(QStringLiteral("USER DEVICE"), QStringLiteral("Location")),
                 QStringLiteral("198.51.100.1"));
        QCOMPARE(namelessWidgets(*facts), QStringList());
        facts->reject();
        auto *search = page->findChild<SearchField *>(QStringLiteral("device-search"));
        search->setText(QStringLiteral("100.2"));
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(rows->topLevelItem(0)->isHidden() && !rows->topLevelItem(1)->isHidden());
        QVERIFY(rows->currentItem() == rows->topLevelItem(1));
        search->setText(QStringLiteral("nowhere"));
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(!rows->isVisible());
        QVERIFY(!page->findChild<QPushButton *>(QStringLiteral("open-device"))->isEnabled());
        search->clear();
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(rows->isVisible() && !rows->topLevelItem(0)->isHidden());
        QPushButton *revoke = page->findChild<QPushButton *>(QStringLiteral("revoke"));
        QVERIFY(!revoke->isEnabled());
        rows->topLevelItem(1)->setSelected(true);
        saveShot(*page, QStringLiteral("my-profile"));
        QCOMPARE(namelessWidgets(*page), QStringList());
        revoke->click();
        QCOMPARE(bench.rpc.request<v1::DeviceRefs>(QStringLiteral("UserDevices/Revoke")).ids(0), idOf(401));
        v1::RevokeReply revoked;
        revoked.set_revoked(1);
        QVERIFY(bench.rpc.reply(QStringLiteral("UserDevices/Revoke"), revoked));
        QCOMPARE(bench.rpc.count(QStringLiteral("UserDevices/List")), 2);
        QCOMPARE(bench.navigator.notes.last(), QStringLiteral("1 device(s) revoked"));
    }
    void everybodySetsHisTimeZoneAndLanguage()
    {
        PageBench bench;
        std::unique_ptr<QWidget> page(createProfile(bench.context(), {}, nullptr));
        page->show();
        QVERIFY(bench.rpc.reply(QStringLiteral("Session/WhoAmI"), common::toWire(bench.identity)));
        page->findChild<QPushButton *>(QStringLiteral("edit"))->click();
        v1::OwnProfile mine;
        mine.set_id(idOf(0));
        mine.set_time_zone("Europe/Berlin");
        mine.set_version(4);
        QVERIFY(bench.rpc.reply(QStringLiteral("Profile/Get"), mine));
        auto *dialog = page->findChild<EditDialog *>();
        QVERIFY(dialog != nullptr);
        auto *zone = dialog->findChild<QComboBox *>(QStringLiteral("time_zone"));
        auto *language = dialog->findChild<QComboBox *>(QStringLiteral("language"));
        QCOMPARE(zone->currentData().toString(), QStringLiteral("Europe/Berlin"));
        QCOMPARE(language->currentData().toString(), QString());
        zone->setCurrentIndex(zone->findData(QString())); // "Default"
        language->setCurrentIndex(language->findData(QStringLiteral("de")));
        saveShot(*dialog, QStringLiteral("my-profile-dialog"));
        dialog->findChild<QPushButton *>(QStringLiteral("save"))->click();
        const auto sent = bench.rpc.request<v1::OwnProfile>(QStringLiteral("Profile/Set"));
        QCOMPARE(sent.time_zone(), std::string());
        QCOMPARE(sent.language(), std::string("de"));
        QCOMPARE(sent.version(), 4);
        QVERIFY(bench.rpc.reply(QStringLiteral("Profile/Set"), sent));
        QCOMPARE(bench.navigator.accountChanges, 1);
        QCOMPARE(bench.rpc.count(QStringLiteral("Session/WhoAmI")), 2);
    }
    void nobodySetsTheProfileOfHimWithWhoseEyesHeLooks()
    {
        PageBench bench;
        bench.identity.impersonatorId = textId(9);
        std::unique_ptr<QWidget> page(createProfile(bench.context(), {}, nullptr));
        page->show();
        QVERIFY(bench.rpc.reply(QStringLiteral("Session/WhoAmI"), common::toWire(bench.identity)));
        auto *edit = page->findChild<QPushButton *>(QStringLiteral("edit"));
        QVERIFY(!edit->isEnabled());
        QVERIFY2(edit->toolTip().contains(QStringLiteral("Exit the impersonation")),
                 qPrintable(edit->toolTip()));
        // Sessions of his are ended with the right to that of others alone.
        QTRY_VERIFY(page->findChild<QAction *>(QStringLiteral("terminate")) != nullptr);
        QVERIFY(page->findChild<QAction *>(QStringLiteral("terminate-others")) == nullptr);
    }
    void aRoleOfOnesOwnIsCalledByItsName()
    {
        const auto shown = [](const QString &code, const QString &name) {
            PageBench bench;
            std::unique_ptr<QWidget> page(createProfile(bench.context(), {}, nullptr));
            page->show();
            common::Identity me = bench.identity;
            me.role = code;
            me.roleName = name;
            return bench.rpc.reply(QStringLiteral("Session/WhoAmI"), common::toWire(me))
                       ? page->findChild<BlockGrid *>()->value(QStringLiteral("PROFILE"),
                                                               QStringLiteral("Role"))
                       : QString();
        };
        QCOMPARE(shown(QStringLiteral("role-1a2b3c"), QStringLiteral("Night shift")),
                 QStringLiteral("Night shift"));
        QCOMPARE(shown(QStringLiteral("user-basic"), QStringLiteral("User - Basic")),
                 QStringLiteral("User – Basic")); // as the list of roles calls it
    }
    void anAdministratorSeesDevicesAndRemovesTheSecondStep()
    {
        UserBench bench;
        v1::User lost = user(0);
        lost.set_second_step(true);
        bench.openUser(lost);
        bench.button("second-step-remove")->click();
        auto *question = bench.page->findChild<QMessageBox *>(QStringLiteral("second-step-question"));
        QVERIFY(question != nullptr);
        QCOMPARE(bench.rpc.count(QStringLiteral("SecondStep/Remove")), 0);
        question->findChild<QPushButton *>(QStringLiteral("remove-second-step"))->click();
        QCOMPARE(bench.rpc.request<v1::SecondStepUser>(QStringLiteral("SecondStep/Remove")).id(), idOf(0));
        bench.rpc.reply(QStringLiteral("SecondStep/Remove"), v1::SecondStepEnded());
        QVERIFY(bench.rpc.reply(QStringLiteral("Users/Get"), user(0))); // the page looks again
        QVERIFY(!bench.button("second-step-remove")->isEnabled());
        bench.page->findChild<QTabWidget *>()->setCurrentIndex(1);
        QTRY_COMPARE(bench.rpc.count(QStringLiteral("UserSessions/List")), 1);
        QCOMPARE(bench.rpc.request<v1::DeviceListRequest>(QStringLiteral("UserDevices/List")).user_id(),
                 idOf(0));
        bench.rpc.reply(QStringLiteral("UserDevices/List"), deviceList());
        bench.rpc.reply(QStringLiteral("UserSessions/List"), sessionList());
        QCoreApplication::processEvents();
        saveShot(*bench.page, QStringLiteral("user-security-tab"));
    }
    void impersonatingHandsTheTokenToTheShell()
    {
        UserBench bench;
        bench.openUser(user(0));
        saveShot(*bench.page, QStringLiteral("user-actions"));
        QPushButton *impersonate = bench.button("impersonate");
        QVERIFY(impersonate->isEnabled());
        impersonate->click();
        const QString method = QStringLiteral("Impersonation/Begin");
        QCOMPARE(bench.rpc.request<v1::ImpersonationRequest>(method).user_id(), idOf(0));
        QVERIFY(bench.rpc.reply(method, signInReply("their token")));
        QCOMPARE(bench.navigator.tokens, QList<QByteArray>{"their token"});
        impersonate->click();
        QVERIFY(bench.rpc.fail(method, ErrorCode::Denied, {},
                               {{QStringLiteral("role"), QStringLiteral("wider")}}));
        QVERIFY(bench.navigator.notes.last().contains(QStringLiteral("nobody impersonates upwards")));
    }
    void nobodyImpersonatesHimselfOrFromWithin()
    {
        UserBench bench;
        bench.identity.userId = textId(0);
        bench.openUser(user(0));
        QVERIFY(!bench.button("impersonate")->isEnabled());
        QCOMPARE(bench.button("impersonate")->toolTip(), QStringLiteral("This is you."));
        UserBench within;
        within.identity.impersonatorId = textId(9);
        within.openUser(user(0));
        QVERIFY(within.button("impersonate")->toolTip().contains(QStringLiteral("Exit the impersonation")));
    }
    void sendsALinkWhenItCan()
    {
        PageBench bench;
        auto *dialog = new ResetPasswordDialog(bench.rpc, anna(QStringLiteral("anna@example.com")),
                                               quickSecret(), nullptr);
        dialog->open();
        v1::Ways ways;
        ways.set_reset_by_mail(true);
        QVERIFY(bench.rpc.reply(QStringLiteral("SignInWays/List"), ways));
        QVERIFY(dialog->findChild<QRadioButton *>(QStringLiteral("link"))->isChecked());
        saveShot(*dialog, QStringLiteral("reset-password-types"));
        dialog->findChild<QPushButton *>(QStringLiteral("reset"))->click();
        QCOMPARE(bench.rpc.count(QStringLiteral("Users/BeginReset")), 0);
        v1::SendLinkReply sent;
        sent.set_address("anna@example.com");
        QVERIFY(bench.rpc.reply(QStringLiteral("PasswordReset/Send"), sent));
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("text"))
                    ->text()
                    .contains(QStringLiteral("anna@example.com")));
        dialog->close();
    }
    void saysWhyNoLinkCanBeSent()
    {
        for (const bool address : {false, true}) {
            PageBench bench;
            auto *dialog = new ResetPasswordDialog(
                bench.rpc, anna(address ? QStringLiteral("anna@example.com") : QString()), quickSecret(),
                nullptr);
            dialog->open();
            v1::Ways ways;
            ways.set_reset_by_mail(!address);
            QVERIFY(bench.rpc.reply(QStringLiteral("SignInWays/List"), ways));
            QVERIFY(!dialog->findChild<QRadioButton *>(QStringLiteral("link"))->isEnabled());
            QVERIFY(dialog->findChild<QRadioButton *>(QStringLiteral("create"))->isChecked());
            const QString why = dialog->findChild<QLabel *>(QStringLiteral("why-no-link"))->text();
            QVERIFY2(why.contains(address ? QStringLiteral("sends no e-mail")
                                          : QStringLiteral("no e-mail address")),
                     qPrintable(why));
            dialog->close();
        }
    }
};

EARSHOT_TEST(tst_account, TestAccount)
#include "tst_account.moc"
