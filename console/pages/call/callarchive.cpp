// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/callarchive.h"

#include "common/core/filenames.h"
#include "common/proto/integrity.pb.h"
#include "common/rpc/codecs/callcodec.h"
#include "console/kit/words.h"
#include "console/pages/call/sealaccess.h"

#include <QFileInfo>

#include <algorithm>

namespace console
{

namespace
{

/// The recorder signs no more at once.
constexpr qsizetype kFilesOfManifest = 2000;

const common::MediaFile *audioOf(const common::StoredCall &call)
{
    const auto &files = call.call.files;
    const auto file = std::find_if(files.begin(), files.end(), [](const common::MediaFile &each) {
        return each.kind == common::MediaFile::Kind::Audio;
    });
    return file == files.end() ? nullptr : &*file;
}

} // namespace

CallArchive::CallArchive(common::RpcClient &rpc, TaskModel &tasks, What what)
    : QObject(&tasks)
    , m_rpc(rpc)
    , m_tasks(tasks)
    , m_what(std::move(what))
    , m_saver(m_what.path)
{
    TaskStart start;
    start.name = tr("Download %n call(s) to %1", nullptr, static_cast<int>(m_what.callIds.size()))
                     .arg(QFileInfo(m_what.path).fileName());
    start.server = m_what.server;
    start.stop = [this] { finish(TaskState::Stopped, tr("Stopped; nothing was saved.")); };
    m_task = m_tasks.start(start);
    connect(&m_saver, &ZipSaver::begun, this, [this](const QString &name) { m_name = name; });
    connect(&m_saver, &ZipSaver::written, this, [this](qint64 credit, int source) {
        if (m_stream && source == m_streams) { // what a failed one had sent gives the next one nothing
            m_stream->taken(credit);
        }
    });
    connect(&m_saver, &ZipSaver::entryEnded, this, [this](bool good) {
        if (good) {
            m_manifest.add(m_name, m_call, m_file);
            m_saved.append({m_what.callIds[m_at], m_name, m_file.sha256});
        }
        one(good ? QString() : tr("The file that came is not what the recorder had stored."));
    });
    connect(&m_saver, &ZipSaver::failed, this, [this](const QString &reason) {
        finish(TaskState::Failed, tr("Could not write the file: %1").arg(reason));
    });
    connect(&m_saver, &ZipSaver::saved, this, [this] {
        const QString words = tr("%n call(s) saved", nullptr, m_manifest.count());
        if (m_failed > 0) {
            finish(TaskState::Failed,
                   words + QStringLiteral(", ") + tr("%n not: %1", nullptr, m_failed).arg(m_problem));
        } else if (!m_unsigned.isEmpty()) {
            finish(TaskState::Failed,
                   words + QStringLiteral(", ") + tr("the manifest is not signed: %1").arg(m_unsigned));
        } else {
            finish(TaskState::Done, words);
        }
    });
    next();
}

void CallArchive::next()
{
    const auto count = static_cast<double>(m_what.callIds.size());
    m_tasks.progress(m_task, static_cast<double>(m_at) / count,
                     tr("%1 of %2", "numbers").arg(m_at + 1).arg(m_what.callIds.size()));
    earshot::v1::CallRef request;
    request.set_id(m_what.callIds[m_at].toStdString());
    common::call<earshot::v1::CallDetails>(
        m_rpc, QStringLiteral("earshot.v1.Calls/Get"), request, this,
        [this](const common::Result<earshot::v1::CallDetails> &reply) {
            const auto call =
                reply ? common::fromWire(*reply)
                      : common::Result<common::StoredCall>(tl::unexpected<common::Error>(reply.error()));
            if (m_over) {
                return;
            }
            if (call) {
                read(*call);
            } else {
                one(sentenceFor(call.error(), tr("load the call")).oneLine());
            }
        });
}

void CallArchive::read(const common::StoredCall &call)
{
    const common::MediaFile *file = audioOf(call);
    if (file == nullptr) {
        one(tr("No audio is stored with this call."));
        return;
    }
    m_call = call;
    m_file = *file;
    m_name.clear();
    m_begun = false;
    m_stream = std::make_unique<MediaStream>(m_rpc, m_what.callIds[m_at]);
    ++m_streams;
    MediaStream *stream = m_stream.get();
    connect(stream, &MediaStream::opened, this, &CallArchive::begin);
    connect(stream, &MediaStream::data, this,
            [this](const QByteArray &bytes, qint64 credit) { m_saver.write(bytes, credit, m_streams); });
    connect(stream, &MediaStream::interrupted, this,
            [this] { m_tasks.progress(m_task, -1, tr("Waiting for the connection")); });
    connect(stream, &MediaStream::finished, this, [this] { m_saver.end(m_file.size, m_file.sha256); });
    connect(stream, &MediaStream::failed, this, [this](const common::Error &error) {
        m_saver.drop();
        one(sentenceFor(error, tr("save the call")).oneLine());
    });
    stream->start();
}

void CallArchive::begin(const common::MediaFile &file, const QString &name)
{
    if (m_begun) {
        return; // taken up again after the connection was lost
    }
    if (!isSameFile(m_file, file)) {
        one(tr("The file that came is not what the recorder had stored."));
        return;
    }
    // It stands in a line of the README that somebody pastes into a shell.
    QString plain = common::safeFileName(name, m_what.callIds[m_at] + QStringLiteral(".bin"));
    if (m_file.isSealed() && !plain.endsWith(QLatin1String(".cms"))) {
        plain += QLatin1String(".cms");
    }
    m_begun = true;
    m_saver.begin(plain, common::toUtcDateTime(m_call.call.connectTime).toLocalTime(), m_file.size);
}

void CallArchive::one(const QString &problem)
{
    if (m_stream) {
        m_stream->stop();
        m_stream->disconnect(this);
    }
    if (!problem.isEmpty()) {
        ++m_failed;
        m_problem = m_problem.isEmpty() ? problem : m_problem;
    }
    ++m_at;
    // Later: we are inside a signal of what goes now.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_stream.reset();
            if (m_over) {
                return;
            }
            if (m_at < m_what.callIds.size()) {
                next();
            } else {
                sign();
            }
        },
        Qt::QueuedConnection);
}

/// The recorder says with its key what it has stored of these calls; what came here is compared with that.
void CallArchive::sign()
{
    if (m_signed >= m_saved.size() || !m_unsigned.isEmpty()) {
        close();
        return;
    }
    m_tasks.progress(m_task, -1, tr("Signing"));
    earshot::v1::ArchiveFiles request;
    for (const Saved &saved : m_saved.mid(m_signed, kFilesOfManifest)) {
        earshot::v1::ArchiveFile *file = request.add_files();
        file->set_id(saved.callId.toStdString());
        file->set_name(saved.name.toStdString());
    }
    common::call<earshot::v1::FileManifest>(
        m_rpc, QStringLiteral("earshot.v1.Integrity/SignArchive"), request, this,
        [this](const common::Result<earshot::v1::FileManifest> &reply) {
            if (m_over) {
                return;
            }
            if (!reply) {
                m_unsigned = sentenceFor(reply.error(), tr("sign the manifest")).oneLine();
            } else if (!takeManifest(*reply)) {
                m_unsigned = tr("what the recorder signed is not what was saved.");
            }
            sign();
        },
        {.deadline = std::chrono::minutes(1)});
}

bool CallArchive::takeManifest(const earshot::v1::FileManifest &manifest)
{
    const common::SignedManifest made{QByteArray::fromStdString(manifest.text()),
                                      QByteArray::fromStdString(manifest.signature())};
    const QByteArray key = QByteArray::fromStdString(manifest.public_key());
    const auto opened = common::openManifest(made, key);
    const QList<Saved> saved = m_saved.mid(m_signed, kFilesOfManifest);
    const auto isSame = [](const Saved &mine, const common::ManifestFile &theirs) {
        return mine.sha256 == theirs.sha256 && mine.name == theirs.name;
    };
    if (!opened ||
        !std::equal(saved.begin(), saved.end(), opened->files.begin(), opened->files.end(), isSame)) {
        return false;
    }
    m_signed += saved.size();
    m_manifest.addSigned(made, key);
    return true;
}

void CallArchive::close()
{
    if (m_manifest.count() == 0) {
        finish(TaskState::Failed, tr("Nothing was saved. %1").arg(m_problem));
        return;
    }
    m_saver.add(QStringLiteral("manifest.csv"), m_manifest.csv());
    m_saver.add(QStringLiteral("README.txt"), m_manifest.readme());
    for (const CallManifest::Part &part : m_manifest.signedParts()) {
        m_saver.add(part.name, part.content);
    }
    m_saver.commit();
}

void CallArchive::finish(TaskState state, const QString &words)
{
    if (std::exchange(m_over, true)) {
        return;
    }
    if (m_stream) {
        m_stream->stop();
        m_stream->disconnect(this);
    }
    m_saver.disconnect(this);
    m_tasks.finish(m_task, state, words);
    Q_EMIT ended(state, words);
    deleteLater();
}

} // namespace console
