// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/secondstep.pb.h"
#include "common/proto/signinways.pb.h"
#include "console/net/signin.h"
#include "tests/support/fakerpc.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace console;

namespace
{
const QByteArray kDevice(16, 'd');

earshot::v1::SignInReply challengeReply()
{
    earshot::v1::SignInReply reply;
    reply.set_challenge("challenge");
    return reply;
}

/// Asks the listener of a sign-in as a browser does; what came back.
QByteArray browse(const QString &redirect, const QByteArray &request)
{
    QTcpSocket socket;
    const QUrl url(redirect);
    socket.connectToHost(QHostAddress(url.host()), static_cast<quint16>(url.port()));
    if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::ConnectedState; })) {
        return {};
    }
    socket.write(request + "\r\nHost: 127.0.0.1:" + QByteArray::number(url.port()) + "\r\n\r\n");
    (void)QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; });
    return socket.readAll();
}
} // namespace

class TestSignIn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sendsASecretAndNeverThePassword()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy ready(&signIn, &SignIn::secretReady);
        const QSignalSpy succeeded(&signIn, &SignIn::succeeded);
        signIn.begin({}, QStringLiteral("root"), QStringLiteral("geheim"));
        QCOMPARE(rpc.request<earshot::v1::BeginRequest>(QStringLiteral("Session/Begin")).login(),
                 std::string("root"));
        QVERIFY(rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply()));
        QTRY_COMPARE(ready.size(), 1);
        signIn.send();
        const auto sent = rpc.request<earshot::v1::SignInRequest>(QStringLiteral("Session/SignIn"));
        QCOMPARE(sent.secret(), std::string("geheim|ss|018f").append(18, '.'));
        QVERIFY(QString::fromStdString(sent.client()).startsWith(QLatin1String("earshot-console ")));
        QVERIFY(!sent.system().empty());
        QVERIFY(rpc.reply(QStringLiteral("Session/SignIn"), tests::signInReply("token")));
        QCOMPARE(succeeded.size(), 1);
        const auto result = succeeded.first().first().value<SignedIn>();
        QCOMPARE(result.token, QByteArray("token"));
        QCOMPARE(result.identity.login, QStringLiteral("root"));
        QVERIFY(result.identity.may(QStringLiteral("calls.view")));
        for (const auto &call : rpc.calls()) {
            QVERIFY(call.method == QLatin1String("Session/SignIn") || !call.request.contains("geheim"));
        }
    }
    void refusalsAreHandedOn()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy ready(&signIn, &SignIn::secretReady);
        const QSignalSpy failed(&signIn, &SignIn::failed);
        signIn.begin({}, QStringLiteral("root"), QStringLiteral("x"));
        rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(ready.size(), 1);
        signIn.send();
        rpc.fail(QStringLiteral("Session/SignIn"), common::ErrorCode::Denied);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<common::Error>().code, common::ErrorCode::Denied);
    }
    void aReplyWithoutTokenIsNoSignIn()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy failed(&signIn, &SignIn::failed);
        signIn.send();
        rpc.reply(QStringLiteral("Session/SignIn"), tests::signInReply(""));
        QCOMPARE(failed.size(), 1);
    }
    void weakParametersAreRefusedByTheRealDerivation()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, &common::deriveLoginKeys, kDevice);
        const QSignalSpy failed(&signIn, &SignIn::failed);
        signIn.begin({}, QStringLiteral("root"), QStringLiteral("x"));
        auto weak = tests::beginReply();
        weak.mutable_parameters()->set_memory_kib(1024);
        rpc.reply(QStringLiteral("Session/Begin"), weak);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<common::Error>().code, common::ErrorCode::Invalid);
        QCOMPARE(rpc.count(QStringLiteral("Session/SignIn")), 0);
    }
    void theRealDerivationDoesNotBlockTheEventLoop()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, &common::deriveLoginKeys, kDevice);
        const QSignalSpy ready(&signIn, &SignIn::secretReady);
        signIn.begin({}, QStringLiteral("root"), QStringLiteral("x"));
        QElapsedTimer blocked;
        blocked.start();
        rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QVERIFY2(blocked.elapsed() < 20, "the caller waited for the derivation");
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 20000);
        signIn.send();
        QCOMPARE(rpc.request<earshot::v1::SignInRequest>(QStringLiteral("Session/SignIn")).secret().size(),
                 size_t(32));
    }
    void aDyingSignInHearsNothing()
    {
        tests::FakeRpc rpc;
        auto signIn = std::make_unique<SignIn>(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy ready(signIn.get(), &SignIn::secretReady);
        signIn->begin({}, QStringLiteral("root"), QStringLiteral("x"));
        rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        signIn.reset();
        QTest::qWait(50); // nothing to wait for: what must not come
        QCOMPARE(ready.size(), 0);
    }
    void passwordChangeSendsBothSecrets()
    {
        tests::FakeRpc rpc;
        PasswordChange change(rpc, tests::quickSecret());
        const QSignalSpy succeeded(&change, &PasswordChange::succeeded);
        change.start(QStringLiteral("root"), QStringLiteral("old"), QStringLiteral("new"));
        rpc.reply(QStringLiteral("Session/Begin"), tests::beginReply());
        QTRY_COMPARE(rpc.count(QStringLiteral("Session/ChangePassword")), 1);
        const auto sent =
            rpc.request<earshot::v1::ChangePasswordRequest>(QStringLiteral("Session/ChangePassword"));
        QCOMPARE(sent.secret().substr(0, 7), std::string("old|ss|"));
        QCOMPARE(sent.new_secret().substr(0, 4), std::string("new|"));
        // A recorder takes neither of the present password's for the next one.
        QCOMPARE(sent.new_parameters().account_id().size(), size_t(16));
        QVERIFY(sent.new_parameters().account_id() != std::string(16, 'a'));
        QCOMPARE(sent.new_parameters().salt().size(), size_t(16));
        QVERIFY(sent.new_parameters().salt() != std::string(16, 's'));
        QVERIFY(sent.new_parameters().passes() >= 3);
        rpc.reply(QStringLiteral("Session/ChangePassword"), earshot::v1::ChangePasswordReply());
        QCOMPARE(succeeded.size(), 1);
    }
    void aChallengeAsksForTheCode()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy asked(&signIn, &SignIn::codeAsked);
        const QSignalSpy refused(&signIn, &SignIn::codeRefused);
        const QSignalSpy succeeded(&signIn, &SignIn::succeeded);
        const QString finish = QStringLiteral("SecondStep/Finish");
        signIn.send();
        QCOMPARE(rpc.request<earshot::v1::SignInRequest>(QStringLiteral("Session/SignIn")).device(),
                 kDevice.toStdString());
        rpc.reply(QStringLiteral("Session/SignIn"), challengeReply());
        QCOMPARE(asked.size(), 1);
        QVERIFY(signIn.awaitsCode());
        signIn.sendCode(QStringLiteral("123456"), true);
        const auto sent = rpc.request<earshot::v1::SecondStepCode>(finish);
        QCOMPARE(sent.challenge(), std::string("challenge"));
        QCOMPARE(sent.code(), std::string("123456"));
        QVERIFY(sent.remember_device());
        rpc.fail(finish, common::ErrorCode::Denied, {},
                 {{QStringLiteral("reason"), QStringLiteral("wrong")}});
        QCOMPARE(refused.size(), 1);
        signIn.sendCode(QStringLiteral("654321"), false);
        rpc.reply(finish, tests::signInReply("token"));
        QCOMPARE(succeeded.size(), 1);
    }
    void aChallengeThatIsOverFails()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy refused(&signIn, &SignIn::codeRefused);
        const QSignalSpy failed(&signIn, &SignIn::failed);
        signIn.send();
        rpc.reply(QStringLiteral("Session/SignIn"), challengeReply());
        signIn.sendCode(QStringLiteral("123456"), false);
        rpc.fail(QStringLiteral("SecondStep/Finish"), common::ErrorCode::Denied, {},
                 {{QStringLiteral("reason"), QStringLiteral("expired")}});
        QCOMPARE(refused.size(), 0);
        QCOMPARE(failed.size(), 1);
    }
    void aDirectoryGetsThePassword()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy succeeded(&signIn, &SignIn::succeeded);
        signIn.begin({WayKind::Directory, QStringLiteral("dir"), QStringLiteral("Staff")},
                     QStringLiteral("ada"), QStringLiteral("open sesame"));
        const QString method = QStringLiteral("DirectorySignIn/SignIn");
        const auto sent = rpc.request<earshot::v1::DirectorySignInRequest>(method);
        QCOMPARE(sent.directory_id(), std::string("dir"));
        QCOMPARE(sent.login(), std::string("ada"));
        QCOMPARE(sent.password(), std::string("open sesame"));
        QCOMPARE(sent.device(), kDevice.toStdString());
        QVERIFY(rpc.reply(method, tests::signInReply("token")));
        QCOMPARE(succeeded.size(), 1);
        QCOMPARE(rpc.count(QStringLiteral("Session/Begin")), 0);
    }
    void theBrowserBringsTheAnswerBack()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret(), kDevice);
        const QSignalSpy asked(&signIn, &SignIn::browserAsked);
        const QSignalSpy succeeded(&signIn, &SignIn::succeeded);
        signIn.begin({WayKind::SingleSignOn, QStringLiteral("idp"), QStringLiteral("Staff")}, {}, {});
        const QString begin = QStringLiteral("SingleSignOn/Begin");
        const auto began = rpc.request<earshot::v1::SingleSignOnBegin>(begin);
        QCOMPARE(began.provider_id(), std::string("idp"));
        const QString redirect = QString::fromStdString(began.redirect_uri());
        QVERIFY(redirect.startsWith(QStringLiteral("http://127.0.0.1:")));
        QVERIFY(redirect.endsWith(QStringLiteral("/callback")));
        earshot::v1::SingleSignOnStart start;
        start.set_handle("handle");
        start.set_url("https://idp.example.com/authorize?client_id=earshot");
        QVERIFY(rpc.reply(begin, start));
        QCOMPARE(asked.size(), 1);
        QVERIFY(signIn.awaitsBrowser());
        QVERIFY(browse(redirect, "GET / HTTP/1.1").startsWith("HTTP/1.1 404"));
        QVERIFY(browse(redirect, "POST /callback?code=a HTTP/1.1").startsWith("HTTP/1.1 405"));
        QVERIFY(browse(redirect, "GET /callback?code=a HTTP/1.1\r\nHost: evil.example")
                    .startsWith("HTTP/1.1 400"));
        QCOMPARE(rpc.count(QStringLiteral("SingleSignOn/Finish")), 0);
        const QByteArray page = browse(redirect, "GET /callback?code=a%2Fb&state=c HTTP/1.1");
        QVERIFY2(page.startsWith("HTTP/1.1 200"), page.constData());
        QVERIFY(page.contains("You can close this window"));
        const auto sent = rpc.request<earshot::v1::SingleSignOnResult>(QStringLiteral("SingleSignOn/Finish"));
        QCOMPARE(sent.answer(), std::string("code=a%2Fb&state=c"));
        QCOMPARE(sent.handle(), std::string("handle"));
        QVERIFY(rpc.reply(QStringLiteral("SingleSignOn/Finish"), tests::signInReply("token")));
        QCOMPARE(succeeded.size(), 1);
        // One answer, and nobody listens any more.
        QTcpSocket late;
        const QUrl url(redirect);
        late.connectToHost(QHostAddress(url.host()), static_cast<quint16>(url.port()));
        QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
    }
    void onlyPagesOfTheWebAreOpened()
    {
        for (const char *address : {"file:///etc/passwd", "earshot://rec/users", "not an address", ""}) {
            tests::FakeRpc rpc;
            SignIn signIn(rpc, tests::quickSecret(), kDevice);
            const QSignalSpy asked(&signIn, &SignIn::browserAsked);
            const QSignalSpy failed(&signIn, &SignIn::failed);
            signIn.begin({WayKind::SingleSignOn, QStringLiteral("idp"), {}}, {}, {});
            earshot::v1::SingleSignOnStart start;
            start.set_url(address);
            QVERIFY(rpc.reply(QStringLiteral("SingleSignOn/Begin"), start));
            QVERIFY2(asked.isEmpty() && failed.size() == 1, address);
        }
    }
    void anUnknownWayIsLeftOut()
    {
        earshot::v1::Ways wire;
        QCOMPARE(waysFrom(wire).ways, QList<SignInWay>{SignInWay{}});
        wire.add_ways()->set_kind("palm-reading");
        auto *directory = wire.add_ways();
        directory->set_kind("directory");
        directory->set_id("d1");
        directory->set_name("Staff");
        wire.set_reset_by_mail(true);
        const SignInWays ways = waysFrom(wire);
        QCOMPARE(ways.ways.size(), 1);
        QCOMPARE(ways.ways.first().key(), QStringLiteral("directory:d1"));
        QVERIFY(ways.resetByMail);
    }
};

EARSHOT_TEST(tst_signin, TestSignIn)
#include "tst_signin.moc"
