// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/auditfolder.h"
#include "recorder/service/audittrail.h"
#include "recorder/service/slotpool.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <functional>
#include <optional>
#include <thread>

namespace recorder
{

/// Connections of the trail's own: chaining must go on while the gate's are busy, and reading a million rows
/// takes longer than a statement of the gate may.
struct AuditPools {
    ConnectionPool &writing;
    ConnectionPool &reading;
};

/// Keeps the audit trail's chain: gives rows their places once a second, signs a head every five minutes and
/// at the end, writes both beside the database, removes what is not kept any longer once a day, verifies. One
/// thread of its own and one for verifying; any thread may call it. Runs in every recorder of an
/// installation.
class AuditKeeper
{
public:
    struct Options {
        QString folder;   ///< data folder
        QString recorder; ///< name of this one
        std::chrono::milliseconds beat{1000};
        std::chrono::milliseconds headEvery{std::chrono::minutes(5)};
        std::chrono::milliseconds lagLimit{std::chrono::seconds(10)};
        std::chrono::milliseconds removeEvery{std::chrono::hours(24)};
    };
    /// None until the database is up.
    using Pools = std::function<std::optional<AuditPools>()>;

    AuditKeeper(const common::HostKey &hostKey, const common::Clock &clock, Pools pools, Options options);
    ~AuditKeeper();

    void start();
    /// Gives the last rows their places and signs the last head. While the database is still there.
    void stop();

    /// Chains, then reads everything; `done` is called on another thread. Unavailable: no database, or too
    /// many verify.
    void verify(std::function<void(common::Result<AuditVerdict>)> done);
    /// Chains now; for threads that may wait.
    common::Status chainNow();

    struct State {
        bool healthy = true;
        QString problem;
        qint64 position = 0;
        qint64 head = 0; ///< number of the last in the file
    };
    State state() const;

private:
    void run(const std::stop_token &stop);
    void beat(const AuditPools &pools);
    common::Status keep(const AuditPools &pools, bool ending);
    common::Status openFolder();
    common::Status copyHeads(const AuditPools &pools);
    common::Status removeOld(const AuditPools &pools);
    bool mayRemove(const AuditPools &pools, qint64 nowMs);
    void judge(const common::Status &kept, qint64 oldestMs);

    const common::HostKey m_hostKey;
    const common::Clock &m_clock;
    const Pools m_pools;
    const Options m_options;
    const common::MonoTime m_startedMono;
    const common::WallTime m_startedWall;
    std::optional<AuditFolder> m_folder; ///< the keeper's thread
    common::MonoTime m_headLooked{};
    common::MonoTime m_removeLooked{};
    std::optional<common::MonoTime> m_failingSince;
    qint64 m_tail = 0;
    common::Guarded<State> m_state;
    SlotPool m_verifying;
    std::jthread m_thread;
};

} // namespace recorder
