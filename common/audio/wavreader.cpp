// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/wav.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>

namespace common
{

WavReader::WavReader() = default;
WavReader::~WavReader() = default;
WavReader::WavReader(WavReader &&) noexcept = default;
WavReader &WavReader::operator=(WavReader &&) noexcept = default;

Result<WavReader> WavReader::open(const QString &path)
{
    WavReader reader;
    reader.m_file = std::make_unique<QFile>(path);
    if (!reader.m_file->open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::NotFound, QStringLiteral("%1: %2").arg(path, reader.m_file->errorString()));
    }
    Status status = reader.readChunks();
    if (!status) {
        return fail(status.error().code, path + QStringLiteral(": ") + status.error().message);
    }
    return reader;
}

Status WavReader::readChunks()
{
    const QByteArray head = m_file->read(12);
    if (head.size() != 12 || head.mid(8) != "WAVE" ||
        (!head.startsWith("RIFF") && !head.startsWith("RF64"))) {
        return fail(ErrorCode::Invalid, QStringLiteral("no WAV file"));
    }
    qint64 longSize = -1;
    while (m_dataStart == 0) {
        const QByteArray chunkHead = m_file->read(8);
        if (chunkHead.size() != 8) {
            return fail(ErrorCode::Invalid, QStringLiteral("no data chunk"));
        }
        const qint64 size = qFromLittleEndian<quint32>(chunkHead.constData() + 4);
        Status status = readChunk(chunkHead.left(4), size, longSize);
        if (!status) {
            return status;
        }
    }
    return {};
}

Status WavReader::readChunk(const QByteArray &name, qint64 size, qint64 &longSize)
{
    const qint64 next = m_file->pos() + size + size % 2;
    if (name == "data") {
        const qint64 stated = size == 0xffffffffLL && longSize >= 0 ? longSize : size;
        const qint64 there = m_file->size() - m_file->pos();
        if (stated > there) {
            return fail(ErrorCode::Invalid, QStringLiteral("cut: %1 of %2 bytes").arg(there).arg(stated));
        }
        m_format.frames = stated / (2 * m_format.channels);
        m_dataStart = m_file->pos();
        return {};
    }
    const QByteArray body = m_file->read(std::min<qint64>(size, 64 * 1024));
    const char *p = body.constData();
    if (name == "ds64" && body.size() >= 24) {
        longSize = qFromLittleEndian<qint64>(p + 8);
    } else if (name == "fmt " && body.size() >= 16) {
        m_format.channels = qFromLittleEndian<quint16>(p + 2);
        m_format.sampleRate = static_cast<int>(qFromLittleEndian<quint32>(p + 4));
        if (qFromLittleEndian<quint16>(p) != 1 || qFromLittleEndian<quint16>(p + 14) != 16 ||
            m_format.channels < 1) {
            return fail(ErrorCode::Invalid, QStringLiteral("not 16-bit PCM"));
        }
    } else if (name == "LIST" && body.startsWith("INFOICMT")) {
        m_comment = QString::fromUtf8(p + 12);
    }
    return m_file->seek(next) ? Status{} : Status{fail(ErrorCode::Invalid, QStringLiteral("cut"))};
}

Status WavReader::seek(qint64 frame)
{
    if (frame < 0 || frame > m_format.frames || !m_file->seek(m_dataStart + frame * 2 * m_format.channels)) {
        return fail(ErrorCode::Invalid, QStringLiteral("no frame %1").arg(frame));
    }
    return {};
}

Result<std::vector<qint16>> WavReader::read(qint64 frames)
{
    const qint64 done = (m_file->pos() - m_dataStart) / (2 * m_format.channels);
    const qint64 take = std::clamp<qint64>(m_format.frames - done, 0, frames);
    std::vector<qint16> samples(static_cast<std::size_t>(take * m_format.channels));
    const qint64 bytes = take * m_format.channels * 2;
    if (m_file->read(reinterpret_cast<char *>(samples.data()), bytes) != bytes) {
        return fail(ErrorCode::Unavailable, m_file->errorString());
    }
    qFromLittleEndian<qint16>(samples.data(), static_cast<qsizetype>(samples.size()), samples.data());
    return samples;
}

} // namespace common
