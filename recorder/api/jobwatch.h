// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/callcontext.h"
#include "recorder/api/streamsource.h"
#include "recorder/service/changehub.h"
#include "recorder/service/jobqueue.h"

#include <QSet>

namespace recorder
{

/// The stream of Jobs/Watch: what runs, then every job that has changed, as it is then. Subscribed from the
/// moment of its making, so that nothing is missed. After the beginning it asks as the system, because
/// watching is no use of the session that would keep it from expiring; whose rights change is signed out.
class JobUpdatesSource final : public StreamSource, public std::enable_shared_from_this<JobUpdatesSource>
{
public:
    JobUpdatesSource(std::function<const Gate *()> gate, ChangeHub &hub, CallContext context);

    /// Asks the gate.
    void begin();

    StreamStep next() override;
    void stopped() override;

private:
    struct State {
        std::optional<JobReach> reach;
        std::optional<common::Error> refused;
        std::deque<QByteArray> updates; ///< encoded
        bool asking = false;
    };
    void askFor(const JobReach &reach, const QList<QUuid> &ids, bool everything);
    void add(bool snapshot, const QList<common::JobRecord> &jobs);

    const std::function<const Gate *()> m_gate;
    const CallContext m_context;
    std::unique_ptr<ChangeHub::Subscription> m_subscription; ///< rpc thread
    common::Guarded<State> m_state;
};

} // namespace recorder
