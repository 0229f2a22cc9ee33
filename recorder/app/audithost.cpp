// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/audithost.h"

namespace recorder
{

namespace
{

AuditKeeper::Options keeping(const QString &dataFolder, const QString &recorderName)
{
    AuditKeeper::Options options;
    options.folder = dataFolder;
    options.recorder = recorderName;
    return options;
}

AuditForwarder::Options forwarding(const QString &recorderName)
{
    AuditForwarder::Options options;
    options.recorder = recorderName;
    options.patience = std::chrono::seconds(4); // the end of the program waits for it
    return options;
}

} // namespace

AuditHost::AuditHost(const common::HostKey &key, const common::Clock &clock, DatabaseHost &database,
                     const QString &dataFolder, const QString &recorderName)
    : m_clock(clock)
    , m_database(database)
    , m_keeper(
          key, clock, [&database] { return database.auditPools(); }, keeping(dataFolder, recorderName))
    , m_forwarder(std::make_unique<AuditForwarder>(
          clock,
          [&database]() -> ConnectionPool * {
              const auto pools = database.auditPools();
              return pools ? &pools->writing : nullptr;
          },
          forwarding(recorderName)))
{
}

void AuditHost::start()
{
    m_keeper.start();
    m_forwarder->start();
}

QString AuditHost::problem() const
{
    constexpr std::chrono::milliseconds kRecent{std::chrono::minutes(5)};
    const DatabaseHost::Services *services = m_database.services();
    const qint64 failed = services ? services->gate.trailFailedMs() : 0;
    if (failed != 0 && common::toUnixMs(m_clock.wall()) - failed < kRecent.count()) {
        return QStringLiteral("entries cannot be written: what needs one is refused");
    }
    return m_keeper.state().problem;
}

QList<SystemHealthItem> AuditHost::health() const
{
    const QString bad = problem();
    QList<SystemHealthItem> items{{QStringLiteral("audit"), bad.isEmpty(), bad}};
    if (const AuditForwarder::State syslog = m_forwarder->state(); syslog.on) {
        items.append({QStringLiteral("syslog"), syslog.problem.isEmpty(), syslog.problem});
    }
    return items;
}

} // namespace recorder
