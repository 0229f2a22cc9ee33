// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/apiserver.h"
#include "recorder/api/audithandlers.h"
#include "recorder/api/mediafilesource.h"
#include "recorder/api/overviewhandlers.h"
#include "recorder/api/pulse.h"
#include "recorder/app/config.h"
#include "recorder/app/databasehost.h"
#include "recorder/app/metricsserver.h"
#include "recorder/service/liveboard.h"
#include "recorder/service/mediareading.h"
#include "recorder/service/slotpool.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"
#include "common/crypto/certificate.h"

#include <QDateTime>
#include <QTimer>

#include <memory>
#include <optional>

namespace recorder
{

/// The admin protocol of a recorder: certificate, methods, listener, the watch over sessions. Main thread.
/// Listens as soon as the database was reached for the first time (the installation's id comes from there);
/// when it goes away later, methods answer UNAVAILABLE.
class AdminHost : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        const Config &config;
        DatabaseHost &database;
        LiveBoard &board;
        AuditKeeper &audit;
        const common::HostKey &hostKey;
        QString dataFolder;
        QString ledgerFile;
        QString mediaRoot;                               ///< folder of the recordings
        QString host;                                    ///< name of this recorder
        std::function<QList<SystemHealthItem>()> health; ///< main thread
        RemoteReads remote;                              ///< files on storage targets
        RemoteSessions sessions;                         ///< the same, for many at once
    };

    explicit AdminHost(Parts parts);
    ~AdminHost() override;

    /// Makes the certificate at the first start, registers the methods, sees whether the port is free:
    /// Invalid or Unavailable, one line. Then waits for the database by itself.
    common::Status start();
    /// Nobody is served any more when it returns. Before the database goes; this goes after it, because the
    /// database answers what it was asked until its own end.
    void stop();
    bool listening() const { return m_server != nullptr; }
    QList<Metric> metrics() const;

private:
    void tick();
    void listen(DatabaseHost::Services &services);
    common::Status registerMethods();
    SystemParts systemParts();
    AuditParts auditParts();
    OverviewParts overviewParts(const SystemParts &system);
    void warnOfCertificate(const SystemHealthItem &item);

    const Parts m_parts;
    const common::SystemClock m_clock;
    const common::WallTime m_started;
    common::ServerCertificate m_certificate;
    QDateTime m_certificateEnds;
    std::optional<common::MonoTime> m_certificateWarned;
    MediaReaders m_readers; ///< with the next one before the methods, whose streams use them to their end
    Pulse m_pulse;
    std::shared_ptr<Dispatcher> m_dispatcher;
    common::Guarded<QList<SystemHealthItem>> m_health; ///< as of the last tick, for the rpc thread
    std::shared_ptr<ApiServer> m_server;
    QTimer m_timer;
    QString m_lastProblem;
    bool m_stopped = false;
    SlotPool m_reading; ///< one thread for the ledger file
};

} // namespace recorder
