// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/core/result.h"

namespace recorder
{

/// Tenants: created at start from the configuration and by the command line, as the system. Any thread but
/// the pool's.
class TenantService
{
public:
    explicit TenantService(const Gate &gate);

    /// Finds or creates; one that was made leaves its audit row. Invalid = empty or longer than 200
    /// characters.
    common::Result<Tenant> ensureTenant(const QString &name);
    common::Result<QList<Tenant>> all();

private:
    const Gate m_gate;
};

} // namespace recorder
