// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QIODevice>
#include <QString>

#include <vector>

namespace console
{

/// Writes a ZIP archive (APPNOTE 6.3.3) of stored files: what is encrypted does not get smaller. Beyond 4 GiB
/// or 65,535 files with the ZIP64 records. Names are UTF-8. One entry at a time; false: the device failed, or
/// a call came at the wrong time. One thread.
class ZipWriter
{
public:
    /// `out` is open for writing, can seek, and is empty.
    explicit ZipWriter(QIODevice &out);

    /// `expected`: about how many bytes come, at least as many as do. `name` without folders.
    bool begin(const QString &name, const QDateTime &changed, qint64 expected);
    bool write(QByteArrayView bytes);
    bool end();
    /// The entry that was begun is not there after all; the next one takes its place.
    bool drop();
    /// The directory. Returns where the archive ends: what stands behind it, of a dropped entry, is to be cut
    /// off. -1 = failed.
    qint64 finish();
    bool hasEntry(const QString &name) const;

private:
    struct Entry {
        QByteArray name;
        qint64 offset = 0;
        qint64 size = 0;
        quint32 crc = 0;
        quint32 dosTime = 0;
        bool large = false; ///< its header has room for 64-bit sizes
    };
    bool put(const QByteArray &bytes);
    static QByteArray localHeader(const Entry &entry);
    static QByteArray directoryEntry(const Entry &entry);

    QIODevice &m_out;
    std::vector<Entry> m_entries;
    bool m_open = false; ///< the last entry is being written
};

} // namespace console
