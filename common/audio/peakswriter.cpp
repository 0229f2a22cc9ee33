// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/peaks.h"

#include <QtEndian>

#include <algorithm>

namespace common
{

std::array<PeaksLayout::Level, PeaksLayout::kLevels> PeaksLayout::levels() const
{
    std::array<Level, kLevels> all;
    qint64 offset = kHeaderSize;
    qint64 samples = blockSamples();
    for (Level &level : all) {
        level = {offset, (frames + samples - 1) / samples};
        offset += level.blocks * blockBytes();
        samples *= kFactor;
    }
    return all;
}

qint64 PeaksLayout::fileSize() const
{
    const Level last = levels().back();
    return last.offset + last.blocks * blockBytes();
}

PeaksWriter::PeaksWriter(const PeaksLayout &layout)
    : m_layout(layout)
{
    const auto levels = layout.levels();
    for (std::size_t i = 1; i < levels.size(); ++i) {
        m_coarse[i].reserve(static_cast<qsizetype>(levels[i].blocks) * layout.blockBytes());
    }
}

QByteArray PeaksWriter::header() const
{
    QByteArray bytes(PeaksLayout::kHeaderSize, '\0');
    auto *p = bytes.data();
    memcpy(p, "EPKS", 4);
    qToLittleEndian<quint16>(PeaksLayout::kVersion, p + 4);
    p[6] = static_cast<char>(m_layout.channels);
    p[7] = 1;
    qToLittleEndian(static_cast<quint32>(m_layout.sampleRate), p + 8);
    qToLittleEndian(static_cast<quint32>(m_layout.blockSamples()), p + 12);
    qToLittleEndian(m_layout.frames, p + 16);
    qToLittleEndian<quint16>(PeaksLayout::kFactor, p + 24);
    qToLittleEndian<quint16>(PeaksLayout::kLevels, p + 26);
    p += 32;
    for (const PeaksLayout::Level &level : m_layout.levels()) {
        qToLittleEndian(level.offset, p);
        qToLittleEndian(level.blocks, p + 8);
        p += 16;
    }
    return bytes;
}

void PeaksWriter::add(std::span<const qint16> left, std::span<const qint16> right, QByteArray &out)
{
    const std::array<std::span<const qint16>, 2> channels{left, right};
    for (std::size_t at = 0; at < left.size();) {
        const auto take =
            std::min(left.size() - at, static_cast<std::size_t>(m_layout.blockSamples() - m_filled));
        for (std::size_t c = 0; c < static_cast<std::size_t>(m_layout.channels); ++c) {
            qint16 low = static_cast<qint16>(m_filled == 0 ? 32767 : m_min[c]);
            qint16 high = static_cast<qint16>(m_filled == 0 ? -32768 : m_max[c]);
            for (const qint16 sample : channels[c].subspan(at, take)) {
                low = std::min(low, sample);
                high = std::max(high, sample);
            }
            m_min[c] = low;
            m_max[c] = high;
        }
        m_filled += static_cast<int>(take);
        at += take;
        if (m_filled == m_layout.blockSamples()) {
            closeBase(out);
        }
    }
}

void PeaksWriter::closeBase(QByteArray &out)
{
    Block block;
    for (std::size_t c = 0; c < 2; ++c) {
        block[c] = {m_min[c] >> 8, std::min((m_max[c] + 255) >> 8, 127)};
    }
    m_filled = 0;
    append(block, out);
    addTo(1, block);
}

void PeaksWriter::addTo(int level, const Block &block)
{
    const auto i = static_cast<std::size_t>(level);
    if (i >= m_open.size()) {
        return;
    }
    if (m_openCount[i] == 0) {
        m_open[i] = {};
    }
    for (std::size_t c = 0; c < 2; ++c) {
        m_open[i][c].min = std::min(m_open[i][c].min, block[c].min);
        m_open[i][c].max = std::max(m_open[i][c].max, block[c].max);
    }
    if (++m_openCount[i] == PeaksLayout::kFactor) {
        m_openCount[i] = 0;
        append(m_open[i], m_coarse[i]);
        addTo(level + 1, m_open[i]);
    }
}

void PeaksWriter::append(const Block &block, QByteArray &out) const
{
    for (std::size_t c = 0; c < static_cast<std::size_t>(m_layout.channels); ++c) {
        out.append(static_cast<char>(block[c].min));
        out.append(static_cast<char>(block[c].max));
    }
}

void PeaksWriter::finish(QByteArray &out)
{
    if (m_filled > 0) {
        closeBase(out);
    }
    for (int level = 1; level < PeaksLayout::kLevels; ++level) {
        const auto i = static_cast<std::size_t>(level);
        if (m_openCount[i] > 0) {
            m_openCount[i] = 0;
            append(m_open[i], m_coarse[i]);
            addTo(level + 1, m_open[i]);
        }
    }
}

} // namespace common
