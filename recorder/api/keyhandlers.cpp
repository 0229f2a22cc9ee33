// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/keyhandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/service/keyservices.h"
#include "recorder/service/ownkeys.h"
#include "recorder/service/tenantkeys.h"

#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using common::Status;
using FindGate = std::function<const Gate *()>;
using common::textOf;

std::string idToWire(const QUuid &id)
{
    return common::toWire(id.toString(QUuid::WithoutBraces));
}

v1::TenantKey messageOf(const StoredTenantKey &key)
{
    v1::TenantKey wire;
    wire.set_id(idToWire(key.id));
    wire.set_tenant_id(idToWire(key.record.owner));
    wire.set_tenant(common::toWire(key.tenantName));
    *wire.mutable_record() = common::toWire(recordOf(key.record));
    wire.set_fingerprint(common::bytesToWire(key.fingerprint));
    wire.set_bits(key.bits);
    wire.set_has_private(key.hasPrivate);
    wire.set_active(key.active);
    wire.set_exported_ms(key.exportedMs);
    wire.set_holders(key.holders);
    wire.set_name(common::toWire(key.name));
    wire.set_vouching(common::toWire(key.vouching));
    wire.set_accepted_by(common::toWire(key.acceptedBy));
    wire.set_activated_ms(key.activatedMs);
    if (key.recordings) {
        wire.set_recordings(*key.recordings);
    }
    if (key.moved) {
        wire.set_moved(*key.moved);
    }
    const QList<common::KeyRecord> records = recordsOf(key);
    for (const common::KeyRecord &earlier : records.mid(1)) {
        *wire.add_earlier() = common::toWire(earlier);
    }
    return wire;
}

v1::HeldKey heldOf(const OwnKeys::Held &held)
{
    v1::HeldKey wire;
    *wire.mutable_key() = messageOf(held.key);
    *wire.mutable_grant() = common::toWire(held.grant);
    wire.set_access(common::toWire(keyOf(held.access)));
    return wire;
}

v1::OwnKeySet setOf(const OwnKeys &own)
{
    v1::OwnKeySet wire;
    for (const StoredUserKeys &keys : own.keys) {
        v1::OwnKey *key = wire.add_keys();
        *key->mutable_record() = common::toWire(recordOf(keys.record));
        key->set_bundle(common::bytesToWire(keys.bundle));
        key->set_next_bundle(common::bytesToWire(keys.nextBundle));
        key->set_recovery(common::bytesToWire(keys.recovery));
        key->set_retired_ms(keys.retiredMs);
        key->set_state(common::bytesToWire(stateOf(keys)));
        if (!keys.kdf.isEmpty()) {
            common::unpackKdf(keys.kdf, *key->mutable_kdf());
        }
        if (!keys.nextKdf.isEmpty()) {
            common::unpackKdf(keys.nextKdf, *key->mutable_next_kdf());
        }
    }
    for (const OwnKeys::Held &held : own.held) {
        *wire.add_held() = heldOf(held);
    }
    return wire;
}

v1::ServiceKeySet serviceOf(const ServiceKeys &keys)
{
    v1::ServiceKeySet wire;
    *wire.mutable_record() = common::toWire(recordOf(keys.service.record));
    wire.set_name(common::toWire(keys.service.name));
    for (const OwnKeys::Held &held : keys.held) {
        *wire.add_held() = heldOf(held);
    }
    return wire;
}

Result<TenantKeyToAdd> newKeyOf(const v1::NewTenantKey &wire)
{
    auto record = common::fromWire(wire.record());
    if (!record) {
        return common::propagate(record);
    }
    TenantKeyToAdd key{*record, std::nullopt, textOf(wire.name())};
    if (wire.has_grant()) {
        auto grant = common::fromWire(wire.grant());
        if (!grant) {
            return common::propagate(grant);
        }
        key.grant = *grant;
    }
    return key;
}

Result<KeyToActivate> activationOf(const v1::KeyToActivate &wire)
{
    auto activation = common::fromWire(wire.activation());
    return activation
               ? Result<KeyToActivate>(KeyToActivate{textOf(wire.id()), *activation, wire.accept_unvouched()})
               : common::propagate(activation);
}

Result<KeyToBringBack> bringBackOf(const v1::KeyToBringBack &wire)
{
    auto record = common::fromWire(wire.record());
    auto grant = common::fromWire(wire.grant());
    if (!record || !grant) {
        return record ? common::propagate(grant) : common::propagate(record);
    }
    return KeyToBringBack{textOf(wire.id()), *record, *grant, common::bytesFromWire(wire.before()),
                          common::bytesFromWire(wire.proof())};
}

v1::KeyUserList usersOf(const common::ListPageOf<KeyUser> &page)
{
    v1::KeyUserList wire;
    for (const KeyUser &user : page.items) {
        v1::KeyUser *entry = wire.add_users();
        entry->set_id(idToWire(user.id));
        entry->set_name(common::toWire(user.name));
        entry->set_login(common::toWire(user.login));
        entry->set_access(common::toWire(keyOf(user.access)));
        if (user.record) {
            *entry->mutable_record() = common::toWire(*user.record);
        }
        entry->set_expires_ms(user.expiresMs);
        entry->set_service(user.isService);
    }
    *wire.mutable_info() = common::infoToWire(page);
    return wire;
}

Result<QString> refOf(const v1::ObjectRef &wire)
{
    return textOf(wire.id());
}

Result<KeyServiceRef> serviceRefOf(const v1::KeyServiceRef &wire)
{
    return KeyServiceRef{textOf(wire.id()), textOf(wire.tenant_id()), common::bytesFromWire(wire.key())};
}

/// A method whose answer says nothing but that it was done.
template <typename Message>
Message done(const bool &)
{
    return {};
}

Status addOwn(Dispatcher &dispatcher, const FindGate &gate)
{
    return allOf(
        {serve<v1::OwnKeysRequest, v1::OwnKeySet, bool, OwnKeys>(
             dispatcher, "OwnKeys/Get", gate, [](const v1::OwnKeysRequest &) { return Result<bool>(true); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail, const bool &) {
                 return showOwnKeys(transaction, scope, trail);
             },
             setOf),
         serve<v1::OwnKeysToKeep, v1::OwnKeysKept, common::KeysToKeep, OwnKeysKept>(
             dispatcher, "OwnKeys/Put", gate,
             [](const v1::OwnKeysToKeep &wire) { return common::fromWire(wire); }, putOwnKeys,
             [](const OwnKeysKept &kept) {
                 v1::OwnKeysKept wire;
                 wire.set_is_new(kept.isNew);
                 wire.set_state(common::bytesToWire(kept.state));
                 return wire;
             })});
}

Status addTenants(Dispatcher &dispatcher, const FindGate &gate)
{
    using Page = common::ListPageOf<StoredTenantKey>;
    return allOf(
        {serve<v1::ListRequest, v1::TenantKeyList, common::ListQuery, Page>(
             dispatcher, "TenantKeys/List", gate,
             [](const v1::ListRequest &wire) { return common::fromWire(wire); }, listTenantKeys,
             [](const Page &page) {
                 v1::TenantKeyList wire;
                 for (const StoredTenantKey &key : page.items) {
                     *wire.add_keys() = messageOf(key);
                 }
                 *wire.mutable_info() = common::infoToWire(page);
                 return wire;
             }),
         serve<v1::ObjectRef, v1::TenantKey, QString, StoredTenantKey>(dispatcher, "TenantKeys/Get", gate,
                                                                       refOf, showTenantKey, messageOf),
         serve<v1::NewTenantKey, v1::TenantKey, TenantKeyToAdd, StoredTenantKey>(
             dispatcher, "TenantKeys/Create", gate, newKeyOf, addTenantKey, messageOf),
         serve<v1::KeyToRename, v1::TenantKey, KeyToRename, StoredTenantKey>(
             dispatcher, "TenantKeys/Update", gate,
             [](const v1::KeyToRename &wire) {
                 return Result<KeyToRename>(KeyToRename{textOf(wire.id()), textOf(wire.name())});
             },
             renameTenantKey, messageOf),
         serve<v1::KeyToBringBack, v1::TenantKey, KeyToBringBack, StoredTenantKey>(
             dispatcher, "TenantKeys/BringBack", gate, bringBackOf, bringBackTenantKey, messageOf),
         serve<v1::KeyToActivate, v1::TenantKey, KeyToActivate, StoredTenantKey>(
             dispatcher, "TenantKeys/Activate", gate, activationOf, activateTenantKey, messageOf),
         serve<v1::KeyToDeactivate, v1::TenantKey, KeyToDeactivate, StoredTenantKey>(
             dispatcher, "TenantKeys/Deactivate", gate,
             [](const v1::KeyToDeactivate &wire) {
                 return Result<KeyToDeactivate>(KeyToDeactivate{textOf(wire.id()), textOf(wire.confirm())});
             },
             deactivateTenantKey, messageOf),
         serve<v1::KeyExport, v1::KeyExportNoted, KeyExport, bool>(
             dispatcher, "TenantKeys/NoteExport", gate,
             [](const v1::KeyExport &wire) {
                 return Result<KeyExport>(KeyExport{textOf(wire.id()), wire.with_password()});
             },
             noteKeyExport, done<v1::KeyExportNoted>),
         serve<v1::KeyToRemove, v1::KeyRemoved, KeyToRemove, bool>(
             dispatcher, "TenantKeys/Remove", gate,
             [](const v1::KeyToRemove &wire) {
                 return Result<KeyToRemove>(KeyToRemove{textOf(wire.id()), textOf(wire.confirm())});
             },
             removeTenantKey, done<v1::KeyRemoved>)});
}

Status addGrants(Dispatcher &dispatcher, const FindGate &gate)
{
    return allOf(
        {serve<v1::ListRequest, v1::KeyUserList, common::ListQuery, common::ListPageOf<KeyUser>>(
             dispatcher, "KeyGrants/List", gate,
             [](const v1::ListRequest &wire) { return common::fromWire(wire); }, listKeyUsers, usersOf),
         serve<v1::KeyGrant, v1::KeyGranted, common::Grant, bool>(
             dispatcher, "KeyGrants/Grant", gate,
             [](const v1::KeyGrant &wire) { return common::fromWire(wire); }, grantKey, done<v1::KeyGranted>),
         serve<v1::GrantsToRevoke, v1::GrantsRevoked, GrantsToRevoke, int>(
             dispatcher, "KeyGrants/Revoke", gate,
             [](const v1::GrantsToRevoke &wire) {
                 return Result<GrantsToRevoke>(GrantsToRevoke{
                     textOf(wire.key_id()), common::textsOf(wire.user_ids()), textOf(wire.confirm())});
             },
             revokeKey,
             [](const int &revoked) {
                 v1::GrantsRevoked reply;
                 reply.set_revoked(revoked);
                 return reply;
             })});
}

Status addServices(Dispatcher &dispatcher, const FindGate &gate)
{
    return allOf({serve<v1::NewKeyService, v1::KeyServiceAdded, KeyServiceToAdd, bool>(
                      dispatcher, "KeyServices/Register", gate,
                      [](const v1::NewKeyService &wire) -> Result<KeyServiceToAdd> {
                          auto record = common::fromWire(wire.record());
                          return record ? Result<KeyServiceToAdd>(
                                              {textOf(wire.tenant_id()), textOf(wire.name()), *record})
                                        : common::propagate(record);
                      },
                      addKeyService, done<v1::KeyServiceAdded>),
                  serve<v1::KeyServiceRef, v1::KeyServiceRemoved, KeyServiceRef, bool>(
                      dispatcher, "KeyServices/Remove", gate, serviceRefOf, removeKeyService,
                      done<v1::KeyServiceRemoved>),
                  serve<v1::KeyServiceRef, v1::ServiceKeySet, KeyServiceRef, ServiceKeys>(
                      dispatcher, "KeyServices/Held", gate, serviceRefOf, showServiceKeys, serviceOf)});
}

} // namespace

Status addKeyHandlers(Dispatcher &dispatcher, const FindGate &gate)
{
    return allOf({addOwn(dispatcher, gate), addTenants(dispatcher, gate), addGrants(dispatcher, gate),
                  addServices(dispatcher, gate)});
}

} // namespace recorder
