// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/grantrows.h"

namespace recorder
{

StoredGrant storedGrantOf(const pqxx::row &row)
{
    return {uuidOf(row[0]),  uuidOf(row[1]),   static_cast<TenantKey>(numberOf(row[2])),
            bytesOf(row[3]), numberOf(row[4]), numberOf(row[5]),
            bytesOf(row[6]), bytesOf(row[7])};
}

SqlParams paramsOf(const StoredGrant &grant)
{
    SqlParams params;
    params.add(grant.key)
        .add(grant.user)
        .add(static_cast<qint64>(grant.tenant))
        .addBytes(grant.granteeKey)
        .add(grant.grantedMs)
        .add(grant.expiresMs)
        .addBytes(grant.bundle)
        .addBytes(grant.signature);
    return params;
}

} // namespace recorder
