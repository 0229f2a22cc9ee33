// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/syslogsender.h"
#include "recorder/store/auditpolicyrepository.h"
#include "recorder/store/connectionpool.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <chrono>
#include <deque>
#include <functional>
#include <thread>

namespace recorder
{

/// Sends what has a place in the chain, and the signed heads, to a syslog receiver: each at least once, in
/// their order, by one recorder of the installation at a time. When a connection breaks, what went over it in
/// its last seconds is sent again: nothing tells whether the receiver had read it. A receiver that is away is
/// tried again with back-off; nobody waits for it. A thread of its own.
class AuditForwarder
{
public:
    struct Options {
        QString recorder; ///< HOSTNAME of the messages
        QString localPath = QStringLiteral("/dev/log");
        std::chrono::milliseconds beat{1000};
        std::chrono::milliseconds firstBackoff{1000};
        std::chrono::milliseconds lastBackoff{std::chrono::minutes(5)};
        std::chrono::milliseconds patience{std::chrono::seconds(10)};
        /// What went over a connection counts as taken once the connection has lived that long after it.
        std::chrono::milliseconds settling{std::chrono::seconds(5)};
    };
    /// Null until the database is up.
    using Pool = std::function<ConnectionPool *()>;

    AuditForwarder(const common::Clock &clock, Pool pool, Options options);
    ~AuditForwarder();
    void start();
    void stop();

    struct State {
        bool on = false;
        QString problem; ///< of the receiver; empty = none
        quint64 sent = 0;
    };
    State state() const;

private:
    struct Batch {
        AuditPolicySetting policy;
        bool ours = false;                  ///< this recorder forwards
        AuditPolicyRepository::Place place; ///< after it
        QList<QByteArray> messages;
    };
    /// Sent, and not known to be taken yet.
    struct Underway {
        common::MonoTime at;
        AuditPolicyRepository::Place place;
    };
    void run(const std::stop_token &stop);
    /// True: there may be more at once.
    common::Result<bool> forward(ConnectionPool &pool);
    common::Result<Batch> next(ConnectionPool &pool);
    common::Status send(const Batch &batch);
    common::Status settle(ConnectionPool &pool, common::MonoTime alive);
    SyslogTarget targetOf(const AuditPolicySetting &policy) const;
    void startOver();

    const common::Clock &m_clock;
    const Pool m_pool;
    const Options m_options;
    const QString m_holder;
    // The forwarder's thread.
    std::unique_ptr<SyslogSender> m_sender;
    std::deque<Underway> m_underway;
    AuditPolicyRepository::Place m_stored; ///< as it was last seen
    common::Guarded<State> m_state;
    std::jthread m_thread;
};

} // namespace recorder
