// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/jobhost.h"

#include "recorder/app/targetopener.h"
#include "recorder/jobs/directorysync.h"
#include "recorder/jobs/filemanifests.h"
#include "recorder/jobs/keyholders.h"
#include "recorder/jobs/purge.h"
#include "recorder/jobs/usersimport.h"
#include "recorder/jobs/usersupdate.h"
#include "recorder/upload/limitsjob.h"
#include "recorder/upload/storagemove.h"
#include "recorder/upload/storagescrub.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>

namespace recorder
{

Q_LOGGING_CATEGORY(lcJobHost, "earshot.jobs.host", QtInfoMsg)

namespace
{

JobRunner::Kinds kinds(const DirectoryAccess &directories, const OpenUntil &open, const MoveFolders &folders,
                       SigningKeySource signingKey)
{
    return {std::make_shared<UsersUpdate>(),
            std::make_shared<UsersImport>(),
            std::make_shared<Purge>(),
            std::make_shared<DirectorySync>(directories.port(), directories.key()),
            std::make_shared<StorageScrub>(open),
            std::make_shared<StorageMove>(open, folders),
            std::make_shared<FileManifests>(std::move(signingKey)),
            std::make_shared<KeyHolders>(KeyWarnings(directories.key())),
            std::make_shared<LimitsJob>(open, StorageWarnings(directories.key()))};
}

} // namespace

JobHost::JobHost(DatabaseHost &database, QString host, MoveFolders folders)
    : m_database(database)
    , m_host(std::move(host))
    , m_folders(std::move(folders))
{
}

void JobHost::tick()
{
    const DatabaseHost::Services *services = m_database.services();
    if (m_runner || services == nullptr) {
        return;
    }
    // What a recorder that was killed has left there is nobody's.
    QDir(m_folders.work).removeRecursively();
    if (!QDir().mkpath(m_folders.work) ||
        !QFile::setPermissions(m_folders.work, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)) {
        qCWarning(lcJobHost, "%s cannot be made", qUtf8Printable(m_folders.work));
    }
    const OpenUntil open = [&database = m_database](std::shared_ptr<const std::atomic<bool>> stop) {
        return targetOpener(database, std::move(stop));
    };
    JobRunnerOptions options;
    options.pool.url = services->url;
    options.host = m_host;
    m_runner =
        std::make_unique<JobRunner>(options, m_database.hub(), m_clock,
                                    kinds(services->directories, open, m_folders, services->signingKey));
}

void JobHost::stop()
{
    m_runner.reset();
}

} // namespace recorder
