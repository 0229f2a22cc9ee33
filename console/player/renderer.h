// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/mixer.h"
#include "console/player/playcursor.h"
#include "console/player/positionmap.h"
#include "console/player/timestretch.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace console
{

class AudioSource;

/// The whole way from the recording to stereo sound at the recording's rate: cursor, stretch, mixer, and the
/// map from output frames to the recording. Changes of place and speed take effect with the next frame, faded
/// over 10 ms. One thread.
class Renderer
{
public:
    struct Rendered {
        qint64 frames = 0;
        bool ended = false;
        bool starved = false;
    };

    explicit Renderer(std::shared_ptr<AudioSource> source); ///< must be Ready

    /// The last frames that were given out will not be heard: the next ones take their place. They only serve
    /// to fade out of them if `seek`, `setSpeed` or `renew` follows at once.
    void rewind(std::span<const float> stereo);
    /// `blend`: something is sounding; else the new place starts as it is. Positions in frames.
    void seek(qint64 position, quint64 number, bool blend);
    void setSpeed(double speed, bool blend);
    /// Goes on at the same place with what was set meanwhile, forgetting what was read ahead.
    void renew(bool blend);
    void setLane(int lane, const LaneControl &control) { m_mixer.setLane(lane, control); }
    void settle() { m_mixer.settle(); }
    /// From outside it goes to its begin at once.
    void setLoop(std::optional<FrameSpan> loop) { m_cursor.setLoop(loop); }
    void setSkips(std::vector<FrameSpan> skips) { m_cursor.setSkips(std::move(skips)); }

    /// Stereo; fewer frames than fit when the recording is over or not loaded further.
    Rendered render(std::span<float> stereo);

    qint64 rendered() const { return m_output; } ///< frames so far
    PositionMap &map() { return m_map; }
    const PositionMap &map() const { return m_map; }
    QList<double> gains() const { return m_mixer.gains(); }
    int rate() const { return m_cursor.rate(); }
    int lanes() const { return m_cursor.lanes(); }

private:
    void restart(const PositionMap::Line &line, bool blend);
    void keepTail();
    void fade(std::span<float> stereo);
    Rendered produce(std::span<float> stereo); ///< cursor, stretch, mixer
    void feed(Rendered &result);

    PlayCursor m_cursor;
    TimeStretch m_stretch;
    Mixer m_mixer;
    PositionMap m_map;
    qint64 m_output = 0; ///< frames given out
    qint64 m_origin = 0; ///< output frame of the stretch's restart
    std::vector<float> m_piece;
    std::vector<float> m_laneFrames;
    std::vector<float> m_dropped; ///< what was rewound
    std::vector<float> m_tail;    ///< what would have come without the restart
    std::size_t m_faded = 0;      ///< of m_tail
};

} // namespace console
