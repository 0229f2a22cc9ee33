// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/filelock.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>

namespace common
{

Result<FileDescriptor> waitForLock(const QString &file, std::chrono::milliseconds patience)
{
    constexpr std::chrono::milliseconds kStep{20};
    FileDescriptor lock(::open(QFile::encodeName(file).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
    if (!lock) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("cannot open"), file));
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("cannot lock"), file));
        }
        if (std::chrono::steady_clock::now() >= end) {
            return fail(ErrorCode::Conflict,
                        QStringLiteral("another process has held %1 for too long").arg(file));
        }
        std::this_thread::sleep_for(kStep);
    }
    return lock;
}

} // namespace common
