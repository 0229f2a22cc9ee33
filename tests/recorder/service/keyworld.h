// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/keyservices.h"
#include "recorder/service/ownkeys.h"
#include "recorder/service/tenantkeys.h"

#include "tests/common/crypto/testkeys.h"
#include "tests/recorder/service/directoryworld.h"

namespace tests
{

/// What a console would hold: somebody's keys.
struct Keys {
    common::KeyBundle bundle;
    common::KeyRecord record;
};

/// People with keys of their own, and a tenant whose key the administrator holds.
struct KeyWorld : DirectoryWorld {
    qint64 now() const { return common::toUnixMs(clock.wall()); }
    /// The same for the same number.
    Keys keysOf(const QUuid &owner, int number) const
    {
        const common::KeyBundle bundle = *common::KeyBundle::around(openingKey(2048, number));
        return {bundle, *common::makeKeyRecord(bundle, owner, now())};
    }
    QUuid tenantId(const char *name) const { return QUuid::fromString(tenant(name)); }

    template <typename T, typename In>
    common::Result<T> as(const char *login, Work<T, In> work, const std::decay_t<In> &in)
    {
        return change<T, In>(login, "session", work, in);
    }
    static common::KeysToKeep put(const Keys &keys)
    {
        return {keys.record, QByteArray("sealed ") + keys.record.identity().toHex(), {}, {}};
    }
    /// Whether they are new; as a session can that has not opened what is there.
    common::Result<bool> putKeys(const char *login, const common::KeysToKeep &wanted)
    {
        auto kept =
            as<recorder::OwnKeysKept, const common::KeysToKeep &>(login, recorder::putOwnKeys, wanted);
        return kept ? common::Result<bool>(kept->isNew) : common::propagate(kept);
    }
    common::Result<recorder::OwnKeys> shown(const char *login)
    {
        return gate.runAndWait<recorder::OwnKeys>(session(login), operation("session", false),
                                                  recorder::showOwnKeys);
    }
    /// With the proof of who has opened them, in place of what is kept now.
    common::KeysToKeep proved(const char *login, const Keys &keys, common::KeysToKeep wanted)
    {
        const auto own = shown(login);
        for (const recorder::StoredUserKeys &stored : own.value().keys) {
            if (stored.record.identity == keys.record.identity()) {
                wanted.state = recorder::stateOf(stored);
            }
        }
        if (!common::proveKeys(wanted, keys.bundle)) {
            qWarning("%s's keys sign nothing", login);
        }
        return wanted;
    }
    common::Result<bool> keep(const char *login, const Keys &keys, const common::KeysToKeep &wanted)
    {
        return putKeys(login, proved(login, keys, wanted));
    }
    /// He has signed in once.
    Keys enrol(const char *login, int number)
    {
        const Keys keys = keysOf(userId(QLatin1String(login)).uuid(), number);
        if (const auto done = putKeys(login, put(keys)); !done) {
            qFatal("%s gets no keys: %s", login, qPrintable(done.error().message));
        }
        return keys;
    }
    common::Result<recorder::StoredTenantKey> add(const char *login, const Keys &made, const Keys &self)
    {
        return as<recorder::StoredTenantKey, const recorder::TenantKeyToAdd &>(
            login, recorder::addTenantKey,
            {made.record, *common::makeGrant(made.bundle, made.record, self.record, now())});
    }
    common::Result<bool> grant(const char *login, const common::Grant &grant)
    {
        return as<bool, const common::Grant &>(login, recorder::grantKey, grant);
    }
    common::Result<recorder::StoredTenantKey> activate(const char *login,
                                                       const recorder::StoredTenantKey &about,
                                                       const common::Activation &activation,
                                                       bool accept = false)
    {
        return as<recorder::StoredTenantKey, const recorder::KeyToActivate &>(
            login, recorder::activateTenantKey, {idOf(about.id), activation, accept});
    }
    common::Result<int> revoke(const char *login, const recorder::StoredTenantKey &about, const char *whom,
                               const QString &tail = {})
    {
        return as<int, const recorder::GrantsToRevoke &>(
            login, recorder::revokeKey, {idOf(about.id), {userId(QLatin1String(whom)).toString()}, tail});
    }
    common::Result<QStringList> remove(const char *whom)
    {
        return change<QStringList, const QStringList &>("admin", "users.edit", recorder::removeUsers,
                                                        {userId(QLatin1String(whom)).toString()});
    }
    /// "ada:authorised sue:none" of the key's users.
    QString users(const char *login, const recorder::StoredTenantKey &about, bool authorised)
    {
        common::ListQuery query = where("authorised", "is", {QLatin1String(authorised ? "true" : "false")});
        query.criteria.append({QStringLiteral("key"), QStringLiteral("is"), {idOf(about.id)}});
        const auto found = as<common::ListPageOf<recorder::KeyUser>, const common::ListQuery &>(
            login, recorder::listKeyUsers, query);
        QStringList words;
        for (const recorder::KeyUser &user : found ? found->items : QList<recorder::KeyUser>()) {
            words.append((user.isService ? user.name : user.login) + QLatin1Char(':') +
                         recorder::keyOf(user.access));
        }
        return found ? words.join(QLatin1Char(' ')) : outcome(found);
    }
    common::Result<std::optional<recorder::StoredTenantKey>> active(recorder::TenantKey tenant)
    {
        return pool.run<std::optional<recorder::StoredTenantKey>>([&](recorder::Transaction &transaction) {
            return recorder::activeKeyOf(transaction, tenant, now());
        });
    }
    static QString idOf(const QUuid &id) { return id.toString(QUuid::WithoutBraces); }
};

/// Nordlicht's administrator made its key; ada has keys, nobody granted her anything.
struct HeldKeyWorld : KeyWorld {
    Keys admin = enrol("admin", 0);
    Keys ada = enrol("ada", 1);
    Keys north = keysOf(tenantId("Nordlicht"), 2);
    recorder::StoredTenantKey key = add("admin", north, admin).value();
    QString tail() const { return recorder::tailOf(key.fingerprint); }
};

} // namespace tests
