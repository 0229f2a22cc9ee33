// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/playcursor.h"

#include "console/player/audiosource.h"

#include <algorithm>

namespace console
{

void crossfade(std::span<const float> tail, std::span<float> head, int lanes)
{
    const auto width = static_cast<std::size_t>(lanes);
    const std::size_t frames = std::min(tail.size(), head.size()) / width;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const float in = (static_cast<float>(frame) + 0.5F) / static_cast<float>(frames);
        for (std::size_t i = frame * width; i < (frame + 1) * width; ++i) {
            head[i] = head[i] * in + tail[i] * (1 - in);
        }
    }
}

PlayCursor::PlayCursor(std::shared_ptr<AudioSource> source)
    : m_source(std::move(source))
    , m_decoder(m_source->decoder())
{
    const AudioSource::Info info = m_source->info();
    m_rate = info.rate;
    m_lanes = info.lanes;
    m_tail.resize(static_cast<std::size_t>(blendFrames() * m_lanes));
}

PlayCursor::~PlayCursor() = default;

void PlayCursor::moveTo(qint64 position)
{
    m_position = std::max<qint64>(0, position);
}

const FrameSpan *PlayCursor::nextSkip() const
{
    const auto found = std::find_if(m_skips.begin(), m_skips.end(), [this](const FrameSpan &skip) {
        return skip.end - std::max(skip.begin, m_position) > 2 * blendFrames();
    });
    return found == m_skips.end() ? nullptr : &*found;
}

std::optional<PlayCursor::Join> PlayCursor::nextJoin(qint64 end) const
{
    const FrameSpan *skip = nextSkip();
    const qint64 quiet = skip != nullptr ? std::max(skip->begin, m_position) : 0;
    if (!m_loop) {
        return skip == nullptr ? std::nullopt : std::optional(Join{quiet, skip->end, skip->end - quiet});
    }
    const qint64 from = std::min(m_loop->end, end) - blendFrames();
    if (m_position < m_loop->begin || m_position > from) {
        return Join{m_position, m_loop->begin, 0};
    }
    if (skip == nullptr || quiet >= from) {
        return Join{from, m_loop->begin, 0};
    }
    if (skip->end + blendFrames() <= from) {
        return Join{quiet, skip->end, skip->end - quiet};
    }
    // Quiet up to the end. If all but a fifth of a second is, joins would follow each other as a buzz.
    const bool nothingElse = skip->begin <= m_loop->begin + 20 * blendFrames();
    return nothingElse ? Join{from, m_loop->begin, 0}
                       : Join{quiet, m_loop->begin, from + blendFrames() - quiet};
}

PlayCursor::Piece PlayCursor::read(std::span<float> out)
{
    Piece piece;
    const AudioSource::Info info = m_source->info();
    const auto join = nextJoin(info.frames);
    if (join && join->from <= m_position) {
        return cross(*join, out);
    }
    const qint64 limit = join ? std::min(join->from, info.frames) : info.frames;
    const auto room = static_cast<qint64>(out.size()) / m_lanes;
    const qint64 wanted = std::min(room, limit - m_position);
    if (wanted > 0 && m_decoder) {
        piece.frames = m_decoder->read(m_position, out.first(static_cast<std::size_t>(wanted * m_lanes)));
        m_position += piece.frames;
    }
    if (piece.frames == 0 && room > 0) {
        piece.ended = info.whole || !m_decoder;
        piece.starved = !piece.ended;
    }
    return piece;
}

PlayCursor::Piece PlayCursor::cross(const Join &join, std::span<float> out)
{
    Piece piece;
    const qint64 frames = std::min(blendFrames(), static_cast<qint64>(out.size()) / m_lanes);
    const auto samples = static_cast<std::size_t>(frames * m_lanes);
    const auto tail = std::span(m_tail).first(samples);
    const auto head = out.first(samples);
    std::fill(tail.begin(), tail.end(), 0.0F);
    m_decoder->read(m_position, tail); // less at the end of the file: fades into silence
    const qint64 there = m_decoder->read(join.to, head);
    if (there == 0) {
        piece.starved = true;
        return piece;
    }
    crossfade(tail, head.first(static_cast<std::size_t>(there * m_lanes)), m_lanes);
    piece.frames = there;
    piece.jumpedTo = join.to;
    piece.skipped = join.skipped;
    m_position = join.to + there;
    return piece;
}

} // namespace console
