// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/service/signonport.h"
#include "recorder/store/providerrepository.h"

#include "common/crypto/hostkey.h"
#include "common/model/listing.h"
#include "common/model/sources.h"

namespace recorder
{

/// Providers of single sign-on for people, inside the gate. Changing them needs the whole tenant (Denied:
/// scope = not-allowed), making one that is for every tenant and whatever concerns such a one every tenant
/// (Denied: every_tenant = not-allowed), changing one or taking it back nobody wider among its users (Denied:
/// users = wider). Errors: NotFound (id), Invalid names the field as the contract does
/// (issuer, ca_certificates, scopes, ..._claim = format; group_mappings = format | unknown | not-allowed;
/// client_secret = required: a stored one is not sent to another provider than the one it was given for),
/// Conflict (name = taken, version = changed; removing: id = in-use with users = how many).
common::Result<common::ListPageOf<common::ProviderRecord>>
listProviders(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
/// Other tenants see of one for every tenant what it is called and where it is, and no more of its settings.
common::Result<common::ProviderRecord> showProvider(Transaction &transaction, const TenantScope &scope,
                                                    const QString &id);
common::Result<common::ProviderRecord> createProvider(Transaction &transaction, const TenantScope &scope,
                                                      AuditDetail &trail, common::ProviderRecord provider,
                                                      const common::HostKey &key);
/// With another issuer or client everybody there is forgotten: a subject means nothing at another provider,
/// and may be made for each client (OpenID Connect Core 8.1).
common::Result<common::ProviderRecord> updateProvider(Transaction &transaction, const TenantScope &scope,
                                                      AuditDetail &trail, common::ProviderRecord provider,
                                                      const common::HostKey &key);
common::Result<QStringList> removeProviders(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const QStringList &ids);
common::Result<int> restoreProviders(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                     const QStringList &ids);

/// What a test of these settings needs; nothing is stored, and no secret is used.
common::Result<SignOnServer> providerToTest(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, common::ProviderRecord provider);
/// How the stored provider is reached.
common::Result<SignOnServer> signOnServerOf(const StoredProvider &provider, const common::HostKey &key);

/// Shapes only; blanks at the ends are taken away. Invalid names the field as the contract does.
common::Status cleanProvider(common::ProviderRecord &provider);

} // namespace recorder
