// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/syslogsender.h"
#include "recorder/store/auditrecords.h"
#include "recorder/store/connectionpool.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <functional>
#include <optional>
#include <thread>

namespace recorder
{

/// Sends what has a place in the chain, and the signed heads, to a syslog receiver: each at least once, in
/// their order, by one recorder of the installation at a time. A receiver that is away is tried again with
/// back-off; nobody waits for it. A thread of its own.
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
        bool ours = false; ///< this recorder forwards
        qint64 position = 0;
        qint64 head = 0;
        QList<QByteArray> messages;
    };
    void run(const std::stop_token &stop);
    /// True: there may be more at once.
    common::Result<bool> forward(ConnectionPool &pool);
    common::Result<Batch> next(ConnectionPool &pool);
    SyslogSender &senderFor(const AuditPolicySetting &policy);

    const common::Clock &m_clock;
    const Pool m_pool;
    const Options m_options;
    const QString m_holder;
    std::unique_ptr<SyslogSender> m_sender; ///< the forwarder's thread
    common::Guarded<State> m_state;
    std::jthread m_thread;
};

} // namespace recorder
