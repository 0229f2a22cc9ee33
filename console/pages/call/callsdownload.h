// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/taskmodel.h"
#include "console/pages/call/filesaver.h"
#include "console/pages/call/mediastream.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace console
{

class SessionKeys;

/// Saves the audio files of several calls into a folder, one after the other, as one task that goes on when
/// its page is left. Files that are there stay: the new one gets a number. A call that cannot be saved does
/// not stop the others. Sealed calls are opened only one at a time: several stay as they are, in an archive
/// (callarchive.h). Deletes itself when it is over.
class CallsDownload final : public QObject
{
    Q_OBJECT
public:
    struct What {
        QStringList callIds;
        QString folder;
        QString server;
        SessionKeys *keys = nullptr; ///< a single sealed call is opened with them; outlives the task
    };
    /// Lives as a child of the task list.
    CallsDownload(common::RpcClient &rpc, TaskModel &tasks, What what);

Q_SIGNALS:
    void ended(console::TaskState state, const QString &words);

private:
    void next();
    void begin(const common::MediaFile &file, const QString &name);
    void one(const QString &problem); ///< empty: saved
    void showProgress();
    void finish(TaskState state, const QString &words);

    common::RpcClient &m_rpc;
    TaskModel &m_tasks;
    What m_what;
    TaskModel::TaskId m_task = 0;
    qsizetype m_at = 0; ///< of callIds
    int m_saved = 0;
    int m_failed = 0;
    QString m_problem; ///< of the first that failed
    std::unique_ptr<MediaStream> m_stream;
    std::unique_ptr<FileSaver> m_saver;
    bool m_over = false;
};

} // namespace console
