// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sipmessage.h"
#include "recorder/signalling/sipstack.h"

#include <QSslConfiguration>
#include <QTcpSocket>
#include <QUdpSocket>

#include <memory>

namespace tests
{

/// An answer or a request that came to us.
struct SipAnswer {
    int status = 0; ///< 0: nothing came, or a request
    recorder::SipMessage text;

    QByteArray header(const char *name) const { return text.first(name); }
    QByteArray toTag() const { return recorder::parameterOf(text.first("to"), "tag"); }
};

/// The calling side, as raw as it gets: what is sent is what the test wrote.
class SipClient
{
public:
    explicit SipClient(const recorder::SipListen &server, const QHostAddress &from = QHostAddress::LocalHost);

    bool connectStream(const QSslConfiguration &tls = QSslConfiguration::defaultConfiguration());
    bool isConnected() const;
    void send(const QByteArray &data);
    /// Whatever comes next; provisional answers are skipped unless asked for.
    SipAnswer receive(int milliseconds = 3000, bool provisional = false);
    /// Bytes that came outside of messages (keep-alive answers).
    QByteArray rawReceive(int milliseconds);

    QByteArray transport() const;
    quint16 localPort() const;
    const recorder::SipListen &server() const { return m_server; }

private:
    QByteArray nextMessage(int milliseconds);

    recorder::SipListen m_server;
    std::unique_ptr<QUdpSocket> m_udp;
    std::unique_ptr<QTcpSocket> m_stream;
    QByteArray m_buffer;
};

/// One call of that side: remembers tags and sequence numbers.
class SipCall
{
public:
    explicit SipCall(SipClient &client, const QByteArray &callId = {});

    /// A whole request. `headers` are lines with their line end.
    QByteArray request(const QByteArray &method, const QByteArray &headers = {}, const QByteArray &type = {},
                       const QByteArray &body = {});
    /// INVITE with SDP and metadata, its final answer, and the ACK when it is 2xx.
    SipAnswer invite(const QByteArray &headers = {}, const QByteArray &sdp = {});
    SipAnswer transact(const QByteArray &method, const QByteArray &headers = {}, const QByteArray &type = {},
                       const QByteArray &body = {});
    void acknowledge(const SipAnswer &answer, const QByteArray &type = {}, const QByteArray &body = {});

    QByteArray callId;
    QByteArray fromTag;
    QByteArray toTag;
    QByteArray from; ///< without tag
    QByteArray contact;
    QByteArray viaTransport; ///< of the Via, default the true one
    QByteArray branch;       ///< of the last request
    int cseq = 0;

private:
    SipClient &m_client;
};

QByteArray twoLineSdp(const QByteArray &direction = "sendonly", int version = 1);
QByteArray metadataXml(const QByteArray &sessionId);
/// SDP and metadata as RFC 7866 section 9.1 packs them; the boundary is "recording-parts".
QByteArray multipartBody(const QByteArray &sdp, const QByteArray &metadata);
inline const QByteArray kMultipartType = "multipart/mixed;boundary=recording-parts";

} // namespace tests
