// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/loginkeys.h"
#include "common/proto/calls.pb.h"
#include "common/proto/session.pb.h"
#include "common/rpc/clientchannel.h"

#include "tests/support/recorderprocess.h"

#include <QTest>

namespace tests
{

namespace v1 = earshot::v1;

inline const QString kPassword = QStringLiteral("seven green bottles");

/// A console without a window that watches from its sign-in on.
struct WatchingConsole {
    WatchingConsole(quint16 port, const QString &login)
        : channel(QStringLiteral("test 1"))
    {
        QObject::connect(&channel, &common::ClientChannel::certificateUnknown, &channel,
                         [this] { channel.acceptCertificate(); });
        channel.connectTo(QStringLiteral("127.0.0.1"), port, {});
        if (!QTest::qWaitFor([this] { return channel.state() == common::ClientChannel::State::Open; },
                             10000)) {
            qFatal("no connection");
        }
        v1::BeginRequest begin;
        begin.set_login(login.toStdString());
        const auto beginning = ask<v1::BeginReply>("Session/Begin", begin);
        const v1::KdfParameters &parameters = beginning->parameters();
        const auto keys = common::deriveLoginKeys(
            kPassword,
            {QByteArray::fromStdString(parameters.salt()), static_cast<int>(parameters.passes()),
             static_cast<int>(parameters.memory_kib()), QByteArray::fromStdString(parameters.account_id())},
            QString::fromStdString(beginning->server_id()));
        v1::SignInRequest request;
        request.set_login(login.toStdString());
        request.set_secret(keys->secret.toStdString());
        if (const auto reply = ask<v1::SignInReply>("Session/SignIn", request); !reply) {
            qFatal("%s: %s", qPrintable(login), qPrintable(reply.error().message));
        }
        channel.setSignedIn(true);
        common::stream<v1::ActiveCallsUpdate>(
            channel, QStringLiteral("earshot.v1.Calls/WatchActive"), v1::WatchRequest(), &channel,
            std::function([this](const v1::ActiveCallsUpdate &update) { take(update); }),
            [](const common::Status &) {});
        common::stream<v1::CallChange>(
            channel, QStringLiteral("earshot.v1.Calls/WatchChanges"), v1::WatchRequest(), &channel,
            std::function([this](const v1::CallChange &change) { changes.append(change); }),
            [](const common::Status &) {});
        if (!QTest::qWaitFor([this] { return updates > 0; }, 10000)) {
            qFatal("no snapshot");
        }
    }
    template <typename Reply, typename Request>
    common::Result<Reply> ask(const char *method, const Request &request)
    {
        std::optional<common::Result<Reply>> answer;
        common::call<Reply>(
            channel, QStringLiteral("earshot.v1.") + QLatin1String(method), request, &channel,
            std::function([&answer](common::Result<Reply> result) { answer = std::move(result); }));
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 15000)) {
            qFatal("%s: no answer", method);
        }
        return *answer;
    }
    void take(const v1::ActiveCallsUpdate &update)
    {
        ++updates;
        for (const v1::ActiveCall &call : update.calls()) {
            active[call.id()] = call;
            if (!states.contains(call.state())) {
                states.append(call.state());
            }
        }
        for (const std::string &id : update.ended()) {
            active.erase(id);
        }
    }
    bool shows(const std::string &to, const std::string &user) const
    {
        return active.size() == 1 && active.begin()->second.to_number() == to &&
               active.begin()->second.users_size() == 1 && active.begin()->second.users(0) == user;
    }
    QByteArray download(const std::string &id, v1::MediaInfo &info)
    {
        QByteArray bytes;
        std::optional<common::Status> end;
        v1::MediaRequest request;
        request.set_id(id);
        common::stream<v1::MediaChunk>(channel, QStringLiteral("earshot.v1.Calls/Media"), request, &channel,
                                       std::function([&](const v1::MediaChunk &chunk) {
                                           if (chunk.has_info()) {
                                               info = chunk.info();
                                           } else {
                                               bytes += QByteArray::fromStdString(chunk.data());
                                           }
                                       }),
                                       [&end](const common::Status &status) { end = status; });
        if (!QTest::qWaitFor([&end] { return end.has_value(); }, 15000) || !*end) {
            qFatal("no file");
        }
        return bytes;
    }

    common::ClientChannel channel;
    std::map<std::string, v1::ActiveCall> active;
    QList<std::string> states; ///< that any call was in, in order
    QList<v1::CallChange> changes;
    int updates = 0;
};

/// Somebody who may sign in.
inline void addUser(RecorderProcess &recorder, const QString &tenant, const QString &login,
                    const QStringList &more)
{
    ensureUser(recorder, tenant, login, kPassword, more);
}

} // namespace tests
