// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/keys.pb.h"
#include "common/rpc/codecs/keycodec.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/recorder/service/keyworld.h"

#include <QHash>

namespace tests
{

/// Requests about keys that succeed, as the console of `login` would make them; the key is of that tenant and
/// the only one there. What is needed for them lies in the database afterwards.
struct KeyLab {
    /// What `login` asks, and to or from whom he grants or revokes.
    struct Case {
        QString login;
        QString grantee;
        int tenant = 1;
    };

    AccessWorld &world;

    QByteArray request(const QString &service, const QString &method, const Case &given)
    {
        if (service == QLatin1String("OwnKeys")) {
            return method == QLatin1String("Put") ? put(given.login) : QByteArray();
        }
        if (method == QLatin1String("List") && service == QLatin1String("TenantKeys")) {
            return {};
        }
        if (service == QLatin1String("KeyServices")) {
            return aboutServices(method, given.tenant);
        }
        clear(given.tenant);
        const Keys keys = holderOf(tenantId(given.tenant), 1);
        if (method == QLatin1String("Create")) {
            return create(keys, enrol(given.login));
        }
        const recorder::StoredTenantKey key = insert(keys, given.tenant);
        if (service == QLatin1String("KeyRewraps")) {
            return aboutWraps(method, keys, key, given.login);
        }
        return service == QLatin1String("KeyGrants") ? aboutGrants(method, keys, key, given)
                                                     : aboutKeys(method, keys, key, given);
    }

private:
    template <typename Message>
    static QByteArray bytesOf(const Message &message)
    {
        return QByteArray::fromStdString(message.SerializeAsString());
    }
    static std::string text(const QUuid &id) { return id.toString(QUuid::WithoutBraces).toStdString(); }
    qint64 now() const { return common::toUnixMs(world.clock.wall()); }
    QUuid tenantId(int tenant) const
    {
        return QUuid::fromString(
            world.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(tenant)));
    }
    /// The same each time: nobody has new keys without a reason.
    static Keys holderOf(const QUuid &owner, int number)
    {
        static QHash<QUuid, Keys> made;
        const auto at = made.constFind(owner);
        if (at != made.constEnd()) {
            return *at;
        }
        const common::KeyBundle bundle = *common::KeyBundle::around(openingKey(2048, number));
        return *made.insert(owner, {bundle, *common::makeKeyRecord(bundle, owner, 1'700'000'000'000)});
    }
    template <typename Work>
    void write(Work work)
    {
        const auto written =
            world.pool.run<void>([&work](recorder::Transaction &transaction) -> common::Status {
                recorder::KeyRepository keys(transaction);
                work(keys);
                return {};
            });
        if (!written) {
            qFatal("%s", qPrintable(written.error().message));
        }
    }
    void clear(int tenant)
    {
        world.ask(QStringLiteral("DELETE FROM key_activations WHERE tenant_id = %1; DELETE FROM tenant_keys "
                                 "WHERE tenant_id = %1")
                      .arg(tenant));
    }
    Keys enrol(const QString &login)
    {
        const QUuid user = world.userId(login).uuid();
        const Keys keys = holderOf(user, 0);
        const int tenant =
            world.ask(QStringLiteral("SELECT tenant_id FROM users WHERE login = '%1'").arg(login)).toInt();
        write([&](recorder::KeyRepository &rows) {
            rows.retireUserKeys(user, 1);
            rows.putUserKeys({recorder::storedOf(keys.record),
                              static_cast<recorder::TenantKey>(tenant),
                              "sealed",
                              {},
                              {},
                              0});
        });
        return keys;
    }
    recorder::StoredTenantKey insert(const Keys &keys, int tenant)
    {
        recorder::StoredTenantKey key;
        key.id = common::makeUuidV7();
        key.tenant = static_cast<recorder::TenantKey>(tenant);
        key.record = recorder::storedOf(keys.record);
        key.fingerprint = keys.record.fingerprint();
        key.bits = 2048;
        key.hasPrivate = true;
        write([&key](recorder::KeyRepository &rows) { rows.insertTenantKey(key); });
        return key;
    }
    QByteArray put(const QString &login)
    {
        const Keys keys = holderOf(world.userId(login).uuid(), 0);
        common::KeysToKeep wanted{keys.record, "sealed", {}, {}};
        write([&](recorder::KeyRepository &rows) {
            for (const recorder::StoredUserKeys &stored : rows.allUserKeys(keys.record.owner)) {
                if (stored.record.identity == keys.record.identity()) {
                    wanted.state = recorder::stateOf(stored);
                }
            }
        });
        if (!common::proveKeys(wanted, keys.bundle)) {
            qWarning("%s's keys sign nothing", qPrintable(login));
        }
        earshot::v1::OwnKeysToKeep keep;
        *keep.mutable_record() = common::toWire(keys.record);
        keep.set_bundle("sealed");
        keep.set_state(wanted.state.toStdString());
        keep.set_proof(wanted.proof.toStdString());
        return bytesOf(keep);
    }
    QByteArray create(const Keys &keys, const Keys &maker) const
    {
        earshot::v1::NewTenantKey wanted;
        *wanted.mutable_record() = common::toWire(keys.record);
        *wanted.mutable_grant() =
            common::toWire(*common::makeGrant(keys.bundle, keys.record, maker.record, now()));
        return bytesOf(wanted);
    }
    void hold(const Keys &keys, const recorder::StoredTenantKey &key, const Keys &grantee)
    {
        const common::Grant grant = *common::makeGrant(keys.bundle, keys.record, grantee.record, now());
        write([&](recorder::KeyRepository &rows) {
            rows.putGrant({key.id, grant.grantee, key.tenant, grant.granteeKey, grant.grantedMs, 0,
                           grant.bundle, grant.signature});
        });
    }
    QByteArray aboutKeys(const QString &method, const Keys &keys, const recorder::StoredTenantKey &key,
                         const Case &given)
    {
        if (method == QLatin1String("Activate")) {
            earshot::v1::KeyToActivate activate;
            activate.set_id(text(key.id));
            *activate.mutable_activation() =
                common::toWire(*common::makeActivation(keys.bundle, keys.record, std::nullopt, now()));
            return bytesOf(activate);
        }
        if (method == QLatin1String("Update")) {
            earshot::v1::KeyToRename rename;
            rename.set_id(text(key.id));
            rename.set_name("Renamed");
            return bytesOf(rename);
        }
        if (method == QLatin1String("BringBack")) {
            return bringBack(keys, key, enrol(given.login));
        }
        if (method == QLatin1String("Remove")) {
            earshot::v1::KeyToRemove remove;
            remove.set_id(text(key.id));
            remove.set_confirm(recorder::tailOf(key.fingerprint).toStdString());
            return bytesOf(remove);
        }
        if (method == QLatin1String("NoteExport")) {
            hold(keys, key, enrol(given.login));
        }
        earshot::v1::KeyExport ref; // its first field is an id, as an ObjectRef's
        ref.set_id(text(key.id));
        return bytesOf(ref);
    }
    QByteArray bringBack(const Keys &keys, const recorder::StoredTenantKey &key, const Keys &self) const
    {
        const common::KeyBundle bundle = *common::KeyBundle::around(keys.bundle.opening);
        const Keys again{bundle, *common::makeKeyRecord(bundle, keys.record.owner, now())};
        earshot::v1::KeyToBringBack back;
        back.set_id(text(key.id));
        *back.mutable_record() = common::toWire(again.record);
        *back.mutable_grant() =
            common::toWire(*common::makeGrant(again.bundle, again.record, self.record, now()));
        back.set_before(keys.record.identity().toStdString());
        back.set_proof(common::proveSuccession({keys.record.owner, key.fingerprint, keys.record.identity(),
                                                again.record.identity()},
                                               again.bundle.opening)
                           ->toStdString());
        return bytesOf(back);
    }
    /// A file of the key, and another key that recordings are sealed to now.
    QByteArray aboutWraps(const QString &method, const Keys &keys, const recorder::StoredTenantKey &key,
                          const QString &login)
    {
        if (method == QLatin1String("List")) {
            earshot::v1::WrapsToMove list;
            list.set_key_id(text(key.id));
            return bytesOf(list);
        }
        const common::KeyBundle bundle = *common::KeyBundle::around(openingKey(2048, 2));
        const Keys next{bundle, *common::makeKeyRecord(bundle, keys.record.owner, 1'700'000'000'000)};
        const recorder::StoredTenantKey to = insert(next, static_cast<int>(key.tenant));
        const Keys holder = enrol(login);
        hold(keys, key, holder);
        hold(next, to, holder);
        const common::Activation link = *common::makeActivation(next.bundle, next.record, std::nullopt, 1);
        write([&](recorder::KeyRepository &rows) {
            rows.addActivation(to.tenant, {to.id,
                                           link.key,
                                           link.previous,
                                           link.atMs,
                                           link.signature,
                                           link.vouch,
                                           QStringLiteral("first"),
                                           {}});
            rows.setActive(to, true);
        });
        // Of no month: what has none is in the way of nothing.
        const QUuid call = QUuid::fromString(QStringLiteral("00000000-0000-7000-8000-") +
                                             QUuid::createUuid().toString(QUuid::Id128).left(12));
        world.ask(
            QStringLiteral("INSERT INTO media_files (call_id, size, tenant_id, position, kind, "
                           "storage_target, format, path, sha256, key_id) VALUES ('%1', 1, %2, 0, 1, 1, "
                           "'mp3', 'x', decode(repeat('00', 32), 'hex'), '%3')")
                .arg(call.toString(QUuid::WithoutBraces))
                .arg(static_cast<int>(key.tenant))
                .arg(key.id.toString(QUuid::WithoutBraces)));
        const auto rewrap = common::makeRewrap(keys.bundle, keys.record, next.record,
                                               {{call, 0, QByteArray(256, 'w')}}, now());
        earshot::v1::MovedWraps moved;
        moved.set_from_id(text(key.id));
        moved.set_to_id(text(to.id));
        moved.set_at_ms(rewrap->atMs);
        earshot::v1::MovedWrap *file = moved.add_files();
        *file->mutable_place() = common::placeToWire(rewrap->files.first());
        file->set_wrapped(rewrap->files.first().wrapped.toStdString());
        moved.set_signature(rewrap->signature.toStdString());
        return bytesOf(moved);
    }
    /// One service in all, whoever has it.
    QByteArray aboutServices(const QString &method, int tenant)
    {
        world.ask(QStringLiteral("DELETE FROM key_services; DELETE FROM service_grants"));
        const Keys keys =
            holderOf(QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-00000000005e")), 3);
        if (method == QLatin1String("Register")) {
            earshot::v1::NewKeyService wanted;
            wanted.set_tenant_id(text(tenantId(tenant)));
            wanted.set_name("Archiver");
            *wanted.mutable_record() = common::toWire(keys.record);
            return bytesOf(wanted);
        }
        const auto written =
            world.pool.run<bool>([&](recorder::Transaction &transaction) -> common::Result<bool> {
                return recorder::KeyServiceRepository(transaction)
                    .insert({recorder::storedOf(keys.record), static_cast<recorder::TenantKey>(tenant),
                             QStringLiteral("Archiver"), now()});
            });
        if (!written || !*written) {
            qWarning("there is no service to ask about");
        }
        earshot::v1::KeyServiceRef ref;
        ref.set_id(text(keys.record.owner));
        return bytesOf(ref);
    }
    QByteArray aboutGrants(const QString &method, const Keys &keys, const recorder::StoredTenantKey &key,
                           const Case &given)
    {
        if (method == QLatin1String("List")) {
            earshot::v1::ListRequest list;
            list.add_criteria()->set_field("key");
            list.mutable_criteria(0)->set_operator_("is");
            list.mutable_criteria(0)->add_values(text(key.id));
            return bytesOf(list);
        }
        const Keys grantee = enrol(given.grantee);
        if (method == QLatin1String("Grant")) {
            return bytesOf(
                common::toWire(*common::makeGrant(keys.bundle, keys.record, grantee.record, now())));
        }
        hold(keys, key, grantee);
        earshot::v1::GrantsToRevoke revoke;
        revoke.set_key_id(text(key.id));
        revoke.add_user_ids(text(grantee.record.owner));
        revoke.set_confirm(recorder::tailOf(key.fingerprint).toStdString());
        return bytesOf(revoke);
    }
};

} // namespace tests
