// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/finish/agc.h"
#include "recorder/finish/outputfile.h"

#include "common/audio/id3tag.h"
#include "common/audio/mp3encoder.h"
#include "common/audio/peaks.h"
#include "common/model/fileformat.h"

#include <optional>
#include <span>
#include <vector>

namespace recorder
{

/// The end of the second pass: gain control, mono, peaks, encoder, two files. The number of samples must be
/// known before the first.
class AudioSink
{
public:
    struct Settings {
        common::FileFormat format;
        int sampleRate = 8000;
        qint64 frames = 0;
        common::AudioTags tags;
    };
    static common::Result<AudioSink> open(const Settings &settings, OutputFile &audio, OutputFile &peaks);

    /// Changes the samples in place (gain).
    common::Status add(std::span<qint16> left, std::span<qint16> right);
    common::Status finish();

private:
    AudioSink(const Settings &settings, OutputFile &audio, OutputFile &peaks);
    common::Status addLevelled(std::span<const qint16> left, std::span<const qint16> right, bool last);
    common::Status emitSamples(std::span<const qint16> left, std::span<const qint16> right);
    common::Status encode(std::span<const qint16> left, std::span<const qint16> right);

    struct Gain {
        AutomaticGain control;
        std::vector<qint16> pending; ///< less than a block, and the block that the gain looks ahead to
        std::size_t apply(bool last);
    };

    Settings m_settings;
    bool m_stereo;
    OutputFile &m_audio;
    OutputFile &m_peaksFile;
    common::PeaksWriter m_peaks;
    std::optional<common::Mp3Encoder> m_encoder;
    std::vector<Gain> m_gain; ///< two, or none
    std::vector<qint16> m_mixed;
    QByteArray m_bytes;
};

} // namespace recorder
