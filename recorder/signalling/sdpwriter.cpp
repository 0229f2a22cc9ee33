// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sdpwriter.h"

#include "recorder/signalling/codecs.h"
#include "recorder/signalling/cryptoattribute.h"

namespace recorder
{

namespace
{
QByteArray addressText(const QHostAddress &address)
{
    if (address.isNull()) {
        return "IP4 0.0.0.0";
    }
    QHostAddress plain = address;
    plain.setScopeId(QString()); // RFC 8866 has no zone in an address
    bool isIpv4 = false;
    const quint32 ipv4 = plain.toIPv4Address(&isIpv4); // also ::ffff:192.0.2.1 of a dual-stack socket
    return isIpv4 ? "IP4 " + QHostAddress(ipv4).toString().toLatin1() : "IP6 " + plain.toString().toLatin1();
}

QByteArray header(const QHostAddress &address, quint64 sessionId, quint64 version)
{
    const QByteArray connection = addressText(address);
    return "v=0\r\no=- " + QByteArray::number(sessionId) + ' ' + QByteArray::number(version) + " IN " +
           connection + "\r\ns=-\r\nc=IN " + connection + "\r\nt=0 0\r\n";
}

void addFormats(QByteArray &sdp, const QList<PayloadFormat> &formats)
{
    for (const PayloadFormat &format : formats) {
        const QByteArray type = QByteArray::number(format.payloadType);
        if (!format.encoding.isEmpty()) {
            sdp += "a=rtpmap:" + type + ' ' + wireName(format.encoding) + '/' +
                   QByteArray::number(format.clockRate);
            if (format.channels > 1) {
                sdp += '/' + QByteArray::number(format.channels);
            }
            sdp += "\r\n";
        }
        if (!format.fmtp.isEmpty()) {
            sdp += "a=fmtp:" + type + ' ' + format.fmtp + "\r\n";
        }
    }
}

void addMediaLine(QByteArray &sdp, const MediaLine &line, int port, const QList<PayloadFormat> &formats)
{
    sdp += "m=" + line.media + ' ' + QByteArray::number(port) + ' ' + line.protocol;
    for (const PayloadFormat &format : formats) {
        sdp += ' ' + QByteArray::number(format.payloadType);
    }
    if (formats.isEmpty()) {
        sdp += " 0"; // the grammar wants one, also on a line of port 0 (RFC 3264 section 6)
    }
    sdp += "\r\n";
}

void addLabel(QByteArray &sdp, const MediaLine &line)
{
    if (!line.label.isEmpty()) {
        sdp += "a=label:" + line.label.toUtf8() + "\r\n";
    }
}

bool isSecure(const MediaLine &line)
{
    return line.protocol.toUpper().contains("SAVP");
}

bool isAccepted(const MediaLine &line, const MediaAnswer &answer)
{
    return line.port != 0 && answer.port != 0 && !answer.formats.isEmpty() &&
           (answer.crypto || !isSecure(line));
}

void addAnswer(QByteArray &sdp, const MediaLine &line, const MediaAnswer &answer)
{
    if (!isAccepted(line, answer)) {
        addMediaLine(sdp, line, 0, line.formats);
        addLabel(sdp, line);
        return;
    }
    addMediaLine(sdp, line, answer.port, answer.formats);
    addFormats(sdp, answer.formats);
    if (line.ptime > 0) {
        sdp += "a=ptime:" + QByteArray::number(line.ptime) + "\r\n";
    }
    if (answer.crypto) {
        sdp += "a=crypto:" + writeCrypto(*answer.crypto) + "\r\n";
    }
    const bool silent =
        line.direction == MediaDirection::Inactive || line.direction == MediaDirection::RecvOnly;
    sdp += silent ? "a=inactive\r\n" : "a=recvonly\r\n";
    addLabel(sdp, line);
}
} // namespace

QByteArray writeAnswer(const SessionDescription &offer, const QList<MediaAnswer> &answers,
                       const QHostAddress &address, quint64 sessionId, quint64 version)
{
    QByteArray sdp = header(address, sessionId, version);
    for (qsizetype i = 0; i < offer.lines.size(); ++i) {
        addAnswer(sdp, offer.lines[i], answers.value(i));
    }
    return sdp;
}

QByteArray writeOffer(const QList<MediaLine> &lines, const QHostAddress &address, quint64 sessionId,
                      quint64 version)
{
    QByteArray sdp = header(address, sessionId, version);
    for (MediaLine line : lines) {
        if (line.media.isEmpty()) {
            line.media = "audio";
        }
        if (line.protocol.isEmpty()) {
            line.protocol = "RTP/AVP";
        }
        addMediaLine(sdp, line, line.port, line.formats);
        addFormats(sdp, line.formats);
        if (line.ptime > 0) {
            sdp += "a=ptime:" + QByteArray::number(line.ptime) + "\r\n";
        }
        for (const CryptoAttribute &crypto : line.cryptos) {
            sdp += "a=crypto:" + writeCrypto(crypto) + "\r\n";
        }
        sdp += line.direction == MediaDirection::Inactive ? "a=inactive\r\n" : "a=recvonly\r\n";
        addLabel(sdp, line);
    }
    return sdp;
}

} // namespace recorder
