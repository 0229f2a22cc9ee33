// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/signinways.pb.h"
#include "console/net/link.h"
#include "tests/support/fakerpc.h"

#include <optional>

namespace tests
{

/// A link whose other end is the test: it says what became of open(), and answers calls as FakeRpc does.
class FakeLink final : public console::Link
{
public:
    QList<console::LinkTarget> opens;
    int shuts = 0;
    bool saidSignedIn = false;
    FakeRpc rpc;
    /// What a new connection is told of the ways to sign in; absent = the test answers.
    std::optional<earshot::v1::Ways> ways = earshot::v1::Ways();

    void open(const console::LinkTarget &target) override
    {
        endCalls();
        opens.append(target);
        m_open = false;
    }
    void shut() override
    {
        ++shuts;
        m_open = false;
        saidSignedIn = false;
        endCalls();
    }
    void setSignedIn() override { saidSignedIn = true; }
    bool isReady() const override { return m_open; }

    /// What the network does.
    void accept(const QString &serverId = QStringLiteral("018f0000-0000-7000-8000-000000000001"))
    {
        m_open = true;
        Q_EMIT opened(serverId);
        if (ways) {
            rpc.reply(QStringLiteral("SignInWays/List"), *ways);
        }
    }
    void trust(const console::CertificateFacts &facts) { Q_EMIT certificateTrusted(facts); }
    void present(const console::CertificateFacts &facts) { Q_EMIT certificateRefused(facts); }
    void breakOff(const QString &reason = QStringLiteral("not-connected"))
    {
        m_open = false;
        saidSignedIn = false;
        endCalls();
        Q_EMIT lost({common::ErrorCode::Unavailable,
                     QStringLiteral("broken off"),
                     {{QStringLiteral("reason"), reason}}});
    }

    common::RpcCallId start(const QString &method, const QByteArray &request, QObject *context,
                            common::RpcHandlers handlers, common::RpcOptions options) override
    {
        return rpc.start(method, request, context, std::move(handlers), options);
    }
    void cancel(common::RpcCallId call) override { rpc.cancel(call); }
    void consumed(common::RpcCallId call, qint64 bytes) override { rpc.consumed(call, bytes); }

private:
    void endCalls()
    {
        const auto count = rpc.calls().size();
        for (std::size_t i = 0; i < count; ++i) {
            rpc.endOf(rpc.calls()[i].id,
                      common::fail(common::ErrorCode::Unavailable, QStringLiteral("connection ended"),
                                   {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
        }
    }
    bool m_open = false;
};

} // namespace tests
