// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/sourcefile.h"

#include "recorder/storage/storageerror.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace recorder
{

using common::describeErrno;
using common::Result;

SourceFile::SourceFile(QString path, common::FileDescriptor fd, qint64 size)
    : m_path(std::move(path))
    , m_fd(std::move(fd))
    , m_size(size)
{
}

Result<SourceFile> SourceFile::open(const QString &path)
{
    common::FileDescriptor fd(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info = {};
    if (!fd || ::fstat(fd.get(), &info) != 0) {
        return storageError("source", describeErrno(QStringLiteral("open"), path));
    }
    if (!S_ISREG(info.st_mode)) {
        return storageError("source", QStringLiteral("no file: %1").arg(path));
    }
    ::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return SourceFile(path, std::move(fd), qint64{info.st_size});
}

Result<qint64> SourceFile::read(std::span<char> buffer)
{
    for (;;) {
        const ssize_t got = ::read(m_fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return storageError("source", describeErrno(QStringLiteral("read"), m_path));
        }
        m_hash.add(std::as_bytes(buffer.first(static_cast<std::size_t>(got))));
        m_read += got;
        return qint64{got};
    }
}

common::Status SourceFile::rewind()
{
    if (::lseek(m_fd.get(), 0, SEEK_SET) != 0) {
        return storageError("source", describeErrno(QStringLiteral("rewind"), m_path));
    }
    m_hash.finish();
    m_read = 0;
    return {};
}

Result<QByteArray> SourceFile::finish(const QByteArray &expected)
{
    QByteArray hash = m_hash.finish();
    if (m_read != m_size || hash.size() != common::Sha256::kSize) {
        return storageError("source", QStringLiteral("changed while it was read: %1").arg(m_path));
    }
    if (!expected.isEmpty() && hash != expected) {
        return storageError("source", QStringLiteral("not the content that is known: %1").arg(m_path));
    }
    return hash;
}

} // namespace recorder
