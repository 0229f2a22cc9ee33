// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/changehub.h"
#include "recorder/service/tenantservice.h"
#include "recorder/service/userservice.h"

namespace tests
{

/// What the host's command line has over a pool: a gate nobody else knows, tenants and users.
struct HostGate {
    explicit HostGate(recorder::ConnectionPool &pool)
        : gate(pool, hub, clock)
        , tenants(gate)
        , users(gate)
    {
    }
    recorder::ChangeHub hub;
    common::SystemClock clock;
    recorder::Gate gate;
    recorder::TenantService tenants;
    recorder::UserService users;
};

} // namespace tests
