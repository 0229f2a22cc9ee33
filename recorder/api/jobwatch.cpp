// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/jobwatch.h"

#include "recorder/api/gatecall.h"

#include "common/rpc/codecs/jobcodec.h"

namespace recorder
{

using common::JobRecord;
using common::Result;

namespace
{

struct Beginning {
    JobReach reach;
    QList<JobRecord> jobs;
};

} // namespace

JobUpdatesSource::JobUpdatesSource(std::function<const Gate *()> gate, ChangeHub &hub, CallContext context)
    : m_gate(std::move(gate))
    , m_context(std::move(context))
    , m_subscription(
          hub.subscribe({QStringLiteral("jobs"), std::nullopt}, [port = m_context.port] { port->ready(); }))
{
}

void JobUpdatesSource::begin()
{
    runInGate<Beginning>(
        m_gate, m_context,
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Beginning> {
            const JobReach reach = jobReachOf(scope);
            auto jobs = unendedJobs(transaction, reach);
            return jobs ? Result<Beginning>(Beginning{reach, *jobs})
                        : Result<Beginning>(common::propagate(jobs));
        },
        [self = shared_from_this()](const Result<Beginning> &begun) {
            if (begun) {
                self->add(true, begun->jobs);
            }
            self->m_state.with([&begun](State &state) {
                if (begun) {
                    state.reach = begun->reach;
                } else {
                    state.refused = begun.error();
                }
            });
            self->m_context.port->ready();
        });
}

StreamStep JobUpdatesSource::next()
{
    std::optional<JobReach> reach;
    const auto step = m_state.with([&reach](State &state) -> std::optional<StreamStep> {
        if (state.refused) {
            return StreamStep::end(tl::unexpected<common::Error>(*state.refused));
        }
        if (!state.updates.empty()) {
            StreamStep message{StreamStep::Kind::Message, std::move(state.updates.front()), {}};
            state.updates.pop_front();
            return message;
        }
        if (!state.reach || state.asking) {
            return StreamStep::wait();
        }
        reach = state.reach;
        return std::nullopt;
    });
    if (step) {
        return *step;
    }
    const ChangeHub::Taken taken = m_subscription->take();
    QSet<QUuid> ids;
    for (const ChangeEvent &event : taken.events) {
        ids.insert(QUuid::fromString(event.id));
    }
    if (!ids.isEmpty() || taken.missed) {
        askFor(*reach, ids.values(), taken.missed);
    }
    return StreamStep::wait();
}

void JobUpdatesSource::askFor(const JobReach &reach, const QList<QUuid> &ids, bool everything)
{
    const Gate *gate = m_gate();
    if (gate == nullptr) {
        return;
    }
    m_state.with([](State &state) { state.asking = true; });
    gate->run<QList<JobRecord>>(
        Actor::system(QStringLiteral("jobs")), gateOperation(m_context),
        [reach, ids, everything](Transaction &transaction, const TenantScope &, AuditDetail &) {
            return everything ? unendedJobs(transaction, reach) : jobsWithin(transaction, reach, ids);
        },
        [self = shared_from_this(), everything](const Result<QList<JobRecord>> &jobs) {
            // What could not be read is read with the next change; nobody is told a wrong state.
            if (jobs && (everything || !jobs->isEmpty())) {
                self->add(everything, *jobs);
            }
            self->m_state.with([](State &state) { state.asking = false; });
            self->m_context.port->ready();
        });
}

void JobUpdatesSource::add(bool snapshot, const QList<JobRecord> &jobs)
{
    earshot::v1::JobUpdate update;
    update.set_snapshot(snapshot);
    for (const JobRecord &job : jobs) {
        *update.add_jobs() = common::toWire(job);
    }
    const QByteArray bytes = StreamStep::message(update).bytes;
    m_state.with([&bytes](State &state) { state.updates.push_back(bytes); });
}

void JobUpdatesSource::stopped()
{
    m_subscription.reset();
}

} // namespace recorder
