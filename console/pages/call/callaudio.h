// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <functional>
#include <memory>

namespace console
{

/// What the call page plays with, and feeds as the recording arrives. A seam: tests bring an engine that
/// makes no sound.
class CallAudio
{
public:
    virtual ~CallAudio() = default;
    virtual Playback &playback() = 0;
    virtual void begin(qint64 totalBytes) = 0;
    virtual void append(const QByteArray &bytes) = 0;
    virtual void finish() = 0;
    virtual void clear() = 0; ///< nothing of the recording is kept
};

using CallAudioFactory = std::function<std::unique_ptr<CallAudio>()>;

} // namespace console
