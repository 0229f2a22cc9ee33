// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/wav.h"

#include <QtEndian>

#include <limits>

namespace common
{

namespace
{

template <typename T>
QByteArray little(T value)
{
    QByteArray bytes(sizeof(T), '\0');
    qToLittleEndian(value, bytes.data());
    return bytes;
}

QByteArray chunk(const char *name, QByteArray body)
{
    const auto size = static_cast<quint32>(body.size());
    if (body.size() % 2 != 0) {
        body.append('\0');
    }
    return QByteArray(name, 4) + little(size) + body;
}

QByteArray formatChunk(const WavFormat &format)
{
    const auto channels = static_cast<quint16>(format.channels);
    const auto rate = static_cast<quint32>(format.sampleRate);
    const auto frameBytes = static_cast<quint16>(2 * channels);
    return chunk("fmt ", little(quint16{1}) + little(channels) + little(rate) + little(rate * frameBytes) +
                             little(frameBytes) + little(quint16{16}));
}

QByteArray commentChunk(const AudioTags &tags)
{
    QStringList parts;
    for (const auto &[name, value] : tags) {
        parts.append(name + u'=' + value);
    }
    const QByteArray text = parts.join(QStringLiteral("; ")).toUtf8() + '\0';
    return chunk("LIST", "INFO" + chunk("ICMT", text));
}

} // namespace

QByteArray wavHeader(const WavFormat &format, const AudioTags &tags)
{
    const QByteArray inner = formatChunk(format) + commentChunk(tags);
    const qint64 data = format.frames * format.channels * 2;
    constexpr qint64 kDs64 = 8 + 28;
    const qint64 riff = 4 + inner.size() + 8 + data;
    constexpr quint32 kLong = std::numeric_limits<quint32>::max();
    if (riff < kLong) {
        return "RIFF" + little(static_cast<quint32>(riff)) + "WAVE" + inner + "data" +
               little(static_cast<quint32>(data));
    }
    const QByteArray sizes = chunk("ds64", little(quint64(riff + kDs64)) + little(quint64(data)) +
                                               little(quint64(format.frames)) + little(quint32{0}));
    return "RF64" + little(kLong) + "WAVE" + sizes + inner + "data" + little(kLong);
}

} // namespace common
