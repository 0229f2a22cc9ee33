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
        const auto stored = policies.lease(m_holder, now, now + kLease.count());
        if (!stored) {
            return batch;
        }
        batch.ours = true;
        if (*stored != m_stored) {
            m_underway.clear(); // another recorder forwarded in between
            m_stored = *stored;
        }
        const AuditPolicyRepository::Place from = m_underway.empty() ? *stored : m_underway.back().place;
        batch.place = from;
        const qsizetype limit = SyslogSender::limitOf(batch.policy.syslogTransport);
        for (const auto &row : policies.rowsAfter(from.position, kBatch)) {
            batch.messages.append(syslogOf(row, m_options.recorder).bytes(limit));
            batch.place.position = row.position;
        }
        // A head says something about rows that went before.
        for (const AuditHead &head : AuditHeadRepository(transaction).after(from.head, kBatch)) {
            if (head.position > batch.place.position) {
                break;
            }
            batch.messages.append(syslogOf(head, m_options.recorder).bytes(limit));
            batch.place.head = head.number;
        }
        return batch;
    });
}

SyslogTarget AuditForwarder::targetOf(const AuditPolicySetting &policy) const
{
    SyslogTarget target;
    target.transport = policy.syslogTransport;
    target.host = policy.syslogHost;
    target.port = policy.syslogPort;
    target.ca = policy.syslogCa;
    target.localPath = m_options.localPath;
    target.patience = m_options.patience;
    return target;
}

/// The next batch begins where the database says.
void AuditForwarder::startOver()
{
    m_sender.reset();
    m_underway.clear();
}

Status AuditForwarder::send(const Batch &batch)
{
    if (batch.messages.isEmpty()) {
        return {};
    }
    if (!m_sender) {
        m_sender = std::make_unique<SyslogSender>(targetOf(batch.policy));
    }
    if (Status sent = m_sender->send(batch.messages); !sent) {
        startOver();
        return sent;
    }
    m_underway.push_back({m_clock.mono(), batch.place});
    m_state.with([&](State &state) { state.sent += static_cast<quint64>(batch.messages.size()); });
    return {};
}

/// Writes down up to where the receiver has it, its connection having been alive at that time. Nothing is
/// heard of datagrams: they are taken once they are sent.
Status AuditForwarder::settle(ConnectionPool &pool, common::MonoTime alive)
{
    const bool stream = m_sender && SyslogSender::isStream(m_sender->target().transport);
    std::size_t taken = 0;
    while (taken < m_underway.size() && (!stream || m_underway[taken].at + m_options.settling <= alive)) {
        ++taken;
    }
    if (taken == 0) {
        return {};
    }
    const AuditPolicyRepository::Place place = m_underway[taken - 1].place;
    const qint64 until = common::toUnixMs(m_clock.wall()) + kLease.count();
    auto advanced = pool.run<bool>([&](Transaction &transaction) -> Result<bool> {
        return AuditPolicyRepository(transaction).advance(m_holder, place, until);
    });
    if (!advanced) {
        return common::propagate(advanced);
    }
    if (!*advanced) {
        m_underway.clear(); // another recorder forwards by now
        return {};
    }
    m_stored = place;
    m_underway.erase(m_underway.begin(), m_underway.begin() + static_cast<std::ptrdiff_t>(taken));
    return {};
}

Result<bool> AuditForwarder::forward(ConnectionPool &pool)
{
    const auto alive = m_clock.mono(); // before the look
    if (m_sender && SyslogSender::isStream(m_sender->target().transport) && !m_sender->stillConnected() &&
        !m_underway.empty()) {
        startOver();
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("syslog: the receiver closed the connection"));
    }
    auto batch = next(pool);
    if (!batch) {
        return common::propagate(batch);
    }
    m_state.with([&](State &state) { state.on = batch->policy.syslog; });
    if (!batch->ours) {
        startOver();
        return false;
    }
    if (m_sender && m_sender->target() != targetOf(batch->policy)) {
        startOver();
        return true;
    }
    if (Status sent = send(*batch); !sent) {
        return common::propagate(sent);
    }
    if (Status settled = settle(pool, alive); !settled) {
        return common::propagate(settled);
    }
    return batch->messages.size() >= kBatch;
}

} // namespace recorder
