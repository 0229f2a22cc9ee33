// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace common
{

/// Tags of X.690 as whole octets.
namespace tag
{
constexpr quint8 kInteger = 0x02;
constexpr quint8 kBitString = 0x03;
constexpr quint8 kOctetString = 0x04;
constexpr quint8 kNull = 0x05;
constexpr quint8 kOid = 0x06;
constexpr quint8 kSequence = 0x30;
constexpr quint8 kSet = 0x31;
} // namespace tag

/// A strict reader of DER (X.690, 10): definite lengths in their shortest form, low tags, lengths below 2^24.
/// It reads what lies in one piece of memory, copies nothing and calls nothing. After the first thing that is
/// not as asked for it has failed and answers nothing any more. Written for hostile bytes: used instead of
/// OpenSSL's reader, which takes indefinite lengths, long tags and what stands behind the end.
class DerReader
{
public:
    explicit DerReader(QByteArrayView bytes)
        : m_rest(bytes)
    {
    }

    bool failed() const { return m_failed; }
    /// Everything was read and nothing was wrong.
    bool atEnd() const { return !m_failed && m_rest.isEmpty(); }
    /// The tag that comes next; nothing at the end.
    std::optional<quint8> nextTag() const;
    /// The content of the next element, which must have this tag.
    QByteArrayView read(quint8 wanted);
    DerReader enter(quint8 wanted);
    /// True when exactly these bytes come next; they are passed over.
    bool skip(QByteArrayView exact);
    /// An INTEGER that is not negative, without the octet 0 before a high bit; shortest form only.
    QByteArrayView readMagnitude();
    quint64 readUnsigned();

private:
    QByteArrayView failNow();

    QByteArrayView m_rest;
    bool m_failed = false;
};

/// The octets of a length and how many octets they take, when enough of them are there.
struct DerLength {
    qsizetype octets = 0;
    qsizetype length = 0;
};
/// `bytes` begins with a length. Nothing: it is not in its shortest form, indefinite or above 2^24; with
/// `more` set instead, it goes on behind the end.
std::optional<DerLength> readDerLength(QByteArrayView bytes, bool &more);

QByteArray derLength(qsizetype length);
QByteArray derElement(quint8 tag, QByteArrayView content);
QByteArray derUnsigned(quint64 value);
/// `magnitude` as in readMagnitude.
QByteArray derMagnitude(QByteArrayView magnitude);

} // namespace common
