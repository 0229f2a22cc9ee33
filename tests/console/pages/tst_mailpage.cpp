// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/passwordreset.pb.h"
#include "console/crud/connectiontest.h"
#include "console/crud/settingpage.h"
#include "console/kit/testreportview.h"
#include "console/pages/settings/settingspages.h"
#include "tests/support/pagebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{

v1::MailSetting stored()
{
    v1::MailSetting mail;
    mail.set_enabled(true);
    mail.set_host("mail.example.com");
    mail.set_port(587);
    mail.set_security("starttls");
    mail.set_login("recorder");
    mail.set_has_password(true);
    mail.set_from("recorder@example.com");
    mail.set_version(4);
    return mail;
}

struct Bench : PageBench {
    std::unique_ptr<QWidget> page;

    explicit Bench(bool mayEdit = true)
    {
        identity.permissions.append(QStringLiteral("system.view"));
        if (mayEdit) {
            identity.permissions.append(QStringLiteral("system.edit"));
        }
        page.reset(createMail(context(), {}, nullptr));
        page->resize(1040, 760);
        page->show();
        (void)QTest::qWaitForWindowExposed(page.get());
        rpc.reply(QStringLiteral("Mail/Get"), stored());
    }
    template <typename W>
    W *find(const char *name)
    {
        return page->findChild<W *>(QString::fromLatin1(name));
    }
    /// Answers the question for an address.
    void sendTo(const QString &address)
    {
        auto *question = find<QInputDialog>("mail-to");
        QVERIFY(question != nullptr);
        question->setTextValue(address);
        question->accept();
    }
};

} // namespace

class TestMailPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsWhatIsStoredButNoPassword()
    {
        Bench bench;
        QCOMPARE(bench.find<QLineEdit>("host")->text(), QStringLiteral("mail.example.com"));
        QCOMPARE(bench.find<QLineEdit>("password")->text(), QString());
        saveShot(*bench.page, QStringLiteral("mail"));
        QCOMPARE(clippedWidgets(*bench.page), QStringList());
    }
    void savesAndTests()
    {
        Bench bench;
        QLineEdit *password = bench.find<QLineEdit>("password");
        password->setText(QStringLiteral("s3cret"));
        bench.find<QPushButton>("save-test")->click();
        const auto sent = bench.rpc.request<v1::MailSetting>(QStringLiteral("Mail/Set"));
        QCOMPARE(sent.password(), std::string("s3cret"));
        QCOMPARE(sent.version(), 4);
        v1::MailSetting now = stored();
        now.set_version(5);
        QVERIFY(bench.rpc.reply(QStringLiteral("Mail/Set"), now));
        QCOMPARE(password->text(), QString()); // it is stored, and is not shown again
        bench.sendTo(QStringLiteral("admin@example.com"));
        const auto test = bench.rpc.request<v1::MailTest>(QStringLiteral("Mail/Test"));
        QCOMPARE(test.to(), std::string("admin@example.com"));
        QCOMPARE(test.setting().version(), 5);
        QCOMPARE(test.setting().password(), std::string());
        v1::TestReport report;
        auto *step = report.add_steps();
        step->set_name("tcp");
        step->set_state("failed");
        step->set_cause("refused");
        QVERIFY(bench.rpc.reply(QStringLiteral("Mail/Test"), report));
        auto *dialog = bench.find<ConnectionTestDialog>("connection-test");
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->view().verdict(), QStringLiteral("Saved. Test failed at TCP."));
    }
    void testsWithoutSavingWhatIsOnTheScreen()
    {
        Bench bench;
        bench.find<QLineEdit>("host")->setText(QStringLiteral("other.example.com"));
        bench.find<QPushButton>("test")->click();
        bench.sendTo(QStringLiteral("admin@example.com"));
        QCOMPARE(bench.rpc.count(QStringLiteral("Mail/Set")), 0);
        QCOMPARE(bench.rpc.request<v1::MailTest>(QStringLiteral("Mail/Test")).setting().host(),
                 std::string("other.example.com"));
    }
    void anAddressThatIsNoneIsNotSaved()
    {
        Bench bench;
        bench.find<QLineEdit>("from")->setText(QStringLiteral("recorder"));
        bench.find<QPushButton>("save")->click();
        QCOMPARE(bench.rpc.count(QStringLiteral("Mail/Set")), 0);
    }
    void aConflictShowsBoth()
    {
        Bench bench;
        bench.find<QLineEdit>("host")->setText(QStringLiteral("mine.example.com"));
        bench.find<QPushButton>("save")->click();
        QVERIFY(bench.rpc.fail(QStringLiteral("Mail/Set"), common::ErrorCode::Conflict, {},
                               {{QStringLiteral("version"), QStringLiteral("changed")}}));
        v1::MailSetting theirs = stored();
        theirs.set_host("theirs.example.com");
        theirs.set_version(9);
        QVERIFY(bench.rpc.reply(QStringLiteral("Mail/Get"), theirs));
        QCOMPARE(bench.find<QLineEdit>("host")->text(), QStringLiteral("mine.example.com"));
        Q_EMIT static_cast<SettingPage *>(bench.page.get())->form().overwriteRequested();
        const auto sent = bench.rpc.request<v1::MailSetting>(QStringLiteral("Mail/Set"));
        QCOMPARE(sent.host(), std::string("mine.example.com"));
        QCOMPARE(sent.version(), 9);
    }
    void whoMayNotEditIsToldWhy()
    {
        Bench bench(false);
        for (const char *name : {"save", "save-test", "test"}) {
            QVERIFY(!bench.find<QPushButton>(name)->isEnabled());
            QVERIFY(bench.find<QPushButton>(name)->toolTip().contains(QStringLiteral("Edit system")));
        }
    }
    void whatIsTypedSurvivesALoss()
    {
        Bench bench;
        bench.find<QLineEdit>("host")->setText(QStringLiteral("other.example.com"));
        bench.rpc.setReady(false);
        bench.find<QPushButton>("save")->click();
        bench.rpc.setReady(true);
        QCOMPARE(bench.find<QLineEdit>("host")->text(), QStringLiteral("other.example.com"));
        QCOMPARE(bench.rpc.count(QStringLiteral("Mail/Set")), 0);
    }
};

EARSHOT_TEST(tst_mailpage, TestMailPage)
#include "tst_mailpage.moc"
