// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/spoolrewrap.h"

#include "recorder/capture/spool/spoolsegments.h"

#include "common/core/posixfile.h"
#include "common/crypto/aesgcm.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace recorder
{

using common::describeErrno;
using common::ErrorCode;
using common::fail;
using common::FileDescriptor;
using common::Result;

namespace
{

enum class Segment { Fine, Wrapped, Closed, Failed };

/// Its wrap for the host, written over the one that is there.
Segment rewrapAt(int fd, qint64 position, const SpoolFileHead &file, const common::OpeningKey &tenant,
                 const common::HostKey &host)
{
    std::array<std::byte, SpoolSegmentHead::kSize> bytes{};
    SpoolSegmentHead segment;
    if (::pread(fd, bytes.data(), bytes.size(), position) != static_cast<ssize_t>(bytes.size()) ||
        !SpoolSegmentHead::decode(bytes, segment)) {
        return Segment::Closed; // torn
    }
    const QByteArray context = segment.wrapContext(file);
    if (host.unseal(segment.hostWrap, context)) {
        return Segment::Fine;
    }
    const auto key = tenant.unwrap(segment.tenantWrap);
    if (!key || key->size() != common::AesGcm::kKeySize) {
        return Segment::Closed;
    }
    auto wrap = host.seal(key->view(), context);
    if (!wrap) {
        return Segment::Failed;
    }
    segment.hostWrap = *wrap;
    bytes = segment.encode();
    constexpr std::size_t kPart = SpoolSegmentHead::kTenantOffset; // the tenant's wrap stays as it is
    return ::pwrite(fd, bytes.data(), kPart, position) == static_cast<ssize_t>(kPart) ? Segment::Wrapped
                                                                                      : Segment::Failed;
}

} // namespace

Result<SpoolRewrapped> rewrapSpool(const QString &path, const common::OpeningKey &tenant,
                                   const common::HostKey &host)
{
    const FileDescriptor fd(::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) {
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                    describeErrno(QStringLiteral("cannot open journal"), path));
    }
    std::array<std::byte, SpoolFileHead::kSize> bytes{};
    SpoolFileHead head;
    if (::pread(fd.get(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()) ||
        !SpoolFileHead::decode(bytes, head)) {
        return fail(ErrorCode::Invalid, QStringLiteral("%1 is not a journal").arg(path));
    }
    SpoolRewrapped done;
    done.call = head.call;
    if (head.mode == SpoolMode::Unsealed) {
        done.fine = 1;
        return done;
    }
    const bool good = forEachSegment(fd.get(), [&](qint64 position, const auto &) {
        const Segment what = rewrapAt(fd.get(), position, head, tenant, host);
        done.fine += what == Segment::Fine ? 1 : 0;
        done.wrapped += what == Segment::Wrapped ? 1 : 0;
        done.closed += what == Segment::Closed ? 1 : 0;
        return what != Segment::Failed;
    });
    if (!good || (done.wrapped > 0 && ::fsync(fd.get()) != 0)) {
        return fail(ErrorCode::Unavailable, describeErrno(QStringLiteral("cannot write journal"), path));
    }
    return done;
}

} // namespace recorder
