// SPDX-License-Identifier: GPL-3.0-or-later
// What S3 servers answer: two bytes of a status, then the document.
#include "recorder/storage/s3answers.h"
#include "recorder/storage/s3client.h"

#include "tests/fuzz/property.h"

using namespace recorder;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    S3Answer answer;
    answer.status = 100 + (data[0] * 256 + data[1]) % 500;
    answer.body = QByteArray(reinterpret_cast<const char *>(data + 2), static_cast<qsizetype>(size - 2));
    static const QStringList kCauses{
        QStringLiteral("login"),     QStringLiteral("permission"), QStringLiteral("bucket"),
        QStringLiteral("not-found"), QStringLiteral("mismatch"),   QStringLiteral("read-only"),
        QStringLiteral("quota"),     QStringLiteral("full"),       QStringLiteral("region"),
        QStringLiteral("clock"),     QStringLiteral("proxy"),      QStringLiteral("unavailable"),
        QStringLiteral("protocol"),  QStringLiteral("locked")};
    for (const bool hasKey : {false, true}) {
        const common::Error error = S3Client::errorOf(answer, hasKey);
        tests::require(kCauses.contains(storageCause(error)), "an answer has one of the known causes");
        tests::require(!error.message.isEmpty() && error.message.size() <= 500,
                       "and some words of bounded length");
    }
    const S3Fault fault = s3FaultIn(answer.body);
    tests::require(fault.code.size() <= 100 && fault.message.size() <= 300, "what is told is short");
    const QByteArray kept = s3ElementIn("\r\n \t" + answer.body, "UploadId");
    const QByteArray id = s3ElementIn(answer.body, "UploadId");
    tests::require(id == kept && id.isNull() == kept.isNull(), "blanks before it change nothing");
    tests::require(s3ElementIn(answer.body, "Other Name").isNull(), "no element has such a name");
    (void)s3ElementIn(answer.body, "CompleteMultipartUploadResult");
    return 0;
}
