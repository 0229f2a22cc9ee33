// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/adminhost.h"

#include "recorder/app/certificatehealth.h"
#include "recorder/app/filelimit.h"

#include "recorder/api/callhandlers.h"
#include "recorder/api/directoryhandlers.h"
#include "recorder/api/integrityhandlers.h"
#include "recorder/api/jobhandlers.h"
#include "recorder/api/keyhandlers.h"
#include "recorder/api/resethandlers.h"
#include "recorder/api/rewraphandlers.h"
#include "recorder/api/secondstephandlers.h"
#include "recorder/api/sessionhandlers.h"
#include "recorder/api/settingshandlers.h"
#include "recorder/api/signonhandlers.h"
#include "recorder/api/sourcehandlers.h"
#include "recorder/api/storagehandlers.h"
#include "recorder/app/ledgerlisting.h"
#include "recorder/app/logging.h"
#include "recorder/app/systemlog.h"
#include "recorder/service/auditreading.h"

#include <QLoggingCategory>
#include <QSslCertificate>
#include <QTcpServer>

namespace recorder
{

Q_LOGGING_CATEGORY(lcAdmin, "earshot.admin", QtInfoMsg)

using common::Status;

namespace
{

/// An ended session must be felt within a second (trust.md A2).
constexpr std::chrono::milliseconds kTick{400};
constexpr std::chrono::hours kWarnEvery{24};

QHostAddress addressOf(const Config &config)
{
    const QString text = config.text(QStringLiteral("admin.address"));
    return text == QLatin1String("*") ? QHostAddress(QHostAddress::Any) : QHostAddress(text);
}

quint16 portOf(const Config &config)
{
    return static_cast<quint16>(config.number(QStringLiteral("admin.port")));
}

Metric metric(const char *name, const char *help, const char *type, double value)
{
    return {name, help, type, {{QByteArray(), value}}};
}

double real(quint64 number)
{
    return static_cast<double>(number);
}

} // namespace

AdminHost::AdminHost(Parts parts)
    : m_parts(std::move(parts))
    , m_started(m_clock.wall())
    , m_reading(m_clock, {.slots = 1, .patience = std::chrono::seconds(5), .queueLimit = 50})
{
    connect(&m_timer, &QTimer::timeout, this, &AdminHost::tick);
}

AdminHost::~AdminHost()
{
    stop();
}

Status AdminHost::start()
{
    auto certificate = common::ServerCertificate::loadOrCreate(
        m_parts.dataFolder + QStringLiteral("/admin.crt"), m_parts.dataFolder + QStringLiteral("/admin.key"),
        m_parts.host, {m_parts.host});
    if (!certificate) {
        return common::propagate(certificate);
    }
    m_certificate = std::move(*certificate);
    m_certificateEnds = QSslCertificate(m_certificate.certificatePem).expiryDate();
    if (Status registered = registerMethods(); !registered) {
        return registered;
    }
    QTcpServer probe;
    if (!probe.listen(addressOf(m_parts.config), portOf(m_parts.config))) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("admin.port %1 cannot be used: %2")
                                                                .arg(portOf(m_parts.config))
                                                                .arg(probe.errorString()));
    }
    probe.close();
    qCInfo(lcAdmin, "certificate of the admin protocol: SHA-256 %s",
           qUtf8Printable(common::fingerprintText(m_certificate.fingerprint)));
    m_timer.start(kTick);
    return {};
}

SystemParts AdminHost::systemParts()
{
    SystemParts parts;
    parts.gate = [this]() -> const Gate * {
        DatabaseHost::Services *services = m_parts.database.services();
        return services ? &services->gate : nullptr;
    };
    parts.version = QStringLiteral(EARSHOT_VERSION);
    parts.host = m_parts.host;
    parts.roles = m_parts.config.list(QStringLiteral("recorder.roles"));
    parts.started = m_started;
    parts.health = [this] { return m_health.with([](const auto &items) { return items; }); };
    parts.ledger = [this](const common::ListQuery &query, const common::TenantRef &tenant, auto done) {
        m_reading.post([file = m_parts.ledgerFile, query, tenant, done](bool busy) {
            if (busy) {
                done(common::fail(common::ErrorCode::Unavailable, QStringLiteral("too many read the ledger"),
                                  {{QStringLiteral("reason"), QStringLiteral("busy")}}));
            } else {
                auto page = listLedger(file, query, tenant);
                if (!page && page.error().code != common::ErrorCode::Invalid) {
                    qCWarning(lcAdmin, "%s", qUtf8Printable(page.error().message)); // names files
                    page = common::fail(page.error().code, QStringLiteral("the ledger cannot be read"));
                }
                done(std::move(page));
            }
        });
    };
    return parts;
}

OverviewParts AdminHost::overviewParts(const SystemParts &system)
{
    return {system, [](const common::ListQuery &query) { return systemLog().list(query); },
            [this](const LiveFilter &filter, std::function<void(qint64)> done) {
                m_parts.board.count(filter, std::move(done));
            }};
}

AuditParts AdminHost::auditParts()
{
    AuditParts parts;
    parts.gate = systemParts().gate;
    parts.read = [this](AuditSelection selection, std::function<void()> ready) {
        const auto pools = m_parts.database.auditPools();
        return pools ? std::make_shared<AuditReading>(pools->reading, std::move(selection), std::move(ready))
                     : nullptr;
    };
    parts.verify = [this](auto done) { m_parts.audit.verify(std::move(done)); };
    return parts;
}

Status AdminHost::registerMethods()
{
    m_dispatcher = std::make_shared<Dispatcher>();
    const SystemParts system = systemParts();
    const auto signIn = [this]() -> SignInService * {
        DatabaseHost::Services *services = m_parts.database.services();
        return services ? &services->signIn : nullptr;
    };
    const auto secondStep = [this]() -> SecondStepService * {
        DatabaseHost::Services *services = m_parts.database.services();
        return services ? &services->secondStep : nullptr;
    };
    const auto links = [this]() -> LinkService * {
        DatabaseHost::Services *services = m_parts.database.services();
        return services ? &services->links : nullptr;
    };
    const auto mail = [this]() -> MailService * {
        DatabaseHost::Services *services = m_parts.database.services();
        return services ? &services->mail : nullptr;
    };
    const SourceParts sources{system.gate, [this]() -> DirectoryAccess * {
                                  DatabaseHost::Services *services = m_parts.database.services();
                                  return services ? &services->directories : nullptr;
                              }};
    const SignOnParts signOn{system.gate, [this]() -> SignOnAccess * {
                                 DatabaseHost::Services *services = m_parts.database.services();
                                 return services ? &services->signOn : nullptr;
                             }};
    const StorageParts storage{system.gate, [this]() -> StorageAccess * {
                                   DatabaseHost::Services *services = m_parts.database.services();
                                   return services ? &services->storage : nullptr;
                               }};
    const CallParts calls{system.gate, m_parts.database.hub(), m_parts.board, m_readers,
                          m_pulse,     m_parts.mediaRoot,      m_parts.remote};
    const IntegrityParts integrity{system.gate,    signingKeyOf(m_parts.dataFolder, m_parts.hostKey),
                                   m_readers,      m_parts.mediaRoot,
                                   m_parts.remote, vouchedKeysOf(m_parts.dataFolder)};
    for (const Status &added :
         {addIntegrityHandlers(*m_dispatcher, integrity), addSessionHandlers(*m_dispatcher, signIn),
          addSettingsHandlers(*m_dispatcher, system.gate), addSystemHandlers(*m_dispatcher, system),
          addCallHandlers(*m_dispatcher, calls), addDirectoryHandlers(*m_dispatcher, system.gate, signIn),
          addTrailHandlers(*m_dispatcher, system.gate),
          addJobHandlers(*m_dispatcher, system.gate, m_parts.database.hub()),
          addSecondStepHandlers(*m_dispatcher, system.gate, secondStep),
          addResetHandlers(*m_dispatcher, links, mail), addSourceHandlers(*m_dispatcher, sources),
          addSignOnHandlers(*m_dispatcher, signOn), addStorageHandlers(*m_dispatcher, storage),
          addAuditHandlers(*m_dispatcher, auditParts()), addKeyHandlers(*m_dispatcher, system.gate),
          addRewrapHandlers(*m_dispatcher, {system.gate, m_parts.mediaRoot, m_parts.sessions}),
          addImpersonationHandlers(*m_dispatcher, system.gate),
          addTransferHandlers(*m_dispatcher, system.gate),
          addOverviewHandlers(*m_dispatcher, overviewParts(system))}) {
        if (!added) {
            return added;
        }
    }
    return {};
}

void AdminHost::tick()
{
    QList<SystemHealthItem> items = m_parts.health();
    items.append(certificateHealth(m_certificateEnds, QDateTime::currentDateTimeUtc()));
    warnOfCertificate(items.last());
    m_health.with([&items](QList<SystemHealthItem> &kept) { kept = items; });
    DatabaseHost::Services *services = m_parts.database.services();
    if (services == nullptr) {
        return;
    }
    if (m_server) {
        services->watch.tick();
    } else {
        listen(*services);
    }
}

/// At the start and once a day: consoles go on, because they know the certificate by its fingerprint, but
/// whoever meets the recorder for the first time is warned.
void AdminHost::warnOfCertificate(const SystemHealthItem &item)
{
    const common::MonoTime now = m_clock.mono();
    if (item.healthy || (m_certificateWarned && now - *m_certificateWarned < kWarnEvery)) {
        return;
    }
    m_certificateWarned = now;
    qCWarning(lcAdmin, "certificate of the admin protocol: %s", qUtf8Printable(item.detail));
}

void AdminHost::listen(DatabaseHost::Services &services)
{
    ApiOptions options;
    options.address = addressOf(m_parts.config);
    options.port = portOf(m_parts.config);
    options.certificatePem = m_certificate.certificatePem;
    options.keyPem = m_certificate.keyPem;
    options.program = QStringLiteral("earshot-recorder %1").arg(QStringLiteral(EARSHOT_VERSION));
    options.serverId = services.serverId;
    options.maxConnections = connectionsOfConsoles(raiseFileLimit());
    auto server = std::make_shared<ApiServer>(options, m_dispatcher);
    if (Status started = server->start(); !started) {
        if (m_lastProblem != started.error().message) { // tried again at the next tick
            m_lastProblem = started.error().message;
            qCWarning(lcAdmin, "the admin protocol is not served: %s", qUtf8Printable(m_lastProblem));
        }
        return;
    }
    m_server = server;
    services.mailSender.start([&services] { services.links.issueRequested(); });
    // A session with other rights has to be taken up again as well: its streams run with the old ones.
    services.watch.setTold([weak = std::weak_ptr<ApiServer>(server)](const QList<SessionId> &ended,
                                                                     const QList<SessionId> &changed) {
        if (const auto present = weak.lock()) {
            for (const SessionId &session : ended) {
                present->endSession(session.toString());
            }
            for (const SessionId &session : changed) {
                present->renewSession(session.toString());
            }
        }
    });
    qCInfo(lcAdmin, "the admin protocol is served on port %d", server->port());
}

void AdminHost::stop()
{
    if (std::exchange(m_stopped, true)) {
        return; // from the destructor: the database may be gone by then
    }
    m_timer.stop();
    if (DatabaseHost::Services *services = m_parts.database.services()) {
        services->watch.setTold(nullptr);
    }
    if (m_server) {
        m_server->stop();
    }
    m_reading.stop();
}

QList<Metric> AdminHost::metrics() const
{
    const DatabaseHost::Services *services = m_parts.database.services();
    if (!m_server || services == nullptr) {
        return {};
    }
    const ApiCounters &api = m_server->counters();
    const SignInService::Counters signIns = services->signIn.counters();
    Metric outcome{"earshot_admin_sign_ins_total", "Attempts to sign in, by outcome.", "counter", {}};
    outcome.samples = {{"outcome=\"good\"", real(signIns.good)},
                       {"outcome=\"wrong\"", real(signIns.wrong)},
                       {"outcome=\"throttled\"", real(signIns.throttled)},
                       {"outcome=\"busy\"", real(signIns.busy)}};
    const MailSender::Counters sent = services->mailSender.counters();
    Metric mails{"earshot_mails_total", "Mails of the outbox, by what became of them.", "counter", {}};
    mails.samples = {{"outcome=\"sent\"", real(sent.sent)},
                     {"outcome=\"failed\"", real(sent.failed)},
                     {"outcome=\"abandoned\"", real(sent.abandoned)}};
    return {metric("earshot_admin_connections", "Connections of the admin protocol.", "gauge",
                   static_cast<double>(api.connections)),
            metric("earshot_admin_strangers", "Of these not signed in.", "gauge",
                   static_cast<double>(api.strangers)),
            metric("earshot_admin_streams", "Calls of the admin protocol that run.", "gauge",
                   static_cast<double>(api.streams)),
            metric("earshot_admin_sessions", "Sessions that were signed in or taken up here and are valid.",
                   "gauge", static_cast<double>(services->watch.count())),
            metric("earshot_admin_calls_total", "Calls of the admin protocol.", "counter", real(api.calls)),
            metric("earshot_admin_protocol_errors_total", "Connections closed for breaking the protocol.",
                   "counter", real(api.protocolErrors)),
            metric("earshot_admin_refused_of_user_total",
                   "Connections and media streams beyond what one user may have at a time.", "counter",
                   real(api.refusedOfUser)),
            metric("earshot_admin_certificate_expires_seconds",
                   "When the certificate of the admin protocol ends, in seconds since 1970.", "gauge",
                   static_cast<double>(m_certificateEnds.toSecsSinceEpoch())),
            metric("earshot_admin_sent_bytes_total", "Sent inside TLS.", "counter", real(api.bytesSent)),
            outcome,
            mails};
}

} // namespace recorder
