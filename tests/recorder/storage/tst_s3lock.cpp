// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/stubs.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/testmain.h"

#include <QCryptographicHash>
#include <QDateTime>

#include <algorithm>

using namespace recorder;
using namespace tests;

namespace
{

/// A bucket that may keep versions, with Object Lock over all that is in it.
struct Rules {
    bool versions = true;
    bool locked = false;
    QByteArray headers{}; ///< of HEAD, that tell of a lock
    int status = 403;     ///< of a removal that is refused
    QByteArray code = "AccessDenied";
    QByteArray message = "Access Denied";
    bool replaces = true; ///< an object may be written again
};

class LockingBucket
{
public:
    explicit LockingBucket(Rules rules)
        : m_rules(std::move(rules))
    {
    }
    StorageTargetSettings settings() const
    {
        StorageTargetSettings settings;
        settings.type = StorageType::S3;
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(m_stub.port());
        settings.bucket = QStringLiteral("bucket");
        settings.accessKeyId = QStringLiteral("K");
        settings.secretAccessKey = QStringLiteral("S");
        return settings;
    }
    std::unique_ptr<StorageTarget> open() const { return std::move(*openStorageTarget(settings(), {}, {})); }
    /// Of all keys: versions with bytes, and marks of deletion.
    qsizetype versions() const { return count(false); }
    qsizetype marks() const { return count(true); }
    void unlock()
    {
        m_state.with([](State &state) { state.unlocked = true; });
    }
    QList<HttpStub::Request> requests() const { return m_stub.requests(); }

private:
    struct Version {
        QByteArray id;
        QByteArray body;
        QByteArray hash;
        bool mark = false;
    };
    struct State {
        QMap<QByteArray, QList<Version>> objects; ///< the newest last
        int last = 0;
        bool unlocked = false;
    };
    qsizetype count(bool marks) const
    {
        return m_state.with([marks](const State &state) {
            qsizetype all = 0;
            for (const QList<Version> &versions : state.objects) {
                all += std::count_if(versions.begin(), versions.end(),
                                     [marks](const Version &one) { return one.mark == marks; });
            }
            return all;
        });
    }
    QByteArray refusal() const
    {
        return HttpStub::answer(m_rules.status, {},
                                "<Error><Code>" + m_rules.code + "</Code><Message>" + m_rules.message +
                                    "</Message></Error>");
    }
    QByteArray put(State &state, const HttpStub::Request &request) const
    {
        QList<Version> &versions = state.objects[request.path];
        if (!m_rules.replaces && !versions.isEmpty()) {
            return refusal();
        }
        if (!m_rules.versions) {
            versions.clear();
        }
        versions.append({"v" + QByteArray::number(++state.last), request.body,
                         request.headers.value("x-amz-meta-sha256")});
        return HttpStub::answer(200, "ETag: \"x\"\r\n");
    }
    QByteArray show(const State &state, const HttpStub::Request &request) const
    {
        const QList<Version> versions = state.objects.value(request.path);
        if (versions.isEmpty() || versions.last().mark) {
            return HttpStub::answer(
                404, versions.isEmpty() ? QByteArray() : QByteArray("x-amz-delete-marker: true\r\n"),
                request.method == "HEAD" ? QByteArray()
                                         : QByteArray("<Error><Code>NoSuchKey</Code></Error>"));
        }
        const Version &newest = versions.last();
        QByteArray headers = "x-amz-meta-sha256: " + newest.hash + "\r\nETag: \"" +
                             QCryptographicHash::hash(newest.body, QCryptographicHash::Md5).toHex() +
                             "\"\r\n" + m_rules.headers;
        if (m_rules.versions) {
            headers += "x-amz-version-id: " + newest.id + "\r\n";
        }
        return HttpStub::answer(200, headers, request.method == "HEAD" ? QByteArray() : newest.body,
                                newest.body.size());
    }
    QByteArray remove(State &state, const HttpStub::Request &request) const
    {
        const qsizetype query = request.path.indexOf("?versionId=");
        QList<Version> &versions = state.objects[query < 0 ? request.path : request.path.left(query)];
        if (query < 0 && m_rules.versions) {
            versions.append({"v" + QByteArray::number(++state.last), {}, {}, true});
            return HttpStub::answer(204, "x-amz-delete-marker: true\r\n");
        }
        if (m_rules.locked && !state.unlocked && !versions.isEmpty()) {
            return refusal();
        }
        const QByteArray id = query < 0 ? QByteArray() : request.path.mid(query + 11);
        versions.removeIf([&id](const Version &one) { return id.isEmpty() || one.id == id; });
        return HttpStub::answer(204);
    }
    QByteArray answerTo(const HttpStub::Request &request)
    {
        return m_state.with([&](State &state) {
            return request.method == "PUT"      ? put(state, request)
                   : request.method == "DELETE" ? remove(state, request)
                                                : show(state, request);
        });
    }

    const Rules m_rules;
    common::Guarded<State> m_state;
    HttpStub m_stub{[this](const HttpStub::Request &request) { return answerTo(request); }};
};

QByteArray retained(const QDateTime &until)
{
    return "x-amz-object-lock-mode: COMPLIANCE\r\nx-amz-object-lock-retain-until-date: " +
           until.toString(Qt::ISODateWithMs).toLatin1() + "\r\n";
}

} // namespace

Q_DECLARE_METATYPE(Rules)

class TstS3Lock : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// A mark over an object would be called a removal, and the bytes would be there as before.
    void versionsGoAllAndLeaveNoMark()
    {
        const LockingBucket bucket({});
        const auto target = bucket.open();
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(10)), QStringLiteral("a"), {}));
        QVERIFY(target->put(files.file(noise(20)), QStringLiteral("a"), {}));
        QVERIFY(target->put(files.file(noise(30)), QStringLiteral("b"), {}));
        QCOMPARE(bucket.versions(), 3);
        QVERIFY(target->remove(QStringLiteral("a")));
        QCOMPARE(bucket.versions(), 1);
        QCOMPARE(bucket.marks(), 0);
        QCOMPARE(causeIn(target->stat(QStringLiteral("a"))), QStringLiteral("not-found"));
    }

    void whatSomebodyMarkedIsGone()
    {
        const HttpStub stub(
            [](const HttpStub::Request &) { return HttpStub::answer(404, "x-amz-delete-marker: true\r\n"); });
        StorageTargetSettings settings = LockingBucket({}).settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(stub.port());
        QVERIFY((*openStorageTarget(settings, {}, {}))->remove(QStringLiteral("a")));
        QCOMPARE(stub.requests().size(), 1); // no mark more
    }

    /// What was stored before the bucket kept versions goes by that name; without it only a mark would come.
    void theNullVersionGoesByItsName()
    {
        const HttpStub stub([](const HttpStub::Request &request) {
            const bool gone = request.method == "DELETE";
            return gone ? HttpStub::answer(204) : HttpStub::answer(200, "x-amz-version-id: null\r\n", {}, 10);
        });
        StorageTargetSettings settings = LockingBucket({}).settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(stub.port());
        // The stub shows it for ever: what matters is how it was asked to go.
        QVERIFY(!(*openStorageTarget(settings, {}, {}))->remove(QStringLiteral("a")));
        const QList<HttpStub::Request> requests = stub.requests();
        QVERIFY(requests.size() > 1 && requests.at(1).method == "DELETE");
        QVERIFY(requests.at(1).path.endsWith("?versionId=null"));
    }
    void nothingIsDoneWithoutAnAnswer_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("cause");
        QTest::newRow("busy") << 503 << QStringLiteral("unavailable");
        QTest::newRow("not allowed to look") << 403 << QStringLiteral("permission");
    }
    void nothingIsDoneWithoutAnAnswer()
    {
        QFETCH(int, status);
        QFETCH(QString, cause);
        const HttpStub stub([status](const HttpStub::Request &request) {
            return HttpStub::answer(request.method == "HEAD" ? status : 204);
        });
        StorageTargetSettings settings = LockingBucket({}).settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(stub.port());
        QCOMPARE(causeIn((*openStorageTarget(settings, {}, {}))->remove(QStringLiteral("a"))), cause);
        for (const HttpStub::Request &request : stub.requests()) {
            QCOMPARE(request.method, QByteArray("HEAD"));
        }
    }

    void whatIsLockedStays_data()
    {
        QTest::addColumn<Rules>("rules");
        QTest::addColumn<QString>("cause");
        const QString locked = QStringLiteral("locked");
        const QString permission = QStringLiteral("permission");
        const QByteArray words = "Access Denied because object protected by object lock.";
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QTest::newRow("a version, in words") << Rules{true, true, {}, 403, "AccessDenied", words} << locked;
        QTest::newRow("a version, without a word") << Rules{true, true} << locked;
        QTest::newRow("a version, as its headers tell")
            << Rules{true, true, retained(now.addDays(9))} << locked;
        QTest::newRow("no versions, in words")
            << Rules{false, true, {}, 403, "AccessDenied", words} << locked;
        QTest::newRow("no versions, as its headers tell")
            << Rules{false, true, retained(now.addDays(9))} << locked;
        QTest::newRow("legal hold") << Rules{false, true, "x-amz-object-lock-legal-hold: ON\r\n"} << locked;
        QTest::newRow("WORM") << Rules{false,
                                       true,
                                       {},
                                       400,
                                       "InvalidRequest",
                                       "Object is WORM protected and cannot be overwritten"}
                              << locked;
        QTest::newRow("a code of its own") << Rules{false, true, {}, 403, "ObjectLocked", "No"} << locked;
        QTest::newRow("451") << Rules{false, true, {}, 451, "Other", "No"} << locked;
        QTest::newRow("not allowed at all") << Rules{false, true} << permission;
        QTest::newRow("retention that is over")
            << Rules{false, true, retained(now.addDays(-9))} << permission;
    }
    void whatIsLockedStays()
    {
        QFETCH(Rules, rules);
        QFETCH(QString, cause);
        LockingBucket bucket(rules);
        const auto target = bucket.open();
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(10)), QStringLiteral("a"), {}));
        for (int i = 0; i < 2; ++i) { // nor does another try add a mark
            const common::Status removed = target->remove(QStringLiteral("a"));
            QCOMPARE(causeIn(removed), cause);
            QCOMPARE(removed.error().code, common::ErrorCode::Denied);
            const QString until = removed.error().fields.value(QStringLiteral("until"));
            const bool told = cause == QLatin1String("locked") && rules.headers.contains("retain-until");
            QCOMPARE(until.toLongLong() > QDateTime::currentMSecsSinceEpoch() + 8 * 86'400'000LL, told);
            QCOMPARE(bucket.versions(), 1);
            QCOMPARE(bucket.marks(), 0);
        }
        bucket.unlock();
        QVERIFY(target->remove(QStringLiteral("a")));
        QCOMPARE(bucket.versions(), 0);
        QCOMPARE(bucket.marks(), 0);
    }

    void aBucketThatIsGoneIsNoRemoval()
    {
        const HttpStub stub([](const HttpStub::Request &request) {
            return request.method == "HEAD"
                       ? HttpStub::answer(404)
                       : HttpStub::answer(404, {}, "<Error><Code>NoSuchBucket</Code></Error>");
        });
        StorageTargetSettings settings = LockingBucket({}).settings();
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(stub.port());
        QCOMPARE(causeIn((*openStorageTarget(settings, {}, {}))->remove(QStringLiteral("a"))),
                 QStringLiteral("bucket"));
    }

    /// The answer to the first try was lost, and what it left may not be written again.
    void whatIsThereNeedNotBeWrittenAgain()
    {
        const LockingBucket bucket({.versions = false,
                                    .locked = true,
                                    .code = "InvalidRequest",
                                    .message = "Object is WORM protected",
                                    .replaces = false});
        const auto target = bucket.open();
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(10)), QStringLiteral("a"), {})->hashConfirmed);
        const auto again = target->put(files.file(noise(10)), QStringLiteral("a"), {});
        EXAM_STORED(again, noise(10));
        QVERIFY(!again->hashConfirmed); // it is read back
        QVERIFY(readBack(*target, QStringLiteral("a"), 10, common::sha256(noise(10))));
        QCOMPARE(causeIn(target->put(files.file(noise(11)), QStringLiteral("a"), {})),
                 QStringLiteral("locked"));
    }

    /// Amazon takes no object into a bucket with Object Lock without it.
    void eachBodyHasItsMd5()
    {
        const LockingBucket bucket({});
        SourceFolder files;
        QVERIFY(bucket.open()->put(files.file(noise(10)), QStringLiteral("a"), {}));
        QCOMPARE(bucket.requests().first().headers.value("content-md5"),
                 QCryptographicHash::hash(noise(10), QCryptographicHash::Md5).toBase64());
    }

    void aPlaceThatKeepsWhatItGetsPassesTheTest()
    {
        const LockingBucket bucket(
            {.locked = true, .message = "Access Denied because object protected by object lock."});
        const auto steps = bucket.open()->test({});
        QCOMPARE(shortReport(steps), allPassed(bucket.settings()));
        const auto last = std::find_if(steps.begin(), steps.end(), [](const common::ConnectionStep &step) {
            return step.name == QLatin1String("delete");
        });
        QVERIFY(last != steps.end());
        QVERIFY2(last->detail.contains(QLatin1String("object lock")), qPrintable(last->detail));
        QCOMPARE(bucket.marks(), 0);
    }
};

EARSHOT_TEST(tst_s3lock, TstS3Lock)
#include "tst_s3lock.moc"
