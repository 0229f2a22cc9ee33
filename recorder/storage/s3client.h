// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/curlsession.h"
#include "recorder/storage/s3signature.h"
#include "recorder/storage/storagetarget.h"

#include <optional>

namespace recorder
{

struct S3Request {
    QByteArray method = QByteArrayLiteral("GET");
    QString key{}; ///< with what keys begin with; empty = the bucket
    QMap<QByteArray, QByteArray> query{};
    QMap<QByteArray, QByteArray> headers{}; ///< names in lower case
    QByteArray bodySha256{};                ///< empty = there is no body
    /// As in CurlTransfer.
    std::function<common::Result<qint64>(std::span<char>)> upload{};
    std::function<common::Status()> rewind{};
    qint64 uploadSize = 0;
    std::function<bool(QByteArrayView)> sink{}; ///< of a good answer; without one it is kept in `body`
};

struct S3Answer {
    int status = 0;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;                      ///< at most 256 KiB
    bool isGood() const { return status >= 200 && status < 300; }
};

/// Signed requests to one bucket: addresses, signatures, credentials, what errors mean. One thread.
class S3Client
{
public:
    /// Invalid (endpoint, bucket, access_key_id, proxy_host) for settings that cannot be right.
    static common::Status check(const StorageTargetSettings &settings, const StorageEnvironment &environment);

    S3Client(const StorageTargetSettings &settings, const StorageEnvironment &environment,
             const StoragePatience &patience);
    /// Whatever the status is; an error when there was no answer.
    common::Result<S3Answer> ask(const S3Request &request);
    /// The same, and an error for whatever status is not good.
    common::Result<S3Answer> askGood(const S3Request &request);
    /// What an answer means; `hasKey`: 404 is about an object.
    static common::Error errorOf(const S3Answer &answer, bool hasKey);
    const QString &certificate() const { return m_session.certificate(); }
    QString host() const;
    int port() const;

private:
    struct Heard;
    common::Result<S3Credentials> credentials();
    common::Result<QByteArray> metadata(const QByteArray &method, const QByteArray &path,
                                        const QByteArray &header);
    common::Status readRole();
    QDateTime now() const;
    common::Result<S3Answer> perform(const S3Request &request, const QByteArray &url,
                                     const QByteArrayList &headers);
    bool isSecure() const;

    const StorageTargetSettings m_settings;
    const StorageEnvironment m_environment;
    const StoragePatience m_patience;
    CurlSession m_session;
    S3Credentials m_credentials;
    QDateTime m_expires; ///< of a role's credentials
};

} // namespace recorder
