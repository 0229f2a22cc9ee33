// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sofialistener.h"

#include "recorder/signalling/sofiamessageclass.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>

using namespace common;

namespace recorder
{

namespace
{

constexpr int kUdpBuffer = 4 << 20;        ///< bytes; a burst of 800 INVITEs of 5 kB
constexpr int kIdleConnection = 1'800'000; ///< ms; SBCs keep one connection for days and ping it
constexpr int kQueuedAnswers = 1024;       ///< on one connection

QString placeOf(const SipListen &listen)
{
    return QStringLiteral("%1 port %2/%3")
        .arg(listen.address.isEmpty() ? QStringLiteral("*") : listen.address)
        .arg(listen.port)
        .arg(QString::fromLatin1(nameOf(listen.transport)));
}

/// TLS ends in front of us: sofia speaks plain TCP on loopback then.
QByteArray bindUrl(const SipListen &listen)
{
    if (listen.transport == SipTransport::Tls) {
        return "sip:127.0.0.1:0;transport=tcp";
    }
    const QHostAddress address =
        listen.address.isEmpty() ? QHostAddress(QHostAddress::AnyIPv4) : QHostAddress(listen.address);
    return "sip:" + hostOf(address) + ':' + QByteArray::number(listen.port) +
           ";transport=" + nameOf(listen.transport);
}

} // namespace

QByteArray nameOf(SipTransport transport)
{
    static constexpr std::array<const char *, 3> kNames{"udp", "tcp", "tls"};
    return kNames[static_cast<size_t>(transport)];
}

QByteArray hostOf(const QHostAddress &address)
{
    const QByteArray text = address.toString().toLatin1();
    return address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + text + ']' : text;
}

Result<std::unique_ptr<SofiaListener>> SofiaListener::open(su_root_t *root, const SipListen &listen,
                                                           const SipOptions &options, Receiver receiver)
{
    if (!listen.address.isEmpty() && QHostAddress(listen.address).isNull()) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 is no numeric address").arg(listen.address));
    }
    std::unique_ptr<SofiaListener> made(new SofiaListener(listen, std::move(receiver)));
    const QByteArray url = bindUrl(listen);
    errno = 0;
    made->m_agent = nta_agent_create(
        root, URL_STRING_MAKE(url.constData()), &SofiaListener::received, made.get(),
        NTATAG_MCLASS(tolerantMessageClass(listen.transport)), NTATAG_UA(1), NTATAG_STATELESS(1),
        NTATAG_MAXSIZE(static_cast<usize_t>(options.maxMessage)), NTATAG_BAD_REQ_MASK(0),
        NTATAG_SIPFLAGS(MSG_DO_CANONIC | MSG_DO_EXTRACT_COPY), NTATAG_CANCEL_487(0),
        NTATAG_SIP_T1X64(static_cast<unsigned>(options.transactionMs)), NTATAG_USE_NAPTR(0),
        NTATAG_USE_SRV(0), NTATAG_UDP_MTU(65535), TPTAG_UDP_RMEM(kUdpBuffer), TPTAG_IDLE(kIdleConnection),
        TPTAG_QUEUESIZE(kQueuedAnswers), TPTAG_PONG2PING(1),
        TPTAG_TIMEOUT(static_cast<unsigned>(options.halfMessageMs)), TAG_END());
    if (made->m_agent == nullptr) {
        const int error = errno;
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("cannot listen for SIP on %1: %2")
                        .arg(placeOf(listen), QString::fromLocal8Bit(std::strerror(error))));
    }
    const quint16 port = made->boundPort();
    if (port == 0) {
        return fail(ErrorCode::Internal, QStringLiteral("no port known for SIP on %1").arg(placeOf(listen)));
    }
    made->m_listen.port = port;
    if (listen.transport == SipTransport::Tcp) {
        made->m_limit.emplace(options.connectionsPerSource);
    }
    if (listen.transport == SipTransport::Tls) {
        auto front = TlsFront::open(listen, options, port);
        if (!front) {
            return propagate(front);
        }
        made->m_tls = std::move(*front);
        made->m_listen.port = made->m_tls->port();
    }
    return made;
}

SofiaListener::SofiaListener(const SipListen &listen, Receiver receiver)
    : m_listen(listen)
    , m_receiver(std::move(receiver))
{
}

SofiaListener::~SofiaListener()
{
    if (m_agent != nullptr) {
        nta_agent_destroy(m_agent);
    }
}

quint16 SofiaListener::boundPort() const
{
    for (const tport_t *transport = tport_primaries(nta_agent_tports(m_agent)); transport != nullptr;
         transport = tport_next(transport)) {
        if (const tp_name_t *name = tport_name(transport); name->tpn_port != nullptr) {
            return QByteArray(name->tpn_port).toUShort();
        }
    }
    return 0;
}

std::optional<TlsFront::Source> SofiaListener::sourceOf(msg_t *message) const
{
    const su_sockaddr_t *address = msg_addr(message);
    const quint16 port = ntohs(address->su_port);
    if (m_tls) {
        return m_tls->sourceOf(port);
    }
    return TlsFront::Source{plainAddress(QHostAddress(&address->su_sa)), port};
}

QByteArray SofiaListener::routeTo(msg_t *message) const
{
    const su_sockaddr_t *address = msg_addr(message);
    const SipTransport transport = m_tls ? SipTransport::Tcp : m_listen.transport;
    return "sip:" + hostOf(plainAddress(QHostAddress(&address->su_sa))) + ':' +
           QByteArray::number(ntohs(address->su_port)) + ";transport=" + nameOf(transport);
}

quint64 SofiaListener::retransmitted() const
{
    usize_t count = 0;
    nta_agent_get_stats(m_agent, NTATAG_S_RECV_RETRY_REF(count), TAG_END());
    return count;
}

quint64 SofiaListener::malformed() const
{
    usize_t count = 0;
    nta_agent_get_stats(m_agent, NTATAG_S_BAD_REQUEST_REF(count), TAG_END());
    return count;
}

int SofiaListener::limitConnections()
{
    return m_limit ? m_limit->enforce(m_listen.port) : 0;
}

int SofiaListener::received(SofiaListener *self, nta_agent_t *, msg_t *message, sip_t *sip)
{
    if (sip->sip_request == nullptr) {
        msg_destroy(message); // an answer to nothing we asked
        return 0;
    }
    self->m_receiver(*self, message, sip);
    return 0;
}

} // namespace recorder
