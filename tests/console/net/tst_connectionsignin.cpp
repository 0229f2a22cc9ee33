// SPDX-License-Identifier: GPL-3.0-or-later
// What a connection asks for until there is a session: ways, password, code, device, and staying signed in.
#include "common/proto/calls.pb.h"
#include "common/proto/signinways.pb.h"
#include "console/net/connection.h"
#include "tests/console/net/connectionbench.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

using namespace console;
using Bench = tests::ConnectionBench;
using State = ConnectionState;

class TestConnectionSignIn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wrongPasswordMayBeTriedAgain()
    {
        Bench bench;
        QVERIFY(bench.openToSignIn());
        const QSignalSpy failed(bench.connection.get(), &Connection::signInFailed);
        bench.connection->signIn(QStringLiteral("root"), QStringLiteral("wrong"), false);
        bench.link->accept();
        bench.rpc().reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(bench.rpc().count(QStringLiteral("Session/SignIn")), 1);
        bench.rpc().fail(QStringLiteral("Session/SignIn"), common::ErrorCode::Denied);
        QCOMPARE(failed.size(), 1);
        QVERIFY(bench.state() == State::SigningIn);
        QVERIFY(!bench.connection->signingIn());
        bench.connection->signIn(QStringLiteral("root"), QStringLiteral("right"), false);
        bench.link->accept();
        bench.rpc().reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(bench.rpc().count(QStringLiteral("Session/SignIn")), 2);
        bench.rpc().reply(QStringLiteral("Session/SignIn"), tests::signInReply("t"));
        QVERIFY(bench.state() == State::Ready);
    }
    void aSlowDerivationUsesASecondConnection()
    {
        Bench bench;
        QVERIFY(bench.openToSignIn());
        bench.connection->signIn(QStringLiteral("root"), QStringLiteral("secret"), false);
        bench.link->accept();
        bench.rpc().reply(QStringLiteral("Session/Begin"), tests::beginReply());
        bench.link->breakOff(QStringLiteral("deadline")); // before the secret is there
        const auto opens = bench.link->opens.size();
        QTRY_COMPARE(bench.link->opens.size(), opens + 1);
        bench.link->accept();
        QCOMPARE(bench.rpc().count(QStringLiteral("Session/Begin")), 1);
        bench.rpc().reply(QStringLiteral("Session/SignIn"), tests::signInReply("t"));
        QVERIFY(bench.state() == State::Ready);
    }
    void stayingSignedInUsesTheStore()
    {
        Bench bench;
        QVERIFY(bench.openToSignIn());
        QVERIFY(bench.signIn(true));
        QTRY_COMPARE(bench.tokens.tokens.value(bench.key), QByteArray("token-1"));
        bench.connection->close();
        bench.connection->open(bench.key);
        QTRY_VERIFY(bench.link->opens.size() >= 3);
        QVERIFY(bench.resume());
        QVERIFY(bench.state() == State::Ready);
        bench.connection->signOut();
        bench.rpc().reply(QStringLiteral("Session/SignOut"), earshot::v1::SignOutReply());
        QVERIFY(bench.state() == State::Disconnected);
        QVERIFY(bench.tokens.tokens.isEmpty());
    }
    void withoutAStoreItIsThisSessionOnlyAndSaidSo()
    {
        Bench bench;
        bench.tokens.there = false;
        const QSignalSpy notKept(bench.connection.get(), &Connection::tokenNotKept);
        QVERIFY(bench.openToSignIn());
        QVERIFY(bench.signIn(true));
        QTRY_COMPARE(notKept.size(), 1);
        QVERIFY(bench.state() == State::Ready);
    }
    void asksForTheWaysBeforeThePassword()
    {
        Bench bench;
        bench.link->ways.reset();
        bench.connection->open(bench.key);
        bench.link->accept();
        QVERIFY(bench.state() == State::Connecting);
        earshot::v1::Ways ways;
        ways.add_ways()->set_kind("password");
        auto *provider = ways.add_ways();
        provider->set_kind("single-sign-on");
        provider->set_id("idp");
        ways.set_reset_by_mail(true);
        QVERIFY(bench.rpc().reply(QStringLiteral("SignInWays/List"), ways));
        QVERIFY(bench.state() == State::SigningIn);
        QCOMPARE(bench.connection->ways().ways.size(), 2);
        QVERIFY(bench.connection->ways().resetByMail);
        QVERIFY(!bench.link->isReady());
    }
    void anOldRecorderHasThePasswordAlone()
    {
        Bench bench;
        bench.link->ways.reset();
        bench.connection->open(bench.key);
        bench.link->accept();
        bench.rpc().fail(QStringLiteral("SignInWays/List"), common::ErrorCode::NotFound);
        QVERIFY(bench.state() == State::SigningIn);
        QCOMPARE(bench.connection->ways(), SignInWays{});
    }
    void theDeviceIsMadeOnceForEachServer()
    {
        Bench bench;
        QVERIFY(bench.ready());
        const QByteArray device = bench.book.find(bench.key)->device;
        QCOMPARE(device.size(), 16);
        QCOMPARE(bench.rpc().request<earshot::v1::SignInRequest>(QStringLiteral("Session/SignIn")).device(),
                 device.toStdString());
        QVERIFY(bench.ready());
        QCOMPARE(bench.book.find(bench.key)->device, device);
        ServerBook read(bench.dir.filePath(QStringLiteral("console.ini")));
        QCOMPARE(read.find(bench.key)->device, device);
        QCOMPARE(read.find(bench.key)->way, QStringLiteral("password"));
    }
    void theCodeFollowsOnTheSameConnection()
    {
        Bench bench;
        QVERIFY(bench.openToSignIn());
        const QSignalSpy asked(bench.connection.get(), &Connection::codeAsked);
        bench.connection->signIn({WayKind::Directory, QStringLiteral("d"), {}}, QStringLiteral("ada"),
                                 QStringLiteral("x"), false);
        bench.link->accept();
        earshot::v1::SignInReply challenge;
        challenge.set_challenge("c");
        bench.rpc().reply(QStringLiteral("DirectorySignIn/SignIn"), challenge);
        QCOMPARE(asked.size(), 1);
        QVERIFY(bench.connection->awaitsCode() && bench.state() == State::SigningIn);
        const auto opens = bench.link->opens.size();
        bench.connection->sendCode(QStringLiteral("123456"), false);
        bench.rpc().reply(QStringLiteral("SecondStep/Finish"), tests::signInReply("t"));
        QVERIFY(bench.state() == State::Ready);
        QCOMPARE(bench.link->opens.size(), opens);
        QCOMPARE(bench.book.find(bench.key)->way, QStringLiteral("directory:d"));
    }
    void aLossWhileTheCodeIsTypedEndsTheAttempt()
    {
        Bench bench;
        QVERIFY(bench.openToSignIn());
        const QSignalSpy failed(bench.connection.get(), &Connection::signInFailed);
        bench.connection->signIn({WayKind::Directory, QStringLiteral("d"), {}}, QStringLiteral("ada"),
                                 QStringLiteral("x"), false);
        bench.link->accept();
        earshot::v1::SignInReply challenge;
        challenge.set_challenge("c");
        bench.rpc().reply(QStringLiteral("DirectorySignIn/SignIn"), challenge);
        bench.link->breakOff();
        QCOMPARE(failed.size(), 1);
        QVERIFY(!bench.connection->signingIn() && bench.state() == State::SigningIn);
    }
    void aCancelledAttemptTellsNothing()
    {
        Bench bench;
        QVERIFY(bench.openToSignIn());
        const QSignalSpy failed(bench.connection.get(), &Connection::signInFailed);
        bench.connection->signIn({WayKind::SingleSignOn, QStringLiteral("p"), {}}, {}, {}, false);
        bench.link->accept();
        QVERIFY(bench.connection->awaitsBrowser());
        bench.connection->cancelSignIn();
        QVERIFY(!bench.connection->signingIn() && !bench.link->isReady());
        QVERIFY(failed.isEmpty());
        QVERIFY(bench.signIn());
    }
    void aRoleThatBeginsToDemandTheSecondStepIsNoticedOnce()
    {
        Bench bench;
        QVERIFY(bench.ready());
        QObject page;
        const QString list = QStringLiteral("Calls/List");
        for (int i = 0; i < 2; ++i) {
            common::call<earshot::v1::CallList>(*bench.connection, QStringLiteral("earshot.v1.Calls/List"),
                                                earshot::v1::ListRequest(), &page,
                                                [](const common::Result<earshot::v1::CallList> &) {});
        }
        const QMap<QString, QString> why{{QStringLiteral("reason"), QStringLiteral("second-step-required")}};
        QVERIFY(bench.rpc().fail(list, common::ErrorCode::Denied, {}, why));
        QVERIFY(bench.rpc().fail(list, common::ErrorCode::Denied, {}, why));
        QTRY_COMPARE(bench.rpc().count(QStringLiteral("Session/WhoAmI")), 1);
        auto identity = tests::signInReply("").identity();
        identity.set_must_set_second_step(true);
        QVERIFY(bench.rpc().reply(QStringLiteral("Session/WhoAmI"), identity));
        QVERIFY(bench.connection->identity().mustSetSecondStep);
        QVERIFY(bench.state() == State::Ready);
    }
};

EARSHOT_TEST(tst_connectionsignin, TestConnectionSignIn)
#include "tst_connectionsignin.moc"
