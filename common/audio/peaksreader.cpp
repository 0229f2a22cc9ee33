// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/peaks.h"

#include <QFile>
#include <QtEndian>

namespace common
{

PeaksReader::PeaksReader() = default;
PeaksReader::~PeaksReader() = default;
PeaksReader::PeaksReader(PeaksReader &&) noexcept = default;
PeaksReader &PeaksReader::operator=(PeaksReader &&) noexcept = default;

Result<PeaksLayout> PeaksLayout::parse(const QByteArray &head)
{
    const char *p = head.constData();
    if (head.size() < kHeaderSize || !head.startsWith("EPKS") ||
        qFromLittleEndian<quint16>(p + 4) != kVersion) {
        return fail(ErrorCode::Invalid, QStringLiteral("no peaks file of version 1"));
    }
    PeaksLayout layout;
    layout.channels = p[6];
    layout.sampleRate = static_cast<int>(qFromLittleEndian<quint32>(p + 8));
    layout.frames = qFromLittleEndian<qint64>(p + 16);
    const bool sane = (layout.channels == 1 || layout.channels == 2) && layout.sampleRate >= 100 &&
                      layout.frames >= 0 && layout.frames < (qint64{1} << 48);
    if (!sane) {
        return fail(ErrorCode::Invalid, QStringLiteral("the head of the peaks file makes no sense"));
    }
    return layout;
}

Result<PeaksReader> PeaksReader::open(const QString &path)
{
    PeaksReader reader;
    reader.m_file = std::make_unique<QFile>(path);
    if (!reader.m_file->open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::NotFound, QStringLiteral("%1: %2").arg(path, reader.m_file->errorString()));
    }
    const Result<PeaksLayout> layout = PeaksLayout::parse(reader.m_file->read(PeaksLayout::kHeaderSize));
    if (!layout) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1: %2").arg(path, layout.error().message));
    }
    reader.m_layout = *layout;
    if (layout->fileSize() != reader.m_file->size()) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1: head and length do not agree").arg(path));
    }
    return reader;
}

Result<std::vector<PeaksReader::Peak>> PeaksReader::blocks(int level, qint64 first, qint64 count) const
{
    if (level < 0 || level >= PeaksLayout::kLevels) {
        return fail(ErrorCode::Invalid, QStringLiteral("peaks: no level %1").arg(level));
    }
    const PeaksLayout::Level place = m_layout.levels()[static_cast<std::size_t>(level)];
    if (first < 0 || count < 0 || count > place.blocks || first > place.blocks - count) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("peaks: blocks %1+%2 of %3").arg(first).arg(count).arg(place.blocks));
    }
    std::vector<Peak> peaks(static_cast<std::size_t>(count * m_layout.channels));
    const qint64 bytes = count * m_layout.blockBytes();
    static_assert(sizeof(Peak) == 2);
    if (!m_file->seek(place.offset + first * m_layout.blockBytes()) ||
        m_file->read(reinterpret_cast<char *>(peaks.data()), bytes) != bytes) {
        return fail(ErrorCode::Unavailable, QStringLiteral("peaks: %1").arg(m_file->errorString()));
    }
    return peaks;
}

} // namespace common
