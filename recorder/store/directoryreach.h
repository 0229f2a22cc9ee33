// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include <QUuid>

#include <optional>

namespace recorder
{

/// Which part of the directory somebody reaches: every statement over people, groups and sessions carries it.
struct DirectoryReach {
    std::optional<TenantKey> tenant;    ///< none = all, the system's own people too
    std::optional<QList<QUuid>> groups; ///< none = all of the tenant
    QUuid self;                         ///< reached in any case
};

/// Conditions over "u" (users) and "g" (groups); nothing that was removed.
QString usersWithin(const DirectoryReach &reach, SqlParams &params);
QString groupsWithin(const DirectoryReach &reach, SqlParams &params);

/// One change of the directory at a time until the end of the transaction: names, extensions and the last
/// administrator are looked at before they are written.
void lockDirectory(Transaction &transaction);

} // namespace recorder
