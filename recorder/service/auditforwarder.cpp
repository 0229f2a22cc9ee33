// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditforwarder.h"

#include "recorder/service/syslogmessage.h"
#include "recorder/store/auditheadrepository.h"
#include "recorder/store/transaction.h"

#include <QLoggingCategory>
#include <QUuid>

#include <condition_variable>

namespace recorder
{

Q_LOGGING_CATEGORY(lcSyslog, "earshot.syslog", QtInfoMsg)

using common::Result;
using common::Status;
using std::chrono::milliseconds;

namespace
{

constexpr int kBatch = 100;
/// Another recorder takes over this long after the last sign of life.
constexpr milliseconds kLease{std::chrono::seconds(60)};

} // namespace

AuditForwarder::AuditForwarder(const common::Clock &clock, Pool pool, Options options)
    : m_clock(clock)
    , m_pool(std::move(pool))
    , m_options(std::move(options))
    , m_holder(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

AuditForwarder::~AuditForwarder()
{
    stop();
}

void AuditForwarder::start()
{
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

void AuditForwarder::stop()
{
    m_thread = {};
}

AuditForwarder::State AuditForwarder::state() const
{
    return m_state.with([](const State &state) { return state; });
}

void AuditForwarder::run(const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    milliseconds pause = m_options.beat;
    milliseconds backoff = m_options.firstBackoff;
    while (!stop.stop_requested()) {
        if (ConnectionPool *pool = m_pool()) {
            const auto more = forward(*pool);
            const QString problem = more ? QString() : more.error().message;
            const QString before =
                m_state.with([&](State &state) { return std::exchange(state.problem, problem); });
            if (!problem.isEmpty() && before.isEmpty()) {
                qCWarning(lcSyslog, "%s", qUtf8Printable(problem));
            }
            backoff = more ? m_options.firstBackoff : std::min(backoff * 2, m_options.lastBackoff);
            pause = !more ? backoff / 2 : *more ? milliseconds(0) : m_options.beat;
        }
        woken.wait_for(lock, stop, pause, [] { return false; });
    }
    m_sender.reset(); // its socket belongs to this thread
}

Result<AuditForwarder::Batch> AuditForwarder::next(ConnectionPool &pool)
{
    return pool.run<Batch>([this](Transaction &transaction) -> Result<Batch> {
        AuditPolicyRepository policies(transaction);
        Batch batch;
        batch.policy = policies.policy();
        if (!batch.policy.syslog) {
            return batch;
        }
        const qint64 now = common::toUnixMs(m_clock.wall());
        const auto place = policies.lease(m_holder, now, now + kLease.count());
        if (!place) {
            return batch;
        }
        batch.ours = true;
        batch.position = place->position;
        batch.head = place->head;
        const qsizetype limit = SyslogSender::limitOf(batch.policy.syslogTransport);
        for (const auto &row : policies.rowsAfter(place->position, kBatch)) {
            batch.messages.append(syslogOf(row, m_options.recorder).bytes(limit));
            batch.position = row.position;
        }
        // A head says something about rows that went before.
        for (const AuditHead &head : AuditHeadRepository(transaction).after(place->head, kBatch)) {
            if (head.position > batch.position) {
                break;
            }
            batch.messages.append(syslogOf(head, m_options.recorder).bytes(limit));
            batch.head = head.number;
        }
        return batch;
    });
}

SyslogSender &AuditForwarder::senderFor(const AuditPolicySetting &policy)
{
    SyslogTarget target;
    target.transport = policy.syslogTransport;
    target.host = policy.syslogHost;
    target.port = policy.syslogPort;
    target.ca = policy.syslogCa;
    target.localPath = m_options.localPath;
    target.patience = m_options.patience;
    if (!m_sender || m_sender->target() != target) {
        m_sender.reset();
    }
    if (!m_sender) {
        m_sender = std::make_unique<SyslogSender>(target);
    }
    return *m_sender;
}

Result<bool> AuditForwarder::forward(ConnectionPool &pool)
{
    auto batch = next(pool);
    if (!batch) {
        return common::propagate(batch);
    }
    m_state.with([&](State &state) { state.on = batch->policy.syslog; });
    if (!batch->ours || batch->messages.isEmpty()) {
        return false;
    }
    if (Status sent = senderFor(batch->policy).send(batch->messages); !sent) {
        return common::propagate(sent);
    }
    const qint64 until = common::toUnixMs(m_clock.wall()) + kLease.count();
    auto advanced = pool.run<bool>([&](Transaction &transaction) -> Result<bool> {
        return AuditPolicyRepository(transaction).advance(m_holder, {batch->position, batch->head}, until);
    });
    if (!advanced) {
        return common::propagate(advanced);
    }
    m_state.with([&](State &state) { state.sent += static_cast<quint64>(batch->messages.size()); });
    return batch->messages.size() >= kBatch;
}

} // namespace recorder
