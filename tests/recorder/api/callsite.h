// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/apiserver.h"
#include "recorder/api/callhandlers.h"
#include "recorder/api/pulse.h"
#include "recorder/api/sessionhandlers.h"
#include "recorder/service/liveboard.h"
#include "recorder/service/liveowners.h"
#include "recorder/service/mediareading.h"
#include "recorder/service/recordingsservice.h"

#include "common/crypto/sha256.h"
#include "common/proto/calls.pb.h"
#include "common/proto/session.pb.h"
#include "common/rpc/clientchannel.h"
#include "tests/recorder/api/loopback.h"
#include "tests/recorder/service/accessworld.h"
#include "tests/support/callbuilder.h"
#include "tests/support/rawpeer.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace tests
{

/// A signed-in console without a window.
class Console
{
public:
    Console(quint16 port, const QString &login, const QByteArray &pin = testCertificate().fingerprint)
        : channel(QStringLiteral("test 1.0"))
    {
        channel.connectTo(QStringLiteral("127.0.0.1"), port, pin);
        earshot::v1::SignInRequest request;
        request.set_login(login.toStdString());
        request.set_secret(AccessWorld::secretOf(login).toStdString());
        if (!waitUntil([this] { return channel.state() == common::ClientChannel::State::Open; })) {
            qFatal("no connection");
        }
        const auto reply = ask<earshot::v1::SignInReply>("Session/SignIn", request);
        if (!reply) {
            qFatal("%s: %s", qPrintable(login), qPrintable(reply.error().message));
        }
        channel.setSignedIn(true);
    }

    template <typename Reply, typename Request>
    common::Result<Reply> ask(const char *method, const Request &request)
    {
        std::optional<common::Result<Reply>> answer;
        common::call<Reply>(
            channel, QStringLiteral("earshot.v1.") + QLatin1String(method), request, &channel,
            std::function([&answer](common::Result<Reply> reply) { answer = std::move(reply); }));
        if (!waitUntil([&answer] { return answer.has_value(); }, 15000)) {
            qFatal("%s: no answer", method);
        }
        return *answer;
    }

    struct File {
        earshot::v1::MediaInfo info;
        QByteArray bytes;
        common::Status end;
        bool infoFirst = false;
    };
    template <typename Request>
    File download(const char *method, const Request &request)
    {
        File file;
        bool ended = false;
        common::stream<earshot::v1::MediaChunk>(
            channel, QStringLiteral("earshot.v1.") + QLatin1String(method), request, &channel,
            std::function([&file](const earshot::v1::MediaChunk &chunk) {
                if (chunk.has_info()) {
                    file.info = chunk.info();
                    file.infoFirst = file.bytes.isEmpty();
                } else {
                    file.bytes.append(chunk.data().data(), static_cast<qsizetype>(chunk.data().size()));
                }
            }),
            [&](const common::Status &status) {
                file.end = status;
                ended = true;
            });
        if (!waitUntil([&ended] { return ended; }, 15000)) {
            qFatal("%s: no end", method);
        }
        return file;
    }

    /// What a subscription brought so far.
    template <typename Message>
    std::shared_ptr<QList<Message>> watch(const char *method)
    {
        auto heard = std::make_shared<QList<Message>>();
        common::stream<Message>(channel, QStringLiteral("earshot.v1.") + QLatin1String(method),
                                earshot::v1::WatchRequest(), &channel,
                                std::function([heard](const Message &message) { heard->append(message); }),
                                [](const common::Status &) {});
        return heard;
    }

    common::ClientChannel channel;
};

/// A recorder's admin side in this process: database, gate, calls, TLS; recordings in a folder.
struct CallSite {
    /// A short beat, for tests that wait for it.
    explicit CallSite(std::chrono::milliseconds beat = std::chrono::milliseconds(20))
        : pulse(beat)
        , board({bytesOf, [this](const auto &questions,
                                 auto done) { recorder::findLiveOwners(world.pool, questions, done); }})
        , recordings(world.pool)
    {
        auto methods = std::make_shared<recorder::Dispatcher>();
        const auto gate = [this] { return static_cast<const recorder::Gate *>(&world.gate); };
        if (!recorder::addSessionHandlers(*methods, [this] { return &world.signIn; }) ||
            !recorder::addCallHandlers(*methods, {gate, world.hub, board, readers, pulse, dir.path()})) {
            qFatal("no handlers");
        }
        recorder::ApiOptions options =
            loopbackOptions(QStringLiteral("test"), QStringLiteral("6a3c0d5e-0000-7000-8000-000000000001"));
        options.maxStrangersPerSource = 5000;
        options.maxStrangers = 5000;
        options.maxConnectionsOfUser = 5000; // one user plays all consoles
        options.maxMediaOfUser = 5000;
        server = std::make_unique<recorder::ApiServer>(options, methods);
        if (!server->start()) {
            qFatal("no server");
        }
    }
    ~CallSite() { server->stop(); }

    static QByteArray bytesOf(const common::ActiveCallsUpdate &update) { return recorder::bytesOf(update); }

    /// An agent with an extension, and a group that may be somebody's to manage.
    void agent(const QString &login, const QString &extension, const QString &group)
    {
        const auto made =
            tests::HostGate(world.pool)
                .users.ensureUser({QStringLiteral("Nordlicht"), login, login.toUpper(), {extension}, group});
        if (!made) {
            qFatal("no agent");
        }
    }
    /// Stores a call whose audio is `audio`; subscribers hear of it.
    common::CallId store(const QString &tenant, const QString &to, const QByteArray &audio)
    {
        common::FinishedCall call = aCall(tenant, QStringLiteral("+49301234567"), to);
        for (common::MediaFile &file : call.files) {
            const QByteArray content = file.kind == common::MediaFile::Kind::Audio ? audio : audio.left(100);
            file.size = content.size();
            file.sha256 = common::sha256(content);
            write(file.path, content);
        }
        if (!recordings.registerCall(call)) {
            qFatal("not registered");
        }
        const int key =
            world.ask(QStringLiteral("SELECT id FROM tenants WHERE name = '%1'").arg(tenant)).toInt();
        world.hub.publish({QStringLiteral("calls"), recorder::TenantKey(key), call.id.toString(),
                           QStringLiteral("stored")});
        return call.id;
    }
    void write(const QString &path, const QByteArray &content) const
    {
        const QString full = dir.filePath(path);
        QDir().mkpath(QFileInfo(full).path());
        QFile file(full);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("no file");
        }
    }
    quint16 port() const { return server->port(); }

    QTemporaryDir dir;
    recorder::MediaReaders readers;
    recorder::Pulse pulse;
    recorder::LiveBoard board; ///< outlives the pool, whose last answers come here
    AccessWorld world;
    recorder::RecordingsService recordings;
    std::unique_ptr<recorder::ApiServer> server;
};

} // namespace tests
