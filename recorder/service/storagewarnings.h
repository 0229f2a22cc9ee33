// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/removalrepository.h"

#include "common/crypto/hostkey.h"

namespace recorder
{

/// Tells people that a tenant comes near to a limit: once when 80 % and once when 90 % are reached, by mail
/// and by the audit trail, which goes to syslog too. A step is told again only after the use had fallen 5 %
/// below it.
class StorageWarnings
{
public:
    explicit StorageWarnings(common::HostKey key)
        : m_key(std::move(key))
    {
    }
    /// The step that was told now, 0 = none; then there is no audit row either.
    common::Result<int> warn(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                             const LimitedTenant &tenant, LimitedMedia media) const;

private:
    const common::HostKey m_key;
};

} // namespace recorder
