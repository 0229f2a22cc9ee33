// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"
#include "console/net/taskmodel.h"
#include "console/pages/call/filesaver.h"

#include <QCryptographicHash>

namespace console
{

/// A list on its way from the recorder into a file: a task that lives until it has ended, whatever page is
/// seen. The messages of the stream are chunks: `bytes data = 1` and nothing else.
class ListDownload final : public QObject
{
    Q_OBJECT
public:
    struct What {
        QString method;
        QByteArray request;
        QString path;
        QString name;  ///< of the task, translated
        QString doing; ///< for failures: Tr::tr("export the audit log")
        QString server;
    };
    ListDownload(common::RpcClient &rpc, TaskModel &tasks, const What &what);

Q_SIGNALS:
    void ended(console::TaskState state, const QString &words);

private:
    void take(const QByteArray &message);
    void finish(TaskState state, const QString &words);

    const QString m_doing;
    common::RpcClient &m_rpc;
    TaskModel &m_tasks;
    FileSaver m_saver;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_received = 0;
    common::RpcCallId m_call = 0;
    TaskModel::TaskId m_task = 0;
};

} // namespace console
