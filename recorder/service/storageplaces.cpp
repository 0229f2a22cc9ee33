// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageplaces.h"

#include "recorder/service/directorychecks.h"

#include <QUrl>

namespace recorder
{

using common::StorageTargetRecord;

namespace
{

const QString kFtp = QStringLiteral("ftp");
const QString kSftp = QStringLiteral("sftp");
const QString kS3 = QStringLiteral("s3");

int portOf(const StorageTargetRecord &target)
{
    if (target.port != 0) {
        return target.port;
    }
    return target.kind == kSftp ? 22 : target.implicitTls ? 990 : 21;
}

QString endpointOf(const StorageTargetRecord &target)
{
    const QUrl url(target.endpoint);
    const bool secure = url.scheme() == QLatin1String("https");
    return url.host().toLower() + QLatin1Char(':') + QString::number(url.port(secure ? 443 : 80));
}

/// On a server what begins with a slash is elsewhere than what does not; in a bucket it is the same.
QString folderOf(const StorageTargetRecord &target)
{
    const QString path = target.basePath.split(QLatin1Char('/'), Qt::SkipEmptyParts).join(QLatin1Char('/'));
    return target.kind != kS3 && target.basePath.startsWith(QLatin1Char('/')) ? QLatin1Char('/') + path
                                                                              : path;
}

/// The user as well: each may have a home of his own.
bool isSameServer(const StorageTargetRecord &a, const StorageTargetRecord &b)
{
    return a.host.compare(b.host, Qt::CaseInsensitive) == 0 && portOf(a) == portOf(b) && a.user == b.user;
}

} // namespace

bool isSamePlace(const StorageTargetRecord &a, const StorageTargetRecord &b)
{
    if (a.kind != b.kind || folderOf(a) != folderOf(b)) {
        return false;
    }
    if (a.kind == kFtp || a.kind == kSftp) {
        return isSameServer(a, b);
    }
    return a.kind != kS3 || (endpointOf(a) == endpointOf(b) && a.bucket == b.bucket);
}

common::Status checkPlaceIsFree(Transaction &transaction, const StorageTargetRecord &target,
                                std::optional<TenantKey> owner, const char *field)
{
    for (const StoredTarget &other : StorageTargetRepository(transaction).besides(target.kind, owner)) {
        if (other.record.id != target.id && isSamePlace(other.record, target)) {
            return refused(common::ErrorCode::Conflict, field, "place-taken");
        }
    }
    return {};
}

} // namespace recorder
