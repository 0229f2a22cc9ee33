// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"
#include "common/crypto/sha256.h"

#include <span>

namespace recorder
{

/// The local file that goes out, hashed as it is read. Errors have the cause "source". One thread.
class SourceFile
{
public:
    static common::Result<SourceFile> open(const QString &path);

    qint64 size() const { return m_size; } ///< when it was opened
    /// The next bytes; 0 = its end.
    common::Result<qint64> read(std::span<char> buffer);
    /// From the start again, hash included.
    common::Status rewind();
    /// Its hash, after the last byte was read. An error when its size is another than at the start, or its
    /// hash another than `expected` (empty = none known).
    common::Result<QByteArray> finish(const QByteArray &expected);

private:
    SourceFile(QString path, common::FileDescriptor fd, qint64 size);

    QString m_path;
    common::FileDescriptor m_fd;
    common::Sha256 m_hash;
    qint64 m_size;
    qint64 m_read = 0;
};

} // namespace recorder
