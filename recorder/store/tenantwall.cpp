// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/tenantwall.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

// One statement each; the role comes last. All of it is local to the transaction: a connection goes back to
// the pool as the owner's, whatever happened.
const QString kTenant =
    QStringLiteral("SELECT set_config('app.tenant', $1, true), set_config('search_path', "
                   "'walled, earshot, public', true), set_config('role', 'earshot_gate', true)");
const QString kEvery =
    QStringLiteral("SELECT set_config('app.tenant', '', true), set_config('search_path', "
                   "'earshot, public', true), set_config('role', 'earshot_gate_all', true)");
const QString kOwner =
    QStringLiteral("SELECT set_config('role', 'none', true), set_config('app.tenant', '', true), "
                   "set_config('search_path', 'earshot, public', true)");

} // namespace

void raiseWall(Transaction &transaction, std::optional<TenantKey> tenant)
{
    if (tenant) {
        transaction.exec(kTenant, SqlParams().add(QString::number(static_cast<qint32>(*tenant))));
    } else {
        transaction.exec(kEvery);
    }
}

void lowerWall(Transaction &transaction)
{
    transaction.exec(kOwner);
}

} // namespace recorder
