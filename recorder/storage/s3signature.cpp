// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/s3signature.h"

#include <QCryptographicHash>
#include <QLocale>
#include <QMessageAuthenticationCode>
#include <QSet>

namespace recorder
{

namespace
{

using Headers = QMap<QByteArray, QByteArray>;

QByteArray hmac256(const QByteArray &key, const QByteArray &text)
{
    return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256);
}

QByteArrayList linesOf(const Headers &headers)
{
    QByteArrayList lines;
    for (auto header = headers.cbegin(); header != headers.cend(); ++header) {
        lines.append(header.key() + ": " + header.value());
    }
    return lines;
}

bool isSubresource(const QByteArray &name)
{
    static const QSet<QByteArray> kNames{"acl",          "lifecycle",  "location", "logging",
                                         "notification", "partNumber", "policy",   "requestPayment",
                                         "torrent",      "uploadId",   "uploads",  "versionId",
                                         "versioning",   "versions",   "website"};
    return kNames.contains(name);
}

} // namespace

QByteArray s3Escaped(const QByteArray &text, bool path)
{
    return text.toPercentEncoding(path ? "/" : QByteArray());
}

QByteArray s3Query(const QMap<QByteArray, QByteArray> &query)
{
    QByteArrayList parts; // '=' also behind an empty value: it is signed so
    for (auto one = query.cbegin(); one != query.cend(); ++one) {
        parts.append(s3Escaped(one.key(), false) + '=' + s3Escaped(one.value(), false));
    }
    return parts.join('&');
}

QByteArrayList s3Signed4(const S3Unsigned &request, const S3Credentials &credentials,
                         const QByteArray &region, const QDateTime &utc)
{
    const QByteArray moment = QLocale::c().toString(utc, QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
    const QByteArray day = moment.left(8);
    const QByteArray bodyHash = request.bodySha256.toHex();
    Headers added{{"x-amz-content-sha256", bodyHash}, {"x-amz-date", moment}};
    if (!credentials.token.isEmpty()) {
        added.insert("x-amz-security-token", credentials.token);
    }
    Headers all = request.headers;
    all.insert(added);
    all.insert("host", request.host);
    QByteArray lines;
    for (auto header = all.cbegin(); header != all.cend(); ++header) {
        lines += header.key() + ':' + header.value().simplified() + '\n';
    }
    const QByteArray names = all.keys().join(';');
    const QByteArray canonical =
        QByteArrayList{request.method, request.path, s3Query(request.query), lines, names, bodyHash}.join(
            '\n');
    const QByteArray scope = day + '/' + region + "/s3/aws4_request";
    const QByteArray toSign = "AWS4-HMAC-SHA256\n" + moment + '\n' + scope + '\n' +
                              QCryptographicHash::hash(canonical, QCryptographicHash::Sha256).toHex();
    QByteArray key = hmac256("AWS4" + credentials.secret, day);
    for (const QByteArray &part : {region, QByteArray("s3"), QByteArray("aws4_request")}) {
        key = hmac256(key, part);
    }
    added.insert("authorization", "AWS4-HMAC-SHA256 Credential=" + credentials.id + '/' + scope +
                                      ", SignedHeaders=" + names +
                                      ", Signature=" + hmac256(key, toSign).toHex());
    return linesOf(added);
}

QByteArrayList s3Signed2(const S3Unsigned &request, const S3Credentials &credentials, const QDateTime &utc)
{
    const QByteArray date =
        QLocale::c().toString(utc, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toLatin1();
    Headers added{{"date", date}};
    if (!credentials.token.isEmpty()) {
        added.insert("x-amz-security-token", credentials.token);
    }
    QByteArray amazon;
    Headers all = request.headers;
    all.insert(added);
    for (auto header = all.cbegin(); header != all.cend(); ++header) {
        if (header.key().startsWith("x-amz-")) {
            amazon += header.key() + ':' + header.value().simplified() + '\n';
        }
    }
    QByteArray resource = (request.bucket.isEmpty() ? QByteArray() : '/' + request.bucket) + request.path;
    char divider = '?';
    for (auto one = request.query.cbegin(); one != request.query.cend(); ++one) {
        if (isSubresource(one.key())) {
            resource += divider + one.key() + (one.value().isEmpty() ? QByteArray() : '=' + one.value());
            divider = '&';
        }
    }
    const QByteArray toSign = QByteArrayList{request.method, request.headers.value("content-md5"),
                                             request.headers.value("content-type"), date, amazon + resource}
                                  .join('\n');
    const QByteArray signature =
        QMessageAuthenticationCode::hash(toSign, credentials.secret, QCryptographicHash::Sha1).toBase64();
    added.insert("authorization", "AWS " + credentials.id + ':' + signature);
    return linesOf(added);
}

} // namespace recorder
