// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/audithandlers.h"
#include "recorder/service/auditreading.h"
#include "recorder/service/audittrail.h"
#include "tests/recorder/service/accessworld.h"

#include "common/core/guarded.h"

#include <thread>
#include <vector>

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
    // Joined with the last copy of the parts, before the world goes.
    const auto threads = std::make_shared<common::Guarded<std::vector<std::jthread>>>();
    parts.verify = [&world,
                    threads](const std::function<void(common::Result<recorder::AuditVerdict>)> &done) {
        // Called on a pool's thread, which must not wait for its pool.
        std::jthread thread([&world, done] {
            if (auto chained = recorder::chainAudit(world.pool); !chained) {
                done(common::propagate(chained));
                return;
            }
            done(recorder::verifyAudit(world.pool, {}));
        });
        threads->with([&thread](auto &kept) { kept.push_back(std::move(thread)); });
    };
    return parts;
}

} // namespace tests
