// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/directoryport.h"
#include "recorder/store/sourcerepository.h"

#include "common/model/directory.h"

#include <QHash>

namespace recorder
{

/// The writing half of one synchronisation. On the job's thread.
class DirectorySyncRun
{
public:
    DirectorySyncRun(JobContext &job, const StoredDirectory &directory, const QList<SourceUser> &users);

    /// Only what stops the whole job is an error.
    common::Status write(const QList<DirectoryEntry> &entries);
    const common::JobProgress &progress() const { return m_progress; }

private:
    const SourceUser *known(const DirectoryEntry &entry) const;
    common::Status take(const DirectoryEntry &entry);
    common::Status create(const DirectoryEntry &entry);
    common::Status change(const DirectoryEntry &entry, const SourceUser &user);
    common::Status leave(const SourceUser &user);
    /// Refusals become lines; the first that is about the extension alone is tried again without it.
    common::Status settle(const DirectoryEntry &entry, const char *code,
                          const std::function<common::Result<QStringList>(bool withPhone)> &work);
    template <typename T>
    common::Result<T> inGate(const char *action, Gate::Work<T> work);
    void line(const QString &field, const QString &code, const QString &detail, bool error = false);
    QString emailOf(const DirectoryEntry &entry, const QString &before);

    JobContext &m_job;
    const StoredDirectory &m_directory;
    QHash<QString, SourceUser> m_byKey;
    QHash<QString, SourceUser> m_byLogin; ///< who have no key yet
    common::JobProgress m_progress;
    qint64 m_row = 0;
};

} // namespace recorder
