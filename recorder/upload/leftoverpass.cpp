// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/leftoverpass.h"

#include "recorder/store/storageleftovers.h"

#include <QLoggingCategory>

namespace recorder
{

Q_LOGGING_CATEGORY(lcLeftovers, "earshot.upload.leftovers", QtInfoMsg)

using common::Result;

LeftoverPass::LeftoverPass(const UploadParts &parts, const std::atomic<bool> &stop)
    : m_parts(parts)
    , m_stop(stop)
{
}

Result<LeftoverSweep> LeftoverPass::sweep(TargetKey target, qint64 untilMs) const
{
    auto session = m_parts.open(target);
    if (!session) {
        return common::propagate(session);
    }
    const auto run = [this](const LeftoverWork::Change &change) {
        return m_parts.pool.run<bool>([&](Transaction &transaction) {
            return change(transaction, common::toUnixMs(m_parts.clock.wall()));
        });
    };
    const LeftoverWork work{run, run, [this] { return m_stop.load(); }};
    return removeLeftovers(work, {target, **session, m_parts.open},
                           {.least = {}, .settledOnly = false, .untilMs = untilMs});
}

void LeftoverPass::run()
{
    qint64 untilMs = 0; // of the same moment as that no move is under way: what begins later is a move's
    const auto targets =
        m_parts.pool.run<QList<TargetKey>>([&](Transaction &transaction) -> Result<QList<TargetKey>> {
            const qint64 now = common::toUnixMs(m_parts.clock.wall());
            untilMs = now - m_parts.keepCopy.count();
            return StorageLeftovers(transaction).givenUp(untilMs, now);
        });
    if (!targets) {
        return; // the database is away: another time
    }
    for (const TargetKey target : *targets) {
        const auto resting = m_resting.find(target);
        if (m_stop || (resting != m_resting.end() && m_parts.clock.mono() < resting->second)) {
            continue;
        }
        const auto swept = sweep(target, untilMs);
        if (swept && swept->rows > 0) {
            qCInfo(lcLeftovers, "target %d: %d files that moves had left there are gone",
                   static_cast<int>(target), swept->rows);
        }
        if (!m_stop && (!swept || swept->cause)) {
            const common::Error &error = swept ? *swept->cause : swept.error();
            qCInfo(lcLeftovers, "target %d: what moves had left there stays for now (%s): %s",
                   static_cast<int>(target), qUtf8Printable(storageCause(error)),
                   qUtf8Printable(error.message));
            m_resting[target] = m_parts.clock.mono() + kRest;
        }
    }
}

} // namespace recorder
