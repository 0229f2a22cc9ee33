// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/mediaaccess.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

// Who was never granted either key has no row, and gets the file as it is.
const QString kAccess = QStringLiteral(
    "SELECT f.storage_target, EXISTS (SELECT FROM key_grants g WHERE g.user_id = ANY($3::uuid[]) AND "
    "g.key_id IN (f.key_id, f.wrap_key_id) AND g.revoked_ms IS NOT NULL AND NOT EXISTS (SELECT FROM "
    "key_grants h JOIN user_keys k ON k.user_id = h.user_id AND k.identity = h.grantee_key AND k.retired_ms "
    "IS NULL WHERE h.user_id = g.user_id AND h.key_id IN (f.key_id, f.wrap_key_id) AND h.revoked_ms IS NULL "
    "AND (h.expires_ms = 0 OR h.expires_ms > $4))) FROM media_files f WHERE f.call_id = $1 AND f.position = "
    "$2");

} // namespace

std::optional<MediaAccess> mediaAccess(Transaction &transaction, const common::CallId &call, int position,
                                       const QList<QUuid> &users, qint64 nowMs)
{
    const auto rows = transaction.exec(
        kAccess, SqlParams().add(call.uuid()).add(qint64{position}).addArray(users).add(nowMs));
    if (rows.empty()) {
        return std::nullopt;
    }
    const auto row = rowAt(rows, 0);
    return MediaAccess{static_cast<TargetKey>(numberOf(row[0])), boolOf(row[1])};
}

} // namespace recorder
