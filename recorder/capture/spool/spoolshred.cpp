// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/spoolsegments.h"
#include "recorder/capture/spool/spoolwriter.h"

#include "common/core/failpoint.h"
#include "common/core/posixfile.h"

#include <QFile>
#include <QtEndian>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace recorder
{

using common::describeErrno;
using common::ErrorCode;
using common::fail;
using common::FileDescriptor;
using common::Status;

namespace
{

bool zero(int fd, qint64 at, std::size_t size)
{
    const std::vector<std::byte> nothing(size);
    return ::pwrite(fd, nothing.data(), size, at) == static_cast<ssize_t>(size);
}

} // namespace

bool overwriteSpoolWraps(int fd)
{
    return forEachSegment(fd, [fd](qint64 position, const auto &) {
        return zero(fd, position + static_cast<qint64>(SpoolSegmentHead::kWrapOffset),
                    SpoolSegmentHead::kSize - SpoolSegmentHead::kWrapOffset);
    });
}

Status leaveToTenant(const QString &path)
{
    const FileDescriptor fd(::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!fd && errno == ENOENT) {
        return {};
    }
    const bool done = fd && forEachSegment(fd.get(), [&fd](qint64 position, const auto &head) {
                          return qFromLittleEndian<quint32>(head.data() + 28) == 0 ||
                                 zero(fd.get(), position + static_cast<qint64>(SpoolSegmentHead::kWrapOffset),
                                      SpoolSegmentHead::kWrapRoom);
                      });
    return done ? Status()
                : Status(fail(ErrorCode::Unavailable,
                              describeErrno(QStringLiteral("cannot take the host key from"), path)));
}

Status shredSpool(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    int error = common::errnoOf(common::failpoint("spool.before-shred"));
    FileDescriptor fd(error == 0 ? ::open(name.constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1);
    if (error == 0 && !fd) {
        if (errno == ENOENT) {
            return {};
        }
        error = errno;
    }
    if (error == 0 &&
        (!overwriteSpoolWraps(fd.get()) || ::fsync(fd.get()) != 0 || ::unlink(name.constData()) != 0)) {
        error = errno;
    }
    if (error != 0) {
        return fail(ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot shred journal"), path, error));
    }
    if (Status synced = common::syncDirectoryOf(path); !synced) {
        return synced;
    }
    if (error = common::errnoOf(common::failpoint("spool.after-shred")); error != 0) {
        return fail(ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot shred journal"), path, error));
    }
    return {};
}

} // namespace recorder
