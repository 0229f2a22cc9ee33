// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/channellink.h"

#include "common/rpc/clientchannel.h"

namespace console
{

namespace
{
CertificateFacts factsOf(const common::CertificateInfo &info)
{
    return {.sha256 = info.fingerprint,
            .subject = info.subject,
            .issuer = info.issuer,
            .names = info.names,
            .validFrom = info.validFrom,
            .validUntil = info.validUntil};
}

/// ClientChannel closes by itself when it refuses a certificate; of the "disconnected" that follows nothing
/// is new to us.
class ChannelLink final : public Link
{
public:
    explicit ChannelLink(const QString &program)
        : m_channel(program)
    {
        connect(&m_channel, &common::ClientChannel::connected, this,
                [this](const common::ServerHello &hello) { Q_EMIT opened(hello.serverId); });
        connect(&m_channel, &common::ClientChannel::certificateTrusted, this,
                [this](const common::CertificateInfo &info) { Q_EMIT certificateTrusted(factsOf(info)); });
        connect(&m_channel, &common::ClientChannel::certificateUnknown, this,
                [this](const common::CertificateInfo &info) { refuse(info); });
        connect(&m_channel, &common::ClientChannel::certificateChanged, this,
                [this](const QByteArray &, const common::CertificateInfo &info) { refuse(info); });
        connect(&m_channel, &common::ClientChannel::disconnected, this, [this](const common::Error &error) {
            if (!m_refused) {
                Q_EMIT lost(error);
            }
        });
    }

    void open(const LinkTarget &target) override
    {
        m_refused = false;
        m_channel.connectTo(target.host, target.port, target.pin);
    }
    void shut() override { m_channel.close(); }
    void setSignedIn() override { m_channel.setSignedIn(true); }

    common::RpcCallId start(const QString &method, const QByteArray &request, QObject *context,
                            common::RpcHandlers handlers, common::RpcOptions options) override
    {
        return m_channel.start(method, request, context, std::move(handlers), options);
    }
    void cancel(common::RpcCallId call) override { m_channel.cancel(call); }
    void consumed(common::RpcCallId call, qint64 bytes) override { m_channel.consumed(call, bytes); }
    bool isReady() const override { return m_channel.state() == common::ClientChannel::State::Open; }

private:
    void refuse(const common::CertificateInfo &info)
    {
        m_refused = true;
        Q_EMIT certificateRefused(factsOf(info));
    }

    common::ClientChannel m_channel;
    bool m_refused = false;
};
} // namespace

std::unique_ptr<Link> makeChannelLink(const QString &program)
{
    return std::make_unique<ChannelLink>(program);
}

} // namespace console
