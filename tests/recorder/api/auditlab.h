// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/audithandlers.h"
#include "recorder/service/auditreading.h"
#include "recorder/service/audittrail.h"
#include "tests/recorder/service/accessworld.h"

namespace tests
{

/// The trail's methods over a world: chained and verified when it is asked for.
inline recorder::AuditParts auditParts(AccessWorld &world)
{
    recorder::AuditParts parts;
    parts.gate = [&world] { return &world.gate; };
    parts.read = [&world](recorder::AuditSelection selection, std::function<void()> ready) {
        return std::make_shared<recorder::AuditReading>(world.pool, std::move(selection), std::move(ready));
    };
    parts.verify = [&world](const std::function<void(common::Result<recorder::AuditVerdict>)> &done) {
        // Called on a pool's thread, which must not wait for its pool.
        std::thread([&world, done] {
            if (auto chained = recorder::chainAudit(world.pool); !chained) {
                done(common::propagate(chained));
                return;
            }
            done(recorder::verifyAudit(world.pool, {}));
        }).detach();
    };
    return parts;
}

} // namespace tests
