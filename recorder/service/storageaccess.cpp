// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageaccess.h"

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
        [this, listener = std::move(listener), done,
         keep = m_errands.one()](const Result<StorageToTest> &wanted) {
            if (!wanted) {
                done(tl::unexpected<common::Error>(wanted.error()));
                return;
            }
            m_slots.post([this, wanted = *wanted, listener, done](bool tooBusy) {
                if (tooBusy) {
                    done(common::fail(ErrorCode::Unavailable, QStringLiteral("too many tests at a time"),
                                      {{QStringLiteral("reason"), QStringLiteral("busy")}}));
                    return;
                }
                StoragePatience patience;
                patience.stop = listener.stop.get();
                auto opened = m_open(wanted.settings, wanted.ofTenant, patience);
                done(opened ? Result<Steps>((*opened)->test(listener.heard))
                            : Result<Steps>(common::propagate(opened)));
            });
        });
}

} // namespace recorder
