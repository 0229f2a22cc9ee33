// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/adminhost.h"
#include "recorder/app/callnews.h"
#include "recorder/app/callpipeline.h"
#include "recorder/app/config.h"
#include "recorder/app/databasehost.h"
#include "recorder/app/datafolder.h"
#include "recorder/app/jobhost.h"
#include "recorder/app/metricsserver.h"
#include "recorder/app/sealingroom.h"
#include "recorder/app/servicehost.h"
#include "recorder/app/tenantbook.h"
#include "recorder/app/uploadhost.h"
#include "recorder/capture/call/admission.h"
#include "recorder/capture/call/callroom.h"
#include "recorder/capture/ledger/ledger.h"
#include "recorder/capture/rtp/mediaoptions.h"
#include "recorder/finish/finisherpool.h"
#include "recorder/service/auditforwarder.h"
#include "recorder/service/auditkeeper.h"
#include "recorder/signalling/sipstack.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/crypto/hostkey.h"

#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace recorder
{

/// The composition root of the service: builds every part in the order of their needs, runs the event loop of
/// the main thread, takes the parts down in reverse.
class RecorderApplication : public QObject
{
    Q_OBJECT
public:
    RecorderApplication(const Config &config, DataFolder folder);
    ~RecorderApplication() override;

    /// Invalid, Unavailable (busy port), Conflict (data folder in use): one line each, nothing was recorded.
    common::Status start();
    void stop();

Q_SIGNALS:
    void stopped();

private:
    common::Status startCapture();
    void startBoard();
    void startWorker();
    void registerCall(const common::FinishedCall &call, const std::function<void(common::Status)> &done);
    void startAudit();
    QString auditProblem() const;
    bool hasRole(const QString &role) const;
    common::Status finishEarlierCalls();
    common::Status startSignalling();
    common::Status startMetrics();
    common::Status startAdmin();
    CallRoomServices roomServices();
    QString recorderName() const;
    void recoverAndBegin(const QList<LedgerRow> &rows);
    void tick();
    void watchDisk();
    void watchDatabase();
    bool alive();
    QList<Metric> metrics() const;
    Health health() const;
    QList<SystemHealthItem> healthItems() const;

    const Config m_config;
    DataFolder m_folder;
    common::SystemClock m_clock;
    std::optional<common::HostKey> m_hostKey;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<LiveBoard> m_board; ///< before the database, which answers it until its own end
    std::unique_ptr<DatabaseHost> m_database;
    std::unique_ptr<JobHost> m_jobs; ///< with the worker role
    /// Ends what is being read from storage targets.
    const std::shared_ptr<std::atomic<bool>> m_readersStop = std::make_shared<std::atomic<bool>>(false);
    std::unique_ptr<UploadHost> m_uploads; ///< with the worker role
    std::unique_ptr<AuditKeeper> m_audit;  ///< ends while the database is there
    std::unique_ptr<AuditForwarder> m_forwarder;
    std::unique_ptr<TenantBook> m_tenants;
    std::unique_ptr<SealingRoom> m_sealing;
    std::unique_ptr<AdminHost> m_admin;
    std::unique_ptr<CallPipeline> m_pipeline;
    std::unique_ptr<CallNews> m_news;
    std::unique_ptr<FinisherPool> m_finishers;
    MediaCounters m_mediaCounters;
    std::unique_ptr<MediaEngine> m_media;
    std::unique_ptr<Admission> m_admission;
    std::unique_ptr<CallRoom> m_room;
    std::unique_ptr<SipStack> m_sip;
    std::unique_ptr<MetricsServer> m_metricsServer;
    ServiceHost m_host;
    QTimer m_timer;
    std::atomic<quint64> m_sipTicks{0};
    /// For posts from other threads; null before the start and from the end on: a late ledger still answers.
    common::Guarded<SipStack *> m_postTo{nullptr};
    quint64 m_lastLife[3] = {0, 0, 0};
    double m_freePercent = 100;
    bool m_databaseWasUp = false;
    bool m_stopping = false;
};

} // namespace recorder
