// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/sealingdesk.h"

#include "recorder/service/encryption.h"
#include "recorder/service/keyrules.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/tenantrepository.h"

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// What the database says of a tenant.
struct Answer {
    QUuid tenant;
    QString name; ///< as it is now
    bool encrypts = false;
    Result<std::optional<ActiveKey>> active = std::optional<ActiveKey>();
};

Result<Answer> ask(ConnectionPool &pool, const common::TenantRef &tenant, qint64 nowMs)
{
    return pool.run<Answer>([&](Transaction &transaction) -> Result<Answer> {
        auto found = TenantRepository(transaction).find(tenant);
        if (!found) {
            return common::propagate(found);
        }
        Answer answer;
        answer.tenant = found->id.uuid();
        answer.name = found->name;
        answer.encrypts = isEncrypting(transaction, found->key);
        if (answer.encrypts) {
            answer.active = activeChainOf(transaction, found->key, nowMs);
        }
        return answer;
    });
}

tl::unexpected<common::Error> notNow(const QString &tenant, const char *reason, const QString &why)
{
    return common::fail(ErrorCode::Unavailable,
                        QStringLiteral("recordings of %1 are to be sealed, and %2").arg(tenant, why),
                        {{QStringLiteral("encryption"), QLatin1String(reason)}});
}

} // namespace

Result<common::SealingKey> SealingDesk::judge(const QString &tenant, const ActiveKey &active)
{
    auto key = common::checkKeyRecord(recordOf(active.key.record));
    if (!key || key->bits() < common::SealingKey::kLeastSealingBits) {
        return notNow(tenant, kKeyRefused, QStringLiteral("the active key is none to seal to"));
    }
    common::Status pinned = m_pins.check(active.key.record.owner, active.chain);
    if (!pinned && pinned.error().code == ErrorCode::Invalid) {
        return notNow(tenant, kKeyRefused,
                      QStringLiteral("the active key does not go on from those that were seen before"));
    }
    return pinned ? std::move(key) : Result<common::SealingKey>(common::propagate(pinned));
}

Result<std::optional<common::SealingKey>> SealingDesk::keyFor(ConnectionPool &pool,
                                                              const common::TenantRef &tenant, qint64 nowMs)
{
    using Key = std::optional<common::SealingKey>;
    auto answer = ask(pool, tenant, nowMs);
    if (!answer) {
        return common::propagate(answer);
    }
    const auto decide = [&]() -> Result<Key> {
        if (!answer->encrypts) {
            return Key();
        }
        if (!answer->active) {
            return notNow(answer->name, kKeyRefused, answer->active.error().message);
        }
        const std::optional<ActiveKey> &active = *answer->active;
        if (!active) {
            return notNow(answer->name, kNoKey, QStringLiteral("there is no active key"));
        }
        auto key = judge(answer->name, *active);
        return key ? Result<Key>(std::move(*key)) : Result<Key>(common::propagate(key));
    };
    Result<Key> key = decide();
    if (!key && key.error().fields.value(QStringLiteral("encryption")) == QLatin1String(kKeyRefused)) {
        // Somebody who asked later may have seen the next key already, and have it remembered.
        answer = ask(pool, tenant, nowMs);
        if (!answer) {
            return common::propagate(answer);
        }
        key = decide();
    }
    m_waiting.with([&](auto &waiting) {
        const QString reason = key ? QString() : key.error().fields.value(QStringLiteral("encryption"));
        if (!reason.isEmpty()) {
            waiting.insert(answer->tenant, {answer->name, reason});
        } else if (key) {
            waiting.remove(answer->tenant);
        }
    });
    return key;
}

std::optional<common::SealingKey> SealingDesk::lastKnown(const common::TenantRef &tenant) const
{
    const auto in = [](const auto &keys, const auto &of) -> std::optional<common::SealingKey> {
        const auto found = keys.constFind(of);
        return found == keys.constEnd() ? std::nullopt : std::optional(*found);
    };
    return m_known.with([&](const Keys &known) {
        return tenant.id.isNull() ? in(known.byName, tenant.name.toLower())
                                  : in(known.byId, tenant.id.uuid());
    });
}

void SealingDesk::refresh(ConnectionPool &pool, qint64 nowMs, std::function<void()> done)
{
    using All = QList<ActiveKey>;
    pool.post<All>(
        [nowMs](Transaction &transaction) -> Result<All> { return encryptingKeys(transaction, nowMs); },
        [this, done = std::move(done)](const Result<All> &all) {
            Keys keys;
            for (const ActiveKey &active : all ? *all : All()) {
                if (auto key = judge(active.key.tenantName, active)) {
                    keys.byId.insert(active.key.record.owner, *key);
                    keys.byName.insert(active.key.tenantName.toLower(), *key);
                }
            }
            if (all) {
                m_known.with([&keys](Keys &known) { known = keys; });
            }
            done();
        });
}

QMap<QString, QString> SealingDesk::waiting() const
{
    return m_waiting.with([](const auto &all) {
        QMap<QString, QString> waiting;
        for (const auto &[name, reason] : all) {
            waiting.insert(name, reason);
        }
        return waiting;
    });
}

} // namespace recorder
