// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/zipwriter.h"

#include <QtEndian>

#include <algorithm>
#include <array>

namespace console
{

namespace
{

constexpr quint32 kLocal = 0x04034b50;
constexpr quint32 kCentral = 0x02014b50;
constexpr quint32 kEnd = 0x06054b50;
constexpr quint32 kEnd64 = 0x06064b50;
constexpr quint32 kLocator64 = 0x07064b50;
constexpr quint32 kFull32 = 0xffffffff; ///< "look into the ZIP64 field"
constexpr quint16 kFull16 = 0xffff;
constexpr quint16 kVersion = 20;
constexpr quint16 kVersion64 = 45;
constexpr quint16 kUtf8 = 0x0800;
constexpr quint16 kZip64Field = 0x0001;
constexpr qint64 kLimit32 = 0xffffffff;

/// CRC-32 of IEEE 802.3, reflected.
constexpr std::array<quint32, 256> crcTable()
{
    std::array<quint32, 256> table{};
    for (quint32 i = 0; i < table.size(); ++i) {
        quint32 value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value & 1) != 0 ? 0xedb88320u ^ (value >> 1) : value >> 1;
        }
        table[i] = value;
    }
    return table;
}
constexpr std::array<quint32, 256> kCrc = crcTable();

quint32 crcOf(quint32 before, QByteArrayView bytes)
{
    quint32 crc = ~before;
    for (const char byte : bytes) {
        crc = kCrc[(crc ^ static_cast<quint8>(byte)) & 0xff] ^ (crc >> 8);
    }
    return ~crc;
}

template <typename T>
void add(QByteArray &bytes, T value)
{
    std::array<char, sizeof(T)> raw{};
    qToLittleEndian(value, raw.data());
    bytes.append(raw.data(), static_cast<qsizetype>(raw.size()));
}

quint32 dosTimeOf(const QDateTime &moment)
{
    const QDate day = moment.date();
    const QTime time = moment.time();
    const int year = std::clamp(day.year(), 1980, 2107) - 1980;
    return static_cast<quint32>(year << 25 | day.month() << 21 | day.day() << 16 | time.hour() << 11 |
                                time.minute() << 5 | time.second() / 2);
}

quint32 low(qint64 value, bool large)
{
    return large ? kFull32 : static_cast<quint32>(value);
}

} // namespace

ZipWriter::ZipWriter(QIODevice &out)
    : m_out(out)
{
}

bool ZipWriter::put(const QByteArray &bytes)
{
    return m_out.write(bytes) == bytes.size();
}

QByteArray ZipWriter::localHeader(const Entry &entry)
{
    QByteArray bytes;
    add(bytes, kLocal);
    add(bytes, entry.large ? kVersion64 : kVersion);
    add(bytes, kUtf8);
    add(bytes, quint16(0)); // stored
    add(bytes, entry.dosTime);
    add(bytes, entry.crc);
    add(bytes, low(entry.size, entry.large));
    add(bytes, low(entry.size, entry.large));
    add(bytes, static_cast<quint16>(entry.name.size()));
    add(bytes, static_cast<quint16>(entry.large ? 20 : 0));
    bytes += entry.name;
    if (entry.large) {
        add(bytes, kZip64Field);
        add(bytes, quint16(16));
        add(bytes, static_cast<quint64>(entry.size));
        add(bytes, static_cast<quint64>(entry.size));
    }
    return bytes;
}

QByteArray ZipWriter::directoryEntry(const Entry &entry)
{
    const bool far = entry.offset >= kLimit32;
    QByteArray extra;
    if (entry.large) {
        add(extra, static_cast<quint64>(entry.size));
        add(extra, static_cast<quint64>(entry.size));
    }
    if (far) {
        add(extra, static_cast<quint64>(entry.offset));
    }
    const bool any = !extra.isEmpty();
    QByteArray bytes;
    add(bytes, kCentral);
    add(bytes, any ? kVersion64 : kVersion);
    add(bytes, any ? kVersion64 : kVersion);
    add(bytes, kUtf8);
    add(bytes, quint16(0));
    add(bytes, entry.dosTime);
    add(bytes, entry.crc);
    add(bytes, low(entry.size, entry.large));
    add(bytes, low(entry.size, entry.large));
    add(bytes, static_cast<quint16>(entry.name.size()));
    add(bytes, static_cast<quint16>(any ? extra.size() + 4 : 0));
    add(bytes, quint16(0)); // comment
    add(bytes, quint16(0)); // disk
    add(bytes, quint16(0)); // a binary file
    add(bytes, quint32(0)); // attributes
    add(bytes, low(entry.offset, far));
    bytes += entry.name;
    if (any) {
        add(bytes, kZip64Field);
        add(bytes, static_cast<quint16>(extra.size()));
        bytes += extra;
    }
    return bytes;
}

bool ZipWriter::begin(const QString &name, const QDateTime &changed, qint64 expected)
{
    const QByteArray utf8 = name.toUtf8();
    if (m_open || utf8.isEmpty() || utf8.size() > 4096) {
        return false;
    }
    Entry entry{utf8, m_out.pos(), 0, 0, dosTimeOf(changed), expected >= kLimit32};
    const bool good = put(localHeader(entry));
    m_entries.push_back(std::move(entry));
    m_open = true;
    return good;
}

bool ZipWriter::write(QByteArrayView bytes)
{
    if (!m_open || m_out.write(bytes.data(), bytes.size()) != bytes.size()) {
        return false;
    }
    Entry &entry = m_entries.back();
    entry.crc = crcOf(entry.crc, bytes);
    entry.size += bytes.size();
    return entry.large || entry.size < kLimit32;
}

bool ZipWriter::end()
{
    if (!m_open) {
        return false;
    }
    m_open = false;
    const qint64 behind = m_out.pos();
    return m_out.seek(m_entries.back().offset) && put(localHeader(m_entries.back())) && m_out.seek(behind);
}

bool ZipWriter::drop()
{
    if (!m_open) {
        return false;
    }
    m_open = false;
    const qint64 offset = m_entries.back().offset;
    m_entries.pop_back();
    return m_out.seek(offset);
}

qint64 ZipWriter::finish()
{
    if (m_open) {
        return -1;
    }
    const qint64 begin = m_out.pos();
    for (const Entry &entry : m_entries) {
        if (!put(directoryEntry(entry))) {
            return -1;
        }
    }
    const qint64 size = m_out.pos() - begin;
    const auto count = static_cast<quint64>(m_entries.size());
    QByteArray bytes;
    if (count >= kFull16 || begin >= kLimit32 || size >= kLimit32) {
        const qint64 here = begin + size;
        add(bytes, kEnd64);
        add(bytes, quint64(44)); // of what follows
        add(bytes, kVersion64);
        add(bytes, kVersion64);
        add(bytes, quint32(0));
        add(bytes, quint32(0));
        add(bytes, count);
        add(bytes, count);
        add(bytes, static_cast<quint64>(size));
        add(bytes, static_cast<quint64>(begin));
        add(bytes, kLocator64);
        add(bytes, quint32(0));
        add(bytes, static_cast<quint64>(here));
        add(bytes, quint32(1));
    }
    const auto shown = static_cast<quint16>(std::min<quint64>(count, kFull16));
    add(bytes, kEnd);
    add(bytes, quint16(0));
    add(bytes, quint16(0));
    add(bytes, shown);
    add(bytes, shown);
    add(bytes, low(size, size >= kLimit32));
    add(bytes, low(begin, begin >= kLimit32));
    add(bytes, quint16(0));
    return put(bytes) ? m_out.pos() : -1;
}

bool ZipWriter::hasEntry(const QString &name) const
{
    // As file systems that do not know small from capital would see them.
    return std::any_of(m_entries.begin(), m_entries.end(), [&name](const Entry &entry) {
        return QString::fromUtf8(entry.name).compare(name, Qt::CaseInsensitive) == 0;
    });
}

} // namespace console
