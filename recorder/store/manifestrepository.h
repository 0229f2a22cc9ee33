// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/model/recording.h"

#include <QDate>
#include <QList>

#include <optional>

namespace recorder
{

class SqlParams;
class Transaction;

/// A day (UTC) that has ended, of which files of a tenant are in no manifest yet.
struct DueManifest {
    TenantKey tenant{};
    QUuid tenantId;
    QDate day;
};

/// A file that waits for a manifest. Without `file`: it was removed meanwhile.
struct PendingFile {
    common::CallId call;
    int position = 0;
    std::optional<common::MediaFile> file;
};

/// A manifest as it was signed (common/crypto/filemanifest.h).
struct StoredManifest {
    TenantKey tenant{};
    qint64 number = 0;
    QDate day;
    int files = 0;
    qint64 madeMs = 0;
    QString keyId;
    QByteArray text;
    QByteArray signature;
    QByteArray hash;
};

/// Whose manifests tell of a call.
struct ManifestTenant {
    TenantKey key{};
    QUuid id; ///< as manifests name it
};

/// Signed manifests, and the files that are in none yet.
class ManifestRepository
{
public:
    explicit ManifestRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    /// The oldest day that is due; the database's clock says what a day is.
    std::optional<DueManifest> due();
    /// Nobody else signs until the end of the transaction.
    void lock();
    /// In the order of calls and positions.
    QList<PendingFile> pending(const DueManifest &due, int limit);
    void forget(const QList<PendingFile> &files);
    /// Of the call's file, or of any of them.
    bool isPending(const common::CallId &call, std::optional<int> position = {});

    /// Without its text.
    std::optional<StoredManifest> last(TenantKey tenant);
    void insert(const StoredManifest &manifest);
    std::optional<StoredManifest> at(TenantKey tenant, qint64 number);
    /// The first one behind `number` of the days between these two; null = without that end.
    std::optional<StoredManifest> after(TenantKey tenant, qint64 number, QDate from = {}, QDate to = {});
    /// Those that name the recording, oldest first, `limit` at most. `to` null = up to the last.
    QList<StoredManifest> naming(TenantKey tenant, const common::CallId &call, QDate from, QDate to,
                                 int limit);
    /// Of a call's row.
    std::optional<ManifestTenant> tenantOf(const common::CallId &call);

private:
    QList<StoredManifest> read(const QString &rest, const SqlParams &params);
    Transaction &m_transaction;
};

} // namespace recorder
