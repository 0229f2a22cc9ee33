// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/framecodec.h"

#include "common/proto/frame.pb.h"

#include <QtEndian>

#include <array>

namespace common
{

namespace
{
constexpr qsizetype kHead = 4;
constexpr qsizetype kKeepCapacity = 64 * 1024; ///< an emptied buffer above this is given back

std::size_t putVarint(char *at, quint64 value)
{
    std::size_t size = 0;
    while (value >= 0x80) {
        at[size++] = static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7;
    }
    at[size++] = static_cast<char>(value);
    return size;
}
} // namespace

void FrameReader::append(QByteArrayView bytes)
{
    if (!m_broken) {
        m_buffer.append(bytes);
    }
}

Result<std::optional<earshot::v1::Frame>> FrameReader::next()
{
    if (m_broken) {
        return tl::unexpected<Error>(*m_broken);
    }
    if (buffered() < kHead) {
        return std::optional<earshot::v1::Frame>();
    }
    const quint32 length = qFromBigEndian<quint32>(m_buffer.constData() + m_offset);
    if (length == 0 || length > m_limit) {
        return broken(QStringLiteral("a frame of %1 bytes, %2 are allowed").arg(length).arg(m_limit));
    }
    if (buffered() - kHead < qsizetype{length}) {
        return std::optional<earshot::v1::Frame>();
    }
    std::optional<earshot::v1::Frame> frame(std::in_place);
    if (!frame->ParseFromArray(m_buffer.constData() + m_offset + kHead, static_cast<int>(length))) {
        return broken(QStringLiteral("bytes that are no frame"));
    }
    if (frame->body_case() == earshot::v1::Frame::BODY_NOT_SET) {
        return broken(QStringLiteral("a frame without a known body"));
    }
    drop(kHead + qsizetype{length});
    return frame;
}

tl::unexpected<Error> FrameReader::broken(const QString &what)
{
    m_broken = Error{ErrorCode::Invalid, what, {{QStringLiteral("reason"), QStringLiteral("protocol")}}};
    m_buffer = QByteArray();
    m_offset = 0;
    return tl::unexpected<Error>(*m_broken);
}

void FrameReader::drop(qsizetype bytes)
{
    m_offset += bytes;
    if (m_offset == m_buffer.size()) {
        m_offset = 0;
        if (m_buffer.capacity() > kKeepCapacity) {
            m_buffer = QByteArray();
        } else {
            m_buffer.resize(0);
        }
    } else if (m_offset >= m_buffer.size() / 2) {
        m_buffer.remove(0, m_offset); // amortised: each byte is moved at most once per halving
        m_offset = 0;
    }
}

QByteArray encodeFrame(const earshot::v1::Frame &frame)
{
    const std::size_t size = frame.ByteSizeLong();
    QByteArray bytes(kHead + static_cast<qsizetype>(size), Qt::Uninitialized);
    qToBigEndian(static_cast<quint32>(size), bytes.data());
    frame.SerializeWithCachedSizesToArray(reinterpret_cast<quint8 *>(bytes.data()) + kHead);
    return bytes;
}

QByteArray encodeData(quint32 stream, QByteArrayView message)
{
    // Field 1, varint; field 3, length-delimited. A stream of 0 is left out in proto3 but is never used here.
    std::array<char, 2 + 5 + 10> head;
    std::size_t used = 0;
    head[used++] = (1 << 3) | 0;
    used += putVarint(head.data() + used, stream);
    head[used++] = (3 << 3) | 2;
    used += putVarint(head.data() + used, static_cast<quint64>(message.size()));
    const auto headSize = static_cast<qsizetype>(used);
    QByteArray bytes(kHead + headSize + message.size(), Qt::Uninitialized);
    qToBigEndian(static_cast<quint32>(headSize + message.size()), bytes.data());
    std::copy_n(head.data(), headSize, bytes.data() + kHead);
    std::copy_n(message.data(), message.size(), bytes.data() + kHead + headSize);
    return bytes;
}

} // namespace common
