// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/callsservice.h"
#include "recorder/service/manifestjudge.h"

namespace recorder
{

/// Where the keys come from that are not in the database.
struct KeySources {
    SigningKeySource own;
    VouchedKeys vouched{}; ///< empty = none but the own one
};
TrustedKeys trustedKeys(Transaction &transaction, const KeySources &sources);

/// The use cases around signed manifests; each runs inside the gate.

/// The call's files, and what the manifests say of their rows. The files themselves are read by whoever
/// asked.
common::Result<QList<FileToCheck>> filesToCheck(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, const common::CallId &id,
                                                const KeySources &sources);

struct ArchivedFile {
    common::CallId call;
    QString name;
};
constexpr qsizetype kMaxArchived = 2000;
struct ManifestOfKey {
    common::SignedManifest manifest;
    QByteArray publicKey;
    qint64 number = 0;
    QDate day;
};
/// Signs what the database has of the calls' audio, as far as it is what was signed of it before, or waits
/// for that. Conflict (manifest = keyOf(ManifestState), call = the name) for another one; (manifest =
/// foreign) when only the database says whose the signature is.
common::Result<ManifestOfKey> signArchive(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const QList<ArchivedFile> &files,
                                          const KeySources &sources);

struct ManifestQuery {
    QString tenant; ///< id or name; empty = one's own
    qint64 after = 0;
    QDate from{}; ///< none of earlier days; null = of all
};
/// Empty text = there is none behind.
common::Result<ManifestOfKey> manifestAfter(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const ManifestQuery &query,
                                            const KeySources &sources);

} // namespace recorder
