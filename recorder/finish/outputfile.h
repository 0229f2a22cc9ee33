// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"
#include "common/core/result.h"
#include "common/crypto/sha256.h"

#include <QByteArray>
#include <QString>

namespace recorder
{

/// A file that is there whole and synced under its name, or not at all: written as NAME.tmp, hashed on the
/// way. After a failed fsync the kernel may have dropped pages and says so only once: the file is given up,
/// never synced again.
class OutputFile
{
public:
    /// `attempt` 0 writes NAME.tmp, 1 NAME.tmp2: the second try never touches what the first left.
    static common::Result<OutputFile> create(const QString &path, int attempt);
    OutputFile(OutputFile &&) noexcept = default;
    OutputFile &operator=(OutputFile &&) noexcept = default;
    ~OutputFile(); ///< removes the temporary file unless it was published

    common::Status write(QByteArrayView bytes);
    /// Flushes and syncs. After an error suspect() tells whether it was the sync.
    common::Status sync();
    /// Renames to the final name; the caller syncs the directory.
    common::Status publish();

    bool suspect() const { return m_suspect; }
    qint64 size() const { return m_size; }
    /// After sync().
    const QByteArray &sha256() const { return m_sha256; }

private:
    OutputFile(QString path, QString temporary, common::FileDescriptor fd);
    common::Status flush();

    QString m_path;
    QString m_temporary; ///< empty when published or moved away
    common::FileDescriptor m_fd;
    QByteArray m_buffer;
    common::Sha256 m_hash;
    QByteArray m_sha256;
    qint64 m_size = 0;
    bool m_suspect = false;
};

/// Makes `below`/a/b/c one after another and syncs each parent, also when they exist: a crash may have come
/// between mkdir and fsync.
common::Status makeDirectories(const QString &below, const QString &relative);

/// A tenant's name as a directory: letters, digits, '-', '_' and inner '.' stay, any other byte of its UTF-8
/// becomes =XX, so that two names never share a directory. Long names end in a hash.
QString directoryName(const QString &tenant);

} // namespace recorder
