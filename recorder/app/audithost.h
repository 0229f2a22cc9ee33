// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/systemhandlers.h"
#include "recorder/app/databasehost.h"
#include "recorder/service/auditforwarder.h"
#include "recorder/service/auditkeeper.h"

#include "common/core/clock.h"
#include "common/crypto/hostkey.h"

#include <memory>

namespace recorder
{

/// The trail's threads: what chains and signs it, what sends it on. They end while the database is there; the
/// object goes after it. Main thread.
class AuditHost
{
public:
    /// All of them outlive it but the database, which outlives stop().
    AuditHost(const common::HostKey &key, const common::Clock &clock, DatabaseHost &database,
              const QString &dataFolder, const QString &recorderName);

    void start();
    /// Sends nothing on any more; afterwards finish().
    void stopForwarding() { m_forwarder.reset(); }
    void finish() { m_keeper.stop(); } ///< signs what everybody has done by now

    AuditKeeper &keeper() { return m_keeper; }
    /// Empty = entries are written, chained and signed.
    QString problem() const;
    /// "audit" and, when it is on, "syslog".
    QList<SystemHealthItem> health() const;

private:
    const common::Clock &m_clock;
    DatabaseHost &m_database;
    AuditKeeper m_keeper;
    std::unique_ptr<AuditForwarder> m_forwarder;
};

} // namespace recorder
