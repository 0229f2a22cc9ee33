// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/listdownload.h"

#include "common/proto/usertransfer.pb.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QLocale>

namespace console
{

ListDownload::ListDownload(common::RpcClient &rpc, TaskModel &tasks, const What &what)
    : QObject(&tasks)
    , m_doing(what.doing)
    , m_rpc(rpc)
    , m_tasks(tasks)
    , m_saver(what.path)
{
    TaskStart start;
    start.name = what.name;
    start.server = what.server;
    start.stop = [this] { finish(TaskState::Stopped, Tr::tr("Stopped; nothing was saved.")); };
    m_task = m_tasks.start(start);
    m_tasks.progress(m_task, -1, Tr::tr("Waiting for the server"));
    // The server sends more only when the disk has taken what came.
    connect(&m_saver, &FileSaver::written, this, [this](qint64 token) { m_rpc.consumed(m_call, token); });
    connect(&m_saver, &FileSaver::saved, this, [this] { finish(TaskState::Done, Tr::tr("Saved")); });
    connect(&m_saver, &FileSaver::failed, this, [this](const QString &reason) {
        finish(TaskState::Failed, Tr::tr("Could not write the file: %1").arg(reason));
    });
    common::RpcHandlers handlers;
    handlers.data = [this](const QByteArray &message) { take(message); };
    handlers.end = [this](const common::Status &status) {
        m_call = 0;
        if (status) {
            m_saver.commit(m_received, m_hash.result());
        } else {
            finish(TaskState::Failed, sentenceFor(status.error(), m_doing).oneLine());
        }
    };
    common::RpcOptions options;
    options.deadline = std::chrono::milliseconds(0);
    options.manualCredit = true;
    m_call = m_rpc.start(what.method, what.request, this, std::move(handlers), options);
}

void ListDownload::take(const QByteArray &message)
{
    earshot::v1::CsvChunk chunk;
    if (!chunk.ParseFromArray(message.constData(), static_cast<int>(message.size()))) {
        finish(TaskState::Failed, Tr::tr("The server's answer could not be read."));
        return;
    }
    const QByteArray bytes = QByteArray::fromStdString(chunk.data());
    m_received += bytes.size();
    m_hash.addData(bytes);
    m_saver.write(bytes, message.size());
    m_tasks.progress(m_task, -1, QLocale().formattedDataSize(m_received));
}

void ListDownload::finish(TaskState state, const QString &words)
{
    if (m_call != 0) {
        m_rpc.cancel(std::exchange(m_call, 0));
    }
    m_saver.disconnect(this);
    m_tasks.finish(m_task, state, words);
    Q_EMIT ended(state, words);
    deleteLater();
}

} // namespace console
