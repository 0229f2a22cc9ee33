// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerformat.h"

class QIODevice;

namespace common
{

/// The file's key (32 bytes) for what the header says. Errors are passed on.
using FileKeySource = std::function<Result<SecretBytes>(const ContainerHeader &)>;
/// Unwraps the entry of this key: Invalid (container = recipient) when there is none, (changed) when it does
/// not open.
FileKeySource fileKeyBy(OpeningKey key);
/// The entry that replaces one in the header, after keys were rotated: kept outside of the file.
Result<WrappedKey> rewrap(const ContainerHeader &header, const OpeningKey &from, const SealingKey &to);

/// Opens a container that comes in pieces into memory, and shows nothing of it before it was verified whole.
/// One thread.
class ContainerReader
{
public:
    /// More than `limit` bytes of content are refused (oversize) as soon as they are announced. Memory is
    /// taken once for `expected` bytes, when given, so that none is copied about.
    ContainerReader(FileKeySource key, qint64 limit, qint64 expected = 0);
    ~ContainerReader();
    ContainerReader(const ContainerReader &) = delete;
    ContainerReader &operator=(const ContainerReader &) = delete;

    /// After an error every call fails, and what was opened so far has been wiped.
    Status add(QByteArrayView piece);
    /// The content; the caller wipes it.
    Result<QByteArray> finish();

private:
    Status start(const ContainerHeader &header);
    Status take(QByteArrayView cipher);
    tl::unexpected<Error> drop(Error error);

    FileKeySource m_key;
    qint64 m_limit;
    ContainerParser m_parser;
    std::optional<GcmStream> m_cipher;
    QByteArray m_plain;
    bool m_failed = false;
};

/// All at once.
Result<QByteArray> openContainer(QByteArrayView container, const FileKeySource &key, qint64 limit);

/// Opens a container of any size in a file: reads it twice, first to verify all of it, then to give it to the
/// sink in pieces of at most 64 KiB. Should the file change in between, the sink gets nothing from the first
/// piece on that is not what was verified. Takes 16 bytes of memory for each 64 KiB. `in` is open for reading
/// and can seek; reading starts at 0.
Status openContainerFile(QIODevice &in, const FileKeySource &key,
                         const std::function<Status(QByteArrayView)> &sink);

} // namespace common
