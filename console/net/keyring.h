// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerreader.h"
#include "common/crypto/grants.h"

#include "common/proto/keys.pb.h"

#include <QHash>

#include <string>

namespace console
{

/// The keys that the signed-in user holds, opened, in memory only: his own, and those of tenants that were
/// granted to him. What the recorder says is judged here again: a record, grant or key that does not fit is
/// not used, whatever the recorder thinks of it. Opening takes some milliseconds of RSA for each grant: not
/// in the thread that draws. One thread at a time.
class KeyRing
{
public:
    enum class State {
        Locked,
        NoKeys,   ///< he has none yet: keep what makeOwn() makes
        WrongKey, ///< none of his opens with this password: the recovery code, or the password before
        Open
    };
    /// What of a granted key became of it.
    struct Held {
        QByteArray fingerprint;
        QString tenantId;
        bool active = false;
        QString problem;      ///< empty = it opens; else regrant, expired, or as of common::checkGrant
        qint64 expiresMs = 0; ///< 0 = never
    };

    /// New keys for a user, sealed under his KEK, and the message that keeps them.
    static common::Result<earshot::v1::OwnKeysToKeep> makeOwn(const common::Qca &qca, const QUuid &user,
                                                              const common::SecretBytes &kek, qint64 nowMs);

    /// `kek` of the password that he signed in with, `user` who that is. Errors are those of the recorder's
    /// answer only (Invalid: a record that is not his or not signed).
    common::Result<State> open(const earshot::v1::OwnKeySet &keys, const QUuid &user,
                               const common::SecretBytes &kek, qint64 nowMs);
    /// With a recovery code instead: afterwards keep what reseal() gives, under the new password.
    common::Result<State> recover(const earshot::v1::OwnKeySet &keys, const QUuid &user, const QString &code,
                                  qint64 nowMs);
    /// Of a machine, whose own keys are at hand: what it was granted. Always Open.
    void openService(const common::KeyBundle &own, const common::KeyRecord &record,
                     const earshot::v1::ServiceKeySet &keys, qint64 nowMs);
    /// Wipes everything.
    void lock();
    /// Lets go of tenants' keys whose grant is over by then. False: there was none.
    bool expire(qint64 nowMs);
    /// When the next one is over, in milliseconds since 1970; 0 = never.
    qint64 nextEndMs() const;

    State state() const { return m_state; }
    const QList<Held> &held() const { return m_held; }
    /// The own keys sealed under this KEK; with `next`, under that one too: before a new password is set, so
    /// that whichever is in force afterwards opens them. Invalid while locked.
    common::Result<earshot::v1::OwnKeysToKeep> reseal(const common::SecretBytes &kek,
                                                      const common::SecretBytes *next = nullptr) const;
    /// Signs it with the own keys, in place of what the recorder calls `state`: it takes no other keys that
    /// are there already from a mere session.
    common::Status prove(earshot::v1::OwnKeysToKeep &message, const std::string &state) const;
    /// Sealed under this code, too. It stays with the recorder, whatever is sealed anew, until there is
    /// another.
    common::Result<QByteArray> sealedForRecovery(const QString &code) const;

    /// The keys of a tenant, for granting, activating, exporting. Nothing: not held.
    std::optional<common::KeyBundle> tenantKeys(const QByteArray &fingerprint) const;
    std::optional<common::KeyRecord> ownRecord() const;
    /// Opens sealed files with whichever of the held keys they are sealed to; else with what stands beside
    /// the file since its tenant's key was rotated (`moved`, may be empty): what is in the file is as it was
    /// recorded, what is beside it was made by somebody later. Keeps copies of the keys: drop it when the
    /// ring is locked.
    common::FileKeySource fileKeys(const common::WrappedKey &moved = {}) const;

private:
    common::Result<State> openOwn(const earshot::v1::OwnKeySet &keys, const QUuid &user,
                                  const common::SecretBytes &kek, common::BundleWrap wrap);
    void openHeld(const google::protobuf::RepeatedPtrField<earshot::v1::HeldKey> &granted, qint64 nowMs);
    QString openGranted(const earshot::v1::HeldKey &held, qint64 nowMs);
    QString openBy(const common::KeyRecord &record, const common::Grant &grant, qint64 nowMs);

    State m_state = State::Locked;
    std::optional<common::KeyBundle> m_own;
    std::optional<common::KeyRecord> m_record;
    QHash<QByteArray, common::KeyBundle> m_tenants; ///< by fingerprint
    QList<Held> m_held;
};

} // namespace console
