// SPDX-License-Identifier: GPL-3.0-or-later
// Large files in parts: each is signed and checked by itself, and the object appears when the last is there.
#include "recorder/storage/s3answers.h"
#include "recorder/storage/s3target.h"
#include "recorder/storage/sourcefile.h"
#include "recorder/storage/storageerror.h"

#include <QCryptographicHash>

#include <algorithm>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr qint64 kMostParts = 10'000;

/// A body that is in memory.
void setBody(S3Request &request, const QByteArray &body, qsizetype &sent)
{
    request.bodySha256 = common::sha256(body);
    request.uploadSize = body.size();
    request.upload = [&body, &sent](std::span<char> buffer) -> Result<qint64> {
        const qsizetype some = std::min(static_cast<qsizetype>(buffer.size()), body.size() - sent);
        std::copy_n(body.constData() + sent, some, buffer.data());
        sent += some;
        return qint64{some};
    };
    request.rewind = [&sent] {
        sent = 0;
        return Status();
    };
}

} // namespace

Result<QByteArray> S3Target::putPart(SourceFile &source, const QString &name, const QByteArray &uploadId,
                                     int number)
{
    const qint64 size = std::max(m_environment.partSize, source.size() / (kMostParts - 1));
    QByteArray part(size, Qt::Uninitialized);
    qsizetype filled = 0;
    while (filled < part.size()) {
        auto got =
            source.read(std::span(part.data() + filled, static_cast<std::size_t>(part.size() - filled)));
        if (!got) {
            return common::propagate(got);
        }
        if (*got == 0) {
            break;
        }
        filled += *got;
    }
    part.truncate(filled);
    if (part.isEmpty()) {
        return QByteArray();
    }
    S3Request request{
        QByteArrayLiteral("PUT"), name, {{"partNumber", QByteArray::number(number)}, {"uploadId", uploadId}}};
    request.headers.insert("content-md5", // as for whole files
                           QCryptographicHash::hash(part, QCryptographicHash::Md5).toBase64());
    qsizetype sent = 0;
    setBody(request, part, sent);
    auto answer = m_client.askGood(request);
    if (!answer) {
        return common::propagate(answer);
    }
    const QByteArray etag = answer->headers.value("etag");
    return etag.isEmpty() || etag.contains('<')
               ? Result<QByteArray>(storageError("protocol", QStringLiteral("a part got no ETag")))
               : Result<QByteArray>(etag);
}

Status S3Target::complete(const QString &name, const QByteArray &uploadId, const QByteArrayList &etags)
{
    QByteArray body = QByteArrayLiteral("<CompleteMultipartUpload>");
    for (qsizetype i = 0; i < etags.size(); ++i) {
        body += "<Part><PartNumber>" + QByteArray::number(i + 1) + "</PartNumber><ETag>" + etags.at(i) +
                "</ETag></Part>";
    }
    body += "</CompleteMultipartUpload>";
    S3Request request{
        QByteArrayLiteral("POST"), name, {{"uploadId", uploadId}}, {{"content-type", "application/xml"}}};
    qsizetype sent = 0;
    setBody(request, body, sent);
    auto answer = m_client.askGood(request);
    if (!answer) {
        return common::propagate(answer);
    }
    // It may take minutes, so the status comes before the outcome: 200 with an error inside.
    if (s3ElementIn(answer->body, "CompleteMultipartUploadResult").isNull()) {
        return tl::unexpected<common::Error>(S3Client::errorOf(*answer, true));
    }
    return {};
}

/// After a stop: what was cut off says nothing more, and whoever waits for the end waits no longer than that.
Result<S3Answer> S3Target::askInPassing(const S3Request &request) const
{
    return S3Client(m_settings, m_environment, StoragePatience::brief()).ask(request);
}

Status S3Target::putInParts(SourceFile &source, const QString &name, const StorageMeta &meta,
                            const QByteArray &sha256)
{
    S3Request request{QByteArrayLiteral("POST"), name, {{"uploads", ""}}, headersOf(meta, sha256)};
    qsizetype sent = 0;
    const QByteArray nothing;
    setBody(request, nothing, sent);
    auto begun = m_client.askGood(request);
    if (!begun) {
        return common::propagate(begun);
    }
    m_encrypted = begun->headers.value("x-amz-server-side-encryption") == "AES256";
    const QByteArray uploadId = s3ElementIn(begun->body, "UploadId");
    if (uploadId.isEmpty()) {
        return storageError("protocol", QStringLiteral("no upload id"));
    }
    QByteArrayList etags;
    Status outcome;
    for (bool more = true; more && outcome;) {
        auto etag = putPart(source, name, uploadId, static_cast<int>(etags.size()) + 1);
        outcome = etag ? Status() : Status(common::propagate(etag));
        more = etag && !etag->isEmpty();
        if (more) {
            etags.append(*etag);
        }
    }
    if (outcome) {
        auto whole = source.finish(sha256);
        outcome = whole ? complete(name, uploadId, etags) : Status(common::propagate(whole));
    }
    if (!outcome) { // or its parts are paid for, for ever
        const S3Request abort{QByteArrayLiteral("DELETE"), name, {{"uploadId", uploadId}}};
        (void)(storageCause(outcome.error()) == QLatin1String("cancelled") ? askInPassing(abort)
                                                                           : m_client.ask(abort));
    }
    return outcome;
}

} // namespace recorder
