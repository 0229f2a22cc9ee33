// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/calls.pb.h"
#include "console/net/connection.h"
#include "tests/console/net/connectionbench.h"
#include "tests/support/sessionreplies.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

using namespace console;
using namespace std::chrono_literals;
using Bench = tests::ConnectionBench;
using State = ConnectionState;
using tests::kPin;

class TestConnection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void signsInAndKeepsTheTokenInMemoryOnly()
    {
        Bench bench;
        const QSignalSpy ready(bench.connection.get(), &common::RpcClient::readyChanged);
        QVERIFY(bench.openToSignIn());
        QVERIFY(bench.connection->signInReason() == SignInReason::First);
        QVERIFY(!bench.link->isReady()); // nobody keeps a stranger's connection open while he types
        QCOMPARE(bench.link->opens.last().pin, kPin);
        QVERIFY(bench.signIn());
        QVERIFY(bench.link->saidSignedIn);
        QCOMPARE(bench.connection->identity().login, QStringLiteral("root"));
        QCOMPARE(bench.connection->token(), QByteArray("token-1"));
        QVERIFY(bench.tokens.tokens.isEmpty());
        QCOMPARE(ready.size(), 1);
        const auto entry = bench.book.find(bench.key);
        QCOMPARE(entry->login, QStringLiteral("root"));
        QCOMPARE(entry->tenant, QStringLiteral("Demo"));
        QCOMPARE(entry->lastUsed, bench.clock.wall());
        QFile file(bench.dir.filePath(QStringLiteral("console.ini")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray kept = file.readAll();
        QVERIFY(!kept.contains("token-1") && !kept.contains("secret"));
    }
    void unknownCertificateIsTrustedOnceAndPinned()
    {
        Bench bench{QByteArray()};
        bench.connection->open(bench.key);
        QVERIFY(bench.link->opens.last().pin.isEmpty());
        CertificateFacts facts;
        facts.sha256 = QByteArray(32, 'n');
        bench.link->present(facts);
        QVERIFY(bench.state() == State::CertificateUnknown);
        QCOMPARE(bench.connection->certificate().sha256, facts.sha256);
        QVERIFY(bench.connection->trustCertificate());
        QCOMPARE(bench.book.find(bench.key)->pin, facts.sha256);
        QCOMPARE(bench.link->opens.last().pin, facts.sha256);
        bench.link->accept();
        QVERIFY(bench.state() == State::SigningIn);
    }
    void aPinThatCannotBeWrittenIsNotUsed()
    {
        Bench bench{QByteArray()};
        bench.connection->open(bench.key);
        CertificateFacts facts;
        facts.sha256 = QByteArray(32, 'n');
        bench.link->present(facts);
        // The server is gone from the book: what was shown cannot be kept.
        QVERIFY(bench.book.remove(bench.key));
        const common::Status kept = bench.connection->trustCertificate();
        QVERIFY(!kept);
        QVERIFY(bench.state() == State::CertificateUnknown);
        QCOMPARE(bench.link->opens.size(), 1);
    }
    void changedCertificateIsAHardStop()
    {
        Bench bench;
        bench.connection->open(bench.key);
        CertificateFacts facts;
        facts.sha256 = QByteArray(32, 'e');
        bench.link->present(facts);
        QVERIFY(bench.state() == State::CertificateChanged);
        QVERIFY(!bench.connection->trustCertificate());
        bench.connection->signIn(QStringLiteral("root"), QStringLiteral("secret"), false);
        bench.connection->retryNow();
        QCOMPARE(bench.link->opens.size(), 1);
        QCOMPARE(bench.book.find(bench.key)->pin, kPin);
        QVERIFY(bench.rpc().calls().empty());
    }
    void aTrustedCertificateThatExpiredIsTold()
    {
        Bench bench;
        QSignalSpy told(bench.connection.get(), &Connection::certificateExpired);
        bench.connection->open(bench.key);
        CertificateFacts facts;
        facts.sha256 = kPin;
        const qint64 now = common::toUnixMs(bench.clock.wall());
        facts.validUntil = QDateTime::fromMSecsSinceEpoch(now + 1000, Qt::UTC);
        bench.link->trust(facts);
        QCOMPARE(told.count(), 0);
        QVERIFY(!bench.connection->certificateEnded().isValid());
        bench.clock.advance(std::chrono::seconds(1));
        bench.connection->open(bench.key);
        bench.link->trust(facts);
        QCOMPARE(told.count(), 1);
        QCOMPARE(bench.connection->certificateEnded(), facts.validUntil);
        bench.link->accept(); // it is still the trusted one
        QVERIFY(bench.state() == State::SigningIn);
    }
    void aCertificateThatChangesUnderASessionStopsTheRetries()
    {
        Bench bench;
        QVERIFY(bench.ready());
        bench.link->breakOff();
        bench.clock.advance(1s);
        bench.connection->poll();
        CertificateFacts facts;
        facts.sha256 = QByteArray(32, 'e');
        bench.link->present(facts);
        QVERIFY(bench.state() == State::CertificateChanged);
        QVERIFY(bench.connection->token().isEmpty());
        const auto opens = bench.link->opens.size();
        bench.clock.advance(60s);
        bench.connection->poll();
        QCOMPARE(bench.link->opens.size(), opens);
        QCOMPARE(bench.rpc().count(QStringLiteral("Session/Resume")), 0);
    }
    void firstConnectionThatFailsIsTold()
    {
        Bench bench;
        const QSignalSpy failed(bench.connection.get(), &Connection::connectFailed);
        bench.connection->open(bench.key);
        bench.link->breakOff();
        QCOMPARE(failed.size(), 1);
        QVERIFY(bench.state() == State::Disconnected);
    }
    void lossIsRetriedAndTheSessionResumed()
    {
        Bench bench;
        QVERIFY(bench.ready());
        const QSignalSpy ready(bench.connection.get(), &common::RpcClient::readyChanged);
        const auto opens = bench.link->opens.size();
        bench.link->breakOff();
        QVERIFY(bench.state() == State::Lost);
        QCOMPARE(bench.connection->lostSince(), bench.clock.wall());
        for (const auto wait : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
            QCOMPARE(bench.connection->retryIn(), std::chrono::milliseconds(wait));
            bench.clock.advance(wait - 1ms);
            bench.connection->poll();
            const auto before = bench.link->opens.size();
            bench.clock.advance(1ms);
            bench.connection->poll();
            bench.connection->poll(); // an attempt is running: no second one
            QCOMPARE(bench.link->opens.size(), before + 1);
            QCOMPARE(bench.connection->retryIn(), 0ms);
            bench.link->breakOff();
        }
        QCOMPARE(bench.link->opens.size(), opens + 7);
        bench.connection->retryNow();
        QVERIFY(bench.resume());
        QCOMPARE(bench.rpc().request<earshot::v1::ResumeRequest>(QStringLiteral("Session/Resume")).token(),
                 std::string("token-1"));
        QVERIFY(bench.state() == State::Ready);
        QVERIFY(bench.link->saidSignedIn);
        QCOMPARE(bench.connection->token(), QByteArray("token-1"));
        QCOMPARE(ready.size(), 2);
        bench.link->breakOff();
        QCOMPARE(bench.connection->retryIn(), std::chrono::milliseconds(1s)); // small again
    }
    void resumeThatDoesNotAnswerIsRetried()
    {
        Bench bench;
        QVERIFY(bench.ready());
        bench.link->breakOff();
        bench.connection->retryNow();
        bench.link->accept();
        bench.rpc().fail(QStringLiteral("Session/Resume"), common::ErrorCode::Unavailable, {},
                         {{QStringLiteral("reason"), QStringLiteral("busy")}});
        QVERIFY(bench.state() == State::Lost);
        QVERIFY(bench.connection->retryIn() > 0ms);
        QCOMPARE(bench.connection->token(), QByteArray("token-1"));
    }
    void endedSessionAsksForThePasswordAndTheClientStaysTheSame()
    {
        Bench bench;
        QVERIFY(bench.ready());
        QStringList ends;
        QObject page;
        const auto list = [&] {
            common::call<earshot::v1::CallList>(
                *bench.connection, QStringLiteral("earshot.v1.Calls/List"), earshot::v1::ListRequest(), &page,
                [&](const common::Result<earshot::v1::CallList> &reply) {
                    ends.append(reply ? QStringLiteral("ok")
                                      : reply.error().fields.value(QStringLiteral("reason")));
                });
        };
        list();
        bench.rpc().fail(QStringLiteral("Calls/List"), common::ErrorCode::Denied, {},
                         {{QStringLiteral("reason"), QStringLiteral("signed-out")}});
        QTRY_VERIFY(bench.state() == State::SigningIn);
        QVERIFY(bench.connection->signInReason() == SignInReason::SessionEnded);
        QCOMPARE(ends, QStringList{QStringLiteral("signed-out")});
        QVERIFY(bench.connection->token().isEmpty());
        list();
        QCOMPARE(ends.size(), 1); // never from inside start()
        QTRY_COMPARE(ends.size(), 2);
        QCOMPARE(ends.last(), QStringLiteral("not-connected"));
        QVERIFY(bench.signIn());
        list();
        bench.rpc().reply(QStringLiteral("Calls/List"), earshot::v1::CallList());
        QCOMPARE(ends.last(), QStringLiteral("ok"));
    }
    void sessionThatEndedDuringALossAsksToo()
    {
        Bench bench;
        QVERIFY(bench.ready());
        bench.link->breakOff();
        bench.connection->retryNow();
        bench.link->accept();
        bench.rpc().fail(QStringLiteral("Session/Resume"), common::ErrorCode::Denied, {},
                         {{QStringLiteral("reason"), QStringLiteral("signed-out")}});
        QVERIFY(bench.state() == State::SigningIn);
        QVERIFY(bench.connection->signInReason() == SignInReason::SessionEnded);
    }
    void serverThatClosesTheSessionAsks()
    {
        Bench bench;
        QVERIFY(bench.ready());
        bench.link->breakOff(QStringLiteral("signed-out"));
        QVERIFY(bench.state() == State::SigningIn);
        QVERIFY(bench.connection->signInReason() == SignInReason::SessionEnded);
    }
    void refusedCallsCanBeCancelledAndDieWithTheirContext()
    {
        Bench bench;
        int ends = 0;
        auto page = std::make_unique<QObject>();
        const auto handlers = [&] {
            return common::RpcHandlers{[](const QByteArray &) {}, [&](const common::Status &) { ++ends; }};
        };
        const auto id = bench.connection->start(QStringLiteral("m"), {}, page.get(), handlers());
        QVERIFY(id != 0);
        bench.connection->cancel(id);
        bench.connection->start(QStringLiteral("m"), {}, page.get(), handlers());
        page.reset();
        QTest::qWait(20); // nothing to wait for: what must not come
        QCOMPARE(ends, 0);
        QVERIFY(bench.rpc().calls().empty());
    }
    void theFirstChangeOnProductionIsAskedFor()
    {
        Bench bench;
        ServerEntry entry = *bench.book.find(bench.key);
        entry.production = true;
        entry.confirmWrites = true;
        QVERIFY(bench.book.update(entry));
        QVERIFY(bench.ready());
        Connection &connection = *bench.connection;
        QSignalSpy asked(&connection, &Connection::firstWriteHeld);
        const QString get = QStringLiteral("earshot.v1.Settings/GetFileFormat");
        const QString set = QStringLiteral("earshot.v1.Settings/SetFileFormat");
        const QString sent = QStringLiteral("Settings/SetFileFormat");
        QStringList ends;
        const auto change = [&] {
            common::RpcHandlers handlers;
            handlers.end = [&ends](const common::Status &status) {
                ends.append(status ? QStringLiteral("ok")
                                   : status.error().fields.value(QStringLiteral("reason")));
            };
            return connection.start(set, "x", &connection, std::move(handlers));
        };
        connection.start(get, {}, &connection, {});
        QCOMPARE(bench.rpc().count(QStringLiteral("Settings/GetFileFormat")),
                 1); // reading is not asked about
        change();
        change();
        QTRY_COMPARE(asked.size(), 1); // once for both
        QCOMPARE(bench.rpc().count(sent), 0);
        connection.confirmWrites(false);
        QCOMPARE(ends, (QStringList{QStringLiteral("cancelled"), QStringLiteral("cancelled")}));
        QCOMPARE(bench.rpc().count(sent), 0);
        ends.clear();
        connection.cancel(change());
        change();
        const common::RpcCallId later = change();
        QTRY_COMPARE(asked.size(), 2);
        connection.confirmWrites(true);
        QCOMPARE(bench.rpc().count(sent), 2);
        connection.cancel(later); // by the number from before it was sent
        QVERIFY(bench.rpc().last(sent)->cancelled);
        QVERIFY(bench.rpc().end(sent));
        QCOMPARE(ends, QStringList{QStringLiteral("ok")});
        change();
        QCOMPARE(bench.rpc().count(sent), 3); // no more questions
        QVERIFY(bench.ready());               // a new connection asks again
        change();
        QTRY_COMPARE(asked.size(), 3);
        ends.clear();
        bench.connection->close();
        QCOMPARE(ends, QStringList{QStringLiteral("not-connected")});
    }
    void lockForgetsTheToken()
    {
        Bench bench;
        QVERIFY(bench.ready());
        bench.connection->lock();
        QVERIFY(bench.state() == State::SigningIn);
        QVERIFY(bench.connection->signInReason() == SignInReason::Locked);
        QVERIFY(bench.connection->token().isEmpty());
        QCOMPARE(bench.rpc().count(QStringLiteral("Session/SignOut")), 1);
        QVERIFY(bench.signIn());
    }
    void aPublicCallHasALinkOfItsOwn()
    {
        Bench bench;
        QVERIFY(bench.openToSignIn());
        QByteArray answer;
        QString reason;
        const auto take = [&](const common::Result<QByteArray> &reply) {
            answer = reply ? *reply : QByteArray();
            reason = reply ? QString() : reply.error().fields.value(QStringLiteral("reason"));
        };
        QObject page;
        const QString method = QStringLiteral("earshot.v1.PasswordReset/Forgot");
        bench.connection->callPublic(method, "who", &page, take);
        QVERIFY(bench.rpc().count(QStringLiteral("PasswordReset/Forgot")) == 0);
        bench.link->accept();
        QVERIFY(bench.rpc().reply(QStringLiteral("PasswordReset/Forgot"), tests::beginReply()));
        QVERIFY(!answer.isEmpty() && reason.isEmpty());
        QVERIFY(!bench.link->isReady() && bench.state() == State::SigningIn);
        bench.connection->callPublic(method, "who", &page, take);
        bench.link->breakOff();
        QCOMPARE(reason, QStringLiteral("not-connected"));
        QVERIFY(bench.signIn());
    }
    void aGuestLeavesNoTrace()
    {
        Bench bench(kPin, true);
        bench.tokens.tokens.insert(bench.key, "kept");
        const auto before = bench.book.find(bench.key);
        bench.connection->openAsGuest(bench.key, "guest");
        QVERIFY(bench.resume());
        QVERIFY(bench.state() == State::Ready);
        QCOMPARE(bench.rpc().request<earshot::v1::ResumeRequest>(QStringLiteral("Session/Resume")).token(),
                 std::string("guest"));
        QCOMPARE(bench.book.find(bench.key), before);
        bench.link->breakOff(QStringLiteral("signed-out"));
        QVERIFY(bench.state() == State::Disconnected);
        QCOMPARE(bench.tokens.tokens.value(bench.key), QByteArray("kept"));
    }
};

EARSHOT_TEST(tst_connection, TestConnection)
#include "tst_connection.moc"
