// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/aesgcm.h"
#include "common/model/recording.h"

#include <QByteArray>
#include <QtGlobal>

#include <array>
#include <cstddef>
#include <span>

/// The spool journal on disk, version 1. All numbers little-endian.
///
///   file    = head (64), segment, { frame | segment }
///   head    : "EARSPOOL", version u16, mode u16 (1 sealed, 2 unsealed), head size u32, file id (16 random),
///             call id (16), reserved (16, zero)
///   segment : marker u32, number u32, frames of the segment before u64, own offset in the file u64,
///             length of host wrap u32, length of tenant wrap u32, host wrap (96), tenant wrap (1024)
///   frame   : text length u32 (<= kMaxFrame), flags u32, counter u64, ciphertext, tag (16)
///
/// Each segment has its own random 32-byte key: created with the file, and anew after a restart or a failed
/// write, because a frame that may have reached the disk must never share a nonce with another text. The host
/// wrap is HostKey::seal of that key with the file head and the first 32 bytes of the segment (its own length
/// as 0) as context, so that segments cannot be moved, left out or mixed between files. The tenant wrap is
/// the same key by RSAES-OAEP (SHA-256) to the tenant's active key (RSA up to 8192 bit); its length is 0 when
/// the tenant does not encrypt or its key was not known then. Read only by rewrapSpool(), with the holder's
/// private key, when the host key is lost. Nonce of a frame = segment u32, counter u64; associated data =
/// file id, segment u32, the frame's head. The last frame of a closed journal has kFrameLast set: a cut at a
/// frame border is noticed too. Unsealed journals (measurements only, and never of a tenant that encrypts)
/// hold the text as it is and the file id in place of the tag.
namespace recorder
{

enum class SpoolMode : quint16 { Sealed = 1, Unsealed = 2 };

struct SpoolFileHead {
    static constexpr std::size_t kSize = 64;
    static constexpr quint16 kVersion = 1;

    SpoolMode mode = SpoolMode::Sealed;
    std::array<std::byte, 16> fileId{};
    common::CallId call;

    std::array<std::byte, kSize> encode() const;
    /// False when it is not a head of this version.
    static bool decode(std::span<const std::byte, kSize> in, SpoolFileHead &head);
};

struct SpoolSegmentHead {
    static constexpr std::size_t kSize = 32 + 96 + 1024;
    static constexpr quint32 kMarker = 0x31474553; ///< "SEG1"; larger than any frame length
    static constexpr std::size_t kWrapOffset = 32;
    static constexpr std::size_t kWrapRoom = 96;
    static constexpr std::size_t kTenantOffset = kWrapOffset + kWrapRoom;
    static constexpr std::size_t kBoundSize = 32; ///< what the host wrap authenticates

    quint32 number = 0;
    quint64 framesBefore = 0;
    quint64 offset = 0;
    QByteArray hostWrap;
    QByteArray tenantWrap; ///< empty: none

    std::array<std::byte, kSize> encode() const;
    static bool decode(std::span<const std::byte, kSize> in, SpoolSegmentHead &head);
    /// Context under which the host key wraps the segment's key.
    QByteArray wrapContext(const SpoolFileHead &file) const;
};

struct SpoolFrameHead {
    static constexpr std::size_t kSize = 16;
    static constexpr quint32 kMaxFrame = 1024 * 1024;
    static constexpr quint32 kFrameLast = 1;
    static constexpr std::size_t kOverhead = kSize + common::AesGcm::kTagSize;

    quint32 length = 0;
    quint32 flags = 0;
    quint64 counter = 0;

    void encode(std::byte *out) const;
    /// False when length or flags are out of range.
    static bool decode(const std::byte *in, SpoolFrameHead &head);
};

/// Nonce and associated data of a frame.
common::AesGcm::Nonce spoolNonce(quint32 segment, quint64 counter);
using SpoolAad = std::array<std::byte, 16 + 4 + SpoolFrameHead::kSize>;
SpoolAad spoolAad(const SpoolFileHead &file, quint32 segment, const std::byte *frameHead);

} // namespace recorder
