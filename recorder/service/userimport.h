// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/job.h"

namespace recorder
{

/// Who wants to know how far an import is. Called on the thread that imports.
struct ImportFeed {
    std::function<void(const common::JobProgress &)> progress;
    std::function<void(common::JobLine)> line;
    std::function<bool()> cancelled;
};

struct UserImportWork {
    static constexpr int kMostRows = 100'000;
    static constexpr qsizetype kMostBytes = 12 * 1024 * 1024;

    QByteArray csv;
    QString fileName;
    QString tenantId; ///< empty = the caller's
};

struct ImportOutcome {
    int created = 0;
    int changed = 0;
    int unchanged = 0;

    bool operator==(const ImportOutcome &) const = default;
};

/// Every row of the file, or none: a row with a known id, or else a known name, changes that user, others are
/// new. Each thing that is wrong becomes a line with its row, field, reason and what stood there; then the
/// whole ends with Invalid (rows = wrong, count = how many) and nothing is to be kept. Invalid (csv = reason)
/// when the file is none.
common::Result<ImportOutcome> importUsers(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const UserImportWork &work,
                                          const ImportFeed &feed);

} // namespace recorder
