// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/callsdownload.h"

#include "common/core/filenames.h"
#include "console/kit/words.h"
#include "console/net/sessionkeys.h"
#include "console/pages/call/sealaccess.h"

#include <QDir>

namespace console
{

CallsDownload::CallsDownload(common::RpcClient &rpc, TaskModel &tasks, What what)
    : QObject(&tasks)
    , m_rpc(rpc)
    , m_tasks(tasks)
    , m_what(std::move(what))
{
    TaskStart start;
    const int count = static_cast<int>(m_what.callIds.size());
    start.name = tr("Save %n audio file(s) to %1", nullptr, count).arg(QDir(m_what.folder).dirName());
    start.server = m_what.server;
    start.stop = [this] { finish(TaskState::Stopped, tr("Stopped; %n file(s) saved", nullptr, m_saved)); };
    m_task = m_tasks.start(start);
    next();
}

void CallsDownload::next()
{
    showProgress();
    m_stream = std::make_unique<MediaStream>(m_rpc, m_what.callIds[m_at]);
    MediaStream *stream = m_stream.get();
    connect(stream, &MediaStream::opened, this,
            [this](const common::MediaFile &file, const QString &name) { begin(file, name); });
    connect(stream, &MediaStream::data, this,
            [this](const QByteArray &bytes, qint64 credit) { m_saver->write(bytes, credit); });
    connect(stream, &MediaStream::interrupted, this,
            [this] { m_tasks.progress(m_task, -1, tr("Waiting for the connection")); });
    connect(stream, &MediaStream::resumed, this, &CallsDownload::showProgress);
    connect(stream, &MediaStream::finished, this,
            [this] { m_saver->commit(m_stream->file().size, m_stream->file().sha256); });
    connect(stream, &MediaStream::failed, this,
            [this](const common::Error &error) { one(sentenceFor(error, tr("save the call")).oneLine()); });
    stream->start();
}

void CallsDownload::begin(const common::MediaFile &file, const QString &name)
{
    if (m_saver) {
        return; // taken up again after the connection was lost
    }
    const SealAccess access = sealAccessOf(m_what.keys, file);
    if (file.isSealed() && m_what.callIds.size() > 1) {
        one(tr("It is encrypted. Choose “Download” to get several encrypted files."));
        return;
    }
    if (access != SealAccess::Plain && access != SealAccess::Open) {
        one(sealNotice(access, file, m_what.keys));
        return;
    }
    // The server's name for it is a name only: no folder comes with it.
    const QString path = QDir(m_what.folder).filePath(common::safeFileName(name, m_what.callIds[m_at]));
    m_saver = std::make_unique<FileSaver>(path, FileSaver::Existing::Keep);
    if (access == SealAccess::Open) {
        m_saver->openWith(fileKeysOf(*m_what.keys, file), QUuid::fromString(m_what.callIds[m_at]));
    }
    connect(m_saver.get(), &FileSaver::written, m_stream.get(), &MediaStream::taken);
    connect(m_saver.get(), &FileSaver::saved, this, [this] { one({}); });
    connect(m_saver.get(), &FileSaver::failed, this,
            [this](const QString &reason) { one(saveProblem(reason)); });
}

void CallsDownload::one(const QString &problem)
{
    m_stream->stop();
    m_stream->disconnect(this);
    if (m_saver) {
        m_saver->disconnect(this);
    }
    if (problem.isEmpty()) {
        ++m_saved;
    } else {
        ++m_failed;
        m_problem = m_problem.isEmpty() ? problem : m_problem;
    }
    ++m_at;
    // Later: we are inside a signal of what goes now.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_saver.reset();
            m_stream.reset();
            if (m_over) {
                return;
            }
            if (m_at < m_what.callIds.size()) {
                next();
            } else if (m_failed == 0) {
                finish(TaskState::Done, tr("%n file(s) saved", nullptr, m_saved));
            } else {
                finish(TaskState::Failed, tr("%n file(s) saved", nullptr, m_saved) + QStringLiteral(", ") +
                                              tr("%n not: %1", nullptr, m_failed).arg(m_problem));
            }
        },
        Qt::QueuedConnection);
}

void CallsDownload::showProgress()
{
    const auto count = static_cast<double>(m_what.callIds.size());
    m_tasks.progress(m_task, static_cast<double>(m_at) / count,
                     tr("%1 of %2", "numbers").arg(m_at + 1).arg(m_what.callIds.size()));
}

void CallsDownload::finish(TaskState state, const QString &words)
{
    m_over = true;
    if (m_stream) {
        m_stream->stop();
        m_stream->disconnect(this);
    }
    if (m_saver) {
        m_saver->disconnect(this);
    }
    m_tasks.finish(m_task, state, words);
    Q_EMIT ended(state, words);
    deleteLater();
}

} // namespace console
