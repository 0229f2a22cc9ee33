// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <array>
#include <memory>
#include <span>
#include <vector>

class QFile;

namespace common
{

/// The peaks pyramid that a player draws from, stored beside the audio as CALL.peaks. Little-endian:
///
///   offset size
///   0      4    "EPKS"
///   4      2    version, 1
///   6      1    channels, 1 or 2
///   7      1    bytes per value, 1
///   8      4    sample rate in Hz
///   12     4    samples per block of level 0 (10 ms)
///   16     8    duration in samples per channel
///   24     2    factor between levels, 16
///   26     2    number of levels, 4: blocks of 10 ms, 160 ms, 2.56 s, 40.96 s
///   28     4    reserved, 0
///   32     16n  for each level: offset in the file (8), number of blocks (8)
///   ...         the levels, finest first; a block is min and max of each channel, int8, left before right
///
/// Values are samples / 256, minimum rounded down and maximum up, so that only digital silence is 0/0. The
/// last block of a level may cover fewer samples. Every position follows from rate, channels and duration.
struct PeaksLayout {
    static constexpr int kVersion = 1;
    static constexpr int kLevels = 4;
    static constexpr int kFactor = 16;
    static constexpr qsizetype kHeaderSize = 32 + 16 * kLevels;

    struct Level {
        qint64 offset = 0;
        qint64 blocks = 0;
    };

    int sampleRate = 8000;
    int channels = 2;
    qint64 frames = 0; ///< samples per channel

    int blockSamples() const { return sampleRate / 100; }
    int blockBytes() const { return 2 * channels; }
    std::array<Level, kLevels> levels() const;
    qint64 fileSize() const;
    /// From the first kHeaderSize bytes of a file; Invalid when they are no head of version 1.
    static Result<PeaksLayout> parse(const QByteArray &head);
};

/// Makes the file front to back; the duration must be known. Holds the coarse levels in memory: 90 KB an hour
/// of stereo.
class PeaksWriter
{
public:
    explicit PeaksWriter(const PeaksLayout &layout);

    QByteArray header() const;
    /// Appends the finished base blocks to `out`. `right` is not looked at for mono.
    void add(std::span<const qint16> left, std::span<const qint16> right, QByteArray &out);
    /// Appends the last base block; then the coarse levels are complete.
    void finish(QByteArray &out);
    /// Levels 1 and up follow the base in this order. Handed out in place: 760 KB at 8 hours.
    const QByteArray &coarse(int level) const { return m_coarse[static_cast<std::size_t>(level)]; }

private:
    struct Range {
        int min = 127;
        int max = -128;
    };
    using Block = std::array<Range, 2>;

    void closeBase(QByteArray &out);
    void addTo(int level, const Block &block);
    void append(const Block &block, QByteArray &out) const;

    PeaksLayout m_layout;
    std::array<int, 2> m_min{};
    std::array<int, 2> m_max{};
    int m_filled = 0;
    std::array<Block, PeaksLayout::kLevels> m_open{};
    std::array<int, PeaksLayout::kLevels> m_openCount{};
    std::array<QByteArray, PeaksLayout::kLevels> m_coarse;
};

/// Reads any part of any level. Not shared between threads.
class PeaksReader
{
public:
    /// NotFound, or Invalid when the file is not of this format and length.
    static Result<PeaksReader> open(const QString &path);
    ~PeaksReader();
    PeaksReader(PeaksReader &&) noexcept;
    PeaksReader &operator=(PeaksReader &&) noexcept;

    const PeaksLayout &layout() const { return m_layout; }
    struct Peak {
        qint8 min = 0;
        qint8 max = 0;
        bool operator==(const Peak &) const = default;
    };
    /// `count` blocks from `first` on, channels interleaved. Invalid when they are not all there.
    Result<std::vector<Peak>> blocks(int level, qint64 first, qint64 count) const;

private:
    PeaksReader();
    PeaksLayout m_layout;
    std::unique_ptr<QFile> m_file;
};

} // namespace common
