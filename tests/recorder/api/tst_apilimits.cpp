// SPDX-License-Identifier: GPL-3.0-or-later
// Limits in number, time and memory (trust.md A10).
#include "common/proto/session.pb.h"
#include "tests/recorder/api/apilab.h"
#include "tests/support/nofilesleft.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>
#include <QTest>

#include <unistd.h>

using namespace common;
using namespace tests;
using std::chrono::milliseconds;
namespace v1 = earshot::v1;

namespace
{
qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * ::getpagesize()
                                          : 0;
}
std::string mediaOf(const std::string &id)
{
    v1::MediaRequest request;
    request.set_id(id);
    return request.SerializeAsString();
}
} // namespace

class TestApiLimits : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup()
    {
        QVERIFY(waitUntil([&] { return m_lab->counters().connections == 0; }, 10000));
        QCOMPARE(m_lab->counters().streams.load(), qint64{0});
        m_lab.reset();
    }

    void whoDoesNotSignInGoes_data()
    {
        QTest::addColumn<bool>("hello");
        QTest::addColumn<bool>("talks");
        QTest::newRow("no hello") << false << false;
        QTest::newRow("hello only") << true << false;
        QTest::newRow("keeps talking") << true << true;
    }
    void whoDoesNotSignInGoes()
    {
        QFETCH(bool, hello);
        QFETCH(bool, talks);
        make([](recorder::ApiOptions &options) { options.signInTimeout = milliseconds(500); });
        RawPeer peer(m_lab->port());
        QVERIFY(hello ? peer.hello() : peer.secured());
        QElapsedTimer timer;
        timer.start();
        quint32 stream = 1;
        std::optional<v1::Status> reason;
        while (!reason && timer.elapsed() < 3000) {
            if (talks && stream < 30) {
                peer.open(stream, "earshot.v1.Session/Begin");
                stream += 2;
            }
            const auto frame = peer.next(50);
            reason = frame && frame->has_close() ? std::optional(frame->close()) : std::nullopt;
        }
        QVERIFY(reason);
        QCOMPARE(reason->code(), v1::Status::SIGNED_OUT);
        QVERIFY(timer.elapsed() > 350 && timer.elapsed() < 1500);
        QCOMPARE(m_lab->counters().signInsMissed.load(), quint64{1});
        peer.socket().abort();
    }

    void whoDoesNotCloseIsClosed()
    {
        make([](recorder::ApiOptions &options) { options.closeTimeout = milliseconds(300); });
        RawPeer peer(m_lab->port());
        QVERIFY(peer.secured());
        peer.sendBytes("GET / HTTP/1.1\r\n\r\n");
        const auto last = peer.next();
        QVERIFY(last && last->has_close());
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 150) { // what comes now is not looked at any more
            peer.sendBytes(QByteArray(100000, 'x'));
            QVERIFY(!peer.next(10));
        }
        QVERIFY(peer.gone(2000));
        QCOMPARE(m_lab->counters().protocolErrors.load(), quint64{1});
    }

    void signInThatWaitsItsTurnIsNotPunishedButNotForEver()
    {
        make([](recorder::ApiOptions &options) { options.signInTimeout = milliseconds(600); });
        v1::SignInRequest request;
        request.set_login("slow");
        RawPeer first(m_lab->port());
        QVERIFY(first.hello());
        first.open(1, "earshot.v1.Session/SignIn", request.SerializeAsString());
        QTest::qWait(800); // longer than the limit, shorter than twice
        QCOMPARE(m_lab->held(), 1);
        m_lab->releaseHeld();
        QCOMPARE(first.endOf(1)->code(), v1::Status::OK);
        RawPeer second(m_lab->port());
        QVERIFY(second.hello());
        second.open(1, "earshot.v1.Session/SignIn", request.SerializeAsString());
        const auto reason = second.closed();
        QVERIFY(reason);
        QCOMPARE(reason->code(), v1::Status::SIGNED_OUT);
        m_lab->releaseHeld(); // too late: goes nowhere
    }

    void halfOpenTlsGoes()
    {
        make([](recorder::ApiOptions &options) { options.handshakeTimeout = milliseconds(400); });
        QTcpSocket silent;
        QTcpSocket begins;
        for (QTcpSocket *socket : {&silent, &begins}) {
            socket->connectToHost(QStringLiteral("127.0.0.1"), m_lab->port());
            QVERIFY(waitUntil([&] { return socket->state() == QAbstractSocket::ConnectedState; }));
        }
        begins.write(
            QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9)); // a ClientHello that does not go on
        QElapsedTimer timer;
        timer.start();
        for (QTcpSocket *socket : {&silent, &begins}) {
            QVERIFY(waitUntil([&] { return socket->state() == QAbstractSocket::UnconnectedState; }, 3000));
        }
        QVERIFY(timer.elapsed() < 2000);
        QCOMPARE(m_lab->counters().handshakesFailed.load(), quint64{2});
    }

    void strangersAreFewSignedInAreNotCounted()
    {
        make([](recorder::ApiOptions &options) {
            options.maxStrangersPerSource = 5;
            options.signInTimeout = milliseconds(800);
        });
        std::vector<std::unique_ptr<RawPeer>> signedIn;
        for (int i = 0; i < 8; ++i) {
            signedIn.push_back(m_lab->signedIn("u" + std::to_string(i)));
            QVERIFY(signedIn.back());
        }
        std::vector<std::unique_ptr<RawPeer>> strangers;
        for (int i = 0; i < 5; ++i) {
            strangers.push_back(std::make_unique<RawPeer>(m_lab->port()));
            QVERIFY(strangers.back()->hello());
        }
        for (int i = 0; i < 20; ++i) {
            RawPeer tooMany(m_lab->port());
            QVERIFY(tooMany.gone(2000));
            QVERIFY(!tooMany.socket().isEncrypted());
        }
        QCOMPARE(m_lab->counters().refusedFull.load(), quint64{20});
        signedIn.front()->open(3, "earshot.v1.Calls/Get");
        QCOMPARE(signedIn.front()->endOf(3)->code(), v1::Status::OK);
        for (const auto &stranger : strangers) {
            QVERIFY(stranger->closed());
        }
        QVERIFY(waitUntil([&] { return m_lab->counters().strangers == 0; }));
        QVERIFY(m_lab->signedIn("late")); // their time is over: there is room again
    }

    void floodOfOpensBeforeSignIn()
    {
        make({});
        RawPeer peer(m_lab->port());
        QVERIFY(peer.hello());
        QByteArray all;
        for (quint32 i = 0; i < 10000; ++i) {
            v1::Frame frame;
            frame.set_stream_id(2 * i + 1);
            frame.mutable_open()->set_method("earshot.v1.Session/Begin");
            all += encodeFrame(frame);
        }
        peer.sendBytes(all);
        const auto reason = peer.closed();
        QVERIFY(reason);
        QCOMPARE(reason->code(), v1::Status::PROTOCOL);
        QVERIFY(m_lab->handled <= 20);
    }

    void floodOfOpensWithASession()
    {
        make({});
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        v1::CallRef request;
        request.set_id("held");
        for (quint32 stream = 3; stream < 2003; stream += 2) {
            peer->open(stream, "earshot.v1.Calls/Get", request.SerializeAsString());
        }
        int busy = 0;
        while (busy < 900) {
            const auto frame = peer->next();
            QVERIFY(frame && frame->has_end());
            QCOMPARE(frame->end().status().code(), v1::Status::BUSY);
            ++busy;
        }
        QVERIFY(!peer->next(100));
        QCOMPARE(m_lab->held(), 100);
        // Cancelled work still counts: else open and cancel would be a flood without a limit.
        for (quint32 stream = 3; stream < 203; stream += 2) {
            peer->cancel(stream);
        }
        peer->open(3001, "earshot.v1.Calls/Get", request.SerializeAsString());
        QCOMPARE(peer->endOf(3001)->code(), v1::Status::BUSY);
        m_lab->releaseHeld();
        QVERIFY(waitUntil([&] { return m_lab->counters().streams == 0; }));
        peer->open(3003, "earshot.v1.Calls/Get");
        QCOMPARE(peer->endOf(3003)->code(), v1::Status::OK);
        peer->socket().abort();
    }

    void slowReaderGoesAndCostsLittle()
    {
        make([](recorder::ApiOptions &options) { options.stallTimeout = milliseconds(700); });
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        const qint64 before = residentBytes();
        peer->stopReading();
        peer->open(3, "earshot.v1.Calls/Media", mediaOf("endless"));
        peer->credit(3, 60 * 1024 * 1024);
        QVERIFY(waitUntil([&] { return m_lab->counters().stalled == 1; }, 10000));
        QVERIFY(waitUntil([&] { return m_lab->sourcesStopped == 1; }));
        QVERIFY2(residentBytes() - before < 20000000, "the server has buffered what the peer does not take");
        peer->socket().abort();
    }

    void pingsOfWhoDoesNotReadAreNotCollected()
    {
        make([](recorder::ApiOptions &options) { options.stallTimeout = milliseconds(1500); });
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        peer->stopReading();
        v1::Frame ping;
        ping.mutable_ping()->set_nonce(~quint64{0});
        QByteArray pings;
        for (int i = 0; i < 60000; ++i) {
            pings += encodeFrame(ping);
        }
        QElapsedTimer timer;
        timer.start();
        while (m_lab->counters().stalled == 0 && timer.elapsed() < 30000) {
            if (peer->socket().bytesToWrite() + peer->socket().encryptedBytesToWrite() < 4000000) {
                peer->sendBytes(pings);
            }
            QTest::qWait(1);
        }
        QCOMPARE(m_lab->counters().stalled.load(), quint64{1});
        // What was answered and not taken: the pause, and what the kernel holds.
        QVERIFY2(m_lab->counters().bytesSent < 30000000,
                 qPrintable(QString::number(m_lab->counters().bytesSent)));
        peer->socket().abort();
    }

    void unreadAnswersHaveALimit()
    {
        make([](recorder::ApiOptions &options) { options.maxQueued = 10000000; });
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        peer->stopReading();
        v1::CallRef request;
        request.set_id("held large:1000000"); // at once: else the pause in reading would keep them few
        for (quint32 stream = 3; stream < 103; stream += 2) {
            peer->open(stream, "earshot.v1.Calls/Get", request.SerializeAsString());
        }
        QVERIFY(waitUntil([&] { return m_lab->held() == 50; }));
        m_lab->releaseHeld();
        QVERIFY(waitUntil([&] { return m_lab->counters().stalled == 1; }));
        QVERIFY(m_lab->counters().bytesSent < 25000000);
        peer->socket().abort();
    }

    void connectionCostsLittle()
    {
        make([](recorder::ApiOptions &options) { options.maxStrangersPerSource = 200; });
        std::vector<std::unique_ptr<RawPeer>> peers;
        const auto add = [&](int count) {
            for (int i = 0; i < count; ++i) {
                auto peer = m_lab->signedIn("u" + std::to_string(peers.size()));
                if (!peer) {
                    return false;
                }
                peer->open(3, "earshot.v1.Calls/WatchChanges");
                peers.push_back(std::move(peer));
            }
            return waitUntil([&] { return m_lab->watchers() == static_cast<int>(peers.size()); });
        };
        QVERIFY(add(20)); // what is made once
        const qint64 before = residentBytes();
        QVERIFY(add(100));
        const qint64 each = (residentBytes() - before) / 100;
        qInfo("both ends of a connection: %lld bytes", static_cast<long long>(each));
        QVERIFY2(each < 400 * 1024, qPrintable(QString::number(each)));
        peers.clear();
    }

    void consolesAreAcceptedAgainWhenDescriptorsAreFree()
    {
        make({});
        {
            const LateConnection late;
            const NoFilesLeft none;
            QVERIFY(late.connectTo(m_lab->port()));
            QTest::qWait(300); // accept() has failed
            QCOMPARE(m_lab->counters().accepted.load(), quint64{0});
        }
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        peer->socket().abort();
    }

    void oneUserHasSoManyConnections()
    {
        make([](recorder::ApiOptions &options) { options.maxConnectionsOfUser = 3; });
        std::vector<std::unique_ptr<RawPeer>> peers;
        for (int i = 0; i < 3; ++i) {
            peers.push_back(m_lab->signedIn("user:anna"));
            QVERIFY(peers.back());
        }
        RawPeer fourth(m_lab->port());
        QVERIFY(fourth.hello());
        v1::SignInRequest request;
        request.set_login("user:anna");
        fourth.open(1, "earshot.v1.Session/SignIn", request.SerializeAsString());
        const auto reason = fourth.closed();
        QVERIFY(reason);
        QCOMPARE(reason->code(), v1::Status::BUSY);
        QCOMPARE(m_lab->counters().refusedOfUser.load(), quint64{1});
        peers.push_back(m_lab->signedIn("user:bert")); // somebody else
        QVERIFY(peers.back());
        peers.front().reset();
        std::unique_ptr<RawPeer> again;
        QVERIFY(waitUntil([&] { return (again = m_lab->signedIn("user:anna")) != nullptr; }));
        peers.clear();
        again.reset();
        fourth.socket().abort();
    }

    void oneUserHasSoManyMediaStreams()
    {
        make([](recorder::ApiOptions &options) { options.maxMediaOfUser = 4; });
        const auto first = m_lab->signedIn("user:anna");
        const auto second = m_lab->signedIn("user:anna");
        const auto other = m_lab->signedIn("user:bert");
        QVERIFY(first && second && other);
        for (quint32 stream = 3; stream < 7; stream += 2) {
            first->open(stream, "earshot.v1.Calls/Media", mediaOf("endless"));
            second->open(stream, "earshot.v1.Calls/Media", mediaOf("endless"));
        }
        QVERIFY(waitUntil([&] { return m_lab->counters().streams == 4; }));
        second->open(9, "earshot.v1.Calls/Media", mediaOf("endless"));
        const auto refused = second->endOf(9);
        QVERIFY(refused);
        QCOMPARE(refused->code(), v1::Status::BUSY);
        QCOMPARE(m_lab->counters().refusedOfUser.load(), quint64{1});
        other->open(3, "earshot.v1.Calls/Media", mediaOf("endless"));
        QVERIFY(waitUntil([&] { return m_lab->counters().streams == 5; }));
        second->open(11, "earshot.v1.Calls/WatchChanges"); // is no media
        QVERIFY(waitUntil([&] { return m_lab->watchers() == 1; }));
        first->cancel(3);
        QVERIFY(first->endOf(3));
        second->open(13, "earshot.v1.Calls/Media", mediaOf("endless"));
        QVERIFY(waitUntil([&] { return m_lab->counters().streams == 6; }));
        first->socket().abort(); // what it held is free again
        QVERIFY(waitUntil([&] { return m_lab->counters().streams == 5; }));
        second->open(15, "earshot.v1.Calls/Media", mediaOf("endless"));
        QVERIFY(waitUntil([&] { return m_lab->counters().streams == 6; }));
        QCOMPARE(m_lab->counters().refusedOfUser.load(), quint64{1});
        second->socket().abort();
        other->socket().abort();
    }

private:
    void make(const std::function<void(recorder::ApiOptions &)> &change)
    {
        m_lab = std::make_unique<ApiLab>(change);
    }

    std::unique_ptr<ApiLab> m_lab;
};

EARSHOT_TEST(tst_apilimits, TestApiLimits)
#include "tst_apilimits.moc"
