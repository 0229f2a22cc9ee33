// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/spoolformat.h"
#include "recorder/capture/spool/spoolwriter.h"

#include "common/core/failpoint.h"
#include "common/core/posixfile.h"

#include <QFile>
#include <QtEndian>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
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

/// A segment head says its own offset: that tells it from ciphertext that looks like one.
bool isSegmentAt(const std::byte *bytes, qint64 position)
{
    return qFromLittleEndian<quint32>(bytes) == SpoolSegmentHead::kMarker &&
           qFromLittleEndian<quint64>(bytes + 16) == static_cast<quint64>(position);
}

/// The next segment head at or behind `from`, when the chain of lengths is broken.
std::optional<qint64> findSegment(int fd, qint64 from)
{
    std::vector<std::byte> piece(256 * 1024);
    for (;;) {
        const ssize_t got = ::pread(fd, piece.data(), piece.size(), from);
        if (got < static_cast<ssize_t>(SpoolSegmentHead::kBoundSize)) {
            return std::nullopt;
        }
        const auto last = static_cast<std::size_t>(got) - SpoolSegmentHead::kBoundSize;
        for (std::size_t i = 0; i <= last; ++i) {
            if (isSegmentAt(piece.data() + i, from + static_cast<qint64>(i))) {
                return from + static_cast<qint64>(i);
            }
        }
        from += static_cast<qint64>(last) + 1;
    }
}

bool zero(int fd, qint64 at, std::size_t size)
{
    const std::vector<std::byte> nothing(size);
    return ::pwrite(fd, nothing.data(), size, at) == static_cast<ssize_t>(size);
}

/// Calls `visit` with the place and the first bytes of each segment's head; false as soon as that is false.
template <typename Visit>
bool forEachSegment(int fd, Visit visit)
{
    std::array<std::byte, SpoolSegmentHead::kBoundSize> head{};
    qint64 position = qint64{SpoolFileHead::kSize};
    for (;;) {
        const ssize_t got = ::pread(fd, head.data(), head.size(), position);
        SpoolFrameHead frame;
        if (got == static_cast<ssize_t>(head.size()) && isSegmentAt(head.data(), position)) {
            if (!visit(position, head)) {
                return false;
            }
            position += qint64{SpoolSegmentHead::kSize};
        } else if (got >= static_cast<ssize_t>(SpoolFrameHead::kSize) &&
                   SpoolFrameHead::decode(head.data(), frame)) {
            position += static_cast<qint64>(SpoolFrameHead::kOverhead + frame.length);
        } else {
            const std::optional<qint64> next = findSegment(fd, position);
            if (!next) {
                return true;
            }
            position = *next;
        }
    }
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
