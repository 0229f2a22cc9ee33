// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/listing.h"
#include "console/crud/listpage.h"
#include "console/net/taskmodel.h"
#include "console/pages/call/filesaver.h"

#include <QCryptographicHash>

namespace console
{

/// The audit trail on its way into a file: a task that lives until it has ended, whatever page is seen.
class AuditDownload final : public QObject
{
    Q_OBJECT
public:
    struct What {
        common::ListQuery query; ///< page fields are ignored
        QString path;            ///< .jsonl = JSON Lines, else CSV
        QString server;
    };
    AuditDownload(common::RpcClient &rpc, TaskModel &tasks, const What &what);

Q_SIGNALS:
    void ended(console::TaskState state, const QString &words);

private:
    void take(const QByteArray &message);
    void finish(TaskState state, const QString &words);

    common::RpcClient &m_rpc;
    TaskModel &m_tasks;
    FileSaver m_saver;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_received = 0;
    common::RpcCallId m_call = 0;
    TaskModel::TaskId m_task = 0;
};

/// Asks for a file and begins.
void exportAudit(const PageContext &context, const common::ListQuery &query, QWidget *host,
                 const ListPage::FileChooser &choose = {});
/// Has the whole trail read; says what came of it in words, over `host`.
void verifyAudit(const PageContext &context, QWidget *host);

QWidget *createAuditRetention(const PageContext &context, const QVariantMap &arguments, QWidget *parent);

} // namespace console
