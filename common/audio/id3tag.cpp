// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/id3tag.h"

namespace common
{

namespace
{

constexpr qsizetype kHeadSize = 10;
constexpr char kUtf8 = 3;

/// ID3v2.4 section 6.2: 28 bits, seven in each byte.
QByteArray syncSafe(qsizetype value)
{
    QByteArray bytes(4, '\0');
    for (int i = 3; i >= 0; --i) {
        bytes[i] = static_cast<char>(value & 0x7f);
        value >>= 7;
    }
    return bytes;
}

qsizetype fromSyncSafe(const char *bytes)
{
    qsizetype value = 0;
    for (int i = 0; i < 4; ++i) {
        value = value << 7 | (static_cast<quint8>(bytes[i]) & 0x7f);
    }
    return value;
}

QByteArray textFrame(const QString &name, const QString &value)
{
    const QByteArray body = kUtf8 + name.toUtf8() + '\0' + value.toUtf8();
    return "TXXX" + syncSafe(body.size()) + QByteArray(2, '\0') + body;
}

} // namespace

QByteArray id3Tag(const AudioTags &tags)
{
    QByteArray frames;
    for (const auto &[name, value] : tags) {
        frames += textFrame(name, value);
    }
    return QByteArray("ID3\x04\x00\x00", 6) + syncSafe(frames.size()) + frames;
}

qsizetype id3TagSize(const QByteArray &head)
{
    if (head.size() < kHeadSize || !head.startsWith("ID3") || head[3] != 4) {
        return 0;
    }
    return kHeadSize + fromSyncSafe(head.constData() + 6);
}

AudioTags readId3Tag(const QByteArray &head)
{
    const qsizetype end = id3TagSize(head);
    if (end == 0 || end > head.size()) {
        return {};
    }
    AudioTags tags;
    for (qsizetype at = kHeadSize; at + kHeadSize <= end;) {
        const qsizetype size = fromSyncSafe(head.constData() + at + 4);
        if (size > end - at - kHeadSize) {
            return {};
        }
        const QByteArray body = head.mid(at + kHeadSize, size);
        const qsizetype split = body.indexOf('\0');
        if (head.mid(at, 4) == "TXXX" && body.startsWith(kUtf8) && split > 0) {
            tags.append({QString::fromUtf8(body.mid(1, split - 1)), QString::fromUtf8(body.mid(split + 1))});
        }
        at += kHeadSize + size;
    }
    return tags;
}

} // namespace common
