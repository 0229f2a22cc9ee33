// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"
#include "common/core/result.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/sha256.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace recorder
{

/// A file that is there whole and synced under its name, or not at all: written as NAME.tmp, hashed on the
/// way. Sealed to a key it is a container (common/crypto/containerformat.h) called NAME.cms from its first
/// byte on: what is written never comes to the disk, the temporary file included. After a failed fsync the
/// kernel may have dropped pages and says so only once: the file is given up, never synced again.
class OutputFile
{
public:
    /// `attempt` 0 writes NAME.tmp, 1 NAME.tmp2: the second try never touches what the first left.
    static common::Result<OutputFile> create(const QString &path, int attempt,
                                             const std::optional<common::SealingKey> &sealTo = std::nullopt);
    OutputFile(OutputFile &&) noexcept;
    OutputFile &operator=(OutputFile &&) noexcept;
    ~OutputFile(); ///< removes the temporary file unless it was published

    common::Status write(QByteArrayView bytes);
    /// Flushes and syncs. After an error suspect() tells whether it was the sync.
    common::Status sync();
    /// Renames to the final name; the caller syncs the directory.
    common::Status publish();

    bool suspect() const;
    /// The final name.
    const QString &path() const;
    /// Of the file as it lies there.
    qint64 size() const;
    /// After sync().
    const QByteArray &sha256() const;
    /// Of the key that it is sealed to; empty = none.
    const QByteArray &keyFingerprint() const { return m_fingerprint; }

private:
    class Disk;
    explicit OutputFile(std::unique_ptr<Disk> disk);

    std::unique_ptr<Disk> m_disk; ///< stays where it is: the container writes to it
    std::optional<common::ContainerWriter> m_seal;
    QByteArray m_fingerprint;
};

/// What a sealed file's name ends in.
inline constexpr char kSealedSuffix[] = ".cms";

/// Makes `below`/a/b/c one after another and syncs each parent, also when they exist: a crash may have come
/// between mkdir and fsync.
common::Status makeDirectories(const QString &below, const QString &relative);

/// A tenant's name as a directory: letters, digits, '-', '_' and inner '.' stay, any other byte of its UTF-8
/// becomes =XX, so that two names never share a directory. Long names end in a hash.
QString directoryName(const QString &tenant);

} // namespace recorder
