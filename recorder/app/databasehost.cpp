// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/databasehost.h"

#include "recorder/app/datafolder.h"
#include "recorder/app/hostkeyfile.h"
#include "recorder/app/peers.h"
#include "recorder/directory/ldapdirectory.h"
#include "recorder/signon/openidconnect.h"
#include "recorder/store/migrator.h"

#include <QLoggingCategory>
#include <QSysInfo>

#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcDatabase, "earshot.database", QtInfoMsg)

using common::Status;

namespace
{

/// Recordings wait in their journals: a server that hangs must not hold up the end of the program.
constexpr std::chrono::seconds kStopTimeout{5};

PoolOptions poolOptions(const Config &config, const QString &url)
{
    PoolOptions options;
    options.url = url;
    options.threads = config.number(QStringLiteral("database.connections"));
    return options;
}

PoolOptions oneConnection(PoolOptions options)
{
    options.threads = 1;
    options.queueLimit = 10;
    return options;
}

/// In links that people open.
QString publicServer(const Config &config)
{
    QString host = config.text(QStringLiteral("admin.public_name"));
    if (host.isEmpty()) {
        host = QSysInfo::machineHostName();
    }
    if (host.contains(QLatin1Char(':')) && !host.startsWith(QLatin1Char('['))) {
        host = QLatin1Char('[') + host + QLatin1Char(']');
    }
    return QStringLiteral("%1:%2").arg(host).arg(config.number(QStringLiteral("admin.port")));
}

PoolOptions patient(PoolOptions options)
{
    options.statementTimeout = std::chrono::seconds(60);
    return options;
}

SessionLimits sessionLimits(const Config &config)
{
    SessionLimits limits;
    limits.idle = std::chrono::minutes(config.number(QStringLiteral("admin.idle_minutes")));
    limits.absolute = std::chrono::hours(config.number(QStringLiteral("admin.session_hours")));
    return limits;
}

} // namespace

DatabaseHost::Services::Services(PoolOptions options, ChangeHub &hub, const common::Clock &clock,
                                 const common::HostKey &key, const Options &own)
    : pool(options)
    , watchPool(oneConnection(options))
    , auditPool(oneConnection(options))
    , auditReading(patient(oneConnection(options)))
    , recordings(pool)
    , settings(pool)
    , gate(pool, hub, clock, own.limits)
    , tenants(gate)
    , users(gate)
    , watch(watchPool, clock, own.limits)
    , desk(clock, own.limits, watch)
    , signIn(gate, watch, desk, clock)
    , secondStep(gate, watch, desk, signIn, key)
    , mailSender({gate, clock, key})
    , links({gate, watch, signIn, clock, key, own.server, [this] { mailSender.wake(); }})
    , mail(gate, clock, key, own.server)
    , directories(gate, signIn, std::make_shared<LdapDirectory>(own.outgoing), key, clock)
    , signOn(gate, signIn, std::make_shared<OpenIdConnect>(clock, HttpsFetch(own.outgoing)), key, clock)
    , storage(gate, storageOpener(own.outgoing, own.role, own.ownFolders), key, clock)
    , accounts(gate, clock)
    , signingKey(own.signingKey)
    , url(options.url)
{
}

DatabaseHost::DatabaseHost(const Config &config, const QString &dataFolder)
    : m_config(config)
    , m_dataFolder(dataFolder)
{
}

DatabaseHost::~DatabaseHost()
{
    m_stop = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
    m_ready = nullptr;
    m_services.reset();
    if (m_cluster && m_leaveAdopted && m_cluster->adopted()) {
        m_cluster->leaveRunning(); // it belongs to a running recorder
    }
}

void DatabaseHost::start()
{
    m_thread = std::thread([this] { run(); });
}

Status DatabaseHost::startAndWait()
{
    m_leaveAdopted = true;
    return bringUp();
}

std::optional<AuditPools> DatabaseHost::auditPools() const
{
    Services *services = m_ready.load(std::memory_order_acquire);
    return services ? std::optional(AuditPools{services->auditPool, services->auditReading}) : std::nullopt;
}

QString DatabaseHost::problem() const
{
    return m_problem.with([](const QString &problem) { return problem; });
}

Status DatabaseHost::bringUp()
{
    QString url = m_config.text(QStringLiteral("database.url"));
    if (url.isEmpty()) {
        if (!m_cluster) {
            PrivateClusterOptions options;
            options.directory = m_dataFolder;
            options.stopTimeout = kStopTimeout;
            options.durable = m_config.flag(QStringLiteral("database.fsync"));
            auto cluster = PrivateCluster::start(options);
            if (!cluster) {
                return common::propagate(cluster);
            }
            m_cluster = std::move(*cluster);
        }
        url = m_cluster->url();
    }
    auto migrated = Migrator().run(url);
    if (!migrated) {
        return common::propagate(migrated);
    }
    if (!m_services) {
        auto key = openHostKey(m_dataFolder);
        if (!key) {
            return common::propagate(key);
        }
        m_services = std::make_unique<Services>(
            poolOptions(m_config, url), m_hub, m_clock, *key,
            Services::Options{sessionLimits(m_config),
                              publicServer(m_config),
                              OutgoingRule(m_config.list(QStringLiteral("network.tenant_targets"))),
                              {m_config.flag(QStringLiteral("storage.s3_role")),
                               m_config.text(QStringLiteral("storage.s3_role_url"))},
                              DataFolder::ownFolders(m_dataFolder, m_config),
                              signingKeyOf(m_dataFolder, *key)});
    }
    m_services->pool.waitUntilUp(std::chrono::seconds(10));
    auto server = m_services->accounts.serverId();
    if (!server) {
        return common::propagate(server);
    }
    m_services->serverId = *server;
    for (const QString &tenant : tenantNames(m_config)) {
        if (auto made = m_services->tenants.ensureTenant(tenant); !made) {
            return common::propagate(made);
        }
    }
    m_ready.store(m_services.get(), std::memory_order_release);
    return {};
}

/// False when the wait was cut short by the end of the program.
bool DatabaseHost::pauseFor(std::chrono::milliseconds pause) const
{
    constexpr std::chrono::milliseconds kStep{50};
    for (auto waited = std::chrono::milliseconds(0); waited < pause && !m_stop; waited += kStep) {
        std::this_thread::sleep_for(kStep);
    }
    return !m_stop;
}

void DatabaseHost::prepareMonths()
{
    if (const Status prepared = m_services->recordings.prepareMonths(); !prepared) {
        qCWarning(lcDatabase, "partitions of the coming months: %s",
                  qUtf8Printable(prepared.error().message));
    }
}

void DatabaseHost::run()
{
    std::chrono::milliseconds pause{500};
    while (!m_stop && !m_ready) {
        const Status up = bringUp();
        m_problem.with([&up](QString &problem) { problem = up ? QString() : up.error().message; });
        if (!up) {
            qCWarning(lcDatabase, "no database yet: %s; recording goes on",
                      qUtf8Printable(up.error().message));
            pauseFor(pause);
            pause = std::min<std::chrono::milliseconds>(pause * 2, std::chrono::seconds(30));
        }
    }
    if (m_ready) {
        qCInfo(lcDatabase, "database is up");
        do {
            prepareMonths();
        } while (pauseFor(std::chrono::hours(12)));
    }
}

} // namespace recorder
