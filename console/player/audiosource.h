// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "console/player/mediabytes.h"
#include "console/player/mp3index.h"
#include "console/player/wavlayout.h"

#include <QString>

#include <memory>
#include <span>
#include <vector>

namespace console
{

/// Reads one recording as samples from any place. Each thread has its own.
class LaneDecoder
{
public:
    virtual ~LaneDecoder() = default;
    /// Frames from `position` on, interleaved, -1..1. Fewer than fit when the rest has not come yet or at the
    /// end. What is destroyed reads as silence of the same length.
    virtual qint64 read(qint64 position, std::span<float> out) = 0;
};

/// A recording in memory: the file's bytes, which may still be coming, and what is known about them. Shared
/// by threads; a call holds the lock for about a millisecond at most.
class AudioSource : public std::enable_shared_from_this<AudioSource>
{
public:
    enum class State { Waiting, Ready, Failed };
    struct Info {
        State state = State::Waiting;
        QString failure; ///< "empty", "format", "damaged"
        int rate = 0;
        int lanes = 0;
        qint64 frames = 0;    ///< of the recording, as announced while it is coming
        qint64 available = 0; ///< of these can be decoded now
        bool whole = false;   ///< all bytes are here and looked at
    };

    void append(const QByteArray &bytes);
    void finish();
    /// Looks at what has come, for about a millisecond; true: call again, there is more. One thread.
    bool advance();
    Info info() const;
    /// Nothing before the state is Ready.
    std::unique_ptr<LaneDecoder> decoder() const;

    /// For the decoders. An MP3 frame; empty = lost. False = not there.
    bool mp3Frame(qint64 frame, std::vector<std::byte> &out) const;
    /// Up to out.size() bytes of WAV samples; returns how many.
    std::size_t wavBytes(qint64 offset, std::span<std::byte> out) const;
    const Mp3Header &mp3Format() const { return m_mp3Format; }
    qint64 mp3Delay() const { return m_mp3Delay; }
    const WavLayout &wavFormat() const { return m_wavFormat; }

private:
    enum class Kind { Unknown, Mp3, Wav };
    struct Content {
        MediaBytes bytes;
        bool finished = false;
        Kind kind = Kind::Unknown;
        Mp3Index mp3;
        WavLayout wav;
        Info info;
    };
    bool look(Content &content);
    static bool lookAtMp3(Content &content);
    static void lookAtWav(Content &content);

    common::Guarded<Content> m_content;
    // Written once, before the state becomes Ready; read only afterwards.
    Mp3Header m_mp3Format;
    qint64 m_mp3Delay = 0;
    WavLayout m_wavFormat;
};

} // namespace console
