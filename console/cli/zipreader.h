// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QFile>
#include <QList>
#include <QString>

#include <functional>

namespace console
{

/// Reads archives of stored entries, as the console writes them (APPNOTE 6.3.3, ZIP64 too), by their
/// directory at the end. Believes nothing of it. One thread.
class ZipReader
{
public:
    struct Entry {
        QString name;
        qint64 offset = 0; ///< of its local header
        qint64 size = 0;
        bool stored = true; ///< false: compressed by somebody else, cannot be read here
    };
    /// NotFound, Invalid (zip = format).
    static common::Result<ZipReader> open(const QString &path);

    const QList<Entry> &entries() const { return m_entries; }
    /// The content in pieces. Invalid (zip = format | compressed).
    common::Status read(const Entry &entry, const std::function<void(QByteArrayView)> &sink);
    /// As a whole, when it has no more than `limit` bytes; else Invalid (zip = oversize).
    common::Result<QByteArray> bytesOf(const Entry &entry, qint64 limit);

private:
    explicit ZipReader(const QString &path)
        : m_file(std::make_unique<QFile>(path))
    {
    }
    QByteArray at(qint64 offset, qint64 size);
    common::Status readDirectory();
    common::Status findDirectory(qint64 &offset, qint64 &size, qint64 &count);

    std::unique_ptr<QFile> m_file;
    QList<Entry> m_entries;
};

} // namespace console
