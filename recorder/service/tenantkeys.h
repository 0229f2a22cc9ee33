// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/keyrules.h"

#include "common/model/listing.h"

namespace recorder
{

/// The keys of tenants and who may use them. Private keys never come here: everything that needs one was made
/// and signed in a holder's console, and is judged by its signature. So nobody grants what he does not hold,
/// whatever his role is.

/// All within reach on one page, the latest first. Criterion tenant (UUID); the search is how a fingerprint
/// begins. Invalid (criteria = unknown), NotFound.
common::Result<common::ListPageOf<StoredTenantKey>> listTenantKeys(Transaction &transaction,
                                                                   const TenantScope &scope,
                                                                   AuditDetail &trail,
                                                                   const common::ListQuery &query);
common::Result<StoredTenantKey> showTenantKey(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, const QString &id);

/// A key for each month of 80 years; a list of all of them is one page.
constexpr qint64 kMostTenantKeys = 1000;

struct TenantKeyToAdd {
    common::KeyRecord record; ///< its owner is the tenant
    /// To the caller himself: whoever makes a key or brings a private one holds it. Nothing for a public key
    /// that comes alone: what is sealed to it is never opened here.
    std::optional<common::Grant> grant;
    QString name{}; ///< may be empty
};
/// Invalid (record, key, grant = reasons of grants.h; tenant = unknown; name = length), Conflict (key =
/// exists | key-limit).
common::Result<StoredTenantKey> addTenantKey(Transaction &transaction, const TenantScope &scope,
                                             AuditDetail &trail, const TenantKeyToAdd &wanted);

struct KeyToRename {
    QString id;
    QString name; ///< may be empty
};
/// Invalid (name = length), NotFound.
common::Result<StoredTenantKey> renameTenantKey(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, const KeyToRename &wanted);

/// How often one key is brought back.
constexpr qsizetype kMostSuccessions = 100;

/// Somebody has the private key of one that is there, and nobody's signing key for it: he holds it from now
/// on, under another record. What was signed before holds; what it vouches for has to be accepted.
struct KeyToBringBack {
    QString id;
    common::KeyRecord record; ///< of the same RSA key, with a new signing key
    common::Grant grant;      ///< to the caller
    QByteArray before;        ///< identity of the record that it has
    QByteArray proof;         ///< common::proveSuccession()
};
/// NotFound, Conflict (proof = stale, key = record-limit), Denied (proof = missing | signature), Invalid
/// (record = format | signature | owner | key, grant = as addTenantKey).
common::Result<StoredTenantKey> bringBackTenantKey(Transaction &transaction, const TenantScope &scope,
                                                   AuditDetail &trail, const KeyToBringBack &wanted);

struct KeyToActivate {
    QString id;
    common::Activation activation;
    bool accept = false; ///< although no holder of the key before vouches for it
};
/// Invalid (activation = reasons of grants.h; bits = weak), Denied (activation = unvouched).
common::Result<StoredTenantKey> activateTenantKey(Transaction &transaction, const TenantScope &scope,
                                                  AuditDetail &trail, const KeyToActivate &wanted);
/// `tail` is tailOf() the fingerprint, typed; asked for while the tenant encrypts: its calls stay in the
/// recorder's spool then, until there is an active key again. Conflict (confirm = encrypting) without,
/// Invalid (confirm = wrong).
struct KeyToDeactivate {
    QString id;
    QString tail;
};
common::Result<StoredTenantKey> deactivateTenantKey(Transaction &transaction, const TenantScope &scope,
                                                    AuditDetail &trail, const KeyToDeactivate &wanted);
/// A holder took the private key out of his console, as a file: with a password or without. Denied (key =
/// not-held): who does not hold it takes nothing out.
struct KeyExport {
    QString id;
    bool withPassword = true;
};
common::Result<bool> noteKeyExport(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                   const KeyExport &exported);
/// `tail` is tailOf() the fingerprint, typed. Invalid (confirm = wrong), Conflict (active = active), Conflict
/// (key = needed): recordings are sealed to it, or it was active once and the keys after it rest on it.
struct KeyToRemove {
    QString id;
    QString tail;
};
common::Result<bool> removeTenantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                     const KeyToRemove &wanted);

/// A user, or a machine (keyservices.h), as the page of a key lists him.
struct KeyUser {
    QUuid id;
    QString name;
    QString login;
    KeyAccess access = KeyAccess::None;
    std::optional<common::KeyRecord> record; ///< what to grant to
    qint64 expiresMs = 0;
    bool isService = false; ///< then without a login
};
/// Of the key's tenant, and of the system for whoever reaches that; by name, the first 1000 of each; then the
/// tenant's services. Criteria key (UUID), authorised (true, false). Invalid (criteria = unknown), NotFound.
common::Result<common::ListPageOf<KeyUser>> listKeyUsers(Transaction &transaction, const TenantScope &scope,
                                                         AuditDetail &trail, const common::ListQuery &query);
/// NotFound (key_id | grantee), Invalid (grant = key | grantee | signature | expired | no-keys | clock |
/// older; endless: to a service without an end, or with one that is too far).
common::Result<bool> grantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const common::Grant &grant);
struct GrantsToRevoke {
    QString keyId;
    QStringList users;
    QString tail; ///< typed, when nobody would be left who can open it
};
/// How many had one. Conflict (confirm = last-holder) without the tail.
common::Result<int> revokeKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const GrantsToRevoke &wanted);

} // namespace recorder
