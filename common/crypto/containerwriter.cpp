// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerwriter.h"

#include "common/crypto/random.h"

#include <algorithm>

namespace common
{

ContainerWriter::ContainerWriter(GcmStream cipher, Sink sink)
    : m_cipher(std::move(cipher))
    , m_sink(std::move(sink))
{
    m_segment.reserve(kContainerSegment);
}

Result<ContainerWriter> ContainerWriter::create(const QList<SealingKey> &recipients, Sink sink)
{
    SecretBytes key(AesGcm::kKeySize);
    if (key.isEmpty()) {
        return fail(ErrorCode::Unavailable, QStringLiteral("sealed file: no memory for a key"));
    }
    ContainerHeader header;
    for (std::span<std::byte> random : {key.bytes(), std::span<std::byte>(header.nonce)}) {
        if (Status filled = fillRandom(random); !filled) {
            return propagate(filled);
        }
    }
    for (const SealingKey &recipient : recipients) {
        auto wrapped = recipient.wrap(key);
        if (!wrapped) {
            return propagate(wrapped);
        }
        header.recipients.append({recipient.fingerprint(), *wrapped});
    }
    auto begin = encodeContainerHeader(header);
    auto cipher = GcmStream::create(key, header.nonce, AesGcm::Direction::Seal);
    if (!begin || !cipher) {
        return begin ? propagate(cipher) : propagate(begin);
    }
    if (Status written = sink(*begin); !written) {
        return propagate(written);
    }
    return ContainerWriter(std::move(*cipher), std::move(sink));
}

Status ContainerWriter::failed(Status status)
{
    m_broken = m_broken || !status;
    return status;
}

Status ContainerWriter::writeSegment()
{
    Status written = m_sink(segmentBegin(m_segment.size()));
    if (written) {
        written = m_sink(m_segment);
    }
    m_segment.resize(0);
    return failed(written);
}

Status ContainerWriter::add(QByteArrayView plain)
{
    if (m_broken) {
        return fail(ErrorCode::Unavailable, QStringLiteral("sealed file: it could not be written"));
    }
    m_content += plain.size();
    if (m_content > kMaxContainerContent) {
        return failed(refuseContainer("oversize"));
    }
    while (!plain.isEmpty()) {
        const QByteArrayView piece =
            plain.first(std::min(plain.size(), kContainerSegment - m_segment.size()));
        const qsizetype at = m_segment.size();
        m_segment.resize(at + piece.size());
        if (!m_cipher.update(piece, m_segment.data() + at)) {
            return failed(fail(ErrorCode::Internal, QStringLiteral("sealed file: sealing failed")));
        }
        plain = plain.sliced(piece.size());
        if (m_segment.size() == kContainerSegment) {
            if (Status written = writeSegment(); !written) {
                return written;
            }
        }
    }
    return {};
}

Status ContainerWriter::finish()
{
    if (m_broken) {
        return fail(ErrorCode::Unavailable, QStringLiteral("sealed file: it could not be written"));
    }
    if (!m_segment.isEmpty()) {
        if (Status written = writeSegment(); !written) {
            return written;
        }
    }
    GcmStream::Tag tag{};
    m_broken = true; // one end only
    if (!m_cipher.finishSeal(tag)) {
        return fail(ErrorCode::Internal, QStringLiteral("sealed file: sealing failed"));
    }
    return m_sink(containerEnd(tag));
}

Result<QByteArray> sealContainer(QByteArrayView plain, const QList<SealingKey> &recipients)
{
    QByteArray container;
    auto writer = ContainerWriter::create(recipients, [&container](QByteArrayView piece) {
        container.append(piece);
        return Status();
    });
    if (!writer) {
        return propagate(writer);
    }
    Status done = writer->add(plain);
    if (done) {
        done = writer->finish();
    }
    return done ? Result<QByteArray>(container) : propagate(done);
}

} // namespace common
