// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/peaksmodel.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace console
{

namespace
{
constexpr int kFactor = common::PeaksLayout::kFactor;
/// A column takes at least this many blocks of its level, so that the misfit of its ends stays small.
constexpr double kBlocksPerColumn = 4;
} // namespace

void PeaksModel::clear()
{
    m_state = State::Waiting;
    m_layout = {};
    m_head.clear();
    m_received = 0;
    m_blocks = 0;
    m_baseBytes = 0;
    m_loudest = 0;
    m_odd.clear();
    for (auto &level : m_levels) {
        level.clear();
    }
    Q_EMIT changed();
}

bool PeaksModel::readHead()
{
    const auto layout = common::PeaksLayout::parse(m_head);
    if (layout) {
        m_layout = *layout;
        m_baseBytes = m_layout.levels()[0].blocks * m_layout.blockBytes();
    }
    if (!layout || m_baseBytes > kMaxBaseBytes) {
        m_state = State::Damaged;
        return false;
    }
    m_state = State::Loading;
    m_levels[0].reserve(static_cast<std::size_t>(m_baseBytes / 2));
    return true;
}

void PeaksModel::append(const QByteArray &bytes)
{
    if (m_state == State::Damaged || m_state == State::Complete) {
        return;
    }
    m_received += bytes.size();
    const char *from = bytes.constData();
    qsizetype left = bytes.size();
    if (m_state == State::Waiting) {
        const qsizetype take = std::min(left, common::PeaksLayout::kHeaderSize - m_head.size());
        m_head.append(from, take);
        from += take;
        left -= take;
        if (m_head.size() < common::PeaksLayout::kHeaderSize) {
            return;
        }
        if (!readHead()) {
            Q_EMIT changed();
            return;
        }
    }
    auto &base = m_levels[0];
    const qint64 have = static_cast<qint64>(base.size()) * 2 + static_cast<qint64>(m_odd.size());
    left = std::min<qsizetype>(left, m_baseBytes - have);
    m_odd.insert(m_odd.end(), from, from + left);
    const std::size_t whole = m_odd.size() / static_cast<std::size_t>(m_layout.blockBytes());
    const std::size_t used = whole * static_cast<std::size_t>(m_layout.blockBytes());
    const std::size_t old = base.size();
    base.resize(old + used / 2);
    if (used > 0) {
        std::memcpy(base.data() + old, m_odd.data(), used);
        m_odd.erase(m_odd.begin(), m_odd.begin() + static_cast<std::ptrdiff_t>(used));
    }
    for (std::size_t i = old; i < base.size(); ++i) {
        m_loudest = std::max({m_loudest, std::abs(int{base[i].min}), std::abs(int{base[i].max})});
    }
    m_blocks += static_cast<qint64>(whole);
    fold(m_blocks * m_layout.blockBytes() == m_baseBytes);
    if (whole > 0) {
        Q_EMIT changed();
    }
}

void PeaksModel::finish()
{
    if (m_state == State::Damaged || m_state == State::Complete) {
        return;
    }
    const bool whole = m_state == State::Loading && m_received == m_layout.fileSize();
    m_state = whole ? State::Complete : State::Damaged;
    Q_EMIT changed();
}

/// Brings the coarse levels up to the base; `last` also closes their last, partial blocks.
void PeaksModel::fold(bool last)
{
    const auto channels = static_cast<std::size_t>(m_layout.channels);
    for (std::size_t level = 1; level < m_levels.size(); ++level) {
        const auto &fine = m_levels[level - 1];
        auto &coarse = m_levels[level];
        const std::size_t fineBlocks = fine.size() / channels;
        std::size_t block = coarse.size() / channels;
        while (block * kFactor < fineBlocks && (last || (block + 1) * kFactor <= fineBlocks)) {
            const std::size_t end = std::min((block + 1) * kFactor, fineBlocks);
            for (std::size_t channel = 0; channel < channels; ++channel) {
                Peak sum = fine[block * kFactor * channels + channel];
                for (std::size_t i = block * kFactor + 1; i < end; ++i) {
                    const Peak &peak = fine[i * channels + channel];
                    sum.min = std::min(sum.min, peak.min);
                    sum.max = std::max(sum.max, peak.max);
                }
                coarse.push_back(sum);
            }
            ++block;
        }
    }
}

double PeaksModel::durationMs() const
{
    return m_state == State::Waiting || m_layout.sampleRate <= 0
               ? 0.0
               : 1000.0 * static_cast<double>(m_layout.frames) / m_layout.sampleRate;
}

double PeaksModel::blockMs() const
{
    return 1000.0 * m_layout.blockSamples() / m_layout.sampleRate;
}

double PeaksModel::knownMs() const
{
    return std::min(durationMs(), static_cast<double>(m_blocks) * blockMs());
}

PeaksModel::Peak PeaksModel::block(int channel, qint64 index) const
{
    return index >= 0 && index < m_blocks ? at(0, index)[channel] : Peak{};
}

const PeaksModel::Peak *PeaksModel::at(int level, qint64 block) const
{
    return m_levels[static_cast<std::size_t>(level)].data() + block * m_layout.channels;
}

void PeaksModel::columns(int channel, double beginMs, double columnMs, std::span<Column> out) const
{
    int level = 0;
    double coarser = blockMs() * kFactor;
    while (level + 1 < common::PeaksLayout::kLevels && coarser * kBlocksPerColumn <= columnMs) {
        ++level;
        coarser *= kFactor;
    }
    const bool known = channel >= 0 && channel < m_layout.channels && m_blocks > 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double from = beginMs + static_cast<double>(i) * columnMs;
        out[i] = known ? columnOf(channel, from, from + columnMs, level) : Column{};
    }
}

PeaksModel::Column PeaksModel::columnOf(int channel, double beginMs, double endMs, int level) const
{
    if (endMs <= 0) {
        return {};
    }
    for (; level >= 0; --level) {
        const double length = blockMs() * std::pow(kFactor, level);
        const qint64 available =
            static_cast<qint64>(m_levels[static_cast<std::size_t>(level)].size()) / m_layout.channels;
        const qint64 first = std::max<qint64>(0, static_cast<qint64>(std::floor(beginMs / length)));
        qint64 end = std::max(first + 1, static_cast<qint64>(std::ceil(endMs / length)));
        if (end > available && level > 0 && static_cast<double>(first) * length < knownMs()) {
            continue; // at the edge of what is loaded the finer level knows more
        }
        end = std::min(end, available);
        if (first >= end) {
            return {};
        }
        const Peak *peak = at(level, first) + channel;
        Column column{peak->min, peak->max, true};
        for (qint64 i = first + 1; i < end; ++i) {
            peak += m_layout.channels;
            column.min = std::min(column.min, peak->min);
            column.max = std::max(column.max, peak->max);
        }
        return column;
    }
    return {};
}

} // namespace console
