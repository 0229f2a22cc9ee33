// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"

namespace recorder
{

class ConnectionPool;

/// Tenants: created at start from the configuration, looked up by name. Any thread but the pool's.
class TenantService
{
public:
    explicit TenantService(ConnectionPool &pool);

    /// Finds or creates. Invalid = empty or longer than 200 characters.
    common::Result<Tenant> ensureTenant(const QString &name);
    common::Result<QList<Tenant>> all();

private:
    ConnectionPool &m_pool;
};

} // namespace recorder
