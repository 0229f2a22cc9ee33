// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/service/mediareading.h"
#include "recorder/store/rewraprepository.h"

#include "common/crypto/rewrap.h"

namespace recorder
{

/// Moving a tenant's recordings to his active key. The recorder has no private keys: it says which files are
/// to be moved and what their headers hold, a console of somebody who holds both keys wraps them anew, and
/// what comes back is believed by the signature of the key before.
struct WrapsAsked {
    QString keyId;
    QString after{}; ///< nextOf() of the last file of the page before; empty = from the beginning
    bool count = false;
};
struct WrapsFound {
    QByteArray fingerprint; ///< of the key that opens them
    QList<WrappedFile> files;
    bool more = false;
    qint64 total = 0; ///< when it was asked for
};
constexpr int kWrapPage = 200;
QString cursorOf(const FilePlace &place);
/// NotFound, Invalid (after).
common::Result<WrapsFound> listWraps(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                     const WrapsAsked &asked);

struct WrapsToTake {
    QString fromId;
    QString toId;
    qint64 atMs = 0;
    QList<common::FileWrap> files;
    QByteArray signature;
};
/// How many files are opened by the new key now; those that were moved or removed meanwhile are not among
/// them. NotFound, Invalid (rewrap = reasons of rewrap.h; to = not-active | public; activation = ...), Denied
/// (key = not-held): who asks does not hold both.
common::Result<int> takeWraps(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const WrapsToTake &taken);

/// The entry for a key in the header of a sealed file, read with `read`; not in the gate, it may take a
/// while. Conflict (file = missing | damaged) when there is none, Unavailable when the file cannot be
/// reached.
common::Result<QByteArray> wrapInFile(const RemoteRead &read, qint64 size, const QByteArray &fingerprint);
/// Reads a file below the recorder's own folder.
RemoteRead readBelow(const QString &root, const QString &path);

} // namespace recorder
