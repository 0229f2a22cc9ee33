// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"

#include "common/core/result.h"

#include <QList>
#include <QMap>
#include <QString>

#include <memory>
#include <optional>

namespace recorder
{

/// A page of the ledger, in the order of answering. Empty texts and lists do not filter.
struct LedgerFilter {
    common::TenantRef tenant; ///< with his id: his rows, and of those without id the ones with his name
    QStringList states;       ///< keys
    bool newestFirst = true;
    qint64 after = 0; ///< `next` of the page before; 0 = from the start
    /// Over since then, or before that (ms since 1970); calls that go on are neither. Those that were over
    /// before the ledger noted it count from where they were answered.
    std::optional<qint64> endedFrom{};
    std::optional<qint64> endedBefore{};
    int limit = 20;
    bool wantTotal = false;
};
struct LedgerPage {
    QList<LedgerRow> rows;
    qint64 next = 0;   ///< 0 = last page
    qint64 total = -1; ///< -1 = not asked for
};

/// The reading half of the ledger, with a connection of its own: sees what is committed, waits for no writer
/// and holds none up (WAL). For the command line while the recorder runs or not. To be used on the thread
/// that opened it.
class LedgerReader
{
public:
    virtual ~LedgerReader() = default;
    /// As the methods of Ledger.
    virtual common::Result<QList<LedgerRow>> unsettled() const = 0;
    virtual common::Result<QList<LedgerRow>> rows(const common::CallId &call) const = 0;
    virtual common::Result<QList<LedgerRow>> all() const = 0;
    virtual common::Result<QMap<QString, qint64>> counts() const = 0;
    virtual common::Result<LedgerPage> page(const LedgerFilter &filter) const = 0;
};

/// NotFound when there is no such file; Invalid when it is not a ledger or of a newer version; nothing is
/// ever changed or created.
common::Result<std::unique_ptr<LedgerReader>> openLedgerForReading(const QString &file);

} // namespace recorder
