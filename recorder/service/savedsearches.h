// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/savedsearch.h"

namespace recorder
{

/// Saved searches inside the gate: of the actor himself, whatever his role; those of others are not there.
/// Errors: NotFound (id), Invalid (name, list = unknown | fixed, criteria = empty | too-many, columns, order
/// = too-long | too-many; a criterion as of checkCriteria(), its place in "criterion"), Conflict (name =
/// taken | full: 200 there are, version = changed).
common::Result<common::ListPageOf<common::SavedSearch>>
listSavedSearches(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::SavedSearch> showSavedSearch(Transaction &transaction, const TenantScope &scope,
                                                    const QString &id);
common::Result<common::SavedSearch> createSavedSearch(Transaction &transaction, const TenantScope &scope,
                                                      AuditDetail &trail, common::SavedSearch search);
common::Result<common::SavedSearch> updateSavedSearch(Transaction &transaction, const TenantScope &scope,
                                                      AuditDetail &trail, common::SavedSearch search);
common::Result<QStringList> removeSavedSearches(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, const QStringList &ids);
/// For a day after they were removed.
common::Result<int> restoreSavedSearches(Transaction &transaction, const TenantScope &scope,
                                         AuditDetail &trail, const QStringList &ids);

} // namespace recorder
