// SPDX-License-Identifier: GPL-3.0-or-later
// What the answers of S3 mean.
#include "recorder/storage/s3answers.h"
#include "recorder/storage/s3client.h"
#include "recorder/storage/storageerror.h"

#include <QHash>
#include <QRegularExpression>

namespace recorder
{

namespace
{

QString causeOfCode(const QString &code)
{
    static const QHash<QString, QString> kCauses{
        {QStringLiteral("NoSuchBucket"), QStringLiteral("bucket")},
        {QStringLiteral("InvalidBucketName"), QStringLiteral("bucket")},
        {QStringLiteral("NoSuchKey"), QStringLiteral("not-found")},
        {QStringLiteral("NoSuchUpload"), QStringLiteral("mismatch")},
        {QStringLiteral("InvalidAccessKeyId"), QStringLiteral("login")},
        {QStringLiteral("SignatureDoesNotMatch"), QStringLiteral("login")},
        {QStringLiteral("InvalidToken"), QStringLiteral("login")},
        {QStringLiteral("ExpiredToken"), QStringLiteral("login")},
        {QStringLiteral("AccessDenied"), QStringLiteral("permission")},
        {QStringLiteral("AllAccessDisabled"), QStringLiteral("permission")},
        {QStringLiteral("MethodNotAllowed"), QStringLiteral("read-only")},
        {QStringLiteral("ObjectLocked"), QStringLiteral("locked")},
        {QStringLiteral("QuotaExceeded"), QStringLiteral("quota")},
        {QStringLiteral("XMinioStorageFull"), QStringLiteral("full")},
        {QStringLiteral("InsufficientStorage"), QStringLiteral("full")},
        {QStringLiteral("PermanentRedirect"), QStringLiteral("region")},
        {QStringLiteral("TemporaryRedirect"), QStringLiteral("region")},
        {QStringLiteral("AuthorizationHeaderMalformed"), QStringLiteral("region")},
        {QStringLiteral("IllegalLocationConstraintException"), QStringLiteral("region")},
        {QStringLiteral("RequestTimeTooSkewed"), QStringLiteral("clock")},
        {QStringLiteral("RequestExpired"), QStringLiteral("clock")},
        {QStringLiteral("BadDigest"), QStringLiteral("mismatch")},
        {QStringLiteral("IncompleteBody"), QStringLiteral("mismatch")},
        {QStringLiteral("XAmzContentSHA256Mismatch"), QStringLiteral("mismatch")},
    };
    return kCauses.value(code);
}

QString causeOfStatus(int status, bool hasKey)
{
    switch (status) {
    case 301:
    case 302:
    case 307:
    case 308: return QStringLiteral("region");
    case 401: return QStringLiteral("login");
    case 403: return QStringLiteral("permission");
    case 404: return hasKey ? QStringLiteral("not-found") : QStringLiteral("bucket");
    case 405: return QStringLiteral("read-only");
    case 407: return QStringLiteral("proxy");
    case 451: return QStringLiteral("locked");
    case 507: return QStringLiteral("full");
    default: return status >= 500 ? QStringLiteral("unavailable") : QStringLiteral("protocol");
    }
}

/// Most stores have no code of its own for an object under retention, but say it.
bool saysLocked(const QString &message)
{
    static const QRegularExpression kWords(QStringLiteral("object lock|\\bWORM\\b|retention|legal hold"),
                                           QRegularExpression::CaseInsensitiveOption);
    return message.contains(kWords);
}

} // namespace

common::Error S3Client::errorOf(const S3Answer &answer, bool hasKey)
{
    const auto [code, message] = s3FaultIn(answer.body);
    QString cause = causeOfCode(code);
    if (cause.isEmpty()) {
        cause = causeOfStatus(answer.status, hasKey);
    }
    if (hasKey && (answer.status == 400 || answer.status == 403) && saysLocked(message)) {
        cause = QStringLiteral("locked");
    }
    QString words = code.isEmpty() ? QStringLiteral("HTTP %1").arg(answer.status)
                                   : QStringLiteral("%1: %2").arg(code, message);
    const QByteArray region = answer.headers.value("x-amz-bucket-region");
    if (cause == QLatin1String("region") && !region.isEmpty()) {
        words += QStringLiteral(" (%1)").arg(QString::fromLatin1(region.left(40)));
    }
    return storageError(cause, words).value();
}

} // namespace recorder
