// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/job.h"
#include "console/crud/page.h"
#include "console/crud/watch.h"
#include "console/net/taskmodel.h"

#include <QHash>

namespace console
{

/// The recorder's jobs among the tasks of this window: those that run when it signs in, and all that come and
/// go afterwards. They belong to the recorder: leaving a page or closing the window does not end them. Only
/// the end of one's own is announced.
class RecorderJobs final : public QObject
{
    Q_OBJECT
public:
    /// All of it outlives this.
    struct Parts {
        common::RpcClient &rpc;
        TaskModel &tasks;
        Navigator &navigator;
        const common::Identity &identity;
    };
    explicit RecorderJobs(Parts parts);

private:
    void receive(const QByteArray &bytes);
    void show(const common::JobRecord &job);
    TaskModel::TaskId begin(const common::JobRecord &job);
    void ask(const QString &id); ///< how it ended: it is not among those that run any more
    void stop(const QString &id);

    const Parts m_parts;
    Watch m_watch;
    QHash<QString, TaskModel::TaskId> m_shown; ///< also those that ended
    QSet<QString> m_running;
};

} // namespace console
