// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/sealedfile.h"

#include "common/audio/recordingcheck.h"

#include <QIODevice>

namespace console
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

QString reasonOf(const common::Error &error)
{
    return error.fields.value(QStringLiteral("container"));
}

bool isUnwritten(const common::Error &error)
{
    return error.fields.value(QStringLiteral("file")) == QLatin1String("write");
}

} // namespace

Result<qint64> openSealed(QIODevice &sealed, const common::FileKeySource &key, QIODevice &out,
                          const QUuid &call)
{
    qint64 size = 0;
    common::RecordingCheck check(call, [&out, &size](QByteArrayView piece) -> Status {
        if (out.write(piece.data(), piece.size()) != piece.size()) {
            return common::fail(ErrorCode::Unavailable, out.errorString(),
                                {{QStringLiteral("file"), QStringLiteral("write")}});
        }
        size += piece.size();
        return {};
    });
    Status opened =
        common::openContainerFile(sealed, key, [&check](QByteArrayView piece) { return check.add(piece); });
    opened = opened ? check.finish() : opened;
    return opened ? Result<qint64>(size) : Result<qint64>(tl::unexpected<common::Error>(opened.error()));
}

QString sealWords(const common::Error &error, const QString &noKey)
{
    if (common::isOfAnotherCall(error)) {
        return QStringLiteral("it is the recording of another call; nothing was saved");
    }
    const QString reason = reasonOf(error);
    if (reason.isEmpty()) {
        return error.message;
    }
    if (reason == QLatin1String("recipient")) {
        return noKey;
    }
    const QString what = reason == QLatin1String("truncated")  ? QStringLiteral("its end is missing")
                         : reason == QLatin1String("trailing") ? QStringLiteral("something follows its end")
                         : reason == QLatin1String("changed")  ? QStringLiteral("it was changed")
                         : reason == QLatin1String("oversize") ? QStringLiteral("it is too large")
                         : reason == QLatin1String("algorithm")
                             ? QStringLiteral("it is sealed in a way that is not supported")
                             : QStringLiteral("it is no sealed file");
    return QStringLiteral("the seal does not hold: %1 (%2); nothing was saved").arg(what, reason);
}

ExitCode sealCode(const common::Error &error)
{
    if (isUnwritten(error)) {
        return ExitCode::CannotCreate;
    }
    const QString reason = reasonOf(error);
    return reason == QLatin1String("recipient")                  ? ExitCode::Denied
           : reason.isEmpty() && !common::isOfAnotherCall(error) ? exitCodeFor(error)
                                                                 : ExitCode::Data;
}

} // namespace console
