// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/storageerror.h"

#include <QHash>

#include <cerrno>

namespace recorder
{

using common::ErrorCode;

namespace
{

ErrorCode codeOf(const QString &cause)
{
    static const QHash<QString, ErrorCode> kCodes{{QStringLiteral("not-found"), ErrorCode::NotFound},
                                                  {QStringLiteral("bucket"), ErrorCode::NotFound},
                                                  {QStringLiteral("login"), ErrorCode::Denied},
                                                  {QStringLiteral("permission"), ErrorCode::Denied},
                                                  {QStringLiteral("read-only"), ErrorCode::Denied},
                                                  {QStringLiteral("locked"), ErrorCode::Denied},
                                                  {QStringLiteral("host-key"), ErrorCode::Denied},
                                                  {QStringLiteral("host-key-unknown"), ErrorCode::Denied},
                                                  {QStringLiteral("key"), ErrorCode::Invalid},
                                                  {QStringLiteral("source"), ErrorCode::Invalid}};
    return kCodes.value(cause, ErrorCode::Unavailable);
}

} // namespace

tl::unexpected<common::Error> storageError(const QString &cause, const QString &message)
{
    return common::fail(codeOf(cause), message, {{QStringLiteral("cause"), cause}});
}

tl::unexpected<common::Error> storageError(const char *cause, const QString &message)
{
    return storageError(QString::fromLatin1(cause), message);
}

QString causeOfErrno(int error)
{
    switch (error) {
    case ENOSPC:
    case EFBIG: return QStringLiteral("full");
    case EDQUOT: return QStringLiteral("quota");
    case EROFS: return QStringLiteral("read-only");
    case EACCES:
    case EPERM: return QStringLiteral("permission");
    case ENOENT: return QStringLiteral("not-found");
    // A symbolic link on the way, or a way out of the root.
    case ELOOP:
    case EXDEV:
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG: return QStringLiteral("key");
    case ECONNREFUSED:
    case ECONNRESET: return QStringLiteral("refused");
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EADDRNOTAVAIL: return QStringLiteral("unreachable");
    case ETIMEDOUT: return QStringLiteral("timeout");
    default: return QStringLiteral("unavailable");
    }
}

} // namespace recorder
