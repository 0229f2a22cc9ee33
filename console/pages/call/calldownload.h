// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/taskmodel.h"
#include "console/pages/call/filesaver.h"
#include "console/pages/call/mediastream.h"

#include <QObject>

#include <optional>

namespace console
{

class SessionKeys;

/// Saves a call's audio file to disk, as a task that goes on when its page is left. Deletes itself when it is
/// over.
class CallDownload final : public QObject
{
    Q_OBJECT
public:
    struct What {
        QString callId;
        QString path;
        QString caption; ///< "Call 101 → 202"
        QString server;
        SessionKeys *keys = nullptr; ///< to open a sealed file with; outlives the task
        /// As the call's row has it: another one is not saved where one of the two is sealed.
        std::optional<common::MediaFile> row{};
    };
    /// Lives as a child of the task list.
    CallDownload(common::RpcClient &rpc, TaskModel &tasks, const What &what);

Q_SIGNALS:
    void ended(console::TaskState state, const QString &words);

private:
    void begin(const common::MediaFile &file, const What &what);
    void take(const QByteArray &bytes, qint64 credit);
    void finish(TaskState state, const QString &words);

    TaskModel &m_tasks;
    MediaStream m_stream;
    FileSaver m_saver;
    TaskModel::TaskId m_task;
};

} // namespace console
