// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"

#include "common/core/connectionstep.h"
#include "common/core/result.h"

#include <QByteArrayView>

#include <memory>

namespace recorder
{

/// What is stored under a key.
struct StorageObject {
    qint64 size = 0;
    QByteArray sha256; ///< 32 bytes when the place itself tells it (S3), else empty
    QString etag;      ///< S3 only; not a hash
};

/// What put() has stored, and how sure that is.
struct StoredFile {
    qint64 size = 0;
    QByteArray sha256; ///< 32 bytes, of what was sent
    QString etag;      ///< S3 only; a hash for S3Target alone
    /// The place was seen to hold these bytes (S3 with signature 4 gave their MD5 as the ETag, a local file
    /// was read from the disk). False: only the size was compared; readBack() compares the hash.
    bool hashConfirmed = false;
};

struct StorageMeta {
    QByteArray sha256; ///< 32 bytes, as the database has it; empty = taken from the file
    QString contentType = QStringLiteral("application/octet-stream");
};

/// Part of a file; length -1 = to its end.
struct StorageRange {
    qint64 offset = 0;
    qint64 length = -1;
};

/// A place where files are kept. Blocking, so for worker threads; one thread at a time per object. It keeps
/// its connection from one call to the next (a worker has one object per target) and connects anew by itself
/// when that broke. Keys are relative paths in UTF-8, isStorageKey().
///
/// Errors: fields["cause"] = refused | unreachable | timeout | cancelled | name | forbidden | certificate |
/// hostname | expired | tls | host-key-unknown | host-key | login | bucket | region | permission | not-found
/// | full | quota | read-only | locked | proxy | clock | key | source | mismatch | protocol |
/// interrupted | unavailable | own-folder | not-mounted (localplace.h).
/// NotFound for not-found and bucket; Denied for login, permission, read-only, locked, host keys; Invalid for
/// key and source (the local file cannot be read or is not what `meta` says); Unavailable for the rest.
class StorageTarget
{
public:
    /// Takes the next piece; false = enough, the call ends with the cause "cancelled".
    using Sink = std::function<bool(QByteArrayView)>;

    StorageTarget() = default;
    StorageTarget(const StorageTarget &) = delete;
    StorageTarget &operator=(const StorageTarget &) = delete;
    virtual ~StorageTarget() = default;

    /// Stores the file whole or not at all: under another name first where renaming is possible, compared by
    /// size at least before this answers. Replaces what was there.
    virtual common::Result<StoredFile> put(const QString &localFile, const QString &key,
                                           const StorageMeta &meta) = 0;
    virtual common::Status get(const QString &key, const StorageRange &range, const Sink &sink) = 0;
    virtual common::Result<StorageObject> stat(const QString &key) = 0;
    /// Also when it is not there. "locked": the place keeps it, under retention or a legal hold, or as a
    /// version that this account may not delete; fields["until"] = Unix milliseconds, when the place tells.
    virtual common::Status remove(const QString &key) = 0;
    /// remove(), and what a put() of it that was broken off may have left beside it under another name. Also
    /// in a session that was stopped: then with the patience of a moment (StoragePatience::brief()).
    virtual common::Status discard(const QString &key) = 0;
    /// Walks the steps of testSteps() with a small file of its own, which it removes again; connects anew for
    /// it. 10 s a step.
    virtual QList<common::ConnectionStep> test(const common::ConnectionStepsHeard &heard) = 0;
};

/// Not empty, at most 900 bytes, segments of 1 to 200 bytes divided by '/', none of them "." or "..", no
/// control characters, no backslash, valid Unicode.
bool isStorageKey(const QString &key);

/// The steps of a test, in their order, by their codes.
QStringList testSteps(const StorageTargetSettings &settings);

/// The cause of an error; "unavailable" when it has none.
QString storageCause(const common::Error &error);

/// Invalid (field = key of the setting) for what can be seen to be wrong without connecting.
common::Result<std::unique_ptr<StorageTarget>> openStorageTarget(const StorageTargetSettings &settings,
                                                                 const StorageEnvironment &environment,
                                                                 const StoragePatience &patience);

/// Reads the file again and compares size and hash. NotFound; Unavailable with the cause "mismatch".
common::Status readBack(StorageTarget &target, const QString &key, qint64 size, const QByteArray &sha256);

} // namespace recorder
