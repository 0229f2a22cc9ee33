// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/aesgcm.h"
#include "common/crypto/gcmstream.h"
#include "common/crypto/sealingkeys.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <optional>

namespace common
{

/// A sealed file: CMS AuthEnvelopedData (RFC 5083, 5084) with AES-256-GCM, a random key per file wrapped by
/// RSAES-OAEP (SHA-256, MGF1-SHA256) for one or several recipients that are named by the SHA-256 of their
/// SubjectPublicKeyInfo (RFC 7093, method 4). `openssl cms -decrypt -inform DER -inkey key.pem` opens it.
///
/// Exactly one encoding is written and read: indefinite lengths from ContentInfo down to the content, DER
/// inside the recipients, content in octet strings of 64 KiB of which only the last may be shorter, no
/// attributes (OpenSSL before 3.5 mistakes them). So no bit can change unnoticed but in the entry of a
/// recipient who is not asked; size and SHA-256 of the whole are kept outside, and so is its origin: who has
/// the public key can make a container.
constexpr qsizetype kContainerSegment = 64 * 1024;
constexpr qsizetype kMaxRecipients = 64;
/// GCM ends at 64 GiB for one nonce.
constexpr qint64 kMaxContainerContent = qint64(32) * 1024 * 1024 * 1024;
constexpr qsizetype kMaxContainerHeader = 96 * 1024;

struct WrappedKey {
    QByteArray fingerprint; ///< of the recipient, 32 bytes
    QByteArray wrapped;     ///< the file's key for him, as long as his modulus

    bool operator==(const WrappedKey &) const = default;
};

struct ContainerHeader {
    QList<WrappedKey> recipients; ///< 1 to 64, no recipient twice
    AesGcm::Nonce nonce{};
    qsizetype size = 0; ///< in bytes, as read
};

/// Everything in front of the content. Invalid for none, too many or doubled recipients.
Result<QByteArray> encodeContainerHeader(const ContainerHeader &header);
/// `begin` is how a container begins; nothing when more bytes are needed. Invalid as all errors of reading
/// are: fields container = format | algorithm | truncated | trailing | oversize | changed | recipient.
Result<std::optional<ContainerHeader>> parseContainerHeader(QByteArrayView begin);
/// Everything behind the content: its end, the tag, five ends.
QByteArray containerEnd(const GcmStream::Tag &tag);
/// The length octets and tag before `size` bytes of content.
QByteArray segmentBegin(qsizetype size);
tl::unexpected<Error> refuseContainer(const char *reason);

/// Takes apart what comes in pieces of any size, and refuses at the first byte that is not as it is written
/// here. Allocates nothing but the header. One thread.
class ContainerParser
{
public:
    using HeaderSeen = std::function<Status(const ContainerHeader &)>;
    /// Ciphertext, in order, never more than was added.
    using ContentSeen = std::function<Status(QByteArrayView)>;

    ContainerParser(HeaderSeen header, ContentSeen content)
        : m_headerSeen(std::move(header))
        , m_contentSeen(std::move(content))
    {
    }

    Status add(QByteArrayView piece);
    /// That was all: Invalid (truncated) when it was not whole.
    Result<GcmStream::Tag> finish() const;
    qint64 contentSize() const { return m_content; }

private:
    enum class State { Header, SegmentBegin, Segment, End, Done };
    Status step(QByteArrayView &rest);
    Status takeHeader(QByteArrayView &rest);
    Status takeSegmentBegin(QByteArrayView &rest);
    Status takeSegment(QByteArrayView &rest);
    Status takeEnd(QByteArrayView &rest);

    HeaderSeen m_headerSeen;
    ContentSeen m_contentSeen;
    State m_state = State::Header;
    QByteArray m_held; ///< of what needs more bytes to be understood
    qsizetype m_segment = 0;
    bool m_last = false; ///< the segment was short: the end must follow
    qint64 m_content = 0;
    GcmStream::Tag m_tag{};
};

} // namespace common
