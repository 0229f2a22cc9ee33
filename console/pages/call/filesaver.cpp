// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/filesaver.h"

#include "common/audio/recordingcheck.h"
#include "common/core/filenames.h"
#include "common/crypto/sha256.h"
#include "console/kit/tr.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryFile>

#include <optional>

namespace console
{

namespace
{

using Stop = std::shared_ptr<std::atomic<bool>>;

/// Reading it ends where somebody does not want it any more: opening a long recording takes seconds.
class SealedCopy final : public QTemporaryFile
{
public:
    SealedCopy(const QString &name, Stop stop)
        : QTemporaryFile(name)
        , m_stop(std::move(stop))
    {
    }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        return *m_stop ? -1 : QTemporaryFile::readData(data, size);
    }

private:
    const Stop m_stop;
};

} // namespace

class FileSaver::Writer final : public QObject
{
public:
    Writer(QString path, Existing existing, Stop stop, FileSaver &owner)
        : m_path(std::move(path))
        , m_existing(existing)
        , m_stop(std::move(stop))
        , m_owner(owner)
    {
    }

    void openWith(const common::FileKeySource &key, const QUuid &call)
    {
        m_key = key;
        m_call = call;
    }
    void write(const QByteArray &bytes, qint64 token)
    {
        if (m_failed || !(m_file || begin())) {
            return;
        }
        QFileDevice &into = m_sealed ? static_cast<QFileDevice &>(*m_sealed) : *m_file;
        if (into.write(bytes) != bytes.size()) {
            fail(into.errorString());
            return;
        }
        m_hash.add(QByteArrayView(bytes));
        m_size += bytes.size();
        Q_EMIT m_owner.written(token);
    }
    void commit(qint64 size, const QByteArray &sha256)
    {
        if (m_failed) {
            return;
        }
        if (!m_file || size != m_size || m_hash.finish() != sha256) {
            fail(QStringLiteral("differs"));
        } else if (m_sealed && !unseal()) {
            return;
        } else if (*m_stop) {
            fail(QStringLiteral("stopped"));
        } else if (!m_file->commit()) {
            fail(m_file->errorString());
        } else {
            m_failed = true; // nothing more to say
            Q_EMIT m_owner.saved();
        }
    }

private:
    static QString freeName(const QString &path)
    {
        const QFileInfo wanted(path);
        const QDir folder = wanted.dir();
        return folder.filePath(common::freeFileName(
            wanted.fileName(), [&folder](const QString &name) { return folder.exists(name); }));
    }
    bool begin()
    {
        m_file.emplace(m_existing == Existing::Keep ? freeName(m_path) : m_path);
        if (!m_file->open(QIODevice::WriteOnly)) {
            fail(m_file->errorString());
            return false;
        }
        if (m_key) {
            m_sealed.emplace(m_file->fileName() + QStringLiteral(".XXXXXX.cms"), m_stop);
            if (!m_sealed->open()) {
                fail(m_sealed->errorString());
                return false;
            }
        }
        return true;
    }
    bool unseal()
    {
        QString problem;
        common::RecordingCheck check(m_call, [this, &problem](QByteArrayView piece) -> common::Status {
            if (m_file->write(piece.data(), piece.size()) == piece.size()) {
                return {};
            }
            problem = m_file->errorString();
            return common::fail(common::ErrorCode::Unavailable, problem);
        });
        common::Status opened = common::openContainerFile(
            *m_sealed, m_key, [&check](QByteArrayView piece) { return check.add(piece); });
        opened = opened ? check.finish() : opened;
        m_key = {};
        m_sealed.reset();
        if (!opened) {
            fail(!problem.isEmpty()                        ? problem
                 : common::isOfAnotherCall(opened.error()) ? QStringLiteral("another-call")
                                                           : QStringLiteral("seal"));
            return false;
        }
        return true;
    }
    void fail(const QString &reason)
    {
        m_failed = true;
        m_key = {};
        m_sealed.reset();
        if (m_file) {
            m_file->cancelWriting();
            m_file.reset();
        }
        Q_EMIT m_owner.failed(reason);
    }

    QString m_path;
    Existing m_existing;
    const Stop m_stop;
    FileSaver &m_owner;          ///< joins this thread before it dies; only its signals are used
    common::FileKeySource m_key; ///< empty: what comes is written as it is
    QUuid m_call;                ///< whose recording is expected in the seal
    std::optional<QSaveFile> m_file;
    std::optional<SealedCopy> m_sealed; ///< as it came; open, at any place
    common::Sha256 m_hash;
    qint64 m_size = 0;
    bool m_failed = false;
};

FileSaver::FileSaver(const QString &path, Existing existing, QObject *parent)
    : QObject(parent)
    , m_stop(std::make_shared<std::atomic<bool>>(false))
    , m_writer(new Writer(path, existing, m_stop, *this))
{
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("save"));
    m_thread.start();
}

FileSaver::~FileSaver()
{
    *m_stop = true;
    m_thread.quit();
    m_thread.wait();
}

void FileSaver::openWith(const common::FileKeySource &key, const QUuid &call)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, key, call] { writer->openWith(key, call); });
}

void FileSaver::write(const QByteArray &bytes, qint64 token)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, bytes, token] { writer->write(bytes, token); });
}

void FileSaver::commit(qint64 size, const QByteArray &sha256)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, size, sha256] { writer->commit(size, sha256); });
}

QString saveProblem(const QString &reason)
{
    if (reason == QLatin1String("differs")) {
        return Tr::tr("The file that came is not what the recorder had stored.");
    }
    if (reason == QLatin1String("seal")) {
        return Tr::tr("The encrypted file was changed, or none of your keys opens it. Nothing was saved.");
    }
    if (reason == QLatin1String("another-call")) {
        return Tr::tr("The encrypted file is the recording of another call. Nothing was saved.");
    }
    return Tr::tr("Could not write the file: %1").arg(reason);
}

} // namespace console
