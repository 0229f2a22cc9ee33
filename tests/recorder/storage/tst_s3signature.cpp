// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/s3signature.h"

#include "common/crypto/sha256.h"
#include "tests/support/testmain.h"

#include <QTest>
#include <QTimeZone>

using namespace recorder;

/// Against the values that Amazon's documentation works out (keys and requests of its examples).
class TstS3Signature : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void signsVersion4()
    {
        S3Unsigned request{"GET",
                           "examplebucket.s3.amazonaws.com",
                           "/test.txt",
                           {},
                           {},
                           {{"range", "bytes=0-9"}},
                           common::sha256(QByteArrayView())};
        const auto headers = s3Signed4(request, kCredentials, "us-east-1", kMay24);
        QVERIFY2(
            headers.contains("authorization: AWS4-HMAC-SHA256 "
                             "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                             "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
                             "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
            headers.join('\n').constData());
    }

    void signsQueriesSorted()
    {
        S3Unsigned request{
            "GET", "examplebucket.s3.amazonaws.com", "/", {}, {{"prefix", "J"}, {"max-keys", "2"}},
            {},    common::sha256(QByteArrayView())};
        const auto headers = s3Signed4(request, kCredentials, "us-east-1", kMay24);
        QVERIFY2(headers.join('\n').contains(
                     "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
                 headers.join('\n').constData());
    }

    void signsVersion2()
    {
        S3Unsigned request{"GET",
                           "awsexamplebucket1.us-west-1.s3.amazonaws.com",
                           "/photos/puppy.jpg",
                           "awsexamplebucket1",
                           {},
                           {},
                           {}};
        const auto headers =
            s3Signed2(request, kCredentials, QDateTime(QDate(2007, 3, 27), QTime(19, 36, 42), Qt::UTC));
        QVERIFY2(headers.contains("date: Tue, 27 Mar 2007 19:36:42 GMT"), headers.join('\n').constData());
        QVERIFY2(headers.contains("authorization: AWS AKIAIOSFODNN7EXAMPLE:" + kSignature2),
                 headers.join('\n').constData());
    }

    void escapes()
    {
        QCOMPARE(s3Escaped("a b/c+d~e", true), QByteArray("a%20b/c%2Bd~e"));
        QCOMPARE(s3Escaped("a/b", false), QByteArray("a%2Fb"));
        QCOMPARE(s3Query({{"uploads", ""}, {"a", "1 2"}}), QByteArray("a=1%202&uploads="));
    }

private:
    const S3Credentials kCredentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {}};
    const QDateTime kMay24{QDate(2013, 5, 24), QTime(0, 0), Qt::UTC};
    const QByteArray kSignature2 =
        "7AbQgM8BIjLxGPGytjyjro07bR4="; // by openssl dgst; Amazon's own example writes +0000
};

EARSHOT_TEST(tst_s3signature, TstS3Signature)
#include "tst_s3signature.moc"
