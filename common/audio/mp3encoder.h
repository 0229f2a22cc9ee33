// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>

#include <cstddef>
#include <memory>
#include <span>

struct lame_global_struct;

namespace common
{

struct Mp3Settings {
    int sampleRate = 8000; ///< 8000 or 16000
    int channels = 2;
    int bitrate = 32; ///< kbit/s of the whole file; brought to the nearest that the format has
    int quality = 5;  ///< LAME -q
};

/// Constant bitrate MP3 through LAME, plain stereo (no joint stereo: it bleeds between the parties and costs
/// more). A context costs about 1 ms to set up and 150 KB, which is 0.3 % of encoding a call of three
/// minutes: it is made per file, not pooled. Not shared between threads.
class Mp3Encoder
{
public:
    /// `frames` is the number of samples per channel that will come: it goes into the Info frame at the start
    /// of the file, by which players cut delay and padding (LAME's own is not written for frames under 192
    /// bytes, and our usual mono frame has 144).
    static Result<Mp3Encoder> open(const Mp3Settings &settings, qint64 frames);
    ~Mp3Encoder();
    Mp3Encoder(Mp3Encoder &&) noexcept;
    Mp3Encoder &operator=(Mp3Encoder &&) noexcept;

    /// First bytes of the stream, to be written before anything else.
    QByteArray infoFrame() const;
    /// Appends what has become ready. `right` is not looked at for mono.
    Status encode(std::span<const qint16> left, std::span<const qint16> right, QByteArray &out);
    /// The end of the stream.
    Status finish(QByteArray &out);

    /// Nearest bitrate that MPEG-2/2.5 layer III has: up to 64 at 8 kHz, up to 160 at 16 kHz.
    static int possibleBitrate(int sampleRate, int wanted);

private:
    struct Close {
        void operator()(lame_global_struct *context) const;
    };
    Mp3Encoder() = default;

    std::unique_ptr<lame_global_struct, Close> m_context;
    Mp3Settings m_settings;
    qint64 m_announced = 0;
    qint64 m_samples = 0;
    qint64 m_bytes = 0;
};

} // namespace common
