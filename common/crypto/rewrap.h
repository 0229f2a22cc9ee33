// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerformat.h"
#include "common/crypto/keybundle.h"

#include <QList>
#include <QUuid>

namespace common
{

/// The key of one file of a call, wrapped for somebody.
struct FileWrap {
    QUuid call;
    int file = 0; ///< its position among those of the call
    QByteArray wrapped;

    bool operator==(const FileWrap &) const = default;
};

/// Opens a file's key with one key and wraps it for another, and opens that again before it says that it is
/// good: what comes out replaces the entry in the file, whose content stays. Invalid as fileKeyBy(). Takes
/// two operations with a private key, some milliseconds. Any thread.
Result<QByteArray> moveWrap(const QByteArray &wrapped, const OpeningKey &from, const OpeningKey &to);

/// "These files are opened with another key of the tenant from now on": signed by the key before, so that
/// nobody who does not hold it can say so, whatever he may do to the database.
struct Rewrap {
    QUuid tenant;
    QByteArray from; ///< fingerprint
    QByteArray to;   ///< fingerprint
    qint64 atMs = 0;
    QList<FileWrap> files; ///< 1 to kMostFiles
    QByteArray signature;

    static constexpr qsizetype kMostFiles = 200;
    bool operator==(const Rewrap &) const = default;
};
/// `from` are the keys of the record; Invalid (rewrap = key) when they are not.
Result<Rewrap> makeRewrap(const KeyBundle &keys, const KeyRecord &from, const KeyRecord &to,
                          const QList<FileWrap> &files, qint64 atMs);
/// Invalid (fields: rewrap = key | number | length | clock | signature): for other keys or another tenant,
/// none or too many files, a wrap that is not as long as the new key's modulus, not made about now (as
/// grants), not signed by a holder. Both records are checked too.
Status checkRewrap(const Rewrap &rewrap, const KeyRecord &from, const KeyRecord &to, qint64 nowMs);

} // namespace common
