// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/ids.h"

#include <QByteArray>
#include <QMutex>
#include <QRandomGenerator>

#include <array>

namespace common
{

namespace
{

using Bytes16 = std::array<quint8, 16>;

QUuid fromBytes(const Bytes16 &bytes)
{
    return QUuid::fromRfc4122(QByteArrayView(bytes.data(), 16));
}

void putMilliseconds(Bytes16 &bytes, qint64 ms)
{
    for (int i = 0; i < 6; ++i) {
        bytes[static_cast<size_t>(i)] = static_cast<quint8>((ms >> (8 * (5 - i))) & 0xff);
    }
}

qint64 toMilliseconds(std::chrono::system_clock::time_point moment)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

/// Millisecond and 12-bit counter of the last id; the counter keeps ids of one millisecond in order.
struct Sequence {
    QMutex mutex;
    qint64 ms = 0;
    quint16 counter = 0;
};

} // namespace

QUuid makeUuidV7()
{
    static Sequence sequence;
    Bytes16 bytes{};
    const quint64 random = QRandomGenerator::system()->generate64();
    qint64 ms = toMilliseconds(std::chrono::system_clock::now());
    quint16 counter = 0;
    {
        QMutexLocker lock(&sequence.mutex);
        if (ms <= sequence.ms) {
            // Same millisecond, or the wall clock went back: go on from the last id.
            ms = sequence.ms;
            counter = static_cast<quint16>(sequence.counter + 1);
            if (counter > 0x0fff) {
                ++ms;
                counter = 0;
            }
        } else {
            counter = static_cast<quint16>(QRandomGenerator::system()->bounded(0x400));
        }
        sequence.ms = ms;
        sequence.counter = counter;
    }
    putMilliseconds(bytes, ms);
    bytes[6] = static_cast<quint8>(0x70 | (counter >> 8));
    bytes[7] = static_cast<quint8>(counter & 0xff);
    for (size_t i = 0; i < 8; ++i) {
        bytes[8 + i] = static_cast<quint8>((random >> (8 * i)) & 0xff);
    }
    bytes[8] = static_cast<quint8>((bytes[8] & 0x3f) | 0x80);
    return fromBytes(bytes);
}

QUuid uuidV7Floor(std::chrono::system_clock::time_point moment)
{
    Bytes16 bytes{};
    putMilliseconds(bytes, toMilliseconds(moment));
    // Version and variant stay zero so that the bound is below every id of that millisecond.
    return fromBytes(bytes);
}

std::chrono::system_clock::time_point momentOf(const QUuid &uuidV7)
{
    const QByteArray raw = uuidV7.toRfc4122();
    qint64 ms = 0;
    for (int i = 0; i < 6; ++i) {
        ms = (ms << 8) | static_cast<quint8>(raw[i]);
    }
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(ms));
}

} // namespace common
