// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/audio/id3tag.h"
#include "common/core/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

class QFile;

namespace common
{

struct WavFormat {
    int sampleRate = 8000;
    int channels = 2;
    qint64 frames = 0; ///< samples per channel

    bool operator==(const WavFormat &) const = default;
};

/// Everything in front of the samples (16-bit PCM, interleaved, little-endian). The duration is known before
/// the first byte, so the sizes are never patched: a file that was cut is seen as cut. From 4 GiB on it is
/// RF64 (EBU Tech 3306). The tags stand as "name=value; ..." in the comment (LIST INFO ICMT).
QByteArray wavHeader(const WavFormat &format, const AudioTags &tags);

/// Reads what wavHeader describes, and any other 16-bit PCM WAV or RF64. Not shared between threads.
class WavReader
{
public:
    static Result<WavReader> open(const QString &path);
    ~WavReader();
    WavReader(WavReader &&) noexcept;
    WavReader &operator=(WavReader &&) noexcept;

    const WavFormat &format() const { return m_format; }
    QString comment() const { return m_comment; }
    /// Up to `frames` frames from the current position, interleaved; empty at the end.
    Result<std::vector<qint16>> read(qint64 frames);
    Status seek(qint64 frame);

private:
    WavReader();
    Status readChunks();
    Status readChunk(const QByteArray &name, qint64 size, qint64 &longSize);

    WavFormat m_format;
    QString m_comment;
    qint64 m_dataStart = 0;
    std::unique_ptr<QFile> m_file;
};

} // namespace common
