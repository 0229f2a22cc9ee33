// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/filetokenstore.h"

#include "common/core/posixfile.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace console
{

namespace
{
/// Created with its mode, not changed afterwards: there is no moment in which others can read it.
common::Status writePrivately(const QString &path, const QByteArray &bytes)
{
    const QByteArray name = QFile::encodeName(path);
    const QByteArray next = name + ".new";
    ::unlink(next.constData());
    common::FileDescriptor file(::open(next.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file || ::write(file.get(), bytes.constData(), static_cast<size_t>(bytes.size())) != bytes.size() ||
        ::fsync(file.get()) != 0 || file.reset() != 0 || ::rename(next.constData(), name.constData()) != 0) {
        return common::fail(common::ErrorCode::Unavailable,
                            common::describeErrno(QStringLiteral("the session cannot be kept in"), path),
                            {{QStringLiteral("file"), QStringLiteral("not-written")}});
    }
    return {};
}
} // namespace

FileTokenStore::FileTokenStore(QString folder)
    : m_folder(std::move(folder))
{
}

QString FileTokenStore::pathOf(const QString &serverKey) const
{
    return m_folder + QStringLiteral("/session-") + serverKey;
}

void FileTokenStore::read(const QString &serverKey, QObject *context, Read done)
{
    QFile file(pathOf(serverKey));
    common::Result<QByteArray> token =
        common::fail(common::ErrorCode::NotFound, QStringLiteral("no session is kept"));
    if (file.open(QIODevice::ReadOnly)) {
        token = file.read(1024);
    }
    QMetaObject::invokeMethod(
        context, [done = std::move(done), token] { done(token); }, Qt::QueuedConnection);
}

void FileTokenStore::write(const QString &serverKey, const QByteArray &token, QObject *context, Done done)
{
    ::mkdir(QFile::encodeName(m_folder).constData(), 0700); // one that is there keeps its mode
    const common::Status status = writePrivately(pathOf(serverKey), token);
    QMetaObject::invokeMethod(
        context, [done = std::move(done), status] { done(status); }, Qt::QueuedConnection);
}

void FileTokenStore::remove(const QString &serverKey)
{
    QFile::remove(pathOf(serverKey));
}

} // namespace console
