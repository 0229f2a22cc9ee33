// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/signin.h"
#include "tests/support/fakerpc.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace console;

class TestSignIn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sendsASecretAndNeverThePassword()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, tests::quickSecret());
        const QSignalSpy ready(&signIn, &SignIn::secretReady);
        const QSignalSpy succeeded(&signIn, &SignIn::succeeded);
        signIn.begin(QStringLiteral("root"), QStringLiteral("geheim"));
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
        SignIn signIn(rpc, tests::quickSecret());
        const QSignalSpy ready(&signIn, &SignIn::secretReady);
        const QSignalSpy failed(&signIn, &SignIn::failed);
        signIn.begin(QStringLiteral("root"), QStringLiteral("x"));
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
        SignIn signIn(rpc, tests::quickSecret());
        const QSignalSpy failed(&signIn, &SignIn::failed);
        signIn.send();
        rpc.reply(QStringLiteral("Session/SignIn"), tests::signInReply(""));
        QCOMPARE(failed.size(), 1);
    }
    void weakParametersAreRefusedByTheRealDerivation()
    {
        tests::FakeRpc rpc;
        SignIn signIn(rpc, &common::deriveLoginKeys);
        const QSignalSpy failed(&signIn, &SignIn::failed);
        signIn.begin(QStringLiteral("root"), QStringLiteral("x"));
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
        SignIn signIn(rpc, &common::deriveLoginKeys);
        const QSignalSpy ready(&signIn, &SignIn::secretReady);
        signIn.begin(QStringLiteral("root"), QStringLiteral("x"));
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
        auto signIn = std::make_unique<SignIn>(rpc, tests::quickSecret());
        const QSignalSpy ready(signIn.get(), &SignIn::secretReady);
        signIn->begin(QStringLiteral("root"), QStringLiteral("x"));
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
        QCOMPARE(sent.new_parameters().account_id(), std::string(16, 'a'));
        QCOMPARE(sent.new_parameters().salt().size(), size_t(16));
        QVERIFY(sent.new_parameters().salt() != std::string(16, 's'));
        QVERIFY(sent.new_parameters().passes() >= 3);
        rpc.reply(QStringLiteral("Session/ChangePassword"), earshot::v1::ChangePasswordReply());
        QCOMPARE(succeeded.size(), 1);
    }
};

EARSHOT_TEST(tst_signin, TestSignIn)
#include "tst_signin.moc"
