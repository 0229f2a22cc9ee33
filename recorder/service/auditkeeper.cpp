// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditkeeper.h"

#include "recorder/store/auditheadrepository.h"
#include "recorder/store/auditpolicyrepository.h"
#include "recorder/store/transaction.h"

#include "common/core/failpoint.h"

#include <QLoggingCategory>

#include <condition_variable>

namespace recorder
{

Q_LOGGING_CATEGORY(lcAudit, "earshot.audit", QtInfoMsg)

using common::Result;
using common::Status;
using std::chrono::milliseconds;

namespace
{

constexpr int kHeadsAtOnce = 500;
/// A clock that is further off than this is not trusted with removing anything.
constexpr milliseconds kClockSlip{std::chrono::minutes(5)};
constexpr milliseconds kSilence{std::chrono::hours(24 * 7)};
constexpr milliseconds kProbation{std::chrono::hours(24)};

} // namespace

AuditKeeper::AuditKeeper(const common::HostKey &hostKey, const common::Clock &clock, Pools pools,
                         Options options)
    : m_hostKey(hostKey)
    , m_clock(clock)
    , m_pools(std::move(pools))
    , m_options(std::move(options))
    , m_startedMono(clock.mono())
    , m_startedWall(clock.wall())
    , m_verifying(clock, {.slots = 1, .patience = std::chrono::seconds(60), .queueLimit = 4})
{
}

AuditKeeper::~AuditKeeper()
{
    stop();
}

void AuditKeeper::start()
{
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

void AuditKeeper::stop()
{
    m_verifying.stop();
    if (!m_thread.joinable()) {
        return;
    }
    m_thread.request_stop();
    m_thread.join();
    if (const auto pools = m_pools()) {
        if (const Status kept = keep(*pools, true); !kept) {
            qCWarning(lcAudit, "the last head of the audit trail: %s", qUtf8Printable(kept.error().message));
        }
    }
}

void AuditKeeper::run(const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        if (const auto pools = m_pools()) {
            beat(*pools);
        }
        woken.wait_for(lock, stop, m_options.beat, [] { return false; });
    }
}

void AuditKeeper::beat(const AuditPools &pools)
{
    const Status kept = keep(pools, false);
    const auto lag = chainLag(pools.writing);
    judge(kept, lag ? lag->oldestMs : 0);
    if (const Status removed = removeOld(pools); !removed) {
        qCWarning(lcAudit, "removing old entries: %s", qUtf8Printable(removed.error().message));
    }
}

Status AuditKeeper::openFolder()
{
    if (m_folder) {
        return {};
    }
    auto folder = AuditFolder::open(m_options.folder, m_hostKey, m_options.recorder);
    if (!folder) {
        return common::propagate(folder);
    }
    m_folder = std::move(*folder);
    return {};
}

Status AuditKeeper::keep(const AuditPools &pools, bool ending)
{
    auto end = chainAudit(pools.writing); // whatever becomes of the rest
    if (!end) {
        return common::propagate(end);
    }
    if (Status opened = openFolder(); !opened) {
        return opened;
    }
    if (end->position > m_tail) {
        if (Status written = m_folder->writeTail(*end); !written) {
            return written;
        }
        m_tail = end->position;
        m_state.with([&](State &state) { state.position = end->position; });
    }
    const milliseconds every = ending ? milliseconds(0) : m_options.headEvery;
    if (!ending && m_headLooked != common::MonoTime() &&
        m_clock.mono() - m_headLooked < std::min<milliseconds>(every / 10, std::chrono::seconds(10))) {
        return {};
    }
    m_headLooked = m_clock.mono();
    if (auto head = signHeadOf(pools.writing, {m_folder->key(), m_folder->signer()},
                               common::toUnixMs(m_clock.wall()), every);
        !head) {
        return common::propagate(head);
    }
    common::failpoint("audit.after-head");
    return copyHeads(pools);
}

/// Every recorder keeps the heads of all: who removes one from the database has to come to each of them.
Status AuditKeeper::copyHeads(const AuditPools &pools)
{
    struct Found {
        QList<AuditHead> heads;
        QList<AuditSigner> signers;
    };
    for (bool more = true; more;) {
        auto found = pools.writing.run<Found>(
            [after = m_folder->lastHead()](Transaction &transaction) -> Result<Found> {
                AuditHeadRepository heads(transaction);
                return Found{heads.after(after, kHeadsAtOnce), heads.signers()};
            });
        if (!found) {
            return common::propagate(found);
        }
        if (!found->heads.isEmpty()) {
            if (Status written = m_folder->append(found->heads, found->signers); !written) {
                return written;
            }
            common::failpoint("audit.after-file");
        }
        more = found->heads.size() == kHeadsAtOnce;
    }
    m_state.with([this](State &state) { state.head = m_folder->lastHead(); });
    return {};
}

/// Removing by the clock is safe only with a clock that can be believed: it did not jump while this recorder
/// ran, and the last head is of the recent past, else after a day.
bool AuditKeeper::mayRemove(const AuditPools &pools, qint64 nowMs)
{
    const auto slip = std::chrono::duration_cast<milliseconds>((m_clock.wall() - m_startedWall) -
                                                               (m_clock.mono() - m_startedMono));
    if (std::chrono::abs(slip) > kClockSlip) {
        return false;
    }
    const auto due = pools.writing.run<bool>([&](Transaction &transaction) -> Result<bool> {
        const AuditPolicySetting policy = AuditPolicyRepository(transaction).policy();
        const auto last = AuditHeadRepository(transaction).last();
        const qint64 silent = last ? std::abs(nowMs - last->atMs) : 0;
        return policy.keepDays > 0 && std::abs(nowMs - policy.removedMs) >= m_options.removeEvery.count() &&
               (silent < kSilence.count() || m_clock.mono() - m_startedMono > kProbation);
    });
    return due && *due;
}

Status AuditKeeper::removeOld(const AuditPools &pools)
{
    constexpr std::chrono::minutes kLook{10};
    const auto now = m_clock.mono();
    if (!m_folder || (m_removeLooked != common::MonoTime() &&
                      now - m_removeLooked < std::min<milliseconds>(kLook, m_options.removeEvery))) {
        return {};
    }
    m_removeLooked = now;
    const qint64 nowMs = common::toUnixMs(m_clock.wall());
    if (!mayRemove(pools, nowMs)) {
        return {};
    }
    auto removed = removeOldAudit(pools.writing, {m_folder->key(), m_folder->signer()}, nowMs);
    if (!removed) {
        return common::propagate(removed);
    }
    if (*removed > 0) {
        qCInfo(lcAudit, "%lld entries of the audit trail were removed after their time",
               static_cast<long long>(*removed));
    }
    return copyHeads(pools);
}

void AuditKeeper::judge(const Status &kept, qint64 oldestMs)
{
    const auto now = m_clock.mono();
    if (kept) {
        m_failingSince.reset();
    } else if (!m_failingSince) {
        m_failingSince = now;
        qCWarning(lcAudit, "the audit trail is not chained: %s", qUtf8Printable(kept.error().message));
    }
    const qint64 lag = oldestMs == 0 ? 0 : common::toUnixMs(m_clock.wall()) - oldestMs;
    const bool failing = m_failingSince && now - *m_failingSince > m_options.lagLimit;
    m_state.with([&](State &state) {
        state.healthy = !failing && (kept || lag < m_options.lagLimit.count());
        state.problem = state.healthy ? QString()
                        : !kept       ? kept.error().message
                                      : QStringLiteral("entries wait for their place in the chain");
    });
}

AuditKeeper::State AuditKeeper::state() const
{
    return m_state.with([](const State &state) { return state; });
}

Status AuditKeeper::chainNow()
{
    const auto pools = m_pools();
    if (!pools) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet"));
    }
    auto end = chainAudit(pools->writing);
    return end ? Status() : Status(common::propagate(end));
}

void AuditKeeper::verify(std::function<void(Result<AuditVerdict>)> done)
{
    m_verifying.post([this, done = std::move(done)](bool busy) {
        if (busy) {
            done(common::fail(common::ErrorCode::Unavailable, QStringLiteral("the audit trail is being read"),
                              {{QStringLiteral("reason"), QStringLiteral("busy")}}));
            return;
        }
        if (Status chained = chainNow(); !chained) {
            done(common::propagate(chained));
            return;
        }
        const AuditCheck::Memory memory = AuditFolder::memory(m_options.folder, &m_hostKey);
        done(verifyAudit(m_pools()->reading, memory));
    });
}

} // namespace recorder
