// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QJsonObject>

namespace common
{

/// Administration > Storage > File format: one row per tenant, with a system default.
struct FileFormat {
    enum class Container { Mp3, Wav };
    enum class Channels { Mono, Stereo };

    Container container = Container::Mp3;
    Channels channels = Channels::Stereo;
    bool agc = false;
    double agcMaxGain = 3.0; ///< factor, 1..10
    bool plc = true;
    int mp3Bitrate = 16; ///< kbit/s per channel and per 8000 Hz of sample rate: 8, 16, 24, 32, 64
    int mp3Quality = 5;  ///< LAME -q: 0 best and slowest .. 9

    bool operator==(const FileFormat &) const = default;
};

/// Keys: container, channels, agc, agcMaxGain, plc, mp3Bitrate, mp3Quality. Missing keys keep the default; an
/// unknown key or a value out of range is Invalid with the key in `fields`.
Result<FileFormat> fileFormatFromJson(const QJsonObject &json);
QJsonObject toJson(const FileFormat &format);

} // namespace common
