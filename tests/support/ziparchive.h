// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QtEndian>

namespace tests
{

struct ZipEntry {
    QString name;
    QByteArray content;
    quint32 crc = 0;
    quint32 localCrc = 0;
    bool is64 = false;
};

/// Reads an archive of stored files from its end, as unpackers do; empty when something does not fit.
inline QList<ZipEntry> zipEntries(const QByteArray &zip)
{
    const auto u16 = [&zip](qint64 at) { return qFromLittleEndian<quint16>(zip.constData() + at); };
    const auto u32 = [&zip](qint64 at) { return qFromLittleEndian<quint32>(zip.constData() + at); };
    const auto u64 = [&zip](qint64 at) {
        return static_cast<qint64>(qFromLittleEndian<quint64>(zip.constData() + at));
    };
    const qint64 end = zip.size() - 22;
    if (end < 0 || u32(end) != 0x06054b50) {
        return {};
    }
    qint64 count = u16(end + 10);
    qint64 at = u32(end + 16);
    if (count == 0xffff || at == 0xffffffff) {
        if (u32(end - 20) != 0x07064b50 || u32(u64(end - 12)) != 0x06064b50) {
            return {};
        }
        count = u64(u64(end - 12) + 32);
        at = u64(u64(end - 12) + 48);
    }
    QList<ZipEntry> entries;
    for (qint64 i = 0; i < count; ++i) {
        if (u32(at) != 0x02014b50) {
            return {};
        }
        const qint64 nameSize = u16(at + 28);
        const qint64 extraSize = u16(at + 30);
        qint64 size = u32(at + 24);
        qint64 offset = u32(at + 42);
        qint64 extra = at + 46 + nameSize + 4;
        ZipEntry entry{QString::fromUtf8(zip.mid(at + 46, nameSize)), {}, u32(at + 16), 0, extraSize > 0};
        if (size == 0xffffffff) {
            size = u64(extra);
            extra += 16;
        }
        if (offset == 0xffffffff) {
            offset = u64(extra);
        }
        if (u32(offset) != 0x04034b50 || u16(offset + 8) != 0) {
            return {};
        }
        entry.localCrc = u32(offset + 14);
        entry.content = zip.mid(offset + 30 + u16(offset + 26) + u16(offset + 28), size);
        entries.append(entry);
        at += 46 + nameSize + extraSize + u16(at + 32);
    }
    return entries;
}

} // namespace tests
