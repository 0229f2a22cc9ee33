// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/mediabytes.h"

#include <QtGlobal>

#include <optional>
#include <vector>

namespace console
{

/// What an MPEG audio layer III frame header says (ISO 11172-3 2.4.2.3, 13818-3, and MPEG-2.5).
struct Mp3Header {
    int rate = 0;
    int channels = 0;
    int samples = 0; ///< per channel: 1152 in MPEG-1, else 576
    int bytes = 0;   ///< of the frame, header included
    int sideInfo = 0;

    static constexpr int kSize = 4;
    static std::optional<Mp3Header> parse(quint32 bigEndianWord);
    /// Of the same stream: the bitrate may differ.
    bool matches(const Mp3Header &other) const
    {
        return rate == other.rate && channels == other.channels && samples == other.samples;
    }
};

/// Where each frame of an MP3 stands, found by hopping from header to header as the bytes come in. Where
/// frames are destroyed, as many as fit into the hole are entered as lost, so that what follows keeps its
/// place in time. 8 bytes a frame: 400 KB for an hour at 8 kHz.
class Mp3Index
{
public:
    static constexpr qint64 kLost = -1;
    /// So far into the file a first frame is looked for.
    static constexpr qint64 kMaxPreamble = 64 * 1024;

    /// Goes on with what has come, for about a millisecond; `whole`: no more will. True: there is more to do.
    bool advance(const MediaBytes &bytes, bool whole);

    bool found() const { return m_first.has_value(); }
    /// Not an MP3, as far as it was looked at.
    bool hopeless() const { return m_hopeless; }
    const Mp3Header &format() const { return *m_first; }
    qint64 frames() const { return static_cast<qint64>(m_frames.size()); }
    /// Offset of a frame's header, or kLost.
    qint64 offset(qint64 frame) const { return m_frames[static_cast<std::size_t>(frame)]; }
    /// Samples that the decoder gives out before the first one of the recording: the encoder's delay, from
    /// the LAME tag or else LAME's usual 576, plus 529 of the decoder.
    qint64 delay() const { return m_delay; }
    /// Samples per channel of the recording: as the Info frame announces it, or as far as it is there.
    qint64 samples() const;

private:
    bool findFirst(const MediaBytes &bytes, bool whole);
    void readInfoFrame(const MediaBytes &bytes);
    bool resync(const MediaBytes &bytes, bool whole, int &budget);
    bool frameAt(const MediaBytes &bytes, qint64 offset, bool whole, bool &wait) const;

    std::vector<qint64> m_frames;
    std::optional<Mp3Header> m_first;
    qint64 m_at = -1;   ///< where the next header should be; -1 = the start is not looked at
    qint64 m_scan = -1; ///< while out of step: where the search has come to
    qint64 m_delay = 576 + 529;
    qint64 m_padding = 0;
    qint64 m_announced = 0; ///< frames
    bool m_hopeless = false;
    bool m_whole = false;
};

} // namespace console
