// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/recorderapplication.h"

#include "recorder/api/callhandlers.h"
#include "recorder/app/finishstep.h"
#include "recorder/app/recordermetrics.h"
#include "recorder/app/spoolsweep.h"
#include "recorder/app/suspectjournals.h"
#include "recorder/app/targetopener.h"
#include "recorder/capture/spool/spoolwriter.h"
#include "recorder/service/liveowners.h"

#include <QFileInfo>
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

/// Recording goes on with a new ledger, but whose the journals are is not known any more.
void tellOfLostLedger(const DataFolder &folder)
{
    const qsizetype journals = QFileInfo::exists(folder.ledger()) ? 0 : spoolFiles(folder.spool()).size();
    if (journals > 0) {
        qCCritical(lcApp,
                   "there is no %s, but %lld journal(s) in %s: a new ledger is made, and those that hold "
                   "audio are set aside in %s",
                   qUtf8Printable(folder.ledger()), static_cast<long long>(journals),
                   qUtf8Printable(folder.spool()), qUtf8Printable(folder.suspect()));
    }
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
    m_capture.reset(); // takes no more calls in
    if (m_pipeline) {
        m_pipeline->stop();
    }
    m_finishers.reset();
    m_jobs.reset();
    m_uploads.reset();
    if (m_audit) {
        m_audit->stopForwarding();
        m_audit->finish();
    }
    m_tenants.reset();
    m_database.reset(); // answers what waits for it
    m_sealing.reset();  // and so do some of these
    m_admin.reset();    // after the database, whose last answers go through it
    m_audit.reset();
    m_ledger.reset();
    m_pipeline.reset();
}

Status RecorderApplication::start(LostKey lost)
{
    if (Status locked = m_folder.lock(); !locked) {
        return locked;
    }
    auto key = openHostKey(m_folder.root(), lost);
    if (!key) {
        return common::propagate(key);
    }
    m_hostKey = std::move(*key);
    tellOfLostLedger(m_folder);
    auto ledger = Ledger::open(m_folder.ledger());
    if (!ledger) {
        return common::propagate(ledger);
    }
    m_ledger = std::move(*ledger);

    startWorker(); // before capture: recovered calls go straight into the pipeline
    m_audit = std::make_unique<AuditHost>(*m_hostKey, m_clock, *m_database, m_folder.root(), recorderName());
    m_audit->start();
    m_capture = std::make_unique<CaptureHost>(CaptureHost::Parts{
        m_config, m_folder, *m_hostKey, *m_ledger, *m_news, *m_tenants, *m_sealing, m_clock, recorderName()});
    if (Status begun = hasRole(QStringLiteral("capture")) ? m_capture->start() : finishEarlierCalls();
        !begun) {
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
    m_host.ready(QStringLiteral("recording"), [this] { return m_capture->alive(); });
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
        m_jobs = std::make_unique<JobHost>(*m_database, recorderName(),
                                           MoveFolders{m_folder.jobs(), m_folder.recordings()});
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
    const FinishStep finish{*m_ledger,  *m_database,           m_sealing->desk(),  m_clock,
                            *m_hostKey, m_folder.recordings(), m_folder.suspect(), recorderName(),
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
    steps.keep = [folder = m_folder.suspect()](const QString &path) { return keepJournal(path, folder); };
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
        m_config, *m_database, *m_board, m_audit->keeper(), *m_hostKey, m_folder.root(), m_folder.ledger(),
        m_folder.recordings(), recorderName(), [this] { return healthItems(); },
        remoteReads(targetOpener(*m_database, m_readersStop)),
        remoteSessions(targetOpener(*m_database, m_readersStop))});
    return m_admin->start();
}

QString RecorderApplication::recorderName() const
{
    const QString name = m_config.text(QStringLiteral("recorder.name"));
    return name.isEmpty() ? QSysInfo::machineHostName() : name;
}

void RecorderApplication::tick()
{
    m_capture->tick();
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
    if (!m_capture || !m_capture->isRunning()) {
        Q_EMIT stopped();
        return;
    }
    // Whatever does not answer, be it a locked ledger or a dead disk: the rest goes on at the next start.
    QTimer::singleShot(kStopPatience, this, [this] {
        qCWarning(lcApp, "not everything came to its end in time: the next start goes on with it");
        Q_EMIT stopped();
    });
    m_capture->shutdown(m_config.flag(QStringLiteral("media.hang_up_on_stop")), [this] {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT stopped(); }, Qt::QueuedConnection);
    });
}

QList<Metric> RecorderApplication::metrics() const
{
    const QList<Metric> admin = m_admin ? m_admin->metrics() : QList<Metric>();
    const QList<Metric> uploads = m_uploads ? m_uploads->metrics() : QList<Metric>();
    return admin + uploads +
           recorderMetrics({m_capture->roomCounters(), m_capture->sipCounters(), m_capture->mediaCounters(),
                            m_pipeline->counters(), *m_ledger, m_folder.spool(), m_folder.suspect(),
                            m_capture->freePercent()});
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
    if (m_capture->refusesCalls()) {
        problem(QStringLiteral("new calls are refused"));
    }
    if (m_admin && m_databaseWasUp && !m_admin->listening()) {
        problem(QStringLiteral("admin: the port is not open yet"));
    }
    if (const QString audit = m_audit->problem(); m_databaseWasUp && !audit.isEmpty()) {
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
    const double percent = m_capture->freePercent();
    const QString free = QStringLiteral("%1% free").arg(percent, 0, 'f', 1);
    const bool room = percent >= m_config.number(QStringLiteral("storage.min_free_percent"));
    const PipelineCounters pipeline = m_pipeline->counters();
    QList<SystemHealthItem> items{
        {QStringLiteral("database"), m_databaseWasUp, m_databaseWasUp ? QString() : m_database->problem()},
        {QStringLiteral("disk"), room, free},
        {QStringLiteral("finisher"), pipeline.lastProblem.isEmpty(),
         pipeline.lastProblem.isEmpty()
             ? QString()
             : QStringLiteral("%1 waiting: %2").arg(pipeline.waiting).arg(pipeline.lastProblem)}};
    if (m_databaseWasUp) {
        items.append(m_audit->health());
    }
    items.append(m_sealing->health());
    if (m_uploads) {
        items.append(m_uploads->health());
    }
    items.append(m_capture->health());
    return items;
}

} // namespace recorder
