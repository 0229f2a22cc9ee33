// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/calldownload.h"

#include "console/kit/words.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/sealaccess.h"

#include <QFileInfo>
#include <QLocale>

namespace console
{

CallDownload::CallDownload(common::RpcClient &rpc, TaskModel &tasks, const What &what)
    : QObject(&tasks)
    , m_tasks(tasks)
    , m_stream(rpc, what.callId)
    , m_saver(what.path)
{
    TaskStart start;
    start.name = tr("Save %1 to %2", "call, file").arg(what.caption, QFileInfo(what.path).fileName());
    start.server = what.server;
    start.stop = [this] { finish(TaskState::Stopped, tr("Stopped; nothing was saved.")); };
    m_task = m_tasks.start(start);
    m_tasks.progress(m_task, -1, tr("Waiting for the server"));
    connect(&m_stream, &MediaStream::opened, this,
            [this, what](const common::MediaFile &file) { begin(file, what); });
    connect(&m_stream, &MediaStream::data, this, &CallDownload::take);
    connect(&m_stream, &MediaStream::interrupted, this,
            [this] { m_tasks.progress(m_task, -1, tr("Waiting for the connection")); });
    connect(&m_stream, &MediaStream::finished, this,
            [this] { m_saver.commit(m_stream.file().size, m_stream.file().sha256); });
    connect(&m_stream, &MediaStream::failed, this, [this](const common::Error &error) {
        finish(TaskState::Failed, sentenceFor(error, tr("save the call")).oneLine());
    });
    // The server sends more only when the disk has taken what came.
    connect(&m_saver, &FileSaver::written, &m_stream, &MediaStream::taken);
    connect(&m_saver, &FileSaver::saved, this, [this] { finish(TaskState::Done, tr("Saved")); });
    connect(&m_saver, &FileSaver::failed, this,
            [this](const QString &reason) { finish(TaskState::Failed, saveProblem(reason)); });
    m_stream.start();
}

void CallDownload::begin(const common::MediaFile &file, const What &what)
{
    const SealAccess access = sealAccessOf(what.keys, file);
    if (what.row && (what.row->isSealed() || file.isSealed()) && !isSameFile(*what.row, file)) {
        finish(TaskState::Failed, saveProblem(QStringLiteral("differs")));
    } else if (access == SealAccess::Open) {
        m_saver.openWith(fileKeysOf(*what.keys, file), QUuid::fromString(what.callId));
    } else if (access != SealAccess::Plain) {
        finish(TaskState::Failed, sealNotice(access, file, what.keys));
    }
}

void CallDownload::take(const QByteArray &bytes, qint64 credit)
{
    m_saver.write(bytes, credit);
    const auto total = static_cast<double>(m_stream.file().size);
    const QLocale locale;
    m_tasks.progress(m_task, total > 0 ? static_cast<double>(m_stream.received()) / total : -1,
                     tr("%1 of %2", "sizes")
                         .arg(locale.formattedDataSize(m_stream.received()),
                              locale.formattedDataSize(m_stream.file().size)));
}

void CallDownload::finish(TaskState state, const QString &words)
{
    m_stream.stop();
    m_stream.disconnect(this);
    m_saver.disconnect(this);
    m_tasks.finish(m_task, state, words);
    Q_EMIT ended(state, words);
    deleteLater();
}

} // namespace console
