// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/spoolformat.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace recorder
{

namespace
{
constexpr char kMagic[] = {'E', 'A', 'R', 'S', 'P', 'O', 'O', 'L'};
}

std::array<std::byte, SpoolFileHead::kSize> SpoolFileHead::encode() const
{
    std::array<std::byte, kSize> out{};
    std::memcpy(out.data(), kMagic, sizeof kMagic);
    qToLittleEndian<quint16>(kVersion, out.data() + 8);
    qToLittleEndian<quint16>(static_cast<quint16>(mode), out.data() + 10);
    qToLittleEndian<quint32>(kSize, out.data() + 12);
    std::copy(fileId.begin(), fileId.end(), out.begin() + 16);
    const QByteArray id = call.uuid().toRfc4122();
    std::memcpy(out.data() + 32, id.constData(), 16);
    return out;
}

bool SpoolFileHead::decode(std::span<const std::byte, kSize> in, SpoolFileHead &head)
{
    const auto mode = qFromLittleEndian<quint16>(in.data() + 10);
    if (std::memcmp(in.data(), kMagic, sizeof kMagic) != 0 ||
        qFromLittleEndian<quint16>(in.data() + 8) != kVersion ||
        qFromLittleEndian<quint32>(in.data() + 12) != kSize ||
        (mode != static_cast<quint16>(SpoolMode::Sealed) &&
         mode != static_cast<quint16>(SpoolMode::Unsealed)) ||
        std::any_of(in.begin() + 48, in.end(), [](std::byte byte) { return byte != std::byte{0}; })) {
        return false;
    }
    head.mode = static_cast<SpoolMode>(mode);
    std::copy_n(in.begin() + 16, head.fileId.size(), head.fileId.begin());
    head.call = common::CallId(
        QUuid::fromRfc4122(QByteArrayView(reinterpret_cast<const char *>(in.data() + 32), 16)));
    return true;
}

std::array<std::byte, SpoolSegmentHead::kSize> SpoolSegmentHead::encode() const
{
    std::array<std::byte, kSize> out{};
    qToLittleEndian<quint32>(kMarker, out.data());
    qToLittleEndian<quint32>(number, out.data() + 4);
    qToLittleEndian<quint64>(framesBefore, out.data() + 8);
    qToLittleEndian<quint64>(offset, out.data() + 16);
    qToLittleEndian<quint32>(static_cast<quint32>(hostWrap.size()), out.data() + 24);
    const std::size_t tenantSize =
        std::min(kSize - kTenantOffset, static_cast<std::size_t>(tenantWrap.size()));
    qToLittleEndian<quint32>(static_cast<quint32>(tenantSize), out.data() + 28);
    std::memcpy(out.data() + kTenantOffset, tenantWrap.constData(), tenantSize);
    std::memcpy(out.data() + kWrapOffset, hostWrap.constData(),
                std::min(kWrapRoom, static_cast<std::size_t>(hostWrap.size())));
    return out;
}

bool SpoolSegmentHead::decode(std::span<const std::byte, kSize> in, SpoolSegmentHead &head)
{
    const auto wrapSize = qFromLittleEndian<quint32>(in.data() + 24);
    const auto tenantSize = qFromLittleEndian<quint32>(in.data() + 28);
    if (qFromLittleEndian<quint32>(in.data()) != kMarker || wrapSize > kWrapRoom ||
        tenantSize > kSize - kTenantOffset) {
        return false;
    }
    head.number = qFromLittleEndian<quint32>(in.data() + 4);
    head.framesBefore = qFromLittleEndian<quint64>(in.data() + 8);
    head.offset = qFromLittleEndian<quint64>(in.data() + 16);
    head.tenantWrap = QByteArray(reinterpret_cast<const char *>(in.data() + kTenantOffset),
                                 static_cast<qsizetype>(tenantSize));
    head.hostWrap =
        QByteArray(reinterpret_cast<const char *>(in.data() + kWrapOffset), static_cast<qsizetype>(wrapSize));
    return true;
}

QByteArray SpoolSegmentHead::wrapContext(const SpoolFileHead &file) const
{
    const auto head = file.encode();
    auto segment = encode();
    std::fill_n(segment.begin() + 24, 4,
                std::byte{0}); // the wrap's own length is not known before it is made
    QByteArray context = QByteArrayLiteral("earshot spool segment");
    context.append(reinterpret_cast<const char *>(head.data()), qsizetype{SpoolFileHead::kSize});
    context.append(reinterpret_cast<const char *>(segment.data()), qsizetype{kBoundSize});
    return context;
}

void SpoolFrameHead::encode(std::byte *out) const
{
    qToLittleEndian<quint32>(length, out);
    qToLittleEndian<quint32>(flags, out + 4);
    qToLittleEndian<quint64>(counter, out + 8);
}

bool SpoolFrameHead::decode(const std::byte *in, SpoolFrameHead &head)
{
    head.length = qFromLittleEndian<quint32>(in);
    head.flags = qFromLittleEndian<quint32>(in + 4);
    head.counter = qFromLittleEndian<quint64>(in + 8);
    return head.length <= kMaxFrame && (head.flags & ~kFrameLast) == 0;
}

common::AesGcm::Nonce spoolNonce(quint32 segment, quint64 counter)
{
    common::AesGcm::Nonce nonce{};
    qToLittleEndian<quint32>(segment, nonce.data());
    qToLittleEndian<quint64>(counter, nonce.data() + 4);
    return nonce;
}

SpoolAad spoolAad(const SpoolFileHead &file, quint32 segment, const std::byte *frameHead)
{
    SpoolAad aad{};
    std::copy(file.fileId.begin(), file.fileId.end(), aad.begin());
    qToLittleEndian<quint32>(segment, aad.data() + 16);
    std::copy_n(frameHead, SpoolFrameHead::kSize, aad.begin() + 20);
    return aad;
}

} // namespace recorder
