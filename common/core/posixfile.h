// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/failpoint.h"
#include "common/core/result.h"

#include <QString>

#include <utility>

namespace common
{

/// Owns a POSIX file descriptor; closes it. What QFile cannot do (O_EXCL with a mode, fsync, pwrite) is done
/// on these.
class FileDescriptor
{
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd)
        : m_fd(fd)
    {
    }
    FileDescriptor(FileDescriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    FileDescriptor &operator=(FileDescriptor &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    ~FileDescriptor() { reset(); }

    explicit operator bool() const { return m_fd >= 0; }
    int get() const { return m_fd; }
    /// Closes; the error of close(2), 0 when all is well. On Linux the descriptor is gone in any case.
    int reset();

private:
    int m_fd = -1;
};

/// "what PATH: reason" for an Error's message.
QString describeErrno(const QString &what, const QString &path, int error);
QString describeErrno(const QString &what, const QString &path); ///< with errno

/// The errno that an armed failpoint wants, 0 for none.
int errnoOf(Fault fault);

/// fsync of the directory that holds `path`: only then a new, renamed or removed name survives a power cut.
Status syncDirectoryOf(const QString &path);

/// Room in the file system that holds a path, in bytes.
struct DiskSpace {
    qint64 total = 0;
    qint64 available = 0; ///< to common users: what is kept for root is not counted
    qint64 files = 0;     ///< how many there can be (inodes); 0 = not limited by number
    qint64 freeFiles = 0;
    bool readOnly = false;
};
/// 0..100, of bytes or of files, whichever is scarcer.
double freePercent(const DiskSpace &space);
/// By statvfs(3) of the path itself. QStorageInfo looks it up in the mount table, which in a chroot or
/// container need not have it.
Result<DiskSpace> diskSpaceOf(const QString &path);

} // namespace common
