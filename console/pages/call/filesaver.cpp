// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/filesaver.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <optional>

namespace console
{

class FileSaver::Writer final : public QObject
{
public:
    Writer(QString path, Existing existing, FileSaver &owner)
        : m_path(std::move(path))
        , m_existing(existing)
        , m_owner(owner)
    {
    }

    void write(const QByteArray &bytes, qint64 token)
    {
        if (m_failed) {
            return;
        }
        if (!m_file) {
            m_file.emplace(m_existing == Existing::Keep ? freeName(m_path) : m_path);
            if (!m_file->open(QIODevice::WriteOnly)) {
                fail(m_file->errorString());
                return;
            }
        }
        if (m_file->write(bytes) != bytes.size()) {
            fail(m_file->errorString());
            return;
        }
        m_hash.addData(bytes);
        m_size += bytes.size();
        Q_EMIT m_owner.written(token);
    }
    void commit(qint64 size, const QByteArray &sha256)
    {
        if (m_failed) {
            return;
        }
        if (!m_file || size != m_size || m_hash.result() != sha256) {
            fail(QStringLiteral("differs"));
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
        QString name = path;
        for (int number = 2; QFileInfo::exists(name); ++number) {
            name = wanted.dir().filePath(
                QStringLiteral("%1 (%2)%3")
                    .arg(wanted.completeBaseName())
                    .arg(number)
                    .arg(wanted.suffix().isEmpty() ? QString() : u'.' + wanted.suffix()));
        }
        return name;
    }
    void fail(const QString &reason)
    {
        m_failed = true;
        if (m_file) {
            m_file->cancelWriting();
            m_file.reset();
        }
        Q_EMIT m_owner.failed(reason);
    }

    QString m_path;
    Existing m_existing;
    FileSaver &m_owner; ///< joins this thread before it dies; only its signals are used
    std::optional<QSaveFile> m_file;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_size = 0;
    bool m_failed = false;
};

FileSaver::FileSaver(const QString &path, Existing existing, QObject *parent)
    : QObject(parent)
    , m_writer(new Writer(path, existing, *this))
{
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("save"));
    m_thread.start();
}

FileSaver::~FileSaver()
{
    m_thread.quit();
    m_thread.wait();
}

void FileSaver::write(const QByteArray &bytes, qint64 token)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, bytes, token] { writer->write(bytes, token); });
}

void FileSaver::commit(qint64 size, const QByteArray &sha256)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, size, sha256] { writer->commit(size, sha256); });
}

} // namespace console
