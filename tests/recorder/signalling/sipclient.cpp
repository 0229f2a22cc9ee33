// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/signalling/sipclient.h"

#include <QDeadlineTimer>
#include <QRandomGenerator>
#include <QSslSocket>

using namespace recorder;

namespace tests
{

namespace
{

QByteArray unique(const char *prefix)
{
    return prefix + QByteArray::number(QRandomGenerator::global()->generate64(), 36);
}

} // namespace

SipClient::SipClient(const SipListen &server, const QHostAddress &from)
    : m_server(server)
{
    if (server.transport == SipTransport::Udp) {
        m_udp = std::make_unique<QUdpSocket>();
        m_udp->bind(from, 0);
    } else if (server.transport == SipTransport::Tls) {
        m_stream = std::make_unique<QSslSocket>();
    } else {
        m_stream = std::make_unique<QTcpSocket>();
    }
    if (m_stream) {
        m_stream->bind(from, 0);
    }
}

bool SipClient::connectStream(const QSslConfiguration &tls)
{
    if (auto *secure = qobject_cast<QSslSocket *>(m_stream.get())) {
        secure->setSslConfiguration(tls);
        secure->setPeerVerifyMode(QSslSocket::VerifyNone);
        secure->connectToHostEncrypted(m_server.address, m_server.port);
        return secure->waitForEncrypted(5000);
    }
    m_stream->connectToHost(m_server.address, m_server.port);
    return m_stream->waitForConnected(5000);
}

bool SipClient::isConnected() const
{
    return m_stream && m_stream->state() == QAbstractSocket::ConnectedState;
}

QByteArray SipClient::transport() const
{
    switch (m_server.transport) {
    case SipTransport::Udp: return "UDP";
    case SipTransport::Tcp: return "TCP";
    case SipTransport::Tls: return "TLS";
    }
    return {};
}

quint16 SipClient::localPort() const
{
    return m_udp ? m_udp->localPort() : m_stream->localPort();
}

void SipClient::send(const QByteArray &data)
{
    if (m_udp) {
        m_udp->writeDatagram(data, QHostAddress(m_server.address), m_server.port);
    } else {
        m_stream->write(data);
        m_stream->waitForBytesWritten(3000);
    }
}

QByteArray SipClient::nextMessage(int milliseconds)
{
    if (m_udp) {
        if (!m_udp->hasPendingDatagrams() && !m_udp->waitForReadyRead(milliseconds)) {
            return {};
        }
        QByteArray data(static_cast<qsizetype>(m_udp->pendingDatagramSize()), Qt::Uninitialized);
        m_udp->readDatagram(data.data(), data.size());
        return data;
    }
    QDeadlineTimer deadline(milliseconds);
    while (true) {
        m_buffer += m_stream->readAll();
        while (m_buffer.startsWith("\r\n")) {
            m_buffer.remove(0, 2);
        }
        const qsizetype head = m_buffer.indexOf("\r\n\r\n");
        if (head >= 0) {
            const auto parsed = SipMessage::read(m_buffer.first(head + 4));
            const qsizetype size = head + 4 + parsed->first("content-length").toInt();
            if (m_buffer.size() >= size) {
                const QByteArray message = m_buffer.first(size);
                m_buffer.remove(0, size);
                return message;
            }
        }
        if (!m_stream->waitForReadyRead(static_cast<int>(deadline.remainingTime()))) {
            return {};
        }
    }
}

SipAnswer SipClient::receive(int milliseconds, bool provisional)
{
    QDeadlineTimer deadline(milliseconds);
    while (true) {
        const QByteArray raw = nextMessage(static_cast<int>(deadline.remainingTime()));
        if (raw.isEmpty()) {
            return {};
        }
        SipAnswer answer;
        answer.text = SipMessage::read(raw).value_or(SipMessage{});
        if (answer.text.startLine.startsWith("SIP/2.0 ")) {
            answer.status = answer.text.startLine.mid(8, 3).toInt();
        }
        if (provisional || answer.status == 0 || answer.status >= 200) {
            return answer;
        }
    }
}

QByteArray SipClient::rawReceive(int milliseconds)
{
    m_stream->waitForReadyRead(milliseconds);
    return m_stream->readAll();
}

SipCall::SipCall(SipClient &client, const QByteArray &id)
    : callId(id.isEmpty() ? unique("call-") : id)
    , fromTag(unique("src"))
    , from("<sip:recorder-client@127.0.0.1>")
    , m_client(client)
{
    contact = "<sip:recorder-client@127.0.0.1:" + QByteArray::number(client.localPort()) +
              ";transport=" + client.transport().toLower() + ">;+sip.src";
}

QByteArray SipCall::request(const QByteArray &method, const QByteArray &headers, const QByteArray &type,
                            const QByteArray &body)
{
    if (method != "ACK" && method != "CANCEL") {
        ++cseq;
        branch = unique("z9hG4bK");
    }
    const QByteArray uri = "sip:recorder@127.0.0.1:" + QByteArray::number(m_client.server().port);
    QByteArray text = method + ' ' + uri + " SIP/2.0\r\n";
    text += "Via: SIP/2.0/" + (viaTransport.isEmpty() ? m_client.transport() : viaTransport) +
            " 127.0.0.1:" + QByteArray::number(m_client.localPort()) + ";branch=" + branch + ";rport\r\n";
    text += "Max-Forwards: 70\r\nFrom: " + from + ";tag=" + fromTag + "\r\n";
    text += "To: <sip:recorder@127.0.0.1>" + (toTag.isEmpty() ? QByteArray() : ";tag=" + toTag) + "\r\n";
    text += "Call-ID: " + callId + "\r\nCSeq: " + QByteArray::number(cseq) + ' ' + method + "\r\n";
    text += "Contact: " + contact + "\r\n" + headers;
    if (!type.isEmpty()) {
        text += "Content-Type: " + type + "\r\n";
    }
    return text + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

SipAnswer SipCall::transact(const QByteArray &method, const QByteArray &headers, const QByteArray &type,
                            const QByteArray &body)
{
    m_client.send(request(method, headers, type, body));
    return m_client.receive();
}

SipAnswer SipCall::invite(const QByteArray &headers, const QByteArray &sdp)
{
    const SipAnswer answer =
        transact("INVITE", "Require: siprec\r\n" + headers, kMultipartType,
                 multipartBody(sdp.isEmpty() ? twoLineSdp() : sdp, metadataXml("session-" + callId)));
    if (answer.status >= 200 && answer.status < 300) {
        toTag = answer.toTag();
        acknowledge(answer);
    }
    return answer;
}

void SipCall::acknowledge(const SipAnswer &answer, const QByteArray &type, const QByteArray &body)
{
    toTag = answer.toTag();
    const QByteArray used = branch;
    branch = unique("z9hG4bK"); // the ACK of a 2xx is a transaction of its own
    m_client.send(request("ACK", {}, type, body));
    branch = used;
}

QByteArray twoLineSdp(const QByteArray &direction, int version)
{
    QByteArray sdp = "v=0\r\no=client 7001 " + QByteArray::number(version) +
                     " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
    for (int line = 0; line < 2; ++line) {
        sdp += "m=audio " + QByteArray::number(31000 + 2 * line) + " RTP/AVP 0 8 101\r\n" +
               "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n" +
               "a=label:" + QByteArray::number(line + 1) + "\r\na=" + direction + "\r\n";
    }
    return sdp;
}

QByteArray metadataXml(const QByteArray &sessionId)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
           "<recording xmlns=\"urn:ietf:params:xml:ns:recording:1\"><datamode>complete</datamode>"
           "<session session_id=\"" +
           sessionId +
           "\"/><participant participant_id=\"p1\"><nameID aor=\"sip:4711@example.org\"/></participant>"
           "<stream stream_id=\"s1\" session_id=\"" +
           sessionId +
           "\"><label>1</label></stream>"
           "<participantstreamassoc participant_id=\"p1\"><send>s1</send></participantstreamassoc>"
           "</recording>\r\n";
}

QByteArray multipartBody(const QByteArray &sdp, const QByteArray &metadata)
{
    return "--recording-parts\r\nContent-Type: application/sdp\r\n\r\n" + sdp +
           "\r\n--recording-parts\r\nContent-Type: application/rs-metadata+xml\r\n"
           "Content-Disposition: recording-session\r\n\r\n" +
           metadata + "\r\n--recording-parts--\r\n";
}

} // namespace tests
