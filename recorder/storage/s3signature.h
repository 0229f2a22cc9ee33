// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QMap>

namespace recorder
{

/// Our own signing: libcurl 7.88 signs the hash of an empty body for what is streamed, and sorts no query.
struct S3Credentials {
    QByteArray id;
    QByteArray secret;
    QByteArray token; ///< of a role; empty = none
};

struct S3Unsigned {
    QByteArray method;
    QByteArray host;   ///< as in the Host header
    QByteArray path;   ///< escaped, as in the request
    QByteArray bucket; ///< signature 2: what the host names before the path; empty when the path has it
    QMap<QByteArray, QByteArray> query{};   ///< not escaped
    QMap<QByteArray, QByteArray> headers{}; ///< names in lower case; without host and dates
    QByteArray bodySha256;                  ///< 32 bytes
};

/// Every byte but letters, digits and "-._~" as %XX; '/' too unless `path`.
QByteArray s3Escaped(const QByteArray &text, bool path);
/// "a=1&b=": sorted, escaped.
QByteArray s3Query(const QMap<QByteArray, QByteArray> &query);

/// The headers to send in addition to those given ("name: value"). AWS Signature Version 4.
QByteArrayList s3Signed4(const S3Unsigned &request, const S3Credentials &credentials,
                         const QByteArray &region, const QDateTime &utc);
/// Signature Version 2 (HMAC-SHA1), for old stores. The body is protected by a content-md5 header only.
QByteArrayList s3Signed2(const S3Unsigned &request, const S3Credentials &credentials, const QDateTime &utc);

} // namespace recorder
