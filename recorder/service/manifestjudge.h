// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/auditfolder.h"
#include "recorder/store/callrecords.h"
#include "recorder/store/manifestrepository.h"
#include "recorder/store/uploadqueue.h"

#include "common/crypto/filemanifest.h"

#include <QHash>

#include <memory>

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
    bool trustedKey = false; ///< known from this recorder's host, not from the database alone
};

/// By which manifests are judged: this recorder's own key and those that its host vouches for, which nobody
/// who has the database alone can replace; and those that the recorders told each other there, by which a
/// manifest is another recorder's word and no more.
struct TrustedKeys {
    QByteArray own; ///< public; empty = there is none yet
    QList<QByteArray> vouched{};
    QList<AuditSigner> known{};

    /// Null when it is nobody's.
    QByteArray find(const QString &keyId) const;
    bool trusts(const QByteArray &publicKey) const;
    QString recorderOf(const QString &keyId) const;
};

struct JudgedCall {
    common::CallId id;
    ManifestTenant tenant;
    QDate day; ///< UTC, of its end
};

/// Judges files of calls by the daily manifests of their tenants: signed, of this installation and tenant, in
/// their place in the chain, and telling of the file what the database does. Inside one transaction; what is
/// kept of a manifest is what it tells of the calls.
class ManifestJudge
{
public:
    ManifestJudge(Transaction &transaction, const TrustedKeys &keys, qint64 nowMs);

    /// Finds what is signed of these calls, before any of them is judged. However many there are, no manifest
    /// is read twice.
    void read(const QList<JudgedCall> &calls);
    void judge(FileToCheck &file, const common::CallId &call, int position);

private:
    struct Opened; ///< what all lines of a manifest share
    struct Told {
        std::shared_ptr<const Opened> manifest;
        QList<common::ManifestFile> lines; ///< of the call; none when it could not be opened
    };
    void readNaming(const JudgedCall &call);
    void readDays(const QList<JudgedCall> &calls);
    void readSpan(const ManifestTenant &tenant, QDate from, QDate to);
    void take(const ManifestTenant &tenant, const StoredManifest &stored);
    bool isMissed(const JudgedCall &call);
    bool isBound(const common::FileManifest &manifest, const ManifestTenant &tenant,
                 const StoredManifest &stored) const;
    bool followsTheOneBefore(const common::FileManifest &manifest, const ManifestTenant &tenant);
    ManifestState judgeOne(const Told &told, FileToCheck &file) const;

    ManifestRepository m_manifests;
    const TrustedKeys &m_keys;
    const QUuid m_server;
    const QDate m_today;
    QHash<QByteArray, QList<Told>> m_told; ///< by the call's id as text
    std::optional<StoredManifest> m_last;  ///< the one that was read last
};

} // namespace recorder
