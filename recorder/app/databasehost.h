// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/config.h"
#include "recorder/app/storageopener.h"
#include "recorder/net/outgoingrule.h"
#include "recorder/service/accountservice.h"
#include "recorder/service/auditkeeper.h"
#include "recorder/service/changehub.h"
#include "recorder/service/directoryaccess.h"
#include "recorder/service/gate.h"
#include "recorder/service/linkservice.h"
#include "recorder/service/mailsender.h"
#include "recorder/service/mailservice.h"
#include "recorder/service/recordingsservice.h"
#include "recorder/service/secondstepservice.h"
#include "recorder/service/sessionwatch.h"
#include "recorder/service/settingsservice.h"
#include "recorder/service/signinservice.h"
#include "recorder/service/signonaccess.h"
#include "recorder/service/storageaccess.h"
#include "recorder/service/tenantservice.h"
#include "recorder/service/userservice.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/privatecluster.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"
#include "common/core/result.h"

#include <atomic>
#include <memory>
#include <thread>

namespace recorder
{

/// PostgreSQL and the services over it, brought up in a thread of its own and for as long as it takes:
/// recording does not wait for the database. Until it is up, services() is null and callers keep their work.
class DatabaseHost
{
public:
    struct Services {
        ConnectionPool pool;
        ConnectionPool watchPool; ///< its own connection: lists that take long must not hide an ended session
        ConnectionPool auditPool; ///< its own connection: the trail is chained while all others are busy
        ConnectionPool auditReading; ///< its own connection and patience: reads the whole trail
        RecordingsService recordings;
        SettingsService settings;
        const Gate gate;
        TenantService tenants;
        UserService users;
        SessionWatch watch;
        SignInDesk desk;
        SignInService signIn; ///< after the pool: it waits for what it asked of it
        SecondStepService secondStep;
        MailSender mailSender; ///< started by who serves consoles
        LinkService links;
        MailService mail;
        DirectoryAccess directories;
        SignOnAccess signOn;
        StorageAccess storage;
        AccountService accounts;
        const SigningKeySource signingKey; ///< of this recorder: manifests of files
        const QString url;                 ///< for whoever has connections of his own
        QString serverId;                  ///< of the installation
        struct Options {
            SessionLimits limits;
            QString server; ///< what consoles call this recorder
            OutgoingRule outgoing;
            MachineRole role;
            QStringList ownFolders; ///< where no storage target may be
            SigningKeySource signingKey;
        };
        Services(PoolOptions options, ChangeHub &hub, const common::Clock &clock, const common::HostKey &key,
                 const Options &own);
        ~Services() { mailSender.stop(); } // its thread uses the links, whose errands wake it
        Services(const Services &) = delete;
        Services &operator=(const Services &) = delete;
    };

    DatabaseHost(const Config &config, const QString &dataFolder);
    ~DatabaseHost();
    DatabaseHost(const DatabaseHost &) = delete;
    DatabaseHost &operator=(const DatabaseHost &) = delete;

    /// Begins to bring the database up, in the background.
    void start();
    /// Brings it up now, for the command line; a server that ran already is left running at the end.
    common::Status startAndWait();

    /// Null until the database was reached and migrated for the first time. Any thread; stays valid.
    Services *services() const { return m_ready.load(std::memory_order_acquire); }
    /// The trail's own connections; none until there are services.
    std::optional<AuditPools> auditPools() const;
    /// Lives as long as this, with or without services.
    ChangeHub &hub() { return m_hub; }
    /// Why there are no services yet, or empty.
    QString problem() const;

private:
    common::Status bringUp();
    void run();
    bool pauseFor(std::chrono::milliseconds pause) const;
    void prepareMonths();

    const Config m_config;
    const QString m_dataFolder;
    const common::SystemClock m_clock;
    ChangeHub m_hub; ///< what the pool's last tasks publish goes here
    std::unique_ptr<PrivateCluster> m_cluster;
    std::unique_ptr<Services> m_services;
    std::atomic<Services *> m_ready{nullptr};
    std::atomic<bool> m_stop{false};
    common::Guarded<QString> m_problem;
    std::thread m_thread;
    bool m_leaveAdopted = false;
};

} // namespace recorder
