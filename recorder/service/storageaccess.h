// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/errands.h"
#include "recorder/service/slotpool.h"
#include "recorder/service/storagetargets.h"
#include "recorder/storage/storagetarget.h"

#include <atomic>
#include <memory>

namespace recorder
{

/// Opens storage targets, and tests them for pages on a few threads of its own. Any thread; `done` is called
/// on one of a pool. Must not outlive the pool of connections.
class StorageAccess
{
public:
    /// `ofTenant`: a tenant's administrator named the server, so not every address is connected to.
    using Open = std::function<common::Result<std::unique_ptr<StorageTarget>>(
        const StorageTargetSettings &, bool ofTenant, const StoragePatience &)>;
    using Steps = QList<common::ConnectionStep>;
    using Done = std::function<void(common::Result<Steps>)>;

    StorageAccess(const Gate &gate, Open open, common::HostKey key, const common::Clock &clock);
    ~StorageAccess();
    StorageAccess(const StorageAccess &) = delete;
    StorageAccess &operator=(const StorageAccess &) = delete;

    /// With these settings; of them nothing is stored, but how the test of a target as it is stored ended is.
    /// `heard` is told of the steps so far after each, on the thread that `done` is called on; set `stop` to
    /// true (it may be null) and the test ends within half a second. Errors as of updateStorageTarget();
    /// Unavailable (reason = busy).
    struct Listener {
        common::ConnectionStepsHeard heard{};
        std::shared_ptr<const std::atomic<bool>> stop{};
    };
    void test(const Actor &actor, const Operation &operation, const common::StorageTargetRecord &target,
              Listener listener, Done done);
    common::Result<std::unique_ptr<StorageTarget>> open(const StoredTarget &target,
                                                        const StoragePatience &patience) const;
    const common::HostKey &key() const { return m_key; }

private:
    /// Notes how the test of a stored target ended, before anybody hears of it.
    void finish(const Actor &actor, const Operation &operation, const StorageToTest &tested,
                const Steps &steps, const Done &done);

    const Gate m_gate;
    const Open m_open;
    const common::HostKey m_key;
    SlotPool m_slots;
    Errands m_errands; ///< last: what comes home uses the rest
};

} // namespace recorder
