// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessionevents.h"

#include "common/core/result.h"
#include "common/model/recording.h"

#include <QJsonObject>
#include <QString>

#include <functional>
#include <memory>

namespace recorder
{

/// The way of a row (trust.md section 4): accepted -> ended -> finalised -> stored | partial | excluded.
enum class LedgerState { Accepted, Ended, Finalised, Stored, Partial, Excluded };
QString keyOf(LedgerState state);

/// One row per INVITE that was answered 2xx. A Cisco call has two rows (two INVITEs) with one call id.
struct LedgerRow {
    QUuid id; ///< UUIDv7 of the row
    common::CallId call;
    QString tenant;
    LedgerState state = LedgerState::Accepted;
    DialogState dialog;
    QJsonObject
        media; ///< what is needed to go on after a restart: streams, ports, labels; written by the call room
    QString spoolPath;
    QString bootId;
    qint64 startMonoNs = 0;
    qint64 startUnixMs = 0;
    QString reason;              ///< code why partial or excluded
    QJsonObject result;          ///< from `finalised` on: files with size and SHA-256, gaps, flags
    common::TenantId tenantId{}; ///< null: not known then

    common::TenantRef tenantRef() const { return {tenant, tenantId}; }
    bool operator==(const LedgerRow &) const = default;
};

using LedgerDone = std::function<void(common::Status)>;

/// The recorder's own proof that every accepted call is accounted for: one SQLite file (WAL,
/// synchronous=FULL) that needs no server. All writes run on the ledger's thread, many in one commit; `done`
/// is called on that thread after the commit is on disk. Methods may be called from any thread.
class Ledger
{
public:
    static common::Result<std::unique_ptr<Ledger>> open(const QString &file);
    virtual ~Ledger() = default;

    virtual void insert(const LedgerRow &row, LedgerDone done) = 0;
    /// Replaces dialog and media of a row (re-INVITE, UPDATE).
    virtual void update(const QUuid &id, const DialogState &dialog, const QJsonObject &media,
                        LedgerDone done) = 0;
    /// Moves all rows of a call on. Going back is a Conflict; repeating is not an error. A reason stays until
    /// there is another; one that says what the call waits for ("waits-no-key") only until it moves on.
    virtual void advance(const common::CallId &call, LedgerState state, const QString &reason,
                         const QJsonObject &result, LedgerDone done) = 0;

    virtual common::Result<QList<LedgerRow>>
    unsettled() const = 0; ///< accepted, ended, finalised; oldest first
    virtual common::Result<QList<LedgerRow>> rows(const common::CallId &call) const = 0;
    virtual common::Result<QList<LedgerRow>> all() const = 0;
    virtual common::Result<QMap<QString, qint64>> counts() const = 0; ///< rows by state key
};

} // namespace recorder
