// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/loginkeys.h"
#include "common/rpc/clientchannel.h"
#include "common/rpc/wirestatus.h"

#include "common/proto/session.pb.h"

#include "tests/support/recorderprocess.h"

#include <QProcess>
#include <QTest>

namespace tests
{

/// How a command of the recorder ended.
struct Outcome {
    int code = -1;
    QByteArray errors;
};

/// create-admin with the password in the environment, or on standard input.
inline Outcome createAdmin(const RecorderProcess &recorder, const QString &login, const QString &password,
                           bool throughInput = false)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!throughInput) {
        environment.insert(QStringLiteral("EARSHOT_PASSWORD"), password);
    }
    process.setProcessEnvironment(environment);
    process.start(programPath(QStringLiteral("earshot-recorder")),
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
struct AdminClient {
    explicit AdminClient(quint16 port)
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
    common::Result<earshot::v1::SignInReply> signIn(const QString &login, const QString &password)
    {
        earshot::v1::BeginRequest begin;
        begin.set_login(login.toStdString());
        auto beginning = ask<earshot::v1::BeginReply>("Session/Begin", begin);
        if (!beginning) {
            return common::propagate(beginning);
        }
        const earshot::v1::KdfParameters &parameters = beginning->parameters();
        auto keys = common::deriveLoginKeys(
            password,
            {QByteArray::fromStdString(parameters.salt()), static_cast<int>(parameters.passes()),
             static_cast<int>(parameters.memory_kib()), QByteArray::fromStdString(parameters.account_id())},
            QString::fromStdString(beginning->server_id()));
        if (!keys) {
            return common::propagate(keys);
        }
        earshot::v1::SignInRequest request;
        request.set_login(login.toStdString());
        request.set_secret(keys->secret.toStdString());
        auto reply = ask<earshot::v1::SignInReply>("Session/SignIn", request);
        channel.setSignedIn(reply.has_value());
        kek = keys->kek;
        return reply;
    }
    common::ClientChannel channel;
    QString ended;
    QByteArray kek; ///< of the password of signIn(), as a console keeps it
};

} // namespace tests
