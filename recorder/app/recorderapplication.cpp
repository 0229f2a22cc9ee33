// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/recorderapplication.h"

#include "recorder/api/callhandlers.h"
#include "recorder/app/captureoptions.h"
#include "recorder/app/finishstep.h"
#include "recorder/app/peers.h"
#include "recorder/app/recordermetrics.h"
#include "recorder/app/spoolsweep.h"
#include "recorder/app/targetopener.h"
#include "recorder/capture/spool/spoolwriter.h"
#include "recorder/service/liveowners.h"

#include "common/core/posixfile.h"

#include <QLoggingCategory>
#include <QSysInfo>
#include <QThread>

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <unistd.h>

namespace recorder
{

Q_LOGGING_CATEGORY(lcApp, "earshot.recorder", QtInfoMsg)

using common::Status;

namespace
{

constexpr std::chrono::milliseconds kTick{1000};
// Taking the parts down has limits of its own (the ledger waits 5 s for a lock): ten seconds in all.
constexpr std::chrono::milliseconds kStopPatience{4000};
constexpr std::chrono::seconds kStopLimit{11};
constexpr std::size_t kFinisherQueue = 100000; // a day of calls while the database was down

/// A thread that hangs in a dead disk or database cannot be ended from outside, only with the process.
/// Journals and ledger are made for that: the next start goes on where this one was, and adopts PostgreSQL.
void endAnywayAfter(std::chrono::seconds limit)
{
    std::thread([limit] {
        std::this_thread::sleep_for(limit);
        qCWarning(lcApp, "a part does not end: ending without it");
        ::_exit(EXIT_SUCCESS);
    }).detach();
}

} // namespace

RecorderApplication::RecorderApplication(const Config &config, DataFolder folder)
    : m_config(config)
    , m_folder(std::move(folder))
{
    connect(&m_host, &ServiceHost::stopRequested, this, &RecorderApplication::stop);
    connect(&m_timer, &QTimer::timeout, this, &RecorderApplication::tick);
}

RecorderApplication::~RecorderApplication()
{
    m_timer.stop();
    m_metricsServer.reset();
    *m_readersStop = true;
    if (m_admin) {
        m_admin->stop(); // nobody asks any more
    }
    if (m_sip) {
        m_sip->stop(); // no more calls in
        m_postTo.with([](SipStack *&sip) { sip = nullptr; });
    }
    m_media.reset(); // writes and syncs what was received
    m_room.reset();
    m_sip.reset();
    if (m_pipeline) {
        m_pipeline->stop();
    }
    m_finishers.reset();
    m_jobs.reset();
    m_uploads.reset();
    m_forwarder.reset();
    if (m_audit) {
        m_audit->stop(); // signs what everybody has done by now
    }
    m_tenants.reset();
    m_database.reset(); // answers what waits for it
    m_sealing.reset();  // and so do some of these
    m_admin.reset();    // after the database, whose last answers go through it
    m_audit.reset();
    m_ledger.reset();
    m_pipeline.reset();
}

Status RecorderApplication::start()
{
    if (Status locked = m_folder.lock(); !locked) {
        return locked;
    }
    auto key = common::HostKey::loadOrCreate(m_folder.hostKey());
    if (!key) {
        return common::propagate(key);
    }
    m_hostKey = std::move(*key);
    auto ledger = Ledger::open(m_folder.ledger());
    if (!ledger) {
        return common::propagate(ledger);
    }
    m_ledger = std::move(*ledger);

    startWorker(); // before capture: recovered calls go straight into the pipeline
    startAudit();
    if (hasRole(QStringLiteral("capture"))) {
        if (Status capture = startCapture(); !capture) {
            return capture;
        }
    } else if (Status begun = finishEarlierCalls(); !begun) {
        return begun;
    }
    if (Status metrics = startMetrics(); !metrics) {
        return metrics;
    }
    if (Status admin = startAdmin(); !admin) {
        return admin;
    }
    m_database->start(); // last: what cannot start must not leave a PostgreSQL behind
    m_timer.start(kTick);
    m_host.ready(QStringLiteral("recording"), [this] { return alive(); });
    qCInfo(lcApp, "earshot-recorder %s is ready, data in %s", EARSHOT_VERSION,
           qUtf8Printable(m_folder.root()));
    return {};
}

void RecorderApplication::startBoard()
{
    LiveBoard::Needs needs;
    needs.encode = bytesOf;
    needs.owners = [this](const QList<LiveBoard::Question> &questions, auto done) {
        if (DatabaseHost::Services *services = m_database->services()) {
            findLiveOwners(services->pool, questions, done);
        } else {
            done(common::fail(common::ErrorCode::Unavailable, m_database->problem()));
        }
    };
    m_board = std::make_unique<LiveBoard>(needs);
}

void RecorderApplication::startWorker()
{
    m_database = std::make_unique<DatabaseHost>(m_config, m_folder.root());
    if (hasRole(QStringLiteral("worker"))) {
        m_jobs = std::make_unique<JobHost>(*m_database, recorderName());
        m_uploads = std::make_unique<UploadHost>(*m_database, recorderName(), m_folder.recordings());
    }
    m_tenants = std::make_unique<TenantBook>(*m_database, m_clock, m_folder.tenants());
    m_tenants->load();
    startBoard();
    const int threads = m_config.number(QStringLiteral("finish.threads"));
    m_finishers =
        std::make_unique<FinisherPool>(threads > 0 ? threads : QThread::idealThreadCount(), kFinisherQueue);

    const SpoolMode mode =
        m_config.flag(QStringLiteral("spool.sealed")) ? SpoolMode::Sealed : SpoolMode::Unsealed;
    m_sealing =
        std::make_unique<SealingRoom>(*m_database, *m_hostKey, m_folder.keyPins(), mode == SpoolMode::Sealed);
    const FinishStep finish{*m_ledger,
                            *m_database,
                            m_sealing->desk(),
                            m_clock,
                            *m_hostKey,
                            m_folder.recordings(),
                            m_folder.root() + QStringLiteral("/suspect"),
                            recorderName(),
                            mode};
    PipelineSteps steps;
    steps.finish = [this, finish](const common::CallId &id, const QString &path, auto done) {
        const Status queued = m_finishers->submit(
            [finish, id, path](std::stop_token stop) { return finish.run(id, path, stop); }, done);
        if (!queued) {
            done(tl::unexpected(queued.error()));
        }
    };
    steps.registerCall = [this](const common::FinishedCall &call, const std::function<void(Status)> &done) {
        registerCall(call, done);
    };
    steps.shred = shredSpool;
    steps.leave = [](const QString &path) {
        if (const Status left = leaveToTenant(path); !left) {
            qCWarning(lcApp, "%s", qUtf8Printable(left.error().message));
        }
    };
    m_pipeline = std::make_unique<CallPipeline>(*m_ledger, m_clock, std::move(steps));
    m_news =
        std::make_unique<CallNews>(*m_pipeline, *m_board, recorderName(), hasRole(QStringLiteral("worker")));
    if (!hasRole(QStringLiteral("worker"))) {
        m_pipeline->stop(); // journals wait for a run with the worker role
    }
}

void RecorderApplication::registerCall(const common::FinishedCall &call,
                                       const std::function<void(Status)> &done)
{
    if (call.state == common::CallState::Excluded) {
        m_board->gone(call.id); // its ledger row is all that stays
        done({});
        return;
    }
    DatabaseHost::Services *services = m_database->services();
    if (!services) {
        done(common::fail(common::ErrorCode::Unavailable, m_database->problem()));
        return;
    }
    services->recordings.registerCall(
        call, [this, id = call.id, done](common::Result<Registration> registered) {
            if (registered) {
                m_board->gone(id); // from now on it is in the list of recorded calls
            }
            if (registered && registered->created) {
                m_database->hub().publish(
                    {QStringLiteral("calls"), registered->tenant, id.toString(), QStringLiteral("stored")});
            }
            done(registered ? Status() : Status(common::propagate(registered)));
        });
}

void RecorderApplication::startAudit()
{
    AuditKeeper::Options options;
    options.folder = m_folder.root();
    options.recorder = recorderName();
    m_audit = std::make_unique<AuditKeeper>(
        *m_hostKey, m_clock, [this] { return m_database->auditPools(); }, options);
    m_audit->start();
    AuditForwarder::Options forwarding;
    forwarding.recorder = recorderName();
    forwarding.patience = std::chrono::seconds(4); // the end of the program waits for it
    m_forwarder = std::make_unique<AuditForwarder>(
        m_clock,
        [this]() -> ConnectionPool * {
            const auto pools = m_database->auditPools();
            return pools ? &pools->writing : nullptr;
        },
        forwarding);
    m_forwarder->start();
}

/// Empty = entries are written, chained and signed.
QString RecorderApplication::auditProblem() const
{
    constexpr std::chrono::milliseconds kRecent{std::chrono::minutes(5)};
    const DatabaseHost::Services *services = m_database->services();
    const qint64 failed = services ? services->gate.trailFailedMs() : 0;
    if (failed != 0 && common::toUnixMs(m_clock.wall()) - failed < kRecent.count()) {
        return QStringLiteral("entries cannot be written: what needs one is refused");
    }
    return m_audit->state().problem;
}

bool RecorderApplication::hasRole(const QString &role) const
{
    return m_config.list(QStringLiteral("recorder.roles")).contains(role);
}

/// Without the capture role: what an earlier run recorded is finished; calls that were going on stay as they
/// are.
Status RecorderApplication::finishEarlierCalls()
{
    auto rows = m_ledger->unsettled();
    if (!rows) {
        return common::propagate(rows);
    }
    for (const LedgerRow &row : *rows) {
        if (row.state != LedgerState::Accepted) {
            m_pipeline->callEnded(row.call, row.spoolPath);
        }
    }
    return {};
}

CallRoomServices RecorderApplication::roomServices()
{
    CallRoomServices services;
    services.post = [this](std::function<void()> task) {
        m_postTo.with([&task](SipStack *sip) {
            if (sip != nullptr) {
                sip->post(std::move(task));
            }
        });
    };
    services.tenantOf = [this, book = peerBook(m_config)](const SessionRequest &request) {
        return tenantOf(book, *m_tenants->current(), request.peer, claimsOf(request));
    };
    services.tenantKey = [this](const QString &tenant) { return m_sealing->desk().lastKnown(tenant); };
    services.seal = [key = *m_hostKey](const QByteArray &plain, const QByteArray &context) {
        return key.seal(plain, context);
    };
    services.unseal = [key = *m_hostKey](const QByteArray &sealed, const QByteArray &context) {
        return key.unseal(sealed, context);
    };
    services.restore = [this](DialogNumber dialog, const DialogState &state) {
        m_sip->restore(dialog, state);
    };
    services.hangUp = [this](DialogNumber dialog, const QByteArray &reason) {
        m_sip->hangUp(dialog, reason);
    };
    return services;
}

Status RecorderApplication::startCapture()
{
    auto media = startMediaEngine(mediaOptions(m_config), *m_hostKey, m_mediaCounters);
    if (!media) {
        return common::propagate(media);
    }
    m_media = std::move(*media);
    Admission::Limits limits;
    limits.maxCalls = m_config.number(QStringLiteral("signalling.max_calls"));
    limits.minFreePercent = m_config.number(QStringLiteral("storage.min_free_percent"));
    limits.goOnFreePercent = limits.minFreePercent + 1;
    m_admission = std::make_unique<Admission>(limits);
    watchDisk();

    CallRoomOptions options;
    options.spoolFolder = m_folder.spool();
    options.recorderName = recorderName();
    options.mediaAddress = QHostAddress(m_config.text(QStringLiteral("media.address")));
    options.rtpTimeout = std::chrono::seconds(m_config.number(QStringLiteral("media.rtp_timeout")));
    options.maxCallDuration = std::chrono::hours(m_config.number(QStringLiteral("media.max_call_hours")));
    m_room = std::make_unique<CallRoom>(CallRoom::Parts{*m_media, *m_ledger, *m_news, *m_admission, m_clock},
                                        roomServices(), options);
    return startSignalling();
}

Status RecorderApplication::startSignalling()
{
    auto rows = m_ledger->unsettled();
    if (!rows) {
        return common::propagate(rows);
    }
    SipOptions options = sipOptions(m_config);
    options.alsoAllowed = [this](const QHostAddress &source) {
        return m_tenants->current()->byPeer(source).has_value();
    };
    auto sip = SipStack::start(options, m_room.get());
    if (!sip) {
        return common::propagate(sip);
    }
    m_sip = std::move(*sip);
    m_postTo.with([this](SipStack *&target) { target = m_sip.get(); });
    recoverAndBegin(*rows);
    return {};
}

void RecorderApplication::recoverAndBegin(const QList<LedgerRow> &rows)
{
    if (auto swept = sweepSpool(m_folder.spool(), *m_ledger); !swept) {
        qCWarning(lcApp, "spool: %s", qUtf8Printable(swept.error().message));
    }
    if (!rows.isEmpty()) {
        qCInfo(lcApp, "%lld ledger rows of an earlier run are not settled: going on with them",
               static_cast<long long>(rows.size()));
    }
    m_sip->post([this, rows] {
        m_room->recover(rows);
        m_sip->begin();
    });
}

Status RecorderApplication::startMetrics()
{
    const int port = m_config.number(QStringLiteral("metrics.port"));
    if (port == 0) {
        return {};
    }
    m_metricsServer =
        std::make_unique<MetricsServer>([this] { return metrics(); }, [this] { return health(); });
    return m_metricsServer->listen(QHostAddress(m_config.text(QStringLiteral("metrics.address"))),
                                   static_cast<quint16>(port));
}

Status RecorderApplication::startAdmin()
{
    if (!hasRole(QStringLiteral("admin"))) {
        return {};
    }
    m_admin = std::make_unique<AdminHost>(AdminHost::Parts{
        m_config, *m_database, *m_board, *m_audit, *m_hostKey, m_folder.root(), m_folder.ledger(),
        m_folder.recordings(), recorderName(), [this] { return healthItems(); },
        remoteReads(targetOpener(*m_database, m_readersStop))});
    return m_admin->start();
}

QString RecorderApplication::recorderName() const
{
    const QString name = m_config.text(QStringLiteral("recorder.name"));
    return name.isEmpty() ? QSysInfo::machineHostName() : name;
}

void RecorderApplication::tick()
{
    if (m_sip) {
        m_sip->post([this] {
            m_room->tick();
            ++m_sipTicks;
        });
        watchDisk();
    }
    watchDatabase();
    if (m_jobs) {
        m_jobs->tick();
    }
    if (m_uploads) {
        m_uploads->tick();
    }
    m_tenants->tick();
    m_sealing->tick();
    m_pipeline->tick();
}

void RecorderApplication::watchDisk()
{
    const common::Result<common::DiskSpace> disk = common::diskSpaceOf(m_folder.spool());
    if (disk && disk->total > 0) {
        m_freePercent = 100.0 * static_cast<double>(disk->available) / static_cast<double>(disk->total);
        m_admission->setFreeDisk(m_freePercent);
    }
}

void RecorderApplication::watchDatabase()
{
    const DatabaseHost::Services *services = m_database->services();
    const bool up = services && services->pool.state().connected > 0;
    if (up && !m_databaseWasUp) {
        m_pipeline->hurry(); // what waited for the database need not wait for its next try
    }
    if (m_sealing->takeChange()) {
        m_pipeline->hurry(); // calls may have waited for just that
    }
    m_databaseWasUp = up;
}

void RecorderApplication::stop()
{
    if (m_stopping) {
        return;
    }
    m_stopping = true;
    endAnywayAfter(kStopLimit);
    m_host.stopping();
    if (!m_sip) {
        Q_EMIT stopped();
        return;
    }
    // Whatever does not answer, be it a locked ledger or a dead disk: the rest goes on at the next start.
    QTimer::singleShot(kStopPatience, this, [this] {
        qCWarning(lcApp, "not everything came to its end in time: the next start goes on with it");
        Q_EMIT stopped();
    });
    const bool hangUp = m_config.flag(QStringLiteral("media.hang_up_on_stop"));
    m_sip->post([this, hangUp] {
        m_room->shutdown(hangUp, [this] {
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT stopped(); }, Qt::QueuedConnection);
        });
    });
}

bool RecorderApplication::alive()
{
    if (!m_sip) {
        return true;
    }
    const quint64 life[3] = {m_mediaCounters.sweeps, m_mediaCounters.writerRounds, m_sipTicks};
    bool moved = true;
    for (int i = 0; i < 3; ++i) {
        moved = moved && life[i] != m_lastLife[i];
        m_lastLife[i] = life[i];
    }
    return moved;
}

QList<Metric> RecorderApplication::metrics() const
{
    const QList<Metric> admin = m_admin ? m_admin->metrics() : QList<Metric>();
    const QList<Metric> uploads = m_uploads ? m_uploads->metrics() : QList<Metric>();
    return admin + uploads +
           recorderMetrics({m_room ? m_room->counters() : RoomCounters(),
                            m_sip ? m_sip->counters() : SipCounters(), m_mediaCounters,
                            m_pipeline->counters(), *m_ledger, m_folder.spool(), m_freePercent});
}

Health RecorderApplication::health() const
{
    Health health;
    const auto problem = [&health](const QString &text) {
        health.good = false;
        health.problems.append(text);
    };
    if (!m_databaseWasUp) {
        problem(QStringLiteral("database: %1").arg(m_database->problem()));
    }
    if (m_admission && m_admission->refusal(0, m_clock.mono())) {
        problem(QStringLiteral("new calls are refused"));
    }
    if (m_admin && m_databaseWasUp && !m_admin->listening()) {
        problem(QStringLiteral("admin: the port is not open yet"));
    }
    if (const QString audit = auditProblem(); m_databaseWasUp && !audit.isEmpty()) {
        problem(QStringLiteral("audit: %1").arg(audit));
    }
    const PipelineCounters pipeline = m_pipeline->counters();
    if (!pipeline.lastProblem.isEmpty()) {
        problem(QStringLiteral("%1 calls wait: %2").arg(pipeline.waiting).arg(pipeline.lastProblem));
    }
    return health;
}

QList<SystemHealthItem> RecorderApplication::healthItems() const
{
    const QString free = QStringLiteral("%1% free").arg(m_freePercent, 0, 'f', 1);
    const bool room = m_freePercent >= m_config.number(QStringLiteral("storage.min_free_percent"));
    const PipelineCounters pipeline = m_pipeline->counters();
    QList<SystemHealthItem> items{
        {QStringLiteral("database"), m_databaseWasUp, m_databaseWasUp ? QString() : m_database->problem()},
        {QStringLiteral("disk"), room, free},
        {QStringLiteral("finisher"), pipeline.lastProblem.isEmpty(),
         pipeline.lastProblem.isEmpty()
             ? QString()
             : QStringLiteral("%1 waiting: %2").arg(pipeline.waiting).arg(pipeline.lastProblem)}};
    if (m_databaseWasUp) {
        const QString problem = auditProblem();
        items.append({QStringLiteral("audit"), problem.isEmpty(), problem});
        if (const AuditForwarder::State syslog = m_forwarder->state(); syslog.on) {
            items.append({QStringLiteral("syslog"), syslog.problem.isEmpty(), syslog.problem});
        }
    }
    items.append(m_sealing->health());
    if (m_uploads) {
        items.append(m_uploads->health());
    }
    if (m_admission) {
        const bool taking = !m_admission->refusal(0, m_clock.mono());
        items.append({QStringLiteral("signalling"), taking, taking ? QString() : QStringLiteral("refusing")});
    }
    if (m_media) {
        items.append(
            {QStringLiteral("media"), true, QStringLiteral("%1 sweeps").arg(m_mediaCounters.sweeps)});
    }
    return items;
}

} // namespace recorder
