// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/zipreader.h"

#include <QtEndian>

#include <algorithm>

namespace console
{

using common::Result;
using common::Status;

namespace
{

constexpr quint32 kLocal = 0x04034b50;
constexpr quint32 kCentral = 0x02014b50;
constexpr quint32 kEnd = 0x06054b50;
constexpr quint32 kEnd64 = 0x06064b50;
constexpr quint32 kLocator64 = 0x07064b50;
constexpr quint32 kFull32 = 0xffffffff;
constexpr quint16 kFull16 = 0xffff;
constexpr qsizetype kEndSize = 22;
constexpr qsizetype kLocatorSize = 20;
constexpr qsizetype kCentralSize = 46;
constexpr qsizetype kLocalSize = 30;
constexpr qint64 kMaxDirectory = 256 * 1024 * 1024;
constexpr qint64 kPiece = 256 * 1024;

tl::unexpected<common::Error> refuse(const char *reason)
{
    return common::fail(common::ErrorCode::Invalid, QStringLiteral("archive: %1").arg(QLatin1String(reason)),
                        {{QStringLiteral("zip"), QLatin1String(reason)}});
}

/// 0 beyond the end.
template <typename T>
T number(const QByteArray &bytes, qsizetype at)
{
    const bool inside = at >= 0 && at + qsizetype(sizeof(T)) <= bytes.size();
    return inside ? qFromLittleEndian<T>(bytes.constData() + at) : T(0);
}

/// What does not fit into a file becomes negative, and is refused by whoever reads there.
qint64 number64(const QByteArray &bytes, qsizetype at)
{
    return static_cast<qint64>(number<quint64>(bytes, at));
}

/// The 64-bit values in the order of the fields that say "look there".
void takeLarge(const QByteArray &extra, ZipReader::Entry &entry)
{
    for (qsizetype at = 0; at + 4 <= extra.size();) {
        const qsizetype size = number<quint16>(extra, at + 2);
        if (number<quint16>(extra, at) == 1) {
            const QByteArray field = extra.mid(at + 4, size);
            qsizetype next = 0;
            if (entry.size == kFull32) {
                entry.size = number64(field, next);
                next += 16; // the stored size is the same one
            }
            if (entry.offset == kFull32) {
                entry.offset = number64(field, next);
            }
            return;
        }
        at += 4 + size;
    }
}

} // namespace

Result<ZipReader> ZipReader::open(const QString &path)
{
    ZipReader reader(path);
    if (!reader.m_file->open(QIODevice::ReadOnly)) {
        return common::fail(common::ErrorCode::NotFound,
                            QStringLiteral("%1: %2").arg(path, reader.m_file->errorString()));
    }
    if (Status read = reader.readDirectory(); !read) {
        return common::propagate(read);
    }
    return reader;
}

/// Empty when it is not all there.
QByteArray ZipReader::at(qint64 offset, qint64 size)
{
    if (offset < 0 || size < 0 || offset > m_file->size() - size || !m_file->seek(offset)) {
        return {};
    }
    const QByteArray bytes = m_file->read(size);
    return bytes.size() == size ? bytes : QByteArray();
}

Status ZipReader::findDirectory(qint64 &offset, qint64 &size, qint64 &count)
{
    // Without a comment, as we write it: the end stands at the end.
    const qint64 here = m_file->size() - kEndSize;
    const QByteArray end = at(here, kEndSize);
    if (number<quint32>(end, 0) != kEnd || number<quint16>(end, 20) != 0) {
        return refuse("format");
    }
    count = number<quint16>(end, 10);
    size = number<quint32>(end, 12);
    offset = number<quint32>(end, 16);
    if (count != kFull16 && size != kFull32 && offset != kFull32) {
        return {};
    }
    const QByteArray locator = at(here - kLocatorSize, kLocatorSize);
    const QByteArray large = at(number64(locator, 8), 56);
    if (number<quint32>(locator, 0) != kLocator64 || number<quint32>(large, 0) != kEnd64) {
        return refuse("format");
    }
    count = number64(large, 32);
    size = number64(large, 40);
    offset = number64(large, 48);
    return {};
}

Status ZipReader::readDirectory()
{
    qint64 offset = 0;
    qint64 size = 0;
    qint64 count = 0;
    if (Status found = findDirectory(offset, size, count); !found) {
        return found;
    }
    if (size < 0 || size > kMaxDirectory || count < 0 || count > size / kCentralSize) {
        return refuse("format");
    }
    const QByteArray directory = at(offset, size);
    qsizetype next = 0;
    for (qint64 i = 0; i < count; ++i) {
        const qsizetype nameSize = number<quint16>(directory, next + 28);
        const qsizetype extraSize = number<quint16>(directory, next + 30);
        const qsizetype behind =
            next + kCentralSize + nameSize + extraSize + number<quint16>(directory, next + 32);
        if (number<quint32>(directory, next) != kCentral || behind > directory.size()) {
            return refuse("format");
        }
        Entry entry;
        entry.name = QString::fromUtf8(directory.mid(next + kCentralSize, nameSize));
        entry.size = number<quint32>(directory, next + 24);
        entry.offset = number<quint32>(directory, next + 42);
        // Neither compressed nor encrypted.
        entry.stored =
            number<quint16>(directory, next + 10) == 0 && (number<quint16>(directory, next + 8) & 1) == 0;
        takeLarge(directory.mid(next + kCentralSize + nameSize, extraSize), entry);
        m_entries.append(entry);
        next = behind;
    }
    return {};
}

Status ZipReader::read(const Entry &entry, const std::function<void(QByteArrayView)> &sink)
{
    if (!entry.stored) {
        return refuse("compressed");
    }
    const QByteArray local = at(entry.offset, kLocalSize);
    if (number<quint32>(local, 0) != kLocal) {
        return refuse("format");
    }
    qint64 position = entry.offset + kLocalSize + number<quint16>(local, 26) + number<quint16>(local, 28);
    for (qint64 left = entry.size; left > 0;) {
        const QByteArray piece = at(position, std::min(left, kPiece));
        if (piece.isEmpty()) {
            return refuse("format");
        }
        sink(piece);
        position += piece.size();
        left -= piece.size();
    }
    return entry.size < 0 ? Status(refuse("format")) : Status();
}

Result<QByteArray> ZipReader::bytesOf(const Entry &entry, qint64 limit)
{
    if (entry.size > limit) {
        return refuse("oversize");
    }
    QByteArray bytes;
    Status read = this->read(entry, [&bytes](QByteArrayView piece) { bytes.append(piece); });
    return read ? Result<QByteArray>(bytes) : common::propagate(read);
}

} // namespace console
