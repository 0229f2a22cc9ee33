// SPDX-License-Identifier: GPL-3.0-or-later
// What a client may not do (trust.md A10): each breach closes its connection with PROTOCOL, touches nobody
// else, and leaves nothing behind.
#include "common/proto/session.pb.h"
#include "tests/recorder/api/apilab.h"
#include "tests/support/rawframes.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTest>

using namespace common;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{
QByteArray openOf(quint32 stream, const char *method)
{
    return frameOf(stream, [&](v1::Frame &f) { f.mutable_open()->set_method(method); });
}
QByteArray helloOf(quint32 version)
{
    return frameOf(0, [&](v1::Frame &f) { f.mutable_hello()->set_version(version); });
}
constexpr char kHeldCall[] = "earshot.v1.Calls/WatchChanges";
} // namespace

class TestHostileClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_lab = std::make_unique<ApiLab>();
        m_honest = m_lab->signedIn("honest");
        QVERIFY(m_honest);
    }
    void cleanupTestCase()
    {
        m_honest.reset();
        m_lab.reset();
    }
    /// After each breach: the others go on, nothing is left of the one.
    void cleanup()
    {
        m_honest->open(m_stream, "earshot.v1.Calls/Get");
        QCOMPARE(m_honest->endOf(m_stream)->code(), v1::Status::OK);
        m_stream += 2;
        QVERIFY(waitUntil([&] { return m_lab->counters().connections == 1; }));
        QCOMPARE(m_lab->counters().streams.load(), qint64{0});
        QCOMPARE(m_lab->counters().strangers.load(), qint64{0});
    }

    void breachInsteadOfHello_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("HTTP") << QByteArray("GET / HTTP/1.1\r\nHost: recorder\r\n\r\n");
        QTest::newRow("length 0") << lengthOf(0);
        QTest::newRow("length 4097") << lengthOf(4097);
        QTest::newRow("length 4 GB") << lengthOf(0xffffffff);
        QTest::newRow("open") << openOf(1, "earshot.v1.Session/Begin");
        QTest::newRow("ping") << frameOf(0, [](v1::Frame &f) { f.mutable_ping(); });
        QTest::newRow("close") << frameOf(0, [](v1::Frame &f) { f.mutable_close(); });
        QTest::newRow("version 0") << helloOf(0);
        QTest::newRow("hello of a stream")
            << frameOf(1, [](v1::Frame &f) { f.mutable_hello()->set_version(1); });
    }
    void breachInsteadOfHello()
    {
        QFETCH(QByteArray, bytes);
        RawPeer peer(m_lab->port());
        QVERIFY(peer.secured());
        peer.sendBytes(bytes);
        const auto reason = peer.closed();
        QVERIFY(reason);
        QCOMPARE(reason->code(), v1::Status::PROTOCOL);
    }

    void breachBeforeSignIn_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("frame of 4097 bytes") << encodeFrame([] {
            v1::Frame frame;
            frame.set_stream_id(1);
            frame.mutable_open()->set_method("earshot.v1.Session/Begin");
            frame.mutable_open()->set_request(std::string(5000, 'x'));
            return frame;
        }());
        QTest::newRow("length that waits for 16 MB") << lengthOf(kFrameLimitSignedIn);
        QTest::newRow("hello twice") << helloOf(1);
        addBreaches();
    }
    void breachBeforeSignIn()
    {
        QFETCH(QByteArray, bytes);
        RawPeer peer(m_lab->port());
        QVERIFY(peer.hello());
        const auto before = m_lab->counters().protocolErrors.load();
        peer.sendBytes(bytes);
        const auto reason = peer.closed();
        QVERIFY(reason);
        QCOMPARE(reason->code(), v1::Status::PROTOCOL);
        QCOMPARE(m_lab->counters().protocolErrors.load(), before + 1);
    }

    void breachWithASession_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("length over 16 MiB") << lengthOf(kFrameLimitSignedIn + 1);
        QTest::newRow("second session") << [] {
            v1::Frame frame;
            frame.set_stream_id(5);
            frame.mutable_open()->set_method("earshot.v1.Session/SignIn");
            return encodeFrame(frame);
        }();
        QTest::newRow("credit overflow") << frameOf(3, [](v1::Frame &f) { f.set_credit(0xffffffff); });
        QTest::newRow("credit 0") << frameOf(3, [](v1::Frame &f) { f.set_credit(0); });
        QTest::newRow("credit piece by piece") << [] {
            QByteArray all;
            for (int i = 0; i < 100; ++i) {
                all += frameOf(3, [](v1::Frame &f) { f.set_credit(1024 * 1024); });
            }
            return all;
        }();
        addBreaches();
    }
    void breachWithASession()
    {
        QFETCH(QByteArray, bytes);
        const auto peer = m_lab->signedIn("mallory");
        QVERIFY(peer);
        const int stopped = m_lab->sourcesStopped;
        peer->open(3, kHeldCall);
        peer->sendBytes(bytes);
        const auto reason = peer->closed();
        QVERIFY(reason);
        QCOMPARE(reason->code(), v1::Status::PROTOCOL);
        QVERIFY(waitUntil([&] { return m_lab->sourcesStopped == stopped + 1; }));
    }

    void plaintextAndOtherTls()
    {
        for (const QByteArray &bytes : {QByteArray("GET / HTTP/1.0\r\n\r\n"), QByteArray(100, '\0'),
                                        QByteArray("\x16\x03\x01\xff\xff\x01", 6) + QByteArray(2000, 'x')}) {
            QTcpSocket socket;
            socket.connectToHost(QStringLiteral("127.0.0.1"), m_lab->port());
            QVERIFY(waitUntil([&] { return socket.state() == QAbstractSocket::ConnectedState; }));
            socket.write(bytes);
            QVERIFY(waitUntil([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 8000));
        }
        QSslSocket old;
        old.setPeerVerifyMode(QSslSocket::VerifyNone);
        old.setProtocol(QSsl::TlsV1_2);
        old.connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_lab->port());
        QVERIFY(
            waitUntil([&] { return old.state() == QAbstractSocket::UnconnectedState && old.error() != -1; }));
        QVERIFY(!old.isEncrypted());
    }

    void connectionCutAnywhere()
    {
        v1::SignInRequest request;
        request.set_login("cut");
        QByteArray bytes = helloOf(1);
        bytes += encodeFrame([&] {
            v1::Frame frame;
            frame.set_stream_id(1);
            frame.mutable_open()->set_method("earshot.v1.Session/SignIn");
            frame.mutable_open()->set_request(request.SerializeAsString());
            return frame;
        }());
        bytes += openOf(3, kHeldCall) + openOf(5, "earshot.v1.Calls/Media") +
                 frameOf(3, [](v1::Frame &f) { f.mutable_cancel(); });
        for (qsizetype cut = 0; cut <= bytes.size(); cut += 3) {
            RawPeer peer(m_lab->port());
            QVERIFY(peer.secured());
            peer.sendBytes(bytes.left(cut));
            if (cut % 2 == 0) {
                peer.socket().abort();
            } else {
                peer.socket().disconnectFromHost();
            }
        }
    }

    /// Whatever is changed in an honest conversation: the server says why and closes, or answers.
    void anyChangeOfAnHonestConversation()
    {
        QRandomGenerator random(5);
        const QByteArray honest = helloOf(1) + openOf(1, "earshot.v1.Session/SignIn") +
                                  openOf(3, "earshot.v1.Calls/Get") + openOf(5, kHeldCall) +
                                  frameOf(5, [](v1::Frame &f) { f.set_credit(70000); }) +
                                  frameOf(5, [](v1::Frame &f) { f.mutable_cancel(); });
        for (int round = 0; round < 150; ++round) {
            QByteArray bytes = honest;
            for (int i = random.bounded(4); i >= 0; --i) {
                bytes[random.bounded(static_cast<int>(bytes.size()))] = static_cast<char>(random.generate());
            }
            RawPeer peer(m_lab->port());
            QVERIFY(peer.secured());
            peer.sendBytes(bytes);
            peer.next(round % 8 == 0 ? 50 : 0);
        }
    }

private:
    /// Breaches of any client after its hello.
    static void addBreaches()
    {
        QTest::newRow("garbage") << QByteArray("\0\0\0\x05hello", 9);
        QTest::newRow("even stream") << openOf(8, kHeldCall);
        QTest::newRow("stream 0") << openOf(0, kHeldCall);
        QTest::newRow("stream used before") << openOf(9, "x") + openOf(9, "x");
        QTest::newRow("descending streams") << openOf(11, "x") + openOf(7, "x");
        QTest::newRow("data to the server") << openOf(9, "x") + encodeData(9, "x");
        QTest::newRow("data of no stream") << encodeData(9, "x");
        QTest::newRow("end to the server")
            << openOf(9, "x") + frameOf(9, [](v1::Frame &f) { f.mutable_end(); });
        QTest::newRow("credit for the future") << frameOf(99, [](v1::Frame &f) { f.set_credit(1); });
        QTest::newRow("cancel of the future") << frameOf(99, [](v1::Frame &f) { f.mutable_cancel(); });
        QTest::newRow("pong that nobody asked for")
            << frameOf(0, [](v1::Frame &f) { f.mutable_pong()->set_nonce(1); });
        QTest::newRow("hello on a stream")
            << openOf(9, "x") + frameOf(9, [](v1::Frame &f) { f.mutable_hello(); });
    }

    std::unique_ptr<ApiLab> m_lab;
    std::unique_ptr<RawPeer> m_honest;
    quint32 m_stream = 3;
};

EARSHOT_TEST(tst_hostileclient, TestHostileClient)
#include "tst_hostileclient.moc"
