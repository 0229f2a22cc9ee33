// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sdpparser.h"

#include "recorder/signalling/codecs.h"
#include "recorder/signalling/cryptoattribute.h"
#include "recorder/signalling/numbers.h"
#include "recorder/signalling/textlines.h"

#include <QByteArrayView>

#include <algorithm>

namespace recorder
{

namespace
{
constexpr qsizetype kMaxBody = 64 * 1024;
constexpr qsizetype kMaxLine = 8 * 1024;
constexpr qsizetype kMaxLabel = 255;
constexpr qsizetype kMaxToken = 64;
constexpr qsizetype kMaxCryptos = 16;
constexpr int kMaxClockRate = 1'000'000;
constexpr int kMaxPtime = 1000;

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

bool isTokenCharacter(char c)
{
    return c > ' ' && c <= '~' && c != '"' && c != '(' && c != ')' && c != ',' && c != ':' && c != ';' &&
           c != '<' && c != '=' && c != '>' && c != '?' && c != '@' && c != '[' && c != '\\' && c != ']';
}

/// RFC 8866 token, with the slash of a protocol.
bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= kMaxToken &&
           std::all_of(text.begin(), text.end(), isTokenCharacter);
}

/// Takes the next word off the front of `text`.
QByteArrayView takeWord(QByteArrayView &text)
{
    text = text.trimmed();
    qsizetype end = 0;
    while (end < text.size() && text[end] != ' ' && text[end] != '\t') {
        ++end;
    }
    const QByteArrayView word = text.first(end);
    text = text.sliced(end).trimmed();
    return word;
}

QByteArray withoutControls(QByteArrayView text)
{
    QByteArray clean = text.toByteArray();
    const auto isControl = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
    clean.removeIf(isControl);
    return clean.trimmed();
}

QString labelOf(QByteArrayView text)
{
    QString label = QString::fromUtf8(withoutControls(text)).left(kMaxLabel);
    if (!label.isEmpty() && label.back().isHighSurrogate()) {
        label.chop(1); // half a character
    }
    while (label.endsWith(u' ')) {
        label.chop(1);
    }
    return label;
}

std::optional<MediaDirection> directionOf(QByteArrayView name)
{
    if (same(name, "sendrecv")) {
        return MediaDirection::SendRecv;
    }
    if (same(name, "sendonly")) {
        return MediaDirection::SendOnly;
    }
    if (same(name, "recvonly")) {
        return MediaDirection::RecvOnly;
    }
    return same(name, "inactive") ? std::optional(MediaDirection::Inactive) : std::nullopt;
}

/// c=IN IP4 192.0.2.1/127 -> 192.0.2.1; empty when it is no address at all.
QByteArray connectionAddress(QByteArrayView value)
{
    takeWord(value);
    takeWord(value);
    QByteArrayView address = takeWord(value);
    if (const qsizetype slash = address.indexOf('/'); slash >= 0) {
        address = address.first(slash);
    }
    const bool valid = std::all_of(address.begin(), address.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
               c == ':' || c == '-' || c == '%' || c == '_';
    });
    return valid && address.size() <= 255 ? address.toByteArray() : QByteArray();
}

class Reader
{
public:
    common::Status readLine(QByteArrayView line)
    {
        line = line.trimmed();
        if (line.size() < 2 || line[1] != '=' || (line.size() > kMaxLine && line[0] != 'm')) {
            return {};
        }
        const QByteArrayView value = line.sliced(2);
        switch (line[0]) {
        case 'v': m_seen = true; break;
        case 'o': m_sdp.origin = withoutControls(value); break;
        case 'c': (inLine() ? m_sdp.lines.last().address : m_address) = connectionAddress(value); break;
        case 'm': return readMedia(value);
        case 'a': readAttribute(value); break;
        default: break;
        }
        return {};
    }

    common::Result<SessionDescription> finish()
    {
        if (!m_seen) {
            return common::fail(common::ErrorCode::Invalid,
                                QStringLiteral("no SDP: neither v= nor m= in it"));
        }
        for (qsizetype i = 0; i < m_sdp.lines.size(); ++i) {
            complete(m_sdp.lines[i], m_directions[i]);
        }
        return std::move(m_sdp);
    }

private:
    bool inLine() const { return !m_sdp.lines.isEmpty(); }

    common::Status readMedia(QByteArrayView value)
    {
        m_seen = true;
        if (m_sdp.lines.size() >= SessionDescription::kMaxLines) {
            return common::fail(
                common::ErrorCode::Invalid,
                QStringLiteral("more than %1 m= lines in the SDP").arg(SessionDescription::kMaxLines));
        }
        const QByteArrayView media = takeWord(value);
        QByteArrayView ports = takeWord(value);
        const QByteArrayView protocol = takeWord(value);
        if (const qsizetype slash = ports.indexOf('/'); slash >= 0) {
            ports = ports.first(slash);
        }
        const std::optional<int> port = readNumber<int>(ports, 0, 65535);
        if (!isToken(media) || !isToken(protocol) || !port || value.size() > kMaxLine) {
            return common::fail(
                common::ErrorCode::Invalid,
                QStringLiteral("m= line %1 of the SDP is broken").arg(m_sdp.lines.size() + 1));
        }
        MediaLine line;
        line.media = media.toByteArray();
        line.port = *port;
        line.protocol = protocol.toByteArray();
        line.address = m_address;
        readFormats(value, line);
        m_sdp.lines.append(line);
        m_directions.append(std::nullopt);
        m_mapped.clear();
        return {};
    }

    static void readFormats(QByteArrayView list, MediaLine &line)
    {
        if (!line.protocol.toUpper().contains("RTP")) {
            return;
        }
        while (!list.isEmpty()) {
            const std::optional<int> type = readNumber<int>(takeWord(list), 0, 127);
            const auto known = [&type](const PayloadFormat &format) { return format.payloadType == *type; };
            if (type && std::none_of(line.formats.begin(), line.formats.end(), known)) {
                line.formats.append(staticFormat(*type).value_or(PayloadFormat{*type, {}, 8000, 1, {}}));
            }
        }
    }

    void readAttribute(QByteArrayView value)
    {
        const qsizetype colon = value.indexOf(':');
        const QByteArrayView name = (colon < 0 ? value : value.first(colon)).trimmed();
        const QByteArrayView rest = colon < 0 ? QByteArrayView() : value.sliced(colon + 1).trimmed();
        if (const std::optional<MediaDirection> direction = directionOf(name)) {
            (inLine() ? m_directions.last() : m_direction) = direction;
            return;
        }
        if (!inLine()) {
            return;
        }
        MediaLine &line = m_sdp.lines.last();
        if (same(name, "label")) {
            line.label = labelOf(rest);
        } else if (same(name, "rtpmap")) {
            readRtpMap(rest, line);
        } else if (same(name, "fmtp")) {
            readFmtp(rest, line);
        } else if (same(name, "ptime")) {
            line.ptime = readLeadingNumber<int>(rest, 1, kMaxPtime).value_or(0);
        } else if (same(name, "rtcp")) {
            line.rtcpPort = readLeadingNumber<int>(rest, 1, 65535).value_or(0);
        } else if (same(name, "rtcp-mux")) {
            line.rtcpMux = true;
        } else if (same(name, "crypto") && line.cryptos.size() < kMaxCryptos) {
            if (const std::optional<CryptoAttribute> crypto = readCrypto(rest)) {
                line.cryptos.append(*crypto);
            }
        }
    }

    static PayloadFormat *formatOf(QByteArrayView &text, MediaLine &line)
    {
        const std::optional<int> type = readNumber<int>(takeWord(text), 0, 127);
        for (PayloadFormat &format : line.formats) {
            if (type && format.payloadType == *type) {
                return &format;
            }
        }
        return nullptr;
    }

    void readRtpMap(QByteArrayView text, MediaLine &line)
    {
        PayloadFormat *format = formatOf(text, line);
        if (format == nullptr || m_mapped.contains(format->payloadType)) {
            return;
        }
        const qsizetype slash = text.indexOf('/');
        const QByteArrayView encoding = (slash < 0 ? text : text.first(slash)).trimmed();
        if (!isToken(encoding)) {
            return;
        }
        m_mapped.append(format->payloadType);
        format->encoding = encoding.toByteArray().toUpper();
        format->channels = 1;
        if (slash < 0) {
            return; // keeps the clock rate of the static type, or 8000
        }
        const QByteArrayView rates = text.sliced(slash + 1);
        format->clockRate = readLeadingNumber<int>(rates, 1, kMaxClockRate).value_or(8000);
        if (const qsizetype second = rates.indexOf('/'); second >= 0) {
            format->channels = readLeadingNumber<int>(rates.sliced(second + 1), 1, 255).value_or(1);
        }
    }

    static void readFmtp(QByteArrayView text, MediaLine &line)
    {
        PayloadFormat *format = formatOf(text, line);
        if (format != nullptr && format->fmtp.isEmpty()) {
            format->fmtp = withoutControls(text);
        }
    }

    void complete(MediaLine &line, std::optional<MediaDirection> own) const
    {
        line.direction = own.value_or(m_direction.value_or(MediaDirection::SendRecv));
        // RFC 2543 hold; the IPv6 form is what some gateways made of it.
        line.held =
            line.direction == MediaDirection::Inactive || line.address == "0.0.0.0" || line.address == "::";
    }

    SessionDescription m_sdp;
    bool m_seen = false;
    QByteArray m_address;
    std::optional<MediaDirection> m_direction;
    QList<std::optional<MediaDirection>> m_directions;
    QList<int> m_mapped; ///< payload types of the current line whose rtpmap was read: the first one counts
};
} // namespace

common::Result<SessionDescription> parseSdp(const QByteArray &body)
{
    if (body.size() > kMaxBody) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("SDP of %1 bytes").arg(body.size()));
    }
    Reader reader;
    const QByteArrayView text(body);
    for (TextLine line = firstLine(text); line.begin < text.size(); line = nextLine(text, line)) {
        if (common::Status status = reader.readLine(textOf(text, line)); !status) {
            return common::propagate(status);
        }
    }
    return reader.finish();
}

} // namespace recorder
