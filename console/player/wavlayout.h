// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/mediabytes.h"

#include <QtGlobal>

namespace console
{

/// Where the samples of a WAV or RF64 file stand, read as the bytes come in. 16-bit PCM, one or two channels;
/// everything else is Unknown.
class WavLayout
{
public:
    enum class State { Reading, Found, Unknown, Damaged };

    State advance(const MediaBytes &bytes, bool whole);

    int rate() const { return m_rate; }
    int channels() const { return m_channels; }
    qint64 dataOffset() const { return m_data; }
    qint64 frameBytes() const { return 2 * m_channels; }
    /// Samples per channel: as the header says, or as far as they are there once the file is whole.
    qint64 samples() const { return m_samples; }

private:
    State readFormat(const QByteArray &body);

    State m_state = State::Reading;
    qint64 m_at = 12; ///< next chunk
    qint64 m_longData = 0;
    qint64 m_data = 0;
    qint64 m_samples = 0;
    int m_rate = 0;
    int m_channels = 0;
};

} // namespace console
