// SPDX-License-Identifier: GPL-3.0-or-later
// The console's sign-in with a real recorder, its database and a real mail server: second step, devices, a
// password reset by mail, impersonation.
#include "console/app/impersonationview.h"
#include "console/app/resetpage.h"
#include "console/app/secondsteppage.h"
#include "console/app/signinpage.h"
#include "console/app/workspace.h"
#include "console/crud/connectiontest.h"
#include "console/kit/testreportview.h"
#include "console/pages/account/secondstepdialog.h"

#include "common/crypto/totp.h"

#include "tests/support/consolelab.h"
#include "tests/support/smtpsink.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QCheckBox>
#include <QDateTime>
#include <QInputDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTest>
#include <QTreeWidget>

using namespace console;
using namespace tests;

namespace
{

const QString kRootPassword = QStringLiteral("plinth otter cobalt verse");
const QString kPassword = QStringLiteral("six quiet lanterns at dusk");
const QString kNewPassword = QStringLiteral("nine loud kettles at dawn");

QByteArray fromBase32(const QString &text)
{
    QByteArray bytes;
    int bits = 0;
    uint value = 0;
    for (const QChar c : text) {
        const int digit = c.isDigit() ? c.digitValue() + 24 : c.unicode() - 'A';
        value = value << 5 | static_cast<uint>(digit);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes.append(static_cast<char>(value >> bits & 0xffU));
        }
    }
    return bytes;
}

} // namespace

/// Steps of one story: each begins where the one before ended.
class TestConsoleSignIn : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<TestDb> m_db;
    std::unique_ptr<RecorderProcess> m_recorder;
    std::unique_ptr<ConsoleLab> m_lab;
    std::unique_ptr<SmtpSink> m_mail;
    QStringList m_codes;

    MainWindow &window() { return m_lab->window(); }
    template <typename W>
    W *find(const char *name)
    {
        return window().shown()->findChild<W *>(QString::fromLatin1(name));
    }
    bool click(const char *name)
    {
        auto *button = find<QPushButton>(name);
        if (button == nullptr || !QTest::qWaitFor([button] { return button->isEnabled(); }, 20000)) {
            return false;
        }
        button->click();
        return true;
    }
    bool signOut()
    {
        window().connection().signOut();
        return QTest::qWaitFor(
            [this] { return window().connection().state() == ConnectionState::Disconnected; }, 10000);
    }
    /// From the list of servers to whatever follows the password.
    bool givePassword(const QString &login, const QString &password)
    {
        window().connectTo(m_lab->servers().servers().first().key);
        return typePassword(login, password);
    }
    bool typePassword(const QString &login, const QString &password)
    {
        const Connection &connection = window().connection();
        const bool asked = QTest::qWaitFor(
            [&] { return connection.state() == ConnectionState::SigningIn && !connection.signingIn(); },
            20000);
        const auto fields = window().signInPage()->findChildren<QLineEdit *>();
        fields.value(0)->setText(login);
        fields.value(1)->setText(password);
        QTest::keyClick(fields.value(1), Qt::Key_Return);
        return asked && QTest::qWaitFor(
                            [&] {
                                return connection.isReady() || connection.awaitsCode() ||
                                       !window().signInPage()->problem().isEmpty();
                            },
                            20000);
    }
    bool recover(const QString &code, bool remember)
    {
        find<QCheckBox>("remember")->setChecked(remember);
        find<QPushButton>("recovery")->click();
        find<QLineEdit>("code")->setText(code);
        find<QPushButton>("confirm")->click();
        return QTest::qWaitFor([this] { return window().connection().isReady(); }, 20000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_db = std::make_unique<TestDb>();
        m_mail = std::make_unique<SmtpSink>();
        m_recorder = std::make_unique<RecorderProcess>();
        m_recorder->configure(QStringLiteral("database.url"), m_db->url());
        QVERIFY(m_recorder->start());
        qputenv("EARSHOT_PASSWORD", kRootPassword.toUtf8());
        QCOMPARE(m_recorder->command(words("create-admin --login root")), 0);
        qunsetenv("EARSHOT_PASSWORD");
        ensureUser(*m_recorder, QStringLiteral("Acme"), QStringLiteral("ada"), kPassword,
                   words("--role administrator --name Ada"));
        runSql(m_db->url(), QStringLiteral("UPDATE users SET email = 'ada@example.com' WHERE login = 'ada'"));
        m_lab = std::make_unique<ConsoleLab>();
        m_lab->open();
        QCOMPARE(m_lab->enter(m_recorder->adminPort(), QStringLiteral("ada"), kPassword), QString());
    }
    void cleanupTestCase()
    {
        m_lab.reset();
        m_recorder.reset();
        m_mail.reset();
        m_db.reset();
    }

    void theSecondStepIsSetUp()
    {
        window().workspace()->open(QStringLiteral("my-profile"));
        QVERIFY(click("second-step"));
        auto *dialog = find<SecondStepDialog>("second-step-dialog");
        QVERIFY(dialog != nullptr);
        dialog->findChild<QLineEdit *>(QStringLiteral("present"))->setText(kPassword);
        auto *go = dialog->findChild<QPushButton *>(QStringLiteral("go"));
        go->click();
        auto *key = dialog->findChild<QLineEdit *>(QStringLiteral("key"));
        QTRY_VERIFY_WITH_TIMEOUT(!key->text().isEmpty(), 20000);
        const QByteArray seed = fromBase32(key->text().remove(QLatin1Char(' ')));
        dialog->findChild<QLineEdit *>(QStringLiteral("code"))
            ->setText(common::totpCode(seed, common::totpStepAt(QDateTime::currentMSecsSinceEpoch())));
        go->click();
        auto *codes = dialog->findChild<QPlainTextEdit *>(QStringLiteral("codes"));
        QTRY_VERIFY_WITH_TIMEOUT(!codes->toPlainText().isEmpty(), 20000);
        m_codes = codes->toPlainText().split(QLatin1Char('\n'));
        QCOMPARE(m_codes.size(), 10);
        dialog->findChild<QCheckBox *>(QStringLiteral("kept"))->setChecked(true);
        go->click();
        QTRY_VERIFY(window().connection().identity().secondStep);
    }
    void theCodeIsAskedForUntilTheDeviceIsTrusted()
    {
        QVERIFY(signOut());
        QVERIFY(givePassword(QStringLiteral("ada"), kPassword));
        QVERIFY(window().shown() == window().secondStepPage());
        find<QLineEdit>("code")->setText(QStringLiteral("000000"));
        QTRY_VERIFY(!window().secondStepPage()->problem().isEmpty());
        QVERIFY(recover(m_codes.takeFirst(), false));
        QVERIFY(signOut());
        QVERIFY(givePassword(QStringLiteral("ada"), kPassword));
        QVERIFY(recover(m_codes.takeFirst(), true));
        QVERIFY(signOut());
        QVERIFY(givePassword(QStringLiteral("ada"), kPassword));
        QVERIFY(window().connection().isReady()); // the device is known now
    }
    void aRevokedDeviceIsAStrangerAgain()
    {
        window().workspace()->open(QStringLiteral("my-profile"));
        window().workspace()->refreshPage();
        QTRY_VERIFY(find<QTreeWidget>("device-rows") != nullptr);
        auto *rows = find<QTreeWidget>("device-rows");
        QTRY_COMPARE(rows->topLevelItemCount(), 1);
        rows->topLevelItem(0)->setSelected(true);
        QVERIFY(click("revoke"));
        QTRY_VERIFY_WITH_TIMEOUT(window().connection().state() == ConnectionState::SigningIn, 10000);
        QVERIFY(typePassword(QStringLiteral("ada"), kPassword));
        QVERIFY(window().connection().awaitsCode());
        window().connection().close();
    }
    void theMailSettingsAreTested()
    {
        QVERIFY(givePassword(QStringLiteral("root"), kRootPassword));
        QVERIFY(window().connection().isReady());
        window().workspace()->open(QStringLiteral("mail"));
        QTRY_VERIFY(find<QLineEdit>("host") != nullptr && find<QLineEdit>("host")->isVisible());
        find<QCheckBox>("enabled")->setChecked(true);
        find<QLineEdit>("host")->setText(QStringLiteral("localhost"));
        find<QSpinBox>("port")->setValue(m_mail->startTls);
        find<QLineEdit>("login")->setText(SmtpSink::login());
        find<QLineEdit>("password")->setText(SmtpSink::password());
        find<QLineEdit>("from")->setText(QStringLiteral("recorder@example.com"));
        find<QPlainTextEdit>("ca_certificates")->setPlainText(QString::fromLatin1(m_mail->certificate()));
        QVERIFY(click("save-test"));
        QTRY_VERIFY_WITH_TIMEOUT(find<QInputDialog>("mail-to") != nullptr, 10000);
        auto *to = find<QInputDialog>("mail-to");
        to->setTextValue(QStringLiteral("root@example.com"));
        to->accept();
        auto *test = find<ConnectionTestDialog>("connection-test");
        QVERIFY(test != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(!test->view().verdict().isEmpty(), 30000);
        QCOMPARE(test->view().verdict(), QStringLiteral("Saved. The test passed."));
        QCOMPARE(m_mail->count(), 1);
        test->close();
        QVERIFY(signOut());
    }
    void aForgottenPasswordIsSetByTheLinkOfTheMail()
    {
        window().connectTo(m_lab->servers().servers().first().key);
        QTRY_VERIFY_WITH_TIMEOUT(window().connection().state() == ConnectionState::SigningIn, 10000);
        QVERIFY(find<QPushButton>("forgot")->isVisible());
        QVERIFY(click("forgot"));
        find<QLineEdit>("login")->setText(QStringLiteral("ada"));
        QVERIFY(click("send"));
        QTRY_COMPARE_WITH_TIMEOUT(m_mail->count(), 2, 30000);
        static const QRegularExpression link(QStringLiteral("earshot://\\S+"));
        const QString found = link.match(m_mail->text(2)).captured();
        QVERIFY2(!found.isEmpty(), qPrintable(m_mail->text(2)));
        QTRY_VERIFY(find<QPushButton>("go")->isEnabled());
        find<QLineEdit>("link")->setText(found);
        QVERIFY(click("go"));
        auto *next = find<QLineEdit>("password");
        QTRY_VERIFY_WITH_TIMEOUT(next->isVisible(), 10000);
        next->setText(kNewPassword);
        find<QLineEdit>("again")->setText(kNewPassword);
        QVERIFY(click("go"));
        QTRY_VERIFY_WITH_TIMEOUT(window().shown() == window().signInPage(), 20000);
        QVERIFY(typePassword(QStringLiteral("ada"), kPassword));
        QVERIFY(!window().signInPage()->problem().isEmpty()); // the old one is none any more
        QVERIFY(typePassword(QStringLiteral("ada"), kNewPassword));
        QVERIFY(window().connection().awaitsCode()); // a link never skips the second step
        QVERIFY(recover(m_codes.takeFirst(), false));
        QVERIFY(signOut());
    }
    void rootLooksWithAdasEyes()
    {
        QVERIFY(givePassword(QStringLiteral("root"), kRootPassword));
        const QString id =
            runSql(m_db->url(), QStringLiteral("SELECT id FROM users WHERE login = 'ada'")).value(0);
        window().workspace()->open(QStringLiteral("user"), {{QStringLiteral("id"), id}});
        // Shown when the user was loaded.
        QTRY_VERIFY(find<QPushButton>("impersonate") != nullptr &&
                    find<QPushButton>("impersonate")->isVisible());
        QVERIFY(click("impersonate"));
        QTRY_VERIFY_WITH_TIMEOUT(
            window().impersonation() != nullptr && window().impersonation()->workspace() != nullptr, 10000);
        ImpersonationView *view = window().impersonation();
        QVERIFY(view->text().contains(QStringLiteral("Ada")));
        QVERIFY(!view->connection().identity().may(QStringLiteral("tenants.edit")));
        QCOMPARE(view->connection().identity().impersonator.isEmpty(), false);
        QVERIFY(click("exit"));
        QTRY_VERIFY_WITH_TIMEOUT(window().impersonation() == nullptr, 10000);
        QVERIFY(window().shown() == window().workspace());
        QCOMPARE(window().workspace()->currentPlace().pageId, QStringLiteral("user"));
    }
};

EARSHOT_TEST(tst_consolesignin, TestConsoleSignIn)
#include "tst_consolesignin.moc"
