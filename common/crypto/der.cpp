// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/der.h"

namespace common
{

namespace
{

quint8 octet(QByteArrayView bytes, qsizetype at)
{
    return static_cast<quint8>(bytes[at]);
}

constexpr qsizetype kMaxLengthOctets = 3;

} // namespace

std::optional<DerLength> readDerLength(QByteArrayView bytes, bool &more)
{
    more = bytes.isEmpty();
    if (more) {
        return std::nullopt;
    }
    const quint8 first = octet(bytes, 0);
    if (first < 0x80) {
        return DerLength{1, first};
    }
    const qsizetype count = first & 0x7f;
    if (count == 0 || count > kMaxLengthOctets) {
        return std::nullopt;
    }
    if (bytes.size() <= count) {
        more = true;
        return std::nullopt;
    }
    qsizetype length = 0;
    for (qsizetype i = 1; i <= count; ++i) {
        length = length << 8 | octet(bytes, i);
    }
    const bool shortest = octet(bytes, 1) != 0 && length >= 0x80;
    return shortest ? std::optional(DerLength{count + 1, length}) : std::nullopt;
}

std::optional<quint8> DerReader::nextTag() const
{
    return m_failed || m_rest.isEmpty() ? std::nullopt : std::optional(octet(m_rest, 0));
}

QByteArrayView DerReader::failNow()
{
    m_failed = true;
    m_rest = {};
    return {};
}

QByteArrayView DerReader::read(quint8 wanted)
{
    if (nextTag() != wanted) {
        return failNow();
    }
    bool more = false;
    const std::optional<DerLength> length = readDerLength(m_rest.sliced(1), more);
    if (!length || length->length > m_rest.size() - 1 - length->octets) {
        return failNow();
    }
    const QByteArrayView content = m_rest.sliced(1 + length->octets, length->length);
    m_rest = m_rest.sliced(1 + length->octets + length->length);
    return content;
}

DerReader DerReader::enter(quint8 wanted)
{
    DerReader inner(read(wanted));
    inner.m_failed = m_failed;
    return inner;
}

bool DerReader::skip(QByteArrayView exact)
{
    if (m_failed || !m_rest.startsWith(exact)) {
        failNow();
        return false;
    }
    m_rest = m_rest.sliced(exact.size());
    return true;
}

QByteArrayView DerReader::readMagnitude()
{
    const QByteArrayView content = read(tag::kInteger);
    if (content.isEmpty() || octet(content, 0) >= 0x80) {
        return failNow();
    }
    if (octet(content, 0) != 0 || content.size() == 1) {
        return content;
    }
    return octet(content, 1) >= 0x80 ? content.sliced(1) : failNow();
}

quint64 DerReader::readUnsigned()
{
    const QByteArrayView magnitude = readMagnitude();
    if (m_failed || magnitude.size() > 8) {
        failNow();
        return 0;
    }
    quint64 value = 0;
    for (qsizetype i = 0; i < magnitude.size(); ++i) {
        value = value << 8 | octet(magnitude, i);
    }
    return value;
}

QByteArray derLength(qsizetype length)
{
    if (length < 0x80) {
        return QByteArray(1, static_cast<char>(length));
    }
    QByteArray octets;
    for (; length > 0; length >>= 8) {
        octets.prepend(static_cast<char>(length & 0xff));
    }
    return octets.prepend(static_cast<char>(0x80 | octets.size()));
}

QByteArray derElement(quint8 tag, QByteArrayView content)
{
    QByteArray element(1, static_cast<char>(tag));
    element += derLength(content.size());
    return element.append(content.data(), content.size());
}

QByteArray derMagnitude(QByteArrayView magnitude)
{
    QByteArray content = magnitude.toByteArray();
    if (content.isEmpty() || static_cast<quint8>(content[0]) >= 0x80) {
        content.prepend('\0');
    }
    return derElement(tag::kInteger, content);
}

QByteArray derUnsigned(quint64 value)
{
    QByteArray octets;
    for (; value > 0; value >>= 8) {
        octets.prepend(static_cast<char>(value & 0xff));
    }
    return derMagnitude(octets);
}

} // namespace common
