// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/renderer.h"

#include "console/player/audiosource.h"

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr int kPieceMs = 20;
}

Renderer::Renderer(std::shared_ptr<AudioSource> source)
    : m_cursor(std::move(source))
    , m_stretch(m_cursor.rate(), m_cursor.lanes())
    , m_mixer(m_cursor.rate(), m_cursor.lanes())
    , m_piece(static_cast<std::size_t>(m_cursor.rate() * kPieceMs / 1000 * m_cursor.lanes()))
{
}

void Renderer::rewind(std::span<const float> stereo)
{
    m_output -= static_cast<qint64>(stereo.size()) / 2;
    m_dropped.assign(stereo.begin(), stereo.end());
}

void Renderer::seek(qint64 position, quint64 number, bool blend)
{
    restart({m_output, static_cast<double>(position), m_stretch.speed(), 0, number}, blend);
}

void Renderer::setSpeed(double speed, bool blend)
{
    PositionMap::Line line = m_map.at(m_output);
    line.speed = std::clamp(speed, TimeStretch::kSlowest, TimeStretch::kFastest);
    restart(line, blend);
}

void Renderer::renew(bool blend)
{
    PositionMap::Line line = m_map.at(m_output);
    line.speed = m_stretch.speed();
    restart(line, blend);
}

/// The first 10 ms of what would have been heard: what was rewound, then what comes next.
void Renderer::keepTail()
{
    const auto samples = static_cast<std::size_t>(2 * m_cursor.blendFrames());
    m_tail.assign(samples, 0.0F);
    const std::size_t known = std::min(samples, m_dropped.size());
    std::copy_n(m_dropped.begin(), known, m_tail.begin());
    produce(std::span(m_tail).subspan(known));
    m_faded = 0;
}

void Renderer::restart(const PositionMap::Line &line, bool blend)
{
    m_tail.clear();
    if (blend) {
        keepTail();
    }
    m_dropped.clear();
    m_map.cut(m_output);
    PositionMap::Line start = line;
    start.output = m_output;
    m_map.add(start);
    m_cursor.moveTo(std::llround(start.position));
    m_stretch.restart(start.speed);
    m_origin = m_output;
}

void Renderer::feed(Rendered &result)
{
    const PlayCursor::Piece piece = m_cursor.read(m_piece);
    if (piece.jumpedTo) {
        PositionMap::Line line = m_map.last();
        line.output = m_origin + std::llround(static_cast<double>(m_stretch.framesPut()) / line.speed);
        line.position = static_cast<double>(*piece.jumpedTo);
        line.skipped += piece.skipped;
        m_map.add(line);
    }
    if (piece.frames > 0) {
        m_stretch.put(std::span(m_piece).first(static_cast<std::size_t>(piece.frames * m_cursor.lanes())));
    }
    if (piece.ended) {
        m_stretch.end();
    }
    result.ended = piece.ended;
    result.starved = piece.starved;
}

Renderer::Rendered Renderer::produce(std::span<float> stereo)
{
    Rendered result;
    const auto lanes = static_cast<std::size_t>(m_cursor.lanes());
    const std::size_t wanted = stereo.size() / 2;
    m_laneFrames.resize(wanted * lanes);
    std::size_t done = 0;
    while (done < wanted) {
        const qint64 taken = m_stretch.take(std::span(m_laneFrames).subspan(done * lanes));
        done += static_cast<std::size_t>(taken);
        if (taken > 0) {
            continue;
        }
        if (result.ended || result.starved) {
            break;
        }
        feed(result);
    }
    if (done == wanted) { // more may follow
        result.ended = false;
        result.starved = false;
    }
    m_mixer.mix(std::span(m_laneFrames).first(done * lanes), stereo.first(2 * done));
    result.frames = static_cast<qint64>(done);
    return result;
}

void Renderer::fade(std::span<float> stereo)
{
    const auto length = static_cast<float>(m_tail.size());
    const std::size_t count = std::min(stereo.size(), m_tail.size() - m_faded);
    for (std::size_t i = 0; i < count; ++i) {
        const float in = (static_cast<float>(m_faded + i) + 0.5F) / length;
        stereo[i] = stereo[i] * in + m_tail[m_faded + i] * (1 - in);
    }
    m_faded += count;
    if (m_faded == m_tail.size()) {
        m_tail.clear();
        m_faded = 0;
    }
}

Renderer::Rendered Renderer::render(std::span<float> stereo)
{
    m_dropped.clear(); // a rewind that nothing followed would have to be given out again
    const Rendered result = produce(stereo);
    if (!m_tail.empty()) {
        fade(stereo.first(static_cast<std::size_t>(2 * result.frames)));
    }
    m_output += result.frames;
    return result;
}

} // namespace console
