// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/auditfolder.h"
#include "recorder/service/callsservice.h"
#include "recorder/store/manifestrepository.h"

#include "common/crypto/filemanifest.h"

namespace recorder
{

/// What a manifest tells of a file. As words: keyOf().
enum class ManifestState { Signed, Pending, Differs, Absent, Contradiction, Signature, Key, Chain };
QString keyOf(ManifestState state);

/// A stored file, where it is, and what was signed of it.
struct FileToCheck {
    common::MediaFile file;
    TargetKey target = kOwnFolder;
    ManifestState state = ManifestState::Absent;
    qint64 number = 0;
    QDate day;
    qint64 signedMs = 0;
    QString keyId;
    QString recorder;
    bool ownKey = false;
};

/// By which manifests are judged: this recorder's own key, which nobody who has the database alone can
/// replace, and those that the recorders told each other.
struct TrustedKeys {
    QByteArray own; ///< public; empty = there is none yet
    QList<AuditSigner> known;

    /// Null when it is nobody's.
    QByteArray find(const QString &keyId) const;
    QString recorderOf(const QString &keyId) const;
};
TrustedKeys trustedKeys(Transaction &transaction, const SigningKeySource &key);

/// The use cases around signed manifests; each runs inside the gate.

/// The call's files, and what the manifests say of their rows. The files themselves are read by whoever
/// asked.
common::Result<QList<FileToCheck>> filesToCheck(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, const common::CallId &id,
                                                const SigningKeySource &key);

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
common::Result<ManifestOfKey> signArchive(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const QList<ArchivedFile> &files,
                                          const SigningKeySource &key);

struct ManifestQuery {
    QString tenant; ///< id or name; empty = one's own
    qint64 after = 0;
    QDate from{}; ///< none of earlier days; null = of all
};
/// Empty text = there is none behind.
common::Result<ManifestOfKey> manifestAfter(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const ManifestQuery &query,
                                            const SigningKeySource &key);

} // namespace recorder
