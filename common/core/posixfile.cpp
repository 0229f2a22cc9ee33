// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/posixfile.h"

#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace common
{

int FileDescriptor::reset()
{
    const int fd = std::exchange(m_fd, -1);
    return fd >= 0 && ::close(fd) != 0 ? errno : 0;
}

QString describeErrno(const QString &what, const QString &path, int error)
{
    return QStringLiteral("%1 %2: %3").arg(what, path, qt_error_string(error));
}

QString describeErrno(const QString &what, const QString &path)
{
    return describeErrno(what, path, errno);
}

int errnoOf(Fault fault)
{
    switch (fault) {
    case Fault::None: return 0;
    case Fault::Io: return EIO;
    case Fault::Full: return ENOSPC;
    }
    return 0;
}

Status syncDirectoryOf(const QString &path)
{
    const QString directory = QFileInfo(path).absolutePath();
    const FileDescriptor fd(
        ::open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) {
        return fail(ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot sync directory"), directory));
    }
    return {};
}

Result<DiskSpace> diskSpaceOf(const QString &path)
{
    struct statvfs info = {};
    if (::statvfs(QFile::encodeName(path).constData(), &info) != 0) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("cannot tell the space of"), path));
    }
    const auto block = static_cast<qint64>(info.f_frsize);
    return DiskSpace{static_cast<qint64>(info.f_blocks) * block, static_cast<qint64>(info.f_bavail) * block,
                     static_cast<qint64>(info.f_files), static_cast<qint64>(info.f_favail),
                     (info.f_flag & ST_RDONLY) != 0};
}

double freePercent(const DiskSpace &space)
{
    const auto percent = [](qint64 free, qint64 of) {
        return of > 0 ? 100.0 * static_cast<double>(free) / static_cast<double>(of) : 100.0;
    };
    return std::min(percent(space.available, space.total), percent(space.freeFiles, space.files));
}

} // namespace common
