// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/filemanifest.h"

#include <QHash>
#include <QSet>

#include <map>
#include <vector>

namespace common
{

enum class FileVerdict {
    Verified, ///< size and SHA-256 are those of a signed manifest
    Changed,  ///< it bears the name of a file that was another one
    Unknown   ///< no manifest tells of it
};
/// "verified", "changed", "unknown"
QString keyOf(FileVerdict verdict);

struct JudgedFile {
    FileVerdict verdict = FileVerdict::Unknown;
    /// Of Changed: "content", or "contradiction": signed manifests tell different things of this recording.
    /// Of Unknown: "not-listed", or "opened": only the sealed file can be compared, not what was in it.
    QString reason;
    ManifestFile entry;  ///< what the manifest has; empty when it has nothing
    qint64 number = 0;   ///< of the manifest; 0 = an archive's
    QDate day;           ///< of the manifest
    qint64 signedMs = 0; ///< when
};

/// What is wrong between the daily manifests of a tenant.
struct ManifestGap {
    /// "missing": the one before is not here. "broken": it is not the one that this one names. "forked":
    /// there are two of this number.
    QString reason;
    QUuid tenant;
    qint64 number = 0;

    bool operator==(const ManifestGap &) const = default;
};

/// Signed manifests, and what they say of files. Needs no recorder and no database. One thread.
class ManifestBook
{
public:
    /// `publicKeys`: those that are trusted. Invalid (manifest = signature | format | key); unsigned ones
    /// are not taken in.
    Status add(const SignedManifest &manifest, const QByteArrayList &publicKeys);

    /// `name` without folders.
    JudgedFile judge(const QString &name, qint64 size, const QByteArray &sha256) const;
    /// Files of archives whose content none of `seen` has.
    QList<ManifestFile> missing(const QSet<QByteArray> &seen) const;
    /// Empty when every daily manifest follows the one before, as far as they are here.
    QList<ManifestGap> gaps() const;
    int count() const { return m_count; }

private:
    struct Entry {
        ManifestFile file;
        qint64 number = 0;
        QDate day;
        qint64 signedMs = 0;
        bool archive = false;
    };
    struct Link {
        QByteArray hash;
        QByteArray previous;
        bool forked = false;
    };
    JudgedFile judged(FileVerdict verdict, const char *reason, const Entry *entry) const;
    bool contradicted(const Entry &entry) const;

    std::vector<Entry> m_entries;
    QMultiHash<QByteArray, size_t> m_byHash; ///< places in m_entries
    QMultiHash<QString, size_t> m_byName;
    QMultiHash<QUuid, size_t> m_byRecording;
    std::map<std::pair<QUuid, QUuid>, std::map<qint64, Link>> m_chains; ///< by server and tenant
    int m_count = 0;
};

} // namespace common
