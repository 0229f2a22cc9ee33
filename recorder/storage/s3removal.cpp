// SPDX-License-Identifier: GPL-3.0-or-later
// Objects in buckets that keep versions, and what a lock does not let go.
#include "recorder/storage/s3target.h"
#include "recorder/storage/storageerror.h"

#include <QDateTime>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

/// An upload that was tried again leaves another one.
constexpr int kMostVersions = 100;
constexpr int kNotFound = 404;

QDateTime retainedUntil(const S3Answer &there)
{
    return QDateTime::fromString(
        QString::fromLatin1(there.headers.value("x-amz-object-lock-retain-until-date")), Qt::ISODateWithMs);
}

/// By its headers, which only those see who may read its retention.
bool isLocked(const S3Answer &there)
{
    const QDateTime until = retainedUntil(there);
    return there.headers.value("x-amz-object-lock-legal-hold") == "ON" ||
           (!there.headers.value("x-amz-object-lock-mode").isEmpty() &&
            (!until.isValid() || until > QDateTime::currentDateTimeUtc()));
}

/// Of a removal that was refused: with "locked", when that is why.
Status refusalOf(const common::Error &error, const S3Answer &there, bool ofVersion)
{
    const QString cause = storageCause(error);
    const bool denied = cause == QLatin1String("permission");
    if (cause != QLatin1String("locked") && !(denied && (ofVersion || isLocked(there)))) {
        return tl::unexpected<common::Error>(error);
    }
    common::Error locked = storageError("locked", error.message).value();
    if (const QDateTime until = retainedUntil(there); until.isValid()) {
        locked.fields.insert(QStringLiteral("until"), QString::number(until.toMSecsSinceEpoch()));
    }
    return tl::unexpected<common::Error>(locked);
}

} // namespace

/// Without a version's name a bucket that keeps versions says "done" and has only put a mark over the object,
/// also over one that is locked: the bytes are there as before. So the versions go, the newest first.
Status S3Target::remove(const QString &key)
{
    auto name = nameOf(key);
    if (!name) {
        return common::propagate(name);
    }
    for (int removed = 0; removed < kMostVersions; ++removed) {
        auto there = m_client.ask({QByteArrayLiteral("HEAD"), *name});
        if (!there) {
            return common::propagate(there);
        }
        const bool marked = there->headers.value("x-amz-delete-marker") == "true";
        if (there->status == kNotFound && (marked || removed > 0)) {
            return {};
        }
        if (!there->isGood() && there->status != kNotFound) {
            // A plain DELETE might only put a mark over it.
            return tl::unexpected<common::Error>(S3Client::errorOf(*there, true));
        }
        // "null" is what was stored before the bucket kept versions: it goes by that name, and stands for no
        // lock.
        const QByteArray version = there->isGood() ? there->headers.value("x-amz-version-id") : QByteArray();
        const bool ofVersion = !version.isEmpty() && version != "null";
        S3Request request{QByteArrayLiteral("DELETE"), *name};
        if (!version.isEmpty()) {
            request.query.insert("versionId", version);
        }
        auto gone = m_client.askGood(request);
        if (!gone && storageCause(gone.error()) != QLatin1String("not-found")) {
            return refusalOf(gone.error(), *there, ofVersion);
        }
        if (version.isEmpty()) {
            return {};
        }
    }
    return storageError("unavailable", QStringLiteral("it has more versions than go at once"));
}

/// Parts have no name of their own: put() sees to them.
Status S3Target::discard(const QString &key)
{
    return m_patience.isStopped() ? S3Target(m_settings, m_environment, StoragePatience::brief()).remove(key)
                                  : remove(key);
}

} // namespace recorder
