// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/loginkeys.h"
#include "common/rpc/clientchannel.h"
#include "common/rpc/wirestatus.h"

#include "common/proto/session.pb.h"
#include "common/proto/system.pb.h"

#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTest>

namespace v1 = earshot::v1;

namespace
{

const QString kPassword = QString::fromUtf8("Grüße vom Mond");

struct Outcome {
    int code = -1;
    QByteArray errors;
};

/// create-admin with the password in the environment, or on standard input.
Outcome createAdmin(const tests::RecorderProcess &recorder, const QString &login, const QString &password,
                    bool throughInput = false)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!throughInput) {
        environment.insert(QStringLiteral("EARSHOT_PASSWORD"), password);
    }
    process.setProcessEnvironment(environment);
    process.start(tests::programPath(QStringLiteral("earshot-recorder")),
                  {QStringLiteral("create-admin"), QStringLiteral("--data"), recorder.dataFolder(),
                   QStringLiteral("--login"), login});
    process.write(password.toUtf8() + "\r\n");
    process.closeWriteChannel();
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
    }
    return {process.exitCode(), process.readAllStandardError()};
}

/// A console without a window.
struct Client {
    explicit Client(quint16 port)
        : channel(QStringLiteral("test 1"))
    {
        QObject::connect(&channel, &common::ClientChannel::certificateUnknown, &channel,
                         [this] { channel.acceptCertificate(); });
        QObject::connect(&channel, &common::ClientChannel::disconnected, &channel,
                         [this](const common::Error &error) { ended = common::reasonOf(error); });
        channel.connectTo(QStringLiteral("127.0.0.1"), port, {});
    }
    bool open()
    {
        return QTest::qWaitFor([this] { return channel.state() == common::ClientChannel::State::Open; },
                               10000);
    }
    template <typename Reply, typename Request>
    common::Result<Reply> ask(const char *method, const Request &request)
    {
        std::optional<common::Result<Reply>> answer;
        common::call<Reply>(channel, QStringLiteral("earshot.v1.") + QLatin1String(method), request, &channel,
                            std::function<void(common::Result<Reply>)>(
                                [&answer](common::Result<Reply> result) { answer = std::move(result); }));
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 15000)) {
            return common::fail(common::ErrorCode::Internal, QStringLiteral("no answer"));
        }
        return *answer;
    }
    common::Result<v1::SignInReply> signIn(const QString &login, const QString &password)
    {
        v1::BeginRequest begin;
        begin.set_login(login.toStdString());
        auto beginning = ask<v1::BeginReply>("Session/Begin", begin);
        if (!beginning) {
            return common::propagate(beginning);
        }
        const v1::KdfParameters &parameters = beginning->parameters();
        auto keys = common::deriveLoginKeys(
            password,
            {QByteArray::fromStdString(parameters.salt()), static_cast<int>(parameters.passes()),
             static_cast<int>(parameters.memory_kib()), QByteArray::fromStdString(parameters.account_id())},
            QString::fromStdString(beginning->server_id()));
        if (!keys) {
            return common::propagate(keys);
        }
        v1::SignInRequest request;
        request.set_login(login.toStdString());
        request.set_secret(keys->secret.toStdString());
        auto reply = ask<v1::SignInReply>("Session/SignIn", request);
        channel.setSignedIn(reply.has_value());
        return reply;
    }
    common::ClientChannel channel;
    QString ended;
};

} // namespace

class TestAdmin : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rootIsMadeAndSignsIn()
    {
        tests::RecorderProcess recorder;
        QVERIFY(recorder.start());
        for (const QString &bad : {QString(), QStringLiteral("short")}) {
            const Outcome refused = createAdmin(recorder, QStringLiteral("root"), bad);
            QCOMPARE(refused.code, 1);
            QCOMPARE(refused.errors.count('\n'), 1);
        }
        QCOMPARE(createAdmin(recorder, QStringLiteral("root"), kPassword).code, 0);
        const Outcome again = createAdmin(recorder, QStringLiteral("ROOT"), kPassword);
        QCOMPARE(again.code, 1);
        QVERIFY2(again.errors.contains("belongs to somebody"), again.errors.constData());
        QCOMPARE(createAdmin(recorder, QStringLiteral("second"), kPassword, true).code, 0);

        Client client(recorder.adminPort());
        QVERIFY(client.open());
        const auto wrong = client.signIn(QStringLiteral("root"), QStringLiteral("not this one"));
        QCOMPARE(common::reasonOf(wrong.error()), QStringLiteral("wrong"));
        const auto entered = client.signIn(QStringLiteral("root"), kPassword);
        QVERIFY2(entered, entered ? "" : qPrintable(entered.error().message));
        QCOMPARE(entered->identity().role(), std::string("root"));
        const auto health = client.ask<v1::HealthReply>("System/Health", v1::HealthRequest());
        QVERIFY(health && health->healthy());
        const auto ledger = client.ask<v1::LedgerList>("System/Ledger", v1::ListRequest());
        QVERIFY(ledger);
        QCOMPARE(ledger->entries_size(), 0);
        QCOMPARE(recorder.metric("earshot_admin_sign_ins_total{outcome=\"good\"}"), 1.0);

        // The same session on a second connection; ended there, the first one is cut within a second.
        Client other(recorder.adminPort());
        QVERIFY(other.open());
        v1::ResumeRequest resume;
        resume.set_token(entered->token());
        QVERIFY(other.ask<v1::SignInReply>("Session/Resume", resume));
        other.channel.setSignedIn(true);
        QVERIFY(other.ask<v1::SignOutReply>("Session/SignOut", v1::SignOutRequest()));
        QTRY_COMPARE_WITH_TIMEOUT(client.ended, QStringLiteral("signed-out"), 1000);
        Client third(recorder.adminPort());
        QVERIFY(third.open());
        QCOMPARE(common::reasonOf(third.ask<v1::SignInReply>("Session/Resume", resume).error()),
                 QStringLiteral("signed-out"));
        QVERIFY(third.signIn(QStringLiteral("second"), kPassword));
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_admin, TestAdmin)
#include "tst_admin.moc"
