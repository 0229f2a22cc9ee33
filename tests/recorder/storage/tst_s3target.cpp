// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/s3signature.h"

#include "common/crypto/sha256.h"

#include "tests/recorder/storage/stubs.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"
#include "tests/support/testports.h"

#include <QCryptographicHash>
#include <QElapsedTimer>

using namespace recorder;
using namespace tests;

namespace
{

StorageEnvironment loopbackOnly()
{
    StorageEnvironment environment;
    environment.resolve = [](const QString &host) -> common::Result<QStringList> {
        // A name server of our own: the machine knows no s3.test.
        return host.endsWith(QLatin1String("s3.test")) || host == QLatin1String("127.0.0.1")
                   ? common::Result<QStringList>(QStringList{QStringLiteral("127.0.0.1")})
                   : common::Result<QStringList>(
                         common::fail(common::ErrorCode::Unavailable, host,
                                      {{QStringLiteral("cause"), QStringLiteral("forbidden")}}));
    };
    return environment;
}

std::unique_ptr<StorageTarget> opened(const StorageTargetSettings &settings,
                                      const StorageEnvironment &environment = loopbackOnly(),
                                      const StoragePatience &patience = {})
{
    auto target = openStorageTarget(settings, environment, patience);
    if (!target) {
        qFatal("%s", qPrintable(target.error().message));
    }
    return std::move(*target);
}

QByteArray md5Of(const QByteArray &content)
{
    return QCryptographicHash::hash(content, QCryptographicHash::Md5).toHex();
}
/// Lines of an answer.
QByteArray etagOf(const QByteArray &content)
{
    return "ETag: \"" + md5Of(content) + "\"\r\n";
}
QByteArray metaOf(const QByteArray &content)
{
    return "x-amz-meta-sha256: " + common::sha256(content).toHex() + "\r\n";
}
QByteArray flipped(QByteArray content)
{
    content[0] = static_cast<char>(content.at(0) ^ 1);
    return content;
}

const QDateTime kRoleEnds(QDate(2031, 1, 2), QTime(12, 0), Qt::UTC);

/// The machine's metadata: the keys of a role, with another session each time that they are read. The first
/// ones end at the moment given, the others six hours later each.
class RoleStub
{
public:
    explicit RoleStub(const QDateTime &ends)
        : m_server([this, ends](const HttpStub::Request &request) { return answer(request, ends); })
    {
    }
    int read() const { return m_read; }
    void setSilent(bool silent) const { m_silent = silent; }
    /// By a clock that the test moves; it has to live as long as what is made with it.
    StorageEnvironment environment(const QDateTime &now) const
    {
        StorageEnvironment environment = loopbackOnly();
        environment.instanceRole = true;
        environment.metadataUrl = QStringLiteral("http://127.0.0.1:%1").arg(m_server.port());
        environment.utc = [&now] { return now; };
        return environment;
    }

private:
    QByteArray answer(const HttpStub::Request &request, const QDateTime &ends) const
    {
        if (m_silent) {
            return HttpStub::answer(503);
        }
        if (request.method == "PUT") {
            return HttpStub::answer(200, {}, "token-1");
        }
        if (request.headers.value("x-aws-ec2-metadata-token") != "token-1") {
            return HttpStub::answer(401);
        }
        if (request.path.endsWith("/security-credentials/")) {
            return HttpStub::answer(200, {}, "recorder\n");
        }
        const QByteArray number = QByteArray::number(++m_read);
        const QByteArray until = ends.addSecs(6 * 3600 * (m_read - 1)).toString(Qt::ISODate).toLatin1();
        return HttpStub::answer(200, {},
                                R"({"AccessKeyId":"RECKEY)" + number + R"(","SecretAccessKey":"secret-)" +
                                    number + R"(","Token":"session-)" + number + R"(","Expiration":")" +
                                    until + R"("})");
    }

    mutable std::atomic<int> m_read = 0;
    mutable std::atomic<bool> m_silent = false;
    HttpStub m_server;
};

} // namespace

class TstS3Target : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void storesAndGivesBack_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::addColumn<int>("signature");
        QTest::addColumn<bool>("virtualHost");
        QTest::addColumn<bool>("parts");
        QTest::newRow("http") << false << 4 << false << false;
        QTest::newRow("https, bucket in the host") << true << 4 << true << false;
        QTest::newRow("signature 2") << false << 2 << false << false;
        QTest::newRow("signature 2, bucket in the host") << false << 2 << true << false;
        QTest::newRow("in parts") << false << 4 << false << true;
        QTest::newRow("in parts, signature 2") << false << 2 << false << true;
    }

    void storesAndGivesBack()
    {
        QFETCH(bool, tls);
        QFETCH(int, signature);
        QFETCH(bool, virtualHost);
        QFETCH(bool, parts);
        StorageTargetSettings settings = S3Peer::shared().settings(tls);
        settings.signatureVersion = signature;
        settings.virtualHost = virtualHost;
        if (virtualHost) {
            settings.endpoint.replace(QLatin1String("127.0.0.1"), QLatin1String("s3.test"));
        }
        StorageEnvironment environment = loopbackOnly();
        if (parts) {
            environment.multipartFrom = 1'000'000;
            environment.partSize = 1'500'000; // three of them; that server wants 5 MiB of none
        }
        const auto target = opened(settings, environment);
        examine(*target);
        QVERIFY(!QTest::currentTestFailed());
    }

    void keepsTheHash()
    {
        const auto target = opened(S3Peer::shared().settings());
        SourceFolder files;
        const auto stored = target->put(files.file(noise(777)), QStringLiteral("h"), {});
        QVERIFY(stored && stored->hashConfirmed && !stored->etag.isEmpty());
        QCOMPARE(target->stat(QStringLiteral("h"))->sha256, common::sha256(noise(777)));
    }

    void isTested_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("http") << false;
        QTest::newRow("https") << true;
    }

    void isTested()
    {
        QFETCH(bool, tls);
        const StorageTargetSettings settings = S3Peer::shared().settings(tls);
        const auto steps = opened(settings)->test({});
        QCOMPARE(shortReport(steps), allPassed(settings));
    }

    void namesTheCauseOfARefusal_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("report");
        QTest::newRow("secret") << QStringLiteral("secret") << QStringLiteral("credentials:failed(login)");
        QTest::newRow("key") << QStringLiteral("key") << QStringLiteral("credentials:failed(login)");
        QTest::newRow("bucket") << QStringLiteral("bucket") << QStringLiteral("bucket:failed(bucket)");
        QTest::newRow("port") << QStringLiteral("port") << QStringLiteral("endpoint:failed(refused)");
        QTest::newRow("name") << QStringLiteral("name") << QStringLiteral("endpoint:failed(forbidden)");
        QTest::newRow("authority") << QStringLiteral("authority")
                                   << QStringLiteral("tls:failed(certificate)");
        QTest::newRow("no TLS there") << QStringLiteral("plain") << QStringLiteral("tls:failed(tls)");
    }

    void namesTheCauseOfARefusal()
    {
        QFETCH(QString, what);
        QFETCH(QString, report);
        StorageTargetSettings settings = S3Peer::shared().settings(what == QLatin1String("authority"));
        if (what == QLatin1String("secret")) {
            settings.secretAccessKey = QStringLiteral("wrong");
        } else if (what == QLatin1String("key")) {
            settings.accessKeyId = QStringLiteral("NOBODY");
        } else if (what == QLatin1String("bucket")) {
            settings.bucket = QStringLiteral("nobodys");
        } else if (what == QLatin1String("port")) {
            settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(freePort());
        } else if (what == QLatin1String("name")) {
            settings.endpoint = QStringLiteral("http://elsewhere.test");
        } else if (what == QLatin1String("authority")) {
            settings.caCertificates.clear();
        } else {
            settings.endpoint.replace(QLatin1String("http:"), QLatin1String("https:"));
        }
        const QString told = shortReport(opened(settings)->test({}));
        QVERIFY2(told.contains(report), qPrintable(told));
    }

    void understandsErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QString>("cause");
        QTest::newRow("401") << 401 << QByteArray() << QStringLiteral("login");
        QTest::newRow("404") << 404 << QByteArray("NoSuchBucket") << QStringLiteral("bucket");
        QTest::newRow("500") << 500 << QByteArray("InternalError") << QStringLiteral("unavailable");
        QTest::newRow("503") << 503 << QByteArray() << QStringLiteral("unavailable");
        QTest::newRow("403") << 403 << QByteArray() << QStringLiteral("permission");
        QTest::newRow("denied") << 403 << QByteArray("AccessDenied") << QStringLiteral("permission");
        QTest::newRow("quota") << 403 << QByteArray("QuotaExceeded") << QStringLiteral("quota");
        QTest::newRow("clock") << 403 << QByteArray("RequestTimeTooSkewed") << QStringLiteral("clock");
        QTest::newRow("region") << 301 << QByteArray("PermanentRedirect") << QStringLiteral("region");
        QTest::newRow("region of the signature")
            << 400 << QByteArray("AuthorizationHeaderMalformed") << QStringLiteral("region");
        QTest::newRow("busy") << 503 << QByteArray("SlowDown") << QStringLiteral("unavailable");
        QTest::newRow("full") << 507 << QByteArray() << QStringLiteral("full");
        QTest::newRow("damaged") << 400 << QByteArray("XAmzContentSHA256Mismatch")
                                 << QStringLiteral("mismatch");
        QTest::newRow("405") << 405 << QByteArray() << QStringLiteral("read-only");
        QTest::newRow("method") << 405 << QByteArray("MethodNotAllowed") << QStringLiteral("read-only");
        QTest::newRow("request") << 400 << QByteArray("InvalidRequest") << QStringLiteral("protocol");
        QTest::newRow("no S3") << 400 << QByteArray() << QStringLiteral("protocol");
    }

    void understandsErrors()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        QFETCH(QString, cause);
        const HttpStub stub([&](const HttpStub::Request &) {
            return HttpStub::answer(status, {},
                                    "<Error><Code>" + code + "</Code><Message>m</Message></Error>");
        });
        SourceFolder files;
        QCOMPARE(causeIn(opened(at(stub))->put(files.file(noise(10)), QStringLiteral("a"), {})), cause);
    }

    void believesNoLies_data()
    {
        QTest::addColumn<QByteArray>("head");
        const QByteArray right = metaOf(noise(10));
        QTest::newRow("dropped") << HttpStub::answer(404);
        QTest::newRow("short") << HttpStub::answer(200, {}, {}, 9);
        QTest::newRow("another content")
            << HttpStub::answer(200, "x-amz-meta-sha256: " + QByteArray(64, 'a') + "\r\n", {}, 10);
        QTest::newRow("right metadata, flipped body")
            << HttpStub::answer(200, right + etagOf(flipped(noise(10))), {}, 10);
        QTest::newRow("right metadata, flipped body, no ETag") << HttpStub::answer(200, right, {}, 10);
        QTest::newRow("nothing but a size, flipped body") << HttpStub::answer(200, {}, {}, 10);
    }

    void believesNoLies()
    {
        QFETCH(QByteArray, head);
        const HttpStub stub([&](const HttpStub::Request &request) {
            return request.method == "HEAD"  ? head
                   : request.method == "GET" ? HttpStub::answer(200, {}, flipped(noise(10)))
                                             : HttpStub::answer(200, etagOf(noise(10)));
        });
        SourceFolder files;
        const auto target = opened(at(stub));
        const auto stored = target->put(files.file(noise(10)), QStringLiteral("a"), {});
        // As whoever removes the local copy afterwards.
        const auto read = [&]() -> common::Result<StoredFile> {
            const common::Status same = readBack(*target, QStringLiteral("a"), 10, common::sha256(noise(10)));
            return same ? stored : tl::unexpected<common::Error>(same.error());
        };
        QCOMPARE(causeIn(stored && !stored->hashConfirmed ? read() : stored), QStringLiteral("mismatch"));
    }

    /// The hash beside an object is what was sent; what the store has computed itself is in the ETag, of an
    /// object in one piece that no key management system encrypts.
    void whatConfirmsTheHash_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("signature");
        QTest::addColumn<bool>("parts");
        QTest::addColumn<bool>("confirmed");
        const QByteArray right = metaOf(noise(100)) + etagOf(noise(100));
        const QByteArray md5 = md5Of(noise(100));
        const QByteArray encrypted = QByteArrayLiteral("x-amz-server-side-encryption: ");
        QTest::newRow("its ETag") << right << 4 << false << true;
        QTest::newRow("its ETag alone") << etagOf(noise(100)) << 4 << false << true;
        QTest::newRow("capitals") << "ETag: \"" + md5.toUpper() + "\"\r\n" << 4 << false << true;
        QTest::newRow("encrypted by the store") << right + encrypted + "AES256\r\n" << 4 << false << true;
        QTest::newRow("by a key of the KMS") << right + encrypted + "aws:kms\r\n" << 4 << false << false;
        QTest::newRow("twice so") << right + encrypted + "aws:kms:dsse\r\n" << 4 << false << false;
        QTest::newRow("no ETag") << metaOf(noise(100)) << 4 << false << false;
        QTest::newRow("of parts") << metaOf(noise(100)) + "ETag: \"" + md5 + "-1\"\r\n"
                                  << 4 << false << false;
        QTest::newRow("a weak one") << metaOf(noise(100)) + "ETag: W/\"" + md5 + "\"\r\n"
                                    << 4 << false << false;
        QTest::newRow("in parts") << right << 4 << true << false;
        QTest::newRow("signature 2") << right << 2 << false << false;
    }

    void whatConfirmsTheHash()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, signature);
        QFETCH(bool, parts);
        const HttpStub stub([&](const HttpStub::Request &request) {
            return request.method == "HEAD" ? HttpStub::answer(200, headers, {}, 100)
                   : request.path.endsWith("?uploads=")
                       ? HttpStub::answer(200, {}, "<R><UploadId>1</UploadId></R>")
                   : request.method == "POST" ? HttpStub::answer(200, {}, "<CompleteMultipartUploadResult/>")
                                              : HttpStub::answer(200, "ETag: \"x\"\r\n");
        });
        StorageEnvironment environment = loopbackOnly();
        environment.multipartFrom = parts ? 10 : 1000;
        environment.partSize = 60;
        StorageTargetSettings settings = at(stub);
        settings.signatureVersion = signature;
        SourceFolder files;
        const auto stored =
            opened(settings, environment)->put(files.file(noise(100)), QStringLiteral("a"), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
        QTEST(stored->hashConfirmed, "confirmed");
    }

    void abortsWhatItCannotComplete()
    {
        const HttpStub stub([](const HttpStub::Request &request) {
            if (request.path.endsWith("?uploads=")) {
                return HttpStub::answer(200, {}, "<R><UploadId>id/1</UploadId></R>");
            }
            return request.method == "POST"
                       ? HttpStub::answer(200, {}, "<Error><Code>InternalError</Code></Error>")
                       : HttpStub::answer(200, "ETag: \"x\"\r\n");
        });
        StorageEnvironment environment = loopbackOnly();
        environment.multipartFrom = 10;
        environment.partSize = 60;
        SourceFolder files;
        const auto stored =
            opened(at(stub), environment)->put(files.file(noise(100)), QStringLiteral("a"), {});
        QVERIFY(!stored);
        const HttpStub::Request last = stub.requests().last();
        QCOMPARE(last.method, QByteArray("DELETE"));
        QCOMPARE(last.path, QByteArray("/bucket/a?uploadId=id%2F1"));
    }

    void asksForEncryption()
    {
        bool told = true;
        const HttpStub stub([&](const HttpStub::Request &request) {
            const bool asked = request.headers.value("x-amz-server-side-encryption") == "AES256";
            m_objects = request.method == "PUT" ? request.body : m_objects;
            const QByteArray size = QByteArray::number(m_objects.size());
            if (request.method == "GET" && request.path.endsWith("/.earshot-test")) {
                return HttpStub::answer(404, {}, "<Error><Code>NoSuchKey</Code></Error>");
            }
            return request.method == "HEAD" ? HttpStub::answer(200, {}, {}, m_objects.size())
                   : request.method == "GET"
                       ? HttpStub::answer(200, {}, m_objects)
                       : HttpStub::answer(200,
                                          asked && told ? "x-amz-server-side-encryption: AES256\r\n" : "");
        });
        StorageTargetSettings settings = at(stub);
        settings.sseAes256 = true;
        QCOMPARE(shortReport(opened(settings)->test({})), allPassed(settings));
        told = false;
        QVERIFY2(
            shortReport(opened(settings)->test({})).endsWith(QLatin1String("encryption:failed(encryption)")),
            qPrintable(shortReport(opened(settings)->test({}))));
    }

    void usesTheMachinesRoleWhenAllowed()
    {
        const HttpStub machine([](const HttpStub::Request &request) {
            if (request.method == "PUT") {
                return HttpStub::answer(200, {}, "token-1");
            }
            if (request.headers.value("x-aws-ec2-metadata-token") != "token-1") {
                return HttpStub::answer(401);
            }
            return request.path.endsWith("/security-credentials/")
                       ? HttpStub::answer(200, {}, "recorder\n")
                       : HttpStub::answer(
                             200, {},
                             R"({"AccessKeyId":"RECKEY","SecretAccessKey":"recsecret","Expiration":"2099-01-01T00:00:00Z"})");
        });
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.accessKeyId.clear();
        settings.secretAccessKey.clear();
        StorageEnvironment environment = loopbackOnly();
        environment.metadataUrl = QStringLiteral("http://127.0.0.1:%1").arg(machine.port());
        const auto refused = openStorageTarget(settings, environment, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.value(QStringLiteral("access_key_id")), QStringLiteral("empty"));
        QCOMPARE(machine.requests().size(), 0);
        environment.instanceRole = true;
        const auto target = opened(settings, environment);
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(10)), QStringLiteral("role"), {}));
        QVERIFY(target->put(files.file(noise(10)), QStringLiteral("role"), {}));
        QCOMPARE(machine.requests().size(), 3); // once for all
    }

    /// With a role's keys the session is a part of each request, and of what is signed.
    void sendsAndSignsTheRolesSession_data()
    {
        QTest::addColumn<int>("signature");
        QTest::newRow("signature 4") << 4;
        QTest::newRow("signature 2") << 2;
    }

    void sendsAndSignsTheRolesSession()
    {
        QFETCH(int, signature);
        const RoleStub machine(kRoleEnds);
        const HttpStub store([](const HttpStub::Request &) { return HttpStub::answer(200, {}, {}, 10); });
        StorageTargetSettings settings = at(store);
        settings.signatureVersion = signature;
        settings.accessKeyId.clear();
        settings.secretAccessKey.clear();
        QDateTime now = kRoleEnds.addSecs(-3600);
        const StorageEnvironment environment = machine.environment(now);
        const auto target = opened(settings, environment);
        QVERIFY(target->stat(QStringLiteral("a")));
        const HttpStub::Request sent = store.requests().last();
        QCOMPARE(sent.headers.value("x-amz-security-token"), QByteArray("session-1"));
        const QByteArray authorization = sent.headers.value("authorization");
        const S3Unsigned request{"HEAD", sent.headers.value("host"),      "/bucket/a", {}, {},
                                 {},     common::sha256(QByteArrayView())};
        const auto authorizedBy = [&](const QByteArray &token) {
            const S3Credentials keys{"RECKEY1", "secret-1", token};
            const QByteArrayList lines =
                signature == 4 ? s3Signed4(request, keys, "us-east-1", now) : s3Signed2(request, keys, now);
            for (const QByteArray &line : lines) {
                if (line.startsWith("authorization: ")) {
                    return line.mid(15);
                }
            }
            return QByteArray();
        };
        QCOMPARE(authorization, authorizedBy("session-1"));
        QVERIFY(authorization != authorizedBy({})); // it is signed as well
        if (signature == 4) {
            const QByteArray names =
                authorization.mid(authorization.indexOf("SignedHeaders=") + 14).split(',').first();
            QVERIFY2(names.split(';').contains("x-amz-security-token"), authorization.constData());
        }
    }

    void renewsTheRolesKeysInTime()
    {
        const RoleStub machine(kRoleEnds);
        const HttpStub store([](const HttpStub::Request &) { return HttpStub::answer(200, {}, {}, 10); });
        StorageTargetSettings settings = at(store);
        settings.accessKeyId.clear();
        settings.secretAccessKey.clear();
        QDateTime now = kRoleEnds.addSecs(-6 * 3600);
        const auto target = opened(settings, machine.environment(now));
        const auto session = [&] {
            const auto there = target->stat(QStringLiteral("a"));
            return there ? store.requests().last().headers.value("x-amz-security-token")
                         : QByteArray("failed: ") + causeIn(there).toLatin1();
        };
        QCOMPARE(session(), QByteArray("session-1"));
        now = kRoleEnds.addSecs(-300);
        QCOMPARE(session(), QByteArray("session-1"));
        QCOMPARE(machine.read(), 1);
        now = kRoleEnds.addSecs(-299); // less than five minutes
        QCOMPARE(session(), QByteArray("session-2"));
        QVERIFY(store.requests().last().headers.value("authorization").contains("Credential=RECKEY2/"));
        now = kRoleEnds.addSecs(300); // what was read goes on until five minutes before its own end
        QCOMPARE(session(), QByteArray("session-2"));
        QCOMPARE(machine.read(), 2);
        // A machine that tells nothing for a moment: what there is does as long as it is good.
        machine.setSilent(true);
        now = kRoleEnds.addSecs(6 * 3600 - 60);
        QCOMPARE(session(), QByteArray("session-2"));
        now = kRoleEnds.addSecs(6 * 3600);
        QCOMPARE(session(), QByteArray("failed: login"));
        machine.setSilent(false);
        QCOMPARE(session(), QByteArray("session-3"));
    }

    /// Buckets that lock their objects take nothing without it.
    void sendsTheChecksum_data()
    {
        QTest::addColumn<int>("signature");
        QTest::addColumn<bool>("parts");
        QTest::newRow("signature 4") << 4 << false;
        QTest::newRow("signature 2") << 2 << false;
        QTest::newRow("signature 4, in parts") << 4 << true;
        QTest::newRow("signature 2, in parts") << 2 << true;
    }

    void sendsTheChecksum()
    {
        QFETCH(int, signature);
        QFETCH(bool, parts);
        const HttpStub store([](const HttpStub::Request &request) {
            const QByteArray md5 = QCryptographicHash::hash(request.body, QCryptographicHash::Md5).toBase64();
            if (request.method == "PUT" && request.headers.value("content-md5") != md5) {
                return HttpStub::answer(
                    400, {},
                    "<Error><Code>InvalidRequest</Code><Message>Content-MD5 is required</Message></Error>");
            }
            return request.method == "HEAD" ? HttpStub::answer(200, {}, {}, 100)
                   : request.path.endsWith("?uploads=")
                       ? HttpStub::answer(200, {}, "<R><UploadId>1</UploadId></R>")
                   : request.method == "POST" ? HttpStub::answer(200, {}, "<CompleteMultipartUploadResult/>")
                                              : HttpStub::answer(200, "ETag: \"x\"\r\n");
        });
        StorageEnvironment environment = loopbackOnly();
        environment.multipartFrom = parts ? 10 : 1000;
        environment.partSize = 60;
        StorageTargetSettings settings = at(store);
        settings.signatureVersion = signature;
        SourceFolder files;
        const auto stored =
            opened(settings, environment)->put(files.file(noise(100)), QStringLiteral("a"), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
        int puts = 0;
        for (const HttpStub::Request &request : store.requests()) {
            if (request.method != "PUT") {
                continue;
            }
            ++puts;
            QVERIFY(signature == 2 ||
                    request.headers.value("authorization").contains("SignedHeaders=content-md5;"));
        }
        QCOMPARE(puts, parts ? 2 : 1);
    }

    void goesThroughAProxy()
    {
        const HttpStub proxy([](const HttpStub::Request &request) {
            if (request.headers.value("proxy-authorization") !=
                "Basic " + QByteArray("me:secret").toBase64()) {
                return HttpStub::answer(407);
            }
            return request.method == "HEAD" ? HttpStub::answer(200, {}, {}, 10)
                                            : HttpStub::answer(200, "ETag: \"x\"\r\n");
        });
        StorageTargetSettings settings = at(proxy);
        settings.endpoint = QStringLiteral("http://objects.example");
        settings.proxyHost = QStringLiteral("127.0.0.1");
        settings.proxyPort = proxy.port();
        settings.proxyUser = QStringLiteral("me");
        settings.proxyPassword = QStringLiteral("secret");
        SourceFolder files;
        QVERIFY(opened(settings)->put(files.file(noise(10)), QStringLiteral("a"), {}));
        QCOMPARE(proxy.requests().first().path, QByteArray("http://objects.example/bucket/a"));
        settings.proxyPassword = QStringLiteral("wrong");
        QVERIFY2(shortReport(opened(settings)->test({})).contains(QLatin1String("credentials:failed(proxy)")),
                 qPrintable(shortReport(opened(settings)->test({}))));
        settings.proxyPort = freePort();
        QVERIFY2(shortReport(opened(settings)->test({})).startsWith(QLatin1String("endpoint:failed(proxy)")),
                 qPrintable(shortReport(opened(settings)->test({}))));
    }

    void followsNoRedirect()
    {
        const HttpStub other([](const HttpStub::Request &) { return HttpStub::answer(200); });
        const HttpStub stub([&](const HttpStub::Request &) {
            return HttpStub::answer(307, "Location: http://127.0.0.1:" + QByteArray::number(other.port()) +
                                             "/\r\n");
        });
        QCOMPARE(causeIn(opened(at(stub))->stat(QStringLiteral("a"))), QStringLiteral("region"));
        QCOMPARE(other.requests().size(), 0);
    }

    void givesUpOnABlackHole()
    {
        const BlackHole hole;
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(hole.port());
        StoragePatience patience;
        patience.stall = std::chrono::seconds(1);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(causeIn(opened(settings, loopbackOnly(), patience)->stat(QStringLiteral("a"))),
                 QStringLiteral("timeout"));
        QVERIFY(timer.elapsed() < 5000);
        std::atomic<bool> stop = true;
        patience.stop = &stop;
        QCOMPARE(causeIn(opened(settings, loopbackOnly(), patience)->stat(QStringLiteral("a"))),
                 QStringLiteral("cancelled"));
    }

    void losesNothingWhenCutInTheMiddle()
    {
        Relay relay(S3Peer::shared().port());
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(relay.port());
        const auto target = opened(settings);
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(1000)), QStringLiteral("cut"), {}));
        relay.cutAfter(500'000);
        QVERIFY(!target->put(files.file(noise(3'000'000)), QStringLiteral("cut"), {}));
        relay.cutAfter(-1);
        QCOMPARE(contentOf(*target, QStringLiteral("cut")), noise(1000));
        relay.dropAll(); // and a connection that was ended is made anew
        QVERIFY(target->put(files.file(noise(2000)), QStringLiteral("cut"), {}));
    }

    void aHalfAnswerIsNoFile()
    {
        Relay relay(S3Peer::shared().port());
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(relay.port());
        const auto target = opened(settings);
        SourceFolder files;
        const QByteArray content = noise(300'000);
        QVERIFY(target->put(files.file(content), QStringLiteral("half"), {}));
        relay.cutAnswersAfter(100'000);
        QVERIFY(!target->get(QStringLiteral("half"), {}, [](QByteArrayView) { return true; }));
        QVERIFY(!readBack(*target, QStringLiteral("half"), content.size(), common::sha256(content)));
        relay.cutAnswersAfter(-1);
        QVERIFY(contentOf(*target, QStringLiteral("half")) == content);
    }

    /// Stored, but nobody was told: the next try makes no second object.
    void anAnswerLostAfterSuccessIsRepeated()
    {
        Relay relay(S3Peer::shared().port());
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(relay.port());
        const auto target = opened(settings);
        const auto direct = opened(S3Peer::shared().settings());
        SourceFolder files;
        const QString file = files.file(noise(1000));
        relay.cutAnswersAfter(0);
        QVERIFY(!target->put(file, QStringLiteral("unheard"), {}));
        QTRY_VERIFY(direct->stat(QStringLiteral("unheard")).has_value());
        relay.cutAnswersAfter(-1);
        const auto again = target->put(file, QStringLiteral("unheard"), {});
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QVERIFY(contentOf(*direct, QStringLiteral("unheard")) == noise(1000));
    }

    /// Slow is not dead: patience is for silence.
    void aSlowAnswerIsWaitedFor()
    {
        Relay relay(S3Peer::shared().port());
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(relay.port());
        StoragePatience patience;
        patience.stall = std::chrono::seconds(1);
        const auto target = opened(settings, loopbackOnly(), patience);
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(4000)), QStringLiteral("slow"), {}));
        relay.slowAnswers(200);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(contentOf(*target, QStringLiteral("slow")) == noise(4000));
        QVERIFY(timer.elapsed() > 1500);
    }

    void secretsAreNotTold()
    {
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.secretAccessKey = QStringLiteral("very-secret-1");
        settings.proxyHost = QStringLiteral("127.0.0.1");
        settings.proxyPort = freePort();
        settings.proxyUser = QStringLiteral("p");
        settings.proxyPassword = QStringLiteral("very-secret-2");
        const QString byProxy = toldOf(settings, loopbackOnly());
        settings.proxyHost.clear();
        for (const QString &told : {byProxy, toldOf(settings, loopbackOnly())}) {
            QVERIFY(!told.isEmpty());
            QVERIFY2(!told.contains(QLatin1String("very-secret")), qPrintable(told));
        }
    }

    void refusesWhatCannotBeRight_data()
    {
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<QString>("bucket");
        QTest::addColumn<QString>("field");
        for (const char *url :
             {"ftp://x", "http://", "http://u:p@host", "http://host/path", "http://host?x", "host"}) {
            QTest::newRow(url) << QString::fromLatin1(url) << QStringLiteral("bucket")
                               << QStringLiteral("endpoint");
        }
        for (const char *bucket : {"", "a", "a/b", "-ab", "a..b", "a b", "a\nb"}) {
            QTest::newRow(bucket) << QStringLiteral("http://host") << QString::fromLatin1(bucket)
                                  << QStringLiteral("bucket");
        }
    }

    void refusesWhatCannotBeRight()
    {
        QFETCH(QString, endpoint);
        QFETCH(QString, bucket);
        QFETCH(QString, field);
        StorageTargetSettings settings = S3Peer::shared().settings();
        settings.endpoint = endpoint;
        settings.bucket = bucket;
        const auto target = openStorageTarget(settings, {}, {});
        QVERIFY(!target);
        QVERIFY(target.error().fields.contains(field));
    }

private:
    static StorageTargetSettings at(const HttpStub &stub)
    {
        StorageTargetSettings settings;
        settings.type = StorageType::S3;
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(stub.port());
        settings.bucket = QStringLiteral("bucket");
        settings.accessKeyId = QStringLiteral("K");
        settings.secretAccessKey = QStringLiteral("S");
        return settings;
    }

    QByteArray m_objects;
};

EARSHOT_TEST(tst_s3target, TstS3Target)
#include "tst_s3target.moc"
