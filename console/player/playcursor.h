// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace console
{

class AudioSource;
class LaneDecoder;

/// Half open, in frames of the recording.
struct FrameSpan {
    qint64 begin = 0;
    qint64 end = 0;
    bool operator==(const FrameSpan &) const = default;
};

/// Goes through the recording in the order in which it is heard: back at the end of a loop, over silence that
/// is skipped. At each such join 10 ms of what ends are faded into what begins; both lie inside the loop, so
/// that nothing outside it is heard and a loop is 10 ms shorter than its span. Silence that reaches to the
/// end of the loop ends it early; a loop of hardly anything else is heard as it is. One thread.
class PlayCursor
{
public:
    struct Piece {
        qint64 frames = 0;
        /// The piece starts at another place than the last one ended (a join): where.
        std::optional<qint64> jumpedTo;
        qint64 skipped = 0;   ///< frames of silence left out by this join
        bool ended = false;   ///< the recording is over
        bool starved = false; ///< what comes next is not loaded
    };

    /// The source must be Ready.
    explicit PlayCursor(std::shared_ptr<AudioSource> source);
    ~PlayCursor();

    void moveTo(qint64 position);
    qint64 position() const { return m_position; }
    void setLoop(std::optional<FrameSpan> loop) { m_loop = loop; }
    /// In order, without overlaps.
    void setSkips(std::vector<FrameSpan> skips) { m_skips = std::move(skips); }
    /// The next frames, interleaved; ends where the next join begins.
    Piece read(std::span<float> out);

    int rate() const { return m_rate; }
    int lanes() const { return m_lanes; }
    qint64 blendFrames() const { return m_rate / 100; }

private:
    struct Join {
        qint64 from = 0;
        qint64 to = 0;
        qint64 skipped = 0;
    };
    const FrameSpan *nextSkip() const; ///< null = none from here on
    std::optional<Join> nextJoin(qint64 end) const;
    Piece cross(const Join &join, std::span<float> out);

    std::shared_ptr<AudioSource> m_source;
    std::unique_ptr<LaneDecoder> m_decoder;
    int m_rate = 0;
    int m_lanes = 0;
    qint64 m_position = 0;
    std::optional<FrameSpan> m_loop;
    std::vector<FrameSpan> m_skips;
    std::vector<float> m_tail;
};

/// Fades `tail` out of and `head` in to `head`, both of `lanes` interleaved, linear over the shorter one.
void crossfade(std::span<const float> tail, std::span<float> head, int lanes);

} // namespace console
