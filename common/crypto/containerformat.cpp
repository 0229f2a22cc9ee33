// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerformat.h"

#include "common/crypto/der.h"

#include <algorithm>
#include <cstring>

namespace common
{

namespace
{

constexpr quint8 kKeyIdentifier = 0x80; // [0] IMPLICIT OCTET STRING
constexpr qsizetype kFingerprintSize = 32;
constexpr qsizetype kLeastWrapped = SealingKey::kLeastBits / 8;
constexpr qsizetype kMostWrapped = SealingKey::kMostBits / 8;

/// ContentInfo { id-ct-authEnvelopedData, [0] AuthEnvelopedData { version 0: up to the recipients.
const QByteArray &beginning()
{
    static const QByteArray kBytes = QByteArray::fromHex("3080060b2a864886f70d0109100117a0803080020100");
    return kBytes;
}
/// EncryptedContentInfo { id-data, aes256-GCM { OCTET STRING of 12: then the nonce.
const QByteArray &beforeNonce()
{
    static const QByteArray kBytes =
        QByteArray::fromHex("308006092a864886f70d010701301e060960864801650304012e3011040c");
    return kBytes;
}
/// INTEGER 16 } then [0], constructed: the content.
const QByteArray &afterNonce()
{
    static const QByteArray kBytes = QByteArray::fromHex("020110a080");
    return kBytes;
}
/// rsaesOaep { [0] sha256, [1] mgf1 { sha256 } }; the label is the default, the empty one.
const QByteArray &keyAlgorithm()
{
    static const QByteArray kBytes =
        QByteArray::fromHex("303c06092a864886f70d010107302fa00f300d06096086480165030402010500"
                            "a11c301a06092a864886f70d010108300d06096086480165030402010500");
    return kBytes;
}
const QByteArray &endOfContents()
{
    static const QByteArray kBytes(2, '\0');
    return kBytes;
}

QByteArray encodeRecipient(const WrappedKey &recipient)
{
    return derElement(tag::kSequence, derUnsigned(2) + derElement(kKeyIdentifier, recipient.fingerprint) +
                                          keyAlgorithm() + derElement(tag::kOctetString, recipient.wrapped));
}

bool haveTwice(const QList<WrappedKey> &recipients)
{
    QList<QByteArray> names;
    for (const WrappedKey &recipient : recipients) {
        names.append(recipient.fingerprint);
    }
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
}

Status parseRecipients(QByteArrayView content, QList<WrappedKey> &recipients)
{
    DerReader set(content);
    QByteArray before;
    while (set.nextTag() && recipients.size() < kMaxRecipients) {
        DerReader entry = set.enter(tag::kSequence);
        const bool version = entry.skip(QByteArray::fromHex("020102"));
        WrappedKey recipient;
        recipient.fingerprint = entry.read(kKeyIdentifier).toByteArray();
        if (!version || recipient.fingerprint.size() != kFingerprintSize) {
            return refuseContainer("format");
        }
        if (!entry.skip(keyAlgorithm())) {
            return refuseContainer("algorithm");
        }
        recipient.wrapped = entry.read(tag::kOctetString).toByteArray();
        if (!entry.atEnd() || recipient.wrapped.size() < kLeastWrapped ||
            recipient.wrapped.size() > kMostWrapped) {
            return refuseContainer("format");
        }
        const QByteArray encoded = encodeRecipient(recipient); // a SET OF is sorted in DER
        if (encoded <= before) {
            return refuseContainer("format");
        }
        before = encoded;
        recipients.append(recipient);
    }
    return set.atEnd() && !recipients.isEmpty() && !haveTwice(recipients) ? Status()
                                                                          : refuseContainer("format");
}

/// `at` begins with as much of `expected` as is there.
bool mayBegin(QByteArrayView at, QByteArrayView expected)
{
    return at.startsWith(expected.first(std::min(at.size(), expected.size())));
}

} // namespace

tl::unexpected<Error> refuseContainer(const char *reason)
{
    return fail(ErrorCode::Invalid, QStringLiteral("sealed file: %1").arg(QLatin1String(reason)),
                {{QStringLiteral("container"), QLatin1String(reason)}});
}

Result<QByteArray> encodeContainerHeader(const ContainerHeader &header)
{
    if (header.recipients.isEmpty() || header.recipients.size() > kMaxRecipients ||
        haveTwice(header.recipients)) {
        return refuseContainer("recipient");
    }
    QList<QByteArray> entries;
    for (const WrappedKey &recipient : header.recipients) {
        entries.append(encodeRecipient(recipient));
    }
    std::sort(entries.begin(), entries.end());
    QByteArray bytes = beginning() + derElement(tag::kSet, entries.join()) + beforeNonce();
    bytes.append(reinterpret_cast<const char *>(header.nonce.data()), qsizetype(header.nonce.size()));
    return bytes + afterNonce();
}

Result<std::optional<ContainerHeader>> parseContainerHeader(QByteArrayView begin)
{
    using Parsed = std::optional<ContainerHeader>;
    const QByteArray start = beginning() + char(tag::kSet);
    if (!mayBegin(begin, start)) {
        return refuseContainer("format");
    }
    bool more = begin.size() < start.size();
    const auto length = more ? std::nullopt : readDerLength(begin.sliced(start.size()), more);
    if (more) {
        return Parsed();
    }
    if (!length || length->length > kMaxContainerHeader - 256) {
        return refuseContainer("format");
    }
    const qsizetype recipientsAt = start.size() + length->octets;
    const qsizetype contentAt = recipientsAt + length->length;
    ContainerHeader header;
    header.size = contentAt + beforeNonce().size() + qsizetype(AesGcm::kNonceSize) + afterNonce().size();
    if (begin.size() < header.size) {
        return Parsed();
    }
    if (Status good = parseRecipients(begin.sliced(recipientsAt, length->length), header.recipients); !good) {
        return propagate(good);
    }
    const QByteArrayView cipher = begin.sliced(contentAt, header.size - contentAt);
    if (!cipher.startsWith(beforeNonce()) || !cipher.endsWith(afterNonce())) {
        return refuseContainer("algorithm");
    }
    std::memcpy(header.nonce.data(), cipher.data() + beforeNonce().size(), header.nonce.size());
    return Parsed(header);
}

QByteArray containerEnd(const GcmStream::Tag &tag)
{
    return endOfContents().repeated(2) +
           derElement(tag::kOctetString,
                      QByteArrayView(reinterpret_cast<const char *>(tag.data()), qsizetype(tag.size()))) +
           endOfContents().repeated(3);
}

QByteArray segmentBegin(qsizetype size)
{
    return char(tag::kOctetString) + derLength(size);
}

Status ContainerParser::add(QByteArrayView piece)
{
    while (!piece.isEmpty()) {
        if (Status good = step(piece); !good) {
            m_state = State::Done; // whatever comes now is refused
            m_last = false;
            return good;
        }
    }
    return {};
}

Result<GcmStream::Tag> ContainerParser::finish() const
{
    if (m_state != State::Done || !m_last) {
        return refuseContainer("truncated");
    }
    return m_tag;
}

Status ContainerParser::step(QByteArrayView &rest)
{
    switch (m_state) {
    case State::Header: return takeHeader(rest);
    case State::SegmentBegin: return takeSegmentBegin(rest);
    case State::Segment: return takeSegment(rest);
    case State::End: return takeEnd(rest);
    case State::Done: break;
    }
    return refuseContainer("trailing");
}

Status ContainerParser::takeHeader(QByteArrayView &rest)
{
    const qsizetype held = m_held.size();
    m_held.append(rest.first(std::min(rest.size(), kMaxContainerHeader - held)));
    auto header = parseContainerHeader(m_held);
    if (!header) {
        return propagate(header);
    }
    if (!*header) {
        rest = rest.sliced(m_held.size() - held);
        return m_held.size() < kMaxContainerHeader ? Status() : refuseContainer("format");
    }
    rest = rest.sliced((*header)->size - held);
    m_held.clear();
    m_state = State::SegmentBegin;
    return m_headerSeen(**header);
}

Status ContainerParser::takeSegmentBegin(QByteArrayView &rest)
{
    m_held.append(rest.front());
    rest = rest.sliced(1);
    if (static_cast<quint8>(m_held[0]) != tag::kOctetString || m_last) {
        m_state = State::End; // which looks at the byte that is held
        return m_held[0] == '\0' ? Status() : refuseContainer("format");
    }
    bool more = false;
    const auto length = readDerLength(QByteArrayView(m_held).sliced(1), more);
    if (more) {
        return {};
    }
    if (!length || length->length == 0 || length->length > kContainerSegment) {
        return refuseContainer("format");
    }
    m_held.clear();
    m_segment = length->length;
    m_last = m_segment < kContainerSegment;
    m_state = State::Segment;
    return m_content <= kMaxContainerContent - m_segment ? Status() : refuseContainer("oversize");
}

Status ContainerParser::takeSegment(QByteArrayView &rest)
{
    const QByteArrayView piece = rest.first(std::min(rest.size(), m_segment));
    rest = rest.sliced(piece.size());
    m_segment -= piece.size();
    m_content += piece.size();
    m_state = m_segment == 0 ? State::SegmentBegin : State::Segment;
    return m_contentSeen(piece);
}

Status ContainerParser::takeEnd(QByteArrayView &rest)
{
    const QByteArray expected = containerEnd(m_tag); // but for the tag itself
    const qsizetype tagAt = endOfContents().size() * 2 + 2;
    const qsizetype tagEnd = tagAt + qsizetype(m_tag.size());
    const qsizetype held = m_held.size();
    m_held.append(rest.first(std::min(rest.size(), expected.size() - held)));
    rest = rest.sliced(m_held.size() - held);
    for (qsizetype i = held; i < m_held.size(); ++i) {
        if ((i < tagAt || i >= tagEnd) && m_held[i] != expected[i]) {
            return refuseContainer("format");
        }
    }
    if (m_held.size() == expected.size()) {
        std::memcpy(m_tag.data(), m_held.constData() + tagAt, m_tag.size());
        m_state = State::Done;
        m_last = true;
    }
    return {};
}

} // namespace common
