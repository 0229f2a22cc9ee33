// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/mp3index.h"

#include "common/audio/id3tag.h"

#include <QtEndian>

#include <algorithm>
#include <array>

namespace console
{

namespace
{

constexpr int kStepsAtOnce = 20'000;  // headers hopped over or bytes searched
constexpr qint64 kDecoderDelay = 529; // of the hybrid filterbank: 528 + 1

constexpr std::array<int, 16> kKbitMpeg1{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
constexpr std::array<int, 16> kKbitMpeg2{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
constexpr std::array<int, 3> kRates{44100, 48000, 32000}; // MPEG-2: half, MPEG-2.5: a quarter

std::optional<quint32> wordAt(const MediaBytes &bytes, qint64 offset)
{
    std::array<std::byte, 4> raw{};
    if (!bytes.read(offset, raw)) {
        return std::nullopt;
    }
    return qFromBigEndian<quint32>(raw.data());
}

std::optional<Mp3Header> headerAt(const MediaBytes &bytes, qint64 offset)
{
    const auto word = wordAt(bytes, offset);
    return word ? Mp3Header::parse(*word) : std::nullopt;
}

} // namespace

std::optional<Mp3Header> Mp3Header::parse(quint32 word)
{
    const quint32 version = word >> 19 & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
    const quint32 layer = word >> 17 & 3;
    const quint32 rateIndex = word >> 10 & 3;
    if (word >> 21 != 0x7ff || version == 1 || layer != 1 || rateIndex == 3) {
        return std::nullopt;
    }
    const bool mpeg1 = version == 3;
    const int kbit = (mpeg1 ? kKbitMpeg1 : kKbitMpeg2)[word >> 12 & 15];
    if (kbit == 0) {
        return std::nullopt;
    }
    Mp3Header header;
    header.rate = kRates[rateIndex] / (mpeg1 ? 1 : version == 2 ? 2 : 4);
    header.channels = (word >> 6 & 3) == 3 ? 1 : 2;
    header.samples = mpeg1 ? 1152 : 576;
    header.bytes = header.samples / 8 * kbit * 1000 / header.rate + static_cast<int>(word >> 9 & 1);
    const bool mono = header.channels == 1;
    header.sideInfo = mpeg1 ? (mono ? 17 : 32) : (mono ? 9 : 17);
    return header;
}

bool Mp3Index::frameAt(const MediaBytes &bytes, qint64 offset, bool whole, bool &wait) const
{
    const auto header = headerAt(bytes, offset);
    if (!header || (m_first && !header->matches(*m_first))) {
        return false;
    }
    // One header is found by chance in any noise; two at the right distance are not.
    const qint64 next = offset + header->bytes;
    if (next + Mp3Header::kSize <= bytes.size()) {
        const auto second = headerAt(bytes, next);
        return second && second->matches(*header);
    }
    wait = !whole;
    return whole && next == bytes.size();
}

bool Mp3Index::findFirst(const MediaBytes &bytes, bool whole)
{
    if (m_at < 0) {
        if (bytes.size() < 10 && !whole) {
            return false;
        }
        m_at = common::id3TagSize(bytes.read(0, 10));
        m_scan = m_at;
    }
    for (; m_scan + Mp3Header::kSize <= bytes.size() && m_scan - m_at <= kMaxPreamble; ++m_scan) {
        bool wait = false;
        if (frameAt(bytes, m_scan, whole, wait)) {
            m_first = headerAt(bytes, m_scan);
            m_at = m_scan;
            m_scan = -1;
            readInfoFrame(bytes);
            return true;
        }
        if (wait) {
            return false;
        }
    }
    m_hopeless = m_scan - m_at > kMaxPreamble || whole;
    return false;
}

/// The Xing/Info frame with LAME's extension: it carries no sound.
void Mp3Index::readInfoFrame(const MediaBytes &bytes)
{
    const QByteArray tag = bytes.read(m_at + Mp3Header::kSize + m_first->sideInfo,
                                      m_first->bytes - Mp3Header::kSize - m_first->sideInfo);
    if (tag.size() < 8 || (!tag.startsWith("Info") && !tag.startsWith("Xing"))) {
        return;
    }
    m_at += m_first->bytes;
    const auto flags = qFromBigEndian<quint32>(tag.constData() + 4);
    qsizetype at = 8;
    if ((flags & 1) != 0 && at + 4 <= tag.size()) {
        m_announced = qFromBigEndian<quint32>(tag.constData() + at);
        at += 4;
    }
    at += ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
    if (at + 24 <= tag.size() && tag[at] != '\0') { // encoder's name, then delay and padding at 21
        const auto *packed = reinterpret_cast<const uchar *>(tag.constData() + at + 21);
        m_delay = (packed[0] << 4 | packed[1] >> 4) + kDecoderDelay;
        m_padding = (packed[1] & 15) << 8 | packed[2];
    }
}

bool Mp3Index::resync(const MediaBytes &bytes, bool whole, int &budget)
{
    for (; m_scan + Mp3Header::kSize <= bytes.size() && --budget > 0; ++m_scan) {
        bool wait = false;
        if (frameAt(bytes, m_scan, whole, wait)) {
            const double size = m_first->bytes;
            const auto lost = static_cast<qint64>(static_cast<double>(m_scan - m_at) / size + 0.5);
            m_frames.insert(m_frames.end(), static_cast<std::size_t>(std::max<qint64>(0, lost)), kLost);
            m_at = m_scan;
            m_scan = -1;
            return true;
        }
        if (wait) {
            return false;
        }
    }
    return false;
}

bool Mp3Index::advance(const MediaBytes &bytes, bool whole)
{
    m_whole = whole;
    if (m_hopeless || (!m_first && !findFirst(bytes, whole))) {
        return false;
    }
    for (int budget = kStepsAtOnce; budget > 0; --budget) {
        if (m_scan >= 0 && !resync(bytes, whole, budget)) {
            return budget <= 0;
        }
        const auto word = wordAt(bytes, m_at);
        if (!word) {
            return false;
        }
        const auto header = Mp3Header::parse(*word);
        if (header && header->matches(*m_first)) {
            if (m_at + header->bytes > bytes.size()) {
                return false; // not all there yet, or cut
            }
            m_frames.push_back(m_at);
            m_at += header->bytes;
            continue;
        }
        // Out of step. If bytes are missing, the next header stands before the place where it should be.
        const bool after = !m_frames.empty() && m_frames.back() != kLost;
        m_scan = after ? m_frames.back() + Mp3Header::kSize : m_at;
    }
    return true;
}

qint64 Mp3Index::samples() const
{
    if (!m_first) {
        return 0;
    }
    const qint64 there = std::max<qint64>(0, frames() * m_first->samples - m_delay);
    if (m_announced == 0) {
        return there;
    }
    const qint64 announced =
        std::max<qint64>(0, m_announced * m_first->samples - (m_delay - kDecoderDelay) - m_padding);
    if (there > announced + 2 * m_first->samples) { // the tag is wrong, or another file was put behind
        return there;
    }
    return m_whole ? std::min(announced, there) : announced;
}

} // namespace console
