// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/adminhost.h"
#include "recorder/app/audithost.h"
#include "recorder/app/callnews.h"
#include "recorder/app/callpipeline.h"
#include "recorder/app/capturehost.h"
#include "recorder/app/config.h"
#include "recorder/app/databasehost.h"
#include "recorder/app/datafolder.h"
#include "recorder/app/hostkeyfile.h"
#include "recorder/app/jobhost.h"
#include "recorder/app/metricsserver.h"
#include "recorder/app/sealingroom.h"
#include "recorder/app/servicehost.h"
#include "recorder/app/tenantbook.h"
#include "recorder/app/uploadhost.h"
#include "recorder/capture/ledger/ledger.h"
#include "recorder/finish/finisherpool.h"

#include "common/core/clock.h"
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
    /// Invalid also without a host key that something needs, unless it is to be replaced.
    common::Status start(LostKey lost = LostKey::Refuse);
    void stop();

Q_SIGNALS:
    void stopped();

private:
    void startBoard();
    void startWorker();
    void registerCall(const common::FinishedCall &call, const std::function<void(common::Status)> &done);
    bool hasRole(const QString &role) const;
    common::Status finishEarlierCalls();
    common::Status startMetrics();
    common::Status startAdmin();
    QString recorderName() const;
    void tick();
    void watchDatabase();
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
    std::unique_ptr<AuditHost> m_audit;    ///< ends while the database is there
    std::unique_ptr<TenantBook> m_tenants;
    std::unique_ptr<SealingRoom> m_sealing;
    std::unique_ptr<AdminHost> m_admin;
    std::unique_ptr<CallPipeline> m_pipeline;
    std::unique_ptr<CallNews> m_news;
    std::unique_ptr<FinisherPool> m_finishers;
    std::unique_ptr<CaptureHost> m_capture;
    std::unique_ptr<MetricsServer> m_metricsServer;
    ServiceHost m_host;
    QTimer m_timer;
    bool m_databaseWasUp = false;
    bool m_stopping = false;
};

} // namespace recorder
