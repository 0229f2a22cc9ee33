// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageaccess.h"

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

constexpr SlotPool::Options kSlots{.slots = 2, .patience = std::chrono::seconds(5), .queueLimit = 20};

} // namespace

StorageAccess::StorageAccess(const Gate &gate, Open open, common::HostKey key, const common::Clock &clock)
    : m_gate(gate)
    , m_open(std::move(open))
    , m_key(std::move(key))
    , m_slots(clock, kSlots)
{
}

StorageAccess::~StorageAccess()
{
    m_slots.stop();
}

Result<std::unique_ptr<StorageTarget>> StorageAccess::open(const StoredTarget &target,
                                                           const StoragePatience &patience) const
{
    auto settings = storageSettingsOf(target, m_key);
    return settings ? m_open(*settings, target.tenant.has_value(), patience)
                    : Result<std::unique_ptr<StorageTarget>>(common::propagate(settings));
}

void StorageAccess::test(const Actor &actor, const Operation &operation,
                         const common::StorageTargetRecord &target, Listener listener, Done done)
{
    m_gate.run<StorageToTest>(
        actor, operation,
        [target, key = m_key](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return storageTargetToTest(transaction, scope, trail, target, key);
        },
        [this, actor, operation, listener = std::move(listener), done,
         keep = m_errands.one()](const Result<StorageToTest> &wanted) {
            if (!wanted) {
                done(tl::unexpected<common::Error>(wanted.error()));
                return;
            }
            m_slots.post([this, actor, operation, wanted = *wanted, listener, done](bool tooBusy) {
                if (tooBusy) {
                    done(common::fail(ErrorCode::Unavailable, QStringLiteral("too many tests at a time"),
                                      {{QStringLiteral("reason"), QStringLiteral("busy")}}));
                    return;
                }
                StoragePatience patience;
                patience.stop = listener.stop.get();
                auto opened = m_open(wanted.settings, wanted.ofTenant, patience);
                if (opened) {
                    finish(actor, operation, wanted, (*opened)->test(listener.heard), done);
                } else {
                    done(common::propagate(opened));
                }
            });
        });
}

void StorageAccess::finish(const Actor &actor, const Operation &operation, const StorageToTest &tested,
                           const Steps &steps, const Done &done)
{
    const auto is = [](const char *state) {
        return [state](const common::ConnectionStep &step) { return step.state == QLatin1String(state); };
    };
    const auto failed = std::find_if(steps.begin(), steps.end(), is("failed"));
    const bool passed = !steps.isEmpty() && std::all_of(steps.begin(), steps.end(), is("passed"));
    const bool stopped = failed == steps.end() ? !passed : failed->cause == QLatin1String("cancelled");
    if (tested.stored.isNull() || stopped) {
        done(steps);
        return;
    }
    StorageTested noted{tested.stored, tested.version, {}, {}};
    if (failed != steps.end()) {
        noted.step = failed->name;
        noted.cause = failed->cause;
    }
    Operation quiet = operation; // the test itself has its row in the trail
    quiet.mutates = false;
    quiet.audited = false;
    m_gate.run<bool>(
        actor, quiet,
        [noted](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return noteStorageTest(transaction, scope, trail, noted);
        },
        [done, steps, keep = m_errands.one()](const Result<bool> &) { done(steps); });
}

} // namespace recorder
