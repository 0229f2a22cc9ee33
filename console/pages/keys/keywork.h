// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/grants.h"
#include "common/proto/keys.pb.h"
#include "console/net/sessionkeys.h"

#include <QHash>
#include <QList>

#include <functional>

namespace console
{

// What is done with tenants' keys where it may take a while: in worker threads, over values.

/// A key on its way to the recorder. What signs for it is at hand as long as this is.
struct MadeKey {
    earshot::v1::NewTenantKey message;
    common::KeyRecord record;
    common::SigningKey signing;
    std::optional<common::OpeningKey> opening{}; ///< none: the public key came alone
};

struct KeyOrder {
    QUuid tenant;
    QString name;
    common::KeyRecord holder; ///< to whom it is granted at once: whoever makes it
    qint64 nowMs = 0;
};
/// New, of 2048, 3072 or 4096 bits.
common::Result<MadeKey> makeTenantKey(const QcaSource &qca, int bits, const KeyOrder &order);

struct KeyImport {
    QByteArray
        publicPem; ///< alone: what is sealed to it is not opened here; beside the private one it must fit
    QByteArray privatePem; ///< may be empty
    QString password;
};
/// Invalid (fields: key = as of pemkeys.h, public = the same for the public key; key = empty: nothing was
/// given).
common::Result<MadeKey> importTenantKey(const KeyImport &from, const KeyOrder &order);

/// Writes a private key, and nothing of it when that fails; readable by its owner alone. An empty password
/// leaves it open. Invalid (file = words of the system).
common::Status exportTenantKey(const common::KeyBundle &keys, const QString &password, const QString &path);

/// Makes a key the one that recordings are sealed to. Tries the keys that vouch for it in turn, as it is not
/// told which one was active last: nothing but who holds that one makes it vouched. Signing takes no time:
/// any thread, calls on `context`. Denied (activation = unvouched): somebody has to accept it by name.
struct Activating {
    QString id;
    common::SigningKey signing;
    common::KeyRecord record;
    QList<common::Voucher> vouchers;
    bool accept = false;
    qint64 nowMs = 0;
};
void activateTenantKey(common::RpcClient &rpc, const Activating &what, QObject *context,
                       std::function<void(common::Status)> done);

/// Grants a key to people, one after the other; `done` hears for how many it worked and the first error.
struct Granting {
    common::KeyBundle keys;
    common::KeyRecord tenant;
    QList<common::KeyRecord> grantees;
    qint64 nowMs = 0;
    qint64 expiresMs = 0;
    QHash<QUuid, qint64> ends; ///< of whom it is another than expiresMs
};
struct Granted {
    QList<common::KeyRecord> to;
    std::optional<common::Error> problem;
};
void grantTenantKey(common::RpcClient &rpc, const Granting &what, QObject *context,
                    std::function<void(const Granted &)> done);

} // namespace console
