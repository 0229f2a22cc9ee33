// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/directorysync.h"

#include "recorder/jobs/directorysyncrun.h"
#include "recorder/jobs/jobcontext.h"
#include "recorder/service/directoryserver.h"
#include "recorder/service/directorysources.h"

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

Operation operation(bool mutates)
{
    return {QStringLiteral("earshot.v1.Directories/Synchronize"),
            QStringLiteral("sources.edit"),
            mutates,
            false,
            QStringLiteral("directories"),
            QStringLiteral("synchronized")};
}

/// The directory as it is now, how it is reached, and who comes from it.
struct Start {
    StoredDirectory directory;
    DirectoryServer server;
    QList<SourceUser> users;
};

Result<Start> start(JobContext &job, const common::HostKey &key)
{
    const QUuid id = QUuid::fromString(job.task().subject);
    return job.run<Start>(
        operation(false),
        [id, &key](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Start> {
            SourceRepository sources(transaction);
            const auto found = sources.directory(scope.tenant(), id);
            if (!found || found->removed || !found->tenantInUse) {
                return common::fail(common::ErrorCode::NotFound, QStringLiteral("no such directory"),
                                    {{QStringLiteral("id"), QStringLiteral("unknown")}});
            }
            auto server = serverOf(*found, key);
            if (!server) {
                return common::propagate(server);
            }
            return Start{*found, *server, sources.usersOf(id)};
        });
}

Result<QList<DirectoryEntry>> entriesOf(JobContext &job, const DirectoryPort &port,
                                        const DirectoryServer &server)
{
    QList<DirectoryEntry> entries;
    const Status read = port.search(server, [&](const DirectoryEntry &entry) {
        entries.append(entry);
        return !job.cancelled();
    });
    if (job.cancelled()) {
        return jobCancelled();
    }
    if (!read) {
        job.line({0, {}, QStringLiteral("directory-down"), read.error().message, true});
        return common::fail(read.error().code, read.error().message,
                            {{QStringLiteral("reason"), QStringLiteral("directory-down")}});
    }
    if (entries.isEmpty()) {
        // More likely a wrong filter than a directory without anybody: nobody is switched off for it.
        return common::fail(common::ErrorCode::Conflict, QStringLiteral("the directory shows no users"),
                            {{QStringLiteral("search"), QStringLiteral("no-users")}});
    }
    return entries;
}

/// What the page of the directory says of the last time. The job itself says why.
void noteFailure(JobContext &job)
{
    if (job.task().dryRun || job.cancelled()) {
        return;
    }
    const QUuid id = QUuid::fromString(job.task().subject);
    const Status noted = job.run<void>(
        operation(true),
        [id](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Status {
            SourceRepository(transaction).setSyncState(id, QStringLiteral("failed"), scope.nowMs());
            trail.setSubject(id);
            trail.note(QStringLiteral("state"), QStringLiteral("failed"));
            return {};
        });
    Q_UNUSED(noted) // the database is gone, or the job is another host's: that one notes it
}

} // namespace

DirectorySync::DirectorySync(std::shared_ptr<const DirectoryPort> port, common::HostKey key)
    : m_port(std::move(port))
    , m_key(std::move(key))
{
}

QString DirectorySync::kind() const
{
    return kDirectorySync;
}

Status DirectorySync::run(JobContext &job) const
{
    job.progress({QStringLiteral("reading"), -1});
    auto begun = start(job, m_key);
    if (!begun) {
        noteFailure(job);
        return common::propagate(begun);
    }
    auto entries = entriesOf(job, *m_port, begun->server);
    if (!entries) {
        if (!isJobCancelled(entries.error())) {
            noteFailure(job);
        }
        return common::propagate(entries);
    }
    DirectorySyncRun run(job, begun->directory, begun->users);
    if (Status written = run.write(*entries); !written) {
        if (!isJobCancelled(written.error())) {
            noteFailure(job);
        }
        return written;
    }
    if (job.task().dryRun) {
        return {};
    }
    const QUuid id = QUuid::fromString(begun->directory.record.id);
    return job.runLast<void>(
        operation(true),
        [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Status {
            SourceRepository(transaction).setSyncState(id, QStringLiteral("done"), scope.nowMs());
            trail.setSubject(id, begun->directory.record.name);
            trail.setTenant(begun->directory.tenant);
            trail.note(QStringLiteral("changed"), run.progress().changed);
            trail.note(QStringLiteral("failed"), run.progress().failed);
            trail.publish({QStringLiteral("directories"), begun->directory.tenant, begun->directory.record.id,
                           QStringLiteral("changed")});
            return {};
        });
}

} // namespace recorder
