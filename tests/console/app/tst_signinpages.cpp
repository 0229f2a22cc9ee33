// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in by every way, the second step, a forgotten password, looking with somebody's eyes: the window
// with a server that is the test.
#include "common/proto/passwordreset.pb.h"
#include "common/proto/secondstep.pb.h"
#include "common/proto/signinways.pb.h"
#include "console/app/connectionstrip.h"
#include "console/app/impersonationview.h"
#include "console/app/passwordpage.h"
#include "console/app/resetpage.h"
#include "console/app/secondsteppage.h"
#include "console/app/secondstepsetuppage.h"
#include "console/app/signinpage.h"
#include "console/app/workspace.h"
#include "console/kit/passwordfield.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/statuschip.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "tests/console/app/consolebench.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"
#include "tests/support/widgetchecks.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace console;
using namespace tests;
namespace v1 = earshot::v1;
using common::ErrorCode;

namespace
{

v1::Ways allWays()
{
    v1::Ways ways;
    ways.add_ways()->set_kind("password");
    v1::Way *directory = ways.add_ways();
    directory->set_kind("directory");
    directory->set_id("d1");
    directory->set_name("Staff");
    v1::Way *provider = ways.add_ways();
    provider->set_kind("single-sign-on");
    provider->set_id("p1");
    provider->set_name("Example ID");
    ways.set_reset_by_mail(true);
    return ways;
}

struct Bench : ConsoleBench {
    QList<FakeLink *> links; ///< in the order they were made
    QList<QUrl> opened;
    bool browser = true;

    explicit Bench(const v1::Ways &ways = allWays())
    {
        services.makeLink = [this, ways]() -> std::unique_ptr<Link> {
            auto made = std::make_unique<FakeLink>();
            made->ways = ways;
            link = link == nullptr ? made.get() : link; // the window's own
            links.append(made.get());
            return made;
        };
        services.openBrowser = [this](const QUrl &url) {
            opened.append(url);
            return browser;
        };
        addServer();
        open();
    }
    SignInPage &page() { return *window->signInPage(); }
    template <typename W>
    W *find(const char *name)
    {
        return window->shown()->findChild<W *>(QString::fromLatin1(name));
    }
    void connectToServer()
    {
        window->connectTo(servers.servers().first().key);
        link->accept();
    }
    void type(const QString &login, const QString &password)
    {
        page().setLogin(login);
        page().findChild<PasswordField *>()->setText(password);
    }
    /// By the directory, which needs no derivation, until it asks for the code.
    void toChallenge()
    {
        connectToServer();
        QComboBox *way = page().findChild<QComboBox *>(QStringLiteral("way"));
        way->setCurrentIndex(1);
        type(QStringLiteral("ada"), QStringLiteral("open sesame"));
        buttonNamed(QStringLiteral("Sign in"))->click();
        link->accept();
        v1::SignInReply challenge;
        challenge.set_challenge("c");
        QVERIFY(link->rpc.reply(QStringLiteral("DirectorySignIn/SignIn"), challenge));
    }
    QPushButton *buttonNamed(const QString &text)
    {
        for (QPushButton *button : window->shown()->findChildren<QPushButton *>()) {
            if (button->text() == text) {
                return button;
            }
        }
        return nullptr;
    }
    QStringList menu()
    {
        QStringList texts;
        for (const QToolButton *button : window->findChildren<QToolButton *>()) {
            for (const QAction *action :
                 button->menu() == nullptr ? QList<QAction *>() : button->menu()->actions()) {
                if (action->isVisible()) {
                    texts.append(action->text());
                }
            }
        }
        return texts;
    }
    /// Signed in, and looking with Ben's eyes.
    FakeLink *impersonate()
    {
        (void)signIn({"calls.view", "calls.live", "storage.view"});
        window->workspace()->open(QStringLiteral("targets"));
        window->workspace()->impersonate("their token");
        FakeLink *theirs = links.last();
        theirs->accept();
        auto reply = signInReply("", "ben", {"calls.view"});
        reply.mutable_identity()->set_name("Ben Okafor");
        reply.mutable_identity()->set_impersonator_id("018f0000-0000-7000-8000-0000000000aa");
        reply.mutable_identity()->set_impersonator("Ada Novak");
        theirs->rpc.reply(QStringLiteral("Session/Resume"), reply);
        return theirs;
    }
};

} // namespace

class TestSignInPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offersTheWaysOfTheInstallation()
    {
        Bench bench;
        bench.connectToServer();
        QVERIFY(bench.window->shown() == &bench.page());
        auto *way = bench.find<QComboBox>("way");
        QCOMPARE(way->count(), 2);
        QVERIFY(way->isVisible());
        QVERIFY(bench.find<QPushButton>("forgot")->isVisible());
        QVERIFY(!bench.find<QLabel>("hint")->isVisible());
        QCOMPARE(bench.find<QLabel>("product")->text(), QStringLiteral("Earshot"));
        saveShot(*bench.window, QStringLiteral("signin-ways"));
        QCOMPARE(namelessWidgets(*bench.window), QStringList());
        QCOMPARE(clippedWidgets(*bench.window), QStringList());
        way->setCurrentIndex(1);
        QVERIFY(bench.find<QLabel>("hint")->isVisible());
        QVERIFY(bench.find<QLabel>("hint")->text().contains(QStringLiteral("Staff")));
        QVERIFY(!bench.find<QPushButton>("forgot")->isVisible());
        saveShot(*bench.window, QStringLiteral("signin-directory"));
    }
    void anOldRecorderShowsThePasswordAlone()
    {
        Bench bench{v1::Ways()};
        bench.connectToServer();
        QVERIFY(!bench.find<QComboBox>("way")->isVisible());
        QVERIFY(!bench.find<QPushButton>("forgot")->isVisible());
        QVERIFY(bench.find<QPushButton>("single-sign-on:p1") == nullptr);
    }
    void remembersTheWayOfEachServer()
    {
        Bench bench;
        bench.toChallenge();
        bench.window->connection().sendCode(QStringLiteral("123456"), false);
        QVERIFY(bench.link->rpc.reply(QStringLiteral("SecondStep/Finish"), signInReply("t", "ada")));
        bench.window->connection().close();
        bench.connectToServer();
        QCOMPARE(bench.find<QComboBox>("way")->currentData().toString(), QStringLiteral("directory:d1"));
    }
    void theBrowserIsOpenedAndCanBeGivenUp()
    {
        Bench bench;
        bench.connectToServer();
        bench.find<QPushButton>("single-sign-on:p1")->click();
        bench.link->accept();
        v1::SingleSignOnStart start;
        start.set_handle("h");
        start.set_url("https://id.example.com/authorize?state=x");
        QVERIFY(bench.link->rpc.reply(QStringLiteral("SingleSignOn/Begin"), start));
        QCOMPARE(bench.opened, QList<QUrl>{QUrl(QStringLiteral("https://id.example.com/authorize?state=x"))});
        saveShot(*bench.window, QStringLiteral("signin-browser"));
        auto *stop = bench.find<QPushButton>("stop");
        QVERIFY(stop->isVisible());
        stop->click();
        QVERIFY(!bench.window->connection().signingIn());
        QVERIFY(!stop->isVisible());
        QVERIFY(bench.find<QPushButton>("single-sign-on:p1")->isEnabled());
    }
    void withoutABrowserTheAddressIsShown()
    {
        Bench bench;
        bench.browser = false;
        bench.connectToServer();
        bench.find<QPushButton>("single-sign-on:p1")->click();
        bench.link->accept();
        v1::SingleSignOnStart start;
        start.set_url("https://id.example.com/authorize");
        QVERIFY(bench.link->rpc.reply(QStringLiteral("SingleSignOn/Begin"), start));
        bool shown = false;
        for (const QLabel *label : bench.page().findChildren<QLabel *>()) {
            shown =
                shown || (label->isVisible() && label->text().contains(QStringLiteral("https://id.example")));
        }
        QVERIFY(shown);
    }
    void sixDigitsAreSentByThemselves()
    {
        Bench bench;
        bench.toChallenge();
        QVERIFY(bench.window->shown() == bench.window->secondStepPage());
        const QString finish = QStringLiteral("SecondStep/Finish");
        bench.find<QCheckBox>("remember")->setChecked(true);
        saveShot(*bench.window, QStringLiteral("second-step"));
        QCOMPARE(namelessWidgets(*bench.window), QStringList());
        auto *code = bench.find<QLineEdit>("code");
        code->insert(QStringLiteral(" 123 45")); // pasted with blanks
        QCOMPARE(bench.link->rpc.count(finish), 0);
        code->insert(QStringLiteral("6"));
        QCOMPARE(bench.link->rpc.count(finish), 1);
        QCOMPARE(bench.link->rpc.request<v1::SecondStepCode>(finish).code(), std::string("123456"));
        QVERIFY(bench.link->rpc.request<v1::SecondStepCode>(finish).remember_device());
        QVERIFY(bench.link->rpc.fail(finish, ErrorCode::Denied, {},
                                     {{QStringLiteral("reason"), QStringLiteral("wrong")}}));
        QVERIFY(bench.window->secondStepPage()->problem().contains(QStringLiteral("not right")));
        QCOMPARE(code->text(), QString());
        QTest::keyClicks(code, QStringLiteral("654321"));
        QCOMPARE(bench.link->rpc.count(finish), 2);
        QVERIFY(bench.link->rpc.reply(finish, signInReply("t", "ada")));
        QVERIFY(bench.window->shown() == bench.window->workspace());
    }
    void aRecoveryCodeOpensToo()
    {
        Bench bench;
        bench.toChallenge();
        bench.find<QPushButton>("recovery")->click();
        auto *code = bench.find<QLineEdit>("code");
        code->setText(QStringLiteral("abcde-fghij"));
        const QString finish = QStringLiteral("SecondStep/Finish");
        QCOMPARE(bench.link->rpc.count(finish), 0); // it has no length that is known
        bench.find<QPushButton>("confirm")->click();
        QCOMPARE(bench.link->rpc.request<v1::SecondStepCode>(finish).code(), std::string("abcde-fghij"));
        QVERIFY(bench.link->rpc.fail(finish, ErrorCode::Unavailable, {},
                                     {{QStringLiteral("reason"), QStringLiteral("throttled")},
                                      {QStringLiteral("retry_after_ms"), QStringLiteral("42000")}}));
        QVERIFY(bench.window->secondStepPage()->problem().contains(QStringLiteral("42")));
    }
    void aChallengeThatIsOverLeadsBack()
    {
        Bench bench;
        bench.toChallenge();
        bench.find<QLineEdit>("code")->setText(QStringLiteral("123456"));
        QVERIFY(bench.link->rpc.fail(QStringLiteral("SecondStep/Finish"), ErrorCode::Denied, {},
                                     {{QStringLiteral("reason"), QStringLiteral("expired")}}));
        QVERIFY(bench.window->shown() == &bench.page());
        QVERIFY(bench.page().problem().contains(QStringLiteral("The time for the code is over")));
    }
    void whoMustSetItUpSeesNothingElse()
    {
        Bench bench;
        bench.connectToServer();
        bench.window->connection().signIn({WayKind::Directory, QStringLiteral("d1"), {}},
                                          QStringLiteral("ada"), QStringLiteral("x"), false);
        bench.link->accept();
        auto reply = signInReply("t", "ada");
        reply.mutable_identity()->set_must_set_second_step(true);
        QVERIFY(bench.link->rpc.reply(QStringLiteral("DirectorySignIn/SignIn"), reply));
        QVERIFY(qobject_cast<SecondStepSetupPage *>(bench.window->shown()) != nullptr);
        QVERIFY(bench.window->workspace() == nullptr);
        saveShot(*bench.window, QStringLiteral("second-step-demanded"));
        bench.window->connection().refreshIdentity();
        reply.mutable_identity()->set_must_set_second_step(false);
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/WhoAmI"), reply.identity()));
        QVERIFY(bench.window->shown() == bench.window->workspace());
    }
    /// The recorder never sees how long a password is: the console asks for a better one, and for nothing
    /// else before.
    void aPasswordThatFailsTheRuleIsChangedFirst_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<bool>("secondStep");
        QTest::addColumn<bool>("asked");
        QTest::newRow("short") << "otter plinth" << false << true;
        QTest::newRow("short, beside the second step") << "otter plinth" << true << false;
        QTest::newRow("the usual") << "passwordpassword" << true << true;
        QTest::newRow("good") << "otter plinth verse" << false << false;
    }
    void aPasswordThatFailsTheRuleIsChangedFirst()
    {
        QFETCH(QString, password);
        QFETCH(bool, secondStep);
        QFETCH(bool, asked);
        Bench bench;
        bench.connectToServer();
        bench.type(QStringLiteral("ADA"), password);
        bench.buttonNamed(QStringLiteral("Sign in"))->click();
        bench.link->accept();
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/Begin"), beginReply()));
        QTRY_COMPARE(bench.link->rpc.count(QStringLiteral("Session/SignIn")), 1);
        auto reply = signInReply("t", "ada");
        reply.mutable_identity()->set_second_step(secondStep);
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/SignIn"), reply));
        // This recorder knows nothing of keys; what waits for them goes on.
        bench.link->rpc.fail(QStringLiteral("OwnKeys/Get"), ErrorCode::Unavailable);
        QCOMPARE(bench.window->shown() == bench.window->passwordPage(), asked);
        if (!asked) {
            QVERIFY(bench.window->shown() == bench.window->workspace());
            return;
        }
        saveShot(*bench.window, QStringLiteral("password-not-good"));
        QCOMPARE(clippedWidgets(*bench.window), QStringList());
        const auto fields = bench.window->passwordPage()->findChildren<QLineEdit *>();
        fields[0]->setText(password);
        fields[1]->setText(QStringLiteral("nine loud kettles at dawn"));
        fields[2]->setText(QStringLiteral("nine loud kettles at dawn"));
        bench.buttonNamed(QStringLiteral("Change password"))->click();
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/Begin"), beginReply()));
        QTRY_COMPARE(bench.link->rpc.count(QStringLiteral("Session/ChangePassword")), 1);
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/ChangePassword"), v1::ChangePasswordReply()));
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/WhoAmI"), reply.identity()));
        QVERIFY(bench.window->shown() == bench.window->workspace());
    }
    void whoDoesNotWantABetterPasswordIsSignedOut()
    {
        Bench bench;
        bench.connectToServer();
        bench.type(QStringLiteral("ada"), QStringLiteral("otter plinth"));
        bench.buttonNamed(QStringLiteral("Sign in"))->click();
        bench.link->accept();
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/Begin"), beginReply()));
        QTRY_COMPARE(bench.link->rpc.count(QStringLiteral("Session/SignIn")), 1);
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/SignIn"), signInReply("t", "ada")));
        bench.buttonNamed(QStringLiteral("Sign out"))->click();
        QVERIFY(bench.link->rpc.reply(QStringLiteral("Session/SignOut"), v1::SignOutReply()));
        QVERIFY(bench.window->workspace() == nullptr);
        QVERIFY(bench.window->shown() != bench.window->passwordPage());
    }
    void aForgottenPasswordIsSetByTheLink()
    {
        Bench bench;
        bench.connectToServer();
        bench.find<QPushButton>("forgot")->click();
        QVERIFY(bench.window->shown() == bench.window->resetPage());
        bench.find<QLineEdit>("login")->setText(QStringLiteral("ada"));
        bench.find<QPushButton>("send")->click();
        bench.link->accept();
        QVERIFY(bench.link->rpc.reply(QStringLiteral("PasswordReset/Forgot"), v1::ForgotReply()));
        QVERIFY(bench.window->resetPage()->note().contains(QStringLiteral("15 minutes")));
        saveShot(*bench.window, QStringLiteral("reset-link"));
        QCOMPARE(namelessWidgets(*bench.window), QStringList());
        bench.find<QLineEdit>("link")->setText(QStringLiteral("not a link"));
        bench.find<QPushButton>("go")->click();
        QCOMPARE(bench.link->rpc.count(QStringLiteral("PasswordReset/BeginByLink")), 0);
        setByLink(bench, [&] {
            bench.find<QLineEdit>("link")->setText(textOfResetLink(QByteArray(32, 'l')));
            bench.find<QPushButton>("go")->click();
        });
        QVERIFY(bench.window->shown() == &bench.page());
        saveShot(*bench.window, QStringLiteral("reset-done"));
    }
    void aLinkThatIsOpenedLeadsThere()
    {
        Bench bench;
        const DeepLink link{QStringLiteral("rec.example.net"),
                            6089,
                            QStringLiteral("reset"),
                            {{QStringLiteral("link"), textOfResetLink(QByteArray(32, 'l'))}}};
        QCOMPARE(*deepLinkFrom(textOf(link)), link);
        setByLink(bench, [&] {
            QVERIFY(bench.window->openLink(link));
            bench.link->accept();
            QVERIFY(bench.window->shown() == bench.window->resetPage());
        });
    }
    void whoAloneOpensAKeySaysThatHeMeansIt()
    {
        Bench bench;
        bench.connectToServer();
        bench.find<QPushButton>("forgot")->click();
        setByLink(
            bench,
            [&] {
                bench.find<QLineEdit>("link")->setText(textOfResetLink(QByteArray(32, 'l')));
                bench.find<QPushButton>("go")->click();
            },
            [&] {
                const QString hex = QString::fromLatin1(QByteArray(32, '\xab').toHex());
                QVERIFY(bench.link->rpc.fail(QStringLiteral("PasswordReset/ByLink"), ErrorCode::Conflict, {},
                                             {{QStringLiteral("confirm"), QStringLiteral("last-holder")},
                                              {QStringLiteral("key"), hex.right(6)},
                                              {QStringLiteral("fingerprint"), hex}}));
                auto *question = bench.window->findChild<ConfirmTailDialog *>();
                QVERIFY(question != nullptr);
                question->findChild<QLineEdit *>(QStringLiteral("typed"))->setText(hex.right(6));
                const auto opens = bench.link->opens.size();
                question->findChild<QPushButton *>(QStringLiteral("confirmed"))->click();
                QTRY_COMPARE(bench.link->opens.size(), opens + 1);
                bench.link->accept();
                const auto sent =
                    bench.link->rpc.request<v1::LinkReset>(QStringLiteral("PasswordReset/ByLink"));
                QCOMPARE(sent.confirm_size(), 1);
                QCOMPARE(sent.confirm(0), hex.right(6).toStdString());
            });
    }
    void aUsedLinkIsToldApart()
    {
        Bench bench;
        bench.connectToServer();
        bench.find<QPushButton>("forgot")->click();
        bench.find<QLineEdit>("link")->setText(textOfResetLink(QByteArray(32, 'l')));
        bench.find<QPushButton>("go")->click();
        bench.link->accept();
        QVERIFY(bench.link->rpc.fail(QStringLiteral("PasswordReset/BeginByLink"), ErrorCode::Denied, {},
                                     {{QStringLiteral("link"), QStringLiteral("expired")}}));
        QVERIFY(bench.window->resetPage()->problem().contains(QStringLiteral("not good any more")));
    }
    void aLinkWhileSignedInIsTold()
    {
        Bench bench;
        QVERIFY(bench.signIn());
        QVERIFY(
            bench.window->openLink({QStringLiteral("rec.example.net"), 6089, QStringLiteral("reset"), {}}));
        QVERIFY(bench.window->shown() == bench.window->workspace());
    }
    /// Check 28.
    void looksWithSomebodysEyesAndBack()
    {
        Bench bench;
        FakeLink *theirs = bench.impersonate();
        ImpersonationView *view = bench.window->impersonation();
        QVERIFY(view != nullptr && bench.window->shown() == view);
        QVERIFY(view->text().contains(QStringLiteral("Ben Okafor")));
        QCOMPARE(theirs->rpc.request<v1::ResumeRequest>(QStringLiteral("Session/Resume")).token(),
                 std::string("their token"));
        view->workspace()->open(QStringLiteral("targets")); // Ben may not
        QVERIFY(view->workspace()->currentPlace().pageId != QStringLiteral("targets"));
        const QStringList strip = namesOnStrip(bench);
        QVERIFY2(strip.contains(QStringLiteral("Ada Novak as Ben Okafor")), qPrintable(strip.join(u'|')));
        QVERIFY(bench.menu().contains(QStringLiteral("Exit user impersonation")));
        QVERIFY(!bench.menu().contains(QStringLiteral("My profile")));
        saveShot(*bench.window, QStringLiteral("impersonation"));
        QCOMPARE(namelessWidgets(*bench.window), QStringList());
        QCOMPARE(bench.servers.servers().first().login, QStringLiteral("root")); // nothing of Ben is kept
        view->findChild<QPushButton *>(QStringLiteral("exit"))->click();
        QCOMPARE(theirs->rpc.count(QStringLiteral("Session/SignOut")), 1);
        theirs->rpc.reply(QStringLiteral("Session/SignOut"), v1::SignOutReply());
        QTRY_VERIFY(bench.window->impersonation() == nullptr);
        QVERIFY(bench.window->shown() == bench.window->workspace());
        QCOMPARE(bench.window->workspace()->currentPlace().pageId, QStringLiteral("targets"));
        QVERIFY(namesOnStrip(bench).contains(QStringLiteral("Ada Novak")));
        QVERIFY(bench.menu().contains(QStringLiteral("My profile")));
        QVERIFY(bench.window->connection().isReady());
    }
    void anImpersonationThatTheRecorderEndsLeadsBack()
    {
        Bench bench;
        FakeLink *theirs = bench.impersonate();
        theirs->breakOff(QStringLiteral("signed-out"));
        QTRY_VERIFY(bench.window->impersonation() == nullptr);
        QVERIFY(bench.window->shown() == bench.window->workspace());
    }
    void lockingEndsTheImpersonation()
    {
        Bench bench;
        bench.impersonate();
        bench.window->connection().lock();
        QVERIFY(bench.window->impersonation() == nullptr);
        QVERIFY(bench.window->shown() == &bench.page());
    }

private:
    static QStringList namesOnStrip(Bench &bench)
    {
        QStringList names;
        for (const QToolButton *button :
             bench.window->findChild<ConnectionStrip *>()->findChildren<QToolButton *>()) {
            names.append(button->text());
        }
        return names;
    }
    /// From the link, which `enter` gives, to the sign-in with the new password.
    template <typename Enter>
    static void setByLink(
        Bench &bench, Enter enter, const std::function<void()> &before = [] {})
    {
        enter();
        bench.link->accept();
        v1::LinkParameters parameters;
        parameters.set_account_id(std::string(16, 'a'));
        parameters.set_server_id("018f0000-0000-7000-8000-000000000001");
        parameters.set_passes(3);
        parameters.set_memory_kib(65536);
        parameters.set_login("ada");
        QVERIFY(bench.link->rpc.reply(QStringLiteral("PasswordReset/BeginByLink"), parameters));
        QVERIFY(bench.window->resetPage()->note().contains(QStringLiteral("15 characters")));
        bench.find<QLineEdit>("password")->setText(QStringLiteral("six unusual words"));
        bench.find<QLineEdit>("again")->setText(QStringLiteral("six unusual word"));
        bench.find<QPushButton>("go")->click();
        QCOMPARE(bench.find<StatusChip>("match")->role(), StatusRole::Inactive);
        bench.find<QLineEdit>("password")->setText(QStringLiteral("adaadaada"));
        QVERIFY(bench.window->resetPage()->findChild<PasswordMeter *>()->text().contains(u"name or login"));
        bench.find<QLineEdit>("password")->setText(QStringLiteral("six unusual words"));
        saveShot(*bench.window, QStringLiteral("reset-password-page"));
        bench.find<QLineEdit>("again")->setText(QStringLiteral("six unusual words"));
        const auto opens = bench.link->opens.size();
        bench.find<QPushButton>("go")->click();
        QTRY_COMPARE(bench.link->opens.size(), opens + 1);
        bench.link->accept();
        before();
        QVERIFY(bench.link->rpc.reply(QStringLiteral("PasswordReset/ByLink"), v1::LinkResetReply()));
        QVERIFY(bench.window->shown() == &bench.page());
        QVERIFY(bench.window->connection().state() == ConnectionState::SigningIn);
    }
};

EARSHOT_TEST(tst_signinpages, TestSignInPages)
#include "tst_signinpages.moc"
