// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/keybundle.h"

#include <optional>

namespace common
{

/// The keys of a tenant, sealed to one user by somebody who holds them: a container of the bundle and a
/// signature with the tenant's signing key. Nobody who does not hold the keys can make one, whatever else he
/// may do to the database.
struct Grant {
    QUuid tenant;
    QByteArray key; ///< fingerprint of the tenant's key
    QUuid grantee;
    QByteArray granteeKey; ///< identity of his record
    qint64 grantedMs = 0;
    qint64 expiresMs = 0; ///< 0: never
    QByteArray bundle;    ///< the container
    QByteArray signature;

    bool operator==(const Grant &) const = default;
};

/// `tenant` is the record of `keys`; Invalid (fields: grant = key) when it is not. Milliseconds since 1970.
Result<Grant> makeGrant(const KeyBundle &keys, const KeyRecord &tenant, const KeyRecord &grantee,
                        qint64 grantedMs, qint64 expiresMs = 0);
/// Invalid (fields: grant = key | grantee | expired | signature): for another key, for another user or
/// another key of his, over, or not signed by a holder. Both records are checked too.
Status checkGrant(const Grant &grant, const KeyRecord &tenant, const KeyRecord &grantee, qint64 nowMs);
/// How far the clocks of a console and of the recorder may be apart.
constexpr qint64 kGrantSkewMs = 10 * 60 * 1000;
/// Of a grant that comes in, besides checkGrant(): it was made about now, and after `afterMs`, when he was
/// granted the key last or that was revoked (0: never). Else what a holder once signed could be brought again
/// by anybody. Invalid (grant = clock | older).
Status checkNewGrant(const Grant &grant, qint64 afterMs, qint64 nowMs);
/// The tenant's keys, compared with its record. Call checkGrant() first.
Result<KeyBundle> openGrant(const Grant &grant, const OpeningKey &grantee, const KeyRecord &tenant);

/// "From now on recordings are sealed to this key": signed by the key itself and, when there was an active
/// one before, by that one. Else whoever can write to the database could plant a key of his own and read what
/// comes.
struct Activation {
    QUuid tenant;
    QByteArray key;      ///< identity of the new key's record
    QByteArray previous; ///< identity of the record before; empty: there was none
    qint64 atMs = 0;
    QByteArray signature; ///< by the new key
    QByteArray vouch;     ///< by the previous one; may be empty
};

/// The holder of the key that was active until now.
struct Voucher {
    KeyBundle keys;
    KeyRecord record;
};
Result<Activation> makeActivation(const KeyBundle &keys, const KeyRecord &record,
                                  const std::optional<Voucher> &previous, qint64 atMs);
/// Of a public key that came alone: only while its signing key is at hand, which nobody keeps.
Result<Activation> makeActivation(const SigningKey &signing, const KeyRecord &record,
                                  const std::optional<Voucher> &previous, qint64 atMs);
/// First: there was no key before. Vouched: the previous holder signed. Unvouched: he did not; somebody has
/// to accept it knowingly, and an alert is due.
enum class Vouching { First, Vouched, Unvouched };
/// `previous` is the record of the active key, nothing when there is none. Invalid (fields: activation = key
/// | previous | signature), also for a vouch that is wrong.
Result<Vouching> checkActivation(const Activation &activation, const KeyRecord &record,
                                 const std::optional<KeyRecord> &previous);

} // namespace common
