// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/keyrepository.h"

namespace recorder
{

/// A machine with keys of its own; the owner of the record is its id, which is one within its tenant.
struct StoredKeyService {
    StoredKeyRecord record;
    TenantKey tenant{};
    QString name;
    qint64 addedMs = 0;
};

/// Services and what they were granted. Grants are those of users (StoredGrant), with the service in the
/// user's place. Knows nothing of what the bytes mean; what a tenant sees is the wall's business, and the
/// caller's who names one.
class KeyServiceRepository
{
public:
    explicit KeyServiceRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// By name; of those whose name contains the text.
    QList<StoredKeyService> services(TenantKey tenant, const QString &search = {});
    /// `forChange` locks it until the end of the transaction.
    std::optional<StoredKeyService> service(TenantKey tenant, const QUuid &id, bool forChange = false);
    /// Of all tenants, the one that was registered first in front.
    QList<StoredKeyService> servicesWithId(const QUuid &id);
    qint64 count(TenantKey tenant);
    /// Whether some user, of whatever tenant, removed or not, has this id.
    bool isUser(const QUuid &id);
    /// False: the id or these keys are there already, in this tenant.
    bool insert(const StoredKeyService &service);
    /// What it was granted is revoked.
    void remove(TenantKey tenant, const QUuid &id, qint64 nowMs);

    /// Not those that were revoked.
    QList<StoredGrant> grantsOfKey(const QUuid &key);
    QList<StoredGrant> grantsOfService(TenantKey tenant, const QUuid &service);
    /// In place of what it was granted before, revoked or not.
    void putGrant(const StoredGrant &grant);
    /// When it was granted the key last, or that was revoked; 0 = never. Nobody changes it until the end of
    /// the transaction.
    qint64 lastGrantMs(const QUuid &key, const QUuid &service);
    /// The moment stays, the bundle goes. False: there was nothing.
    bool revokeGrant(const QUuid &key, const QUuid &service, qint64 nowMs);

private:
    QList<StoredKeyService> readServices(const QString &condition, const SqlParams &params);
    QList<StoredGrant> readGrants(const QString &condition, const SqlParams &params);
    Transaction &m_transaction;
};

} // namespace recorder
