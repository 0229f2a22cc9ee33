// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/captureoptions.h"

#include "recorder/app/peers.h"

namespace recorder
{

MediaOptions mediaOptions(const Config &config)
{
    const PortBounds siprec = config.ports(QStringLiteral("media.siprec_ports"));
    const PortBounds cisco = config.ports(QStringLiteral("media.cisco_ports"));
    MediaOptions options;
    for (const char *key : {"signalling.address", "media.address"}) {
        const QHostAddress address(config.text(QLatin1String(key)));
        if (address.protocol() == QAbstractSocket::IPv6Protocol) {
            options.listenAddress = QHostAddress(QHostAddress::Any); // both families
        }
    }
    options.siprecPorts = {siprec.first, siprec.last};
    options.ciscoPorts = {cisco.first, cisco.last};
    options.shards = config.number(QStringLiteral("media.shards"));
    options.portCoolDown = std::chrono::seconds(config.number(QStringLiteral("media.port_cooldown")));
    options.spoolMode = config.flag(QStringLiteral("spool.sealed")) ? SpoolMode::Sealed : SpoolMode::Unsealed;
    return options;
}

SipOptions sipOptions(const Config &config)
{
    const QString address = config.text(QStringLiteral("signalling.address"));
    SipOptions options;
    const auto listen = [&](SipProfile profile, const QString &key, const QList<SipTransport> &transports) {
        const int port = config.number(key);
        for (const SipTransport transport : transports) {
            if (port > 0) {
                options.listens.append({profile, transport, address, static_cast<quint16>(port)});
            }
        }
    };
    listen(SipProfile::Siprec, QStringLiteral("signalling.siprec_port"),
           {SipTransport::Udp, SipTransport::Tcp});
    listen(SipProfile::Siprec, QStringLiteral("signalling.siprec_tls_port"), {SipTransport::Tls});
    listen(SipProfile::CiscoForked, QStringLiteral("signalling.cisco_port"),
           {SipTransport::Udp, SipTransport::Tcp});
    options.contact = QHostAddress(config.text(QStringLiteral("signalling.contact")));
    options.peers = peerBook(config).rules;
    options.certificateDir = config.text(QStringLiteral("signalling.certificates"));
    options.demandClientCertificate = config.flag(QStringLiteral("signalling.client_certificates"));
    options.connectionsPerSource = config.number(QStringLiteral("signalling.connections_per_source"));
    options.userAgent = "Earshot/" EARSHOT_VERSION;
    return options;
}

} // namespace recorder
