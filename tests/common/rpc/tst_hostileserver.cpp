// SPDX-License-Identifier: GPL-3.0-or-later
// What a server may not do to a client (trust.md A9): each breach closes the connection with the reason
// "protocol", ends the calls once, and costs no memory.
#include "common/rpc/clientchannel.h"
#include "common/rpc/wirestatus.h"
#include "tests/support/rawframes.h"
#include "tests/support/rawpeer.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace common;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{
const QString kMethod = QStringLiteral("earshot.v1.Calls/Get");

QByteArray endOf(quint32 stream)
{
    return frameOf(stream, [](v1::Frame &f) { f.mutable_end(); });
}
QByteArray helloOf(quint32 version, int features = 0)
{
    return frameOf(0, [&](v1::Frame &f) {
        f.mutable_hello()->set_version(version);
        for (int i = 0; i < features; ++i) {
            f.mutable_hello()->add_features("f");
        }
    });
}
QByteArray manyData(int count, int size)
{
    QByteArray all;
    for (int i = 0; i < count; ++i) {
        all += encodeData(1, QByteArray(size, 'd'));
    }
    return all;
}
} // namespace

class TestHostileServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<RawServer>(serverTls(testCertificate()));
        m_channel = std::make_unique<ClientChannel>(QStringLiteral("test 1"));
    }
    void cleanup()
    {
        m_channel.reset();
        m_server.reset();
    }

    void breachInsteadOfHello_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("garbage") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("length 0") << lengthOf(0);
        QTest::newRow("length 4 GB") << lengthOf(0xffffffff);
        QTest::newRow("length over the limit before sign-in") << lengthOf(kFrameLimitGreeting + 1);
        QTest::newRow("data") << encodeData(1, "x");
        QTest::newRow("data of the connection") << encodeData(0, "x");
        QTest::newRow("ping") << frameOf(0, [](v1::Frame &f) { f.mutable_ping(); });
        QTest::newRow("version 0") << helloOf(0);
        QTest::newRow("hello of a stream")
            << frameOf(1, [](v1::Frame &f) { f.mutable_hello()->set_version(1); });
        QTest::newRow("a thousand features") << helloOf(1, 1000);
    }
    void breachInsteadOfHello()
    {
        QFETCH(QByteArray, bytes);
        QSignalSpy connected(m_channel.get(), &ClientChannel::connected);
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(),
                             testCertificate().fingerprint);
        const auto peer = m_server->accept();
        QVERIFY(peer);
        peer->sendBytes(bytes);
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("protocol"));
        QCOMPARE(connected.count(), 0);
        QVERIFY(peer->gone());
    }

    void breachWithACallOpen_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("ends");
        QTest::newRow("length 0") << lengthOf(0) << 0;
        QTest::newRow("length over 16 MiB") << lengthOf(kFrameLimitSignedIn + 1) << 0;
        QTest::newRow("no frame") << lengthOf(3) + QByteArray("abc") << 0;
        QTest::newRow("data of an unknown stream") << encodeData(5, "x") << 0;
        QTest::newRow("data of an even stream") << encodeData(2, "x") << 0;
        QTest::newRow("data of the connection") << encodeData(0, "x") << 0;
        QTest::newRow("data after the end") << endOf(1) + encodeData(1, "x") << 1;
        QTest::newRow("end twice") << endOf(1) + endOf(1) << 1;
        QTest::newRow("end of an unknown stream") << endOf(7) << 0;
        QTest::newRow("hello twice") << helloOf(1) << 0;
        QTest::newRow("open") << frameOf(2, [](v1::Frame &f) { f.mutable_open()->set_method("x"); }) << 0;
        QTest::newRow("open on ours")
            << frameOf(1, [](v1::Frame &f) { f.mutable_open()->set_method("x"); }) << 0;
        QTest::newRow("cancel") << frameOf(1, [](v1::Frame &f) { f.mutable_cancel(); }) << 0;
        QTest::newRow("credit") << frameOf(1, [](v1::Frame &f) { f.set_credit(1000); }) << 0;
        QTest::newRow("ping on a stream") << frameOf(1, [](v1::Frame &f) { f.mutable_ping(); }) << 0;
        QTest::newRow("close on a stream") << frameOf(1, [](v1::Frame &f) { f.mutable_close(); }) << 0;
        QTest::newRow("pong that nobody asked for")
            << frameOf(0, [](v1::Frame &f) { f.mutable_pong()->set_nonce(9); }) << 0;
        // The call consumes by hand and does not: 256 KiB and one message may come, no more.
        QTest::newRow("data without credit") << manyData(6, 64 * 1024) << 0;
    }
    void breachWithACallOpen()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, ends);
        QVERIFY(connectIt());
        m_channel->setSignedIn(true);
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        int ended = 0;
        int failed = 0;
        RpcHandlers handlers;
        handlers.data = [](const QByteArray &) {};
        handlers.end = [&](const Status &status) {
            ++ended;
            failed += !status && reasonOf(status.error()) == QStringLiteral("protocol") ? 1 : 0;
        };
        RpcOptions options;
        options.manualCredit = true;
        m_channel->start(kMethod, {}, nullptr, handlers, options);
        QVERIFY(m_peer->next());
        m_peer->sendBytes(bytes);
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("protocol"));
        QCOMPARE(ended, 1);
        QCOMPARE(failed, 1 - ends); // a call that had its end keeps it
        QVERIFY(m_peer->gone());
    }

    void windowAndOneMessageAreAllowed()
    {
        QVERIFY(connectIt());
        m_channel->setSignedIn(true);
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        qint64 got = 0;
        RpcHandlers handlers;
        handlers.data = [&](const QByteArray &bytes) { got += bytes.size(); };
        RpcOptions options;
        options.manualCredit = true;
        m_channel->start(kMethod, {}, nullptr, handlers, options);
        QVERIFY(m_peer->next());
        m_peer->sendBytes(encodeData(1, QByteArray(kInitialCredit - 1, 'a')) +
                          encodeData(1, QByteArray(8 * 1024 * 1024, 'b')));
        QVERIFY(waitUntil([&] { return got == kInitialCredit - 1 + 8 * 1024 * 1024; }));
        QCOMPARE(disconnected.count(), 0);
    }

    void cutAnywhere()
    {
        const QByteArray bytes = encodeData(1, "first") + encodeData(1, QByteArray(300, 'x')) + endOf(1);
        for (qsizetype cut = 0; cut < bytes.size(); cut += 7) {
            QVERIFY(connectIt());
            QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
            int ended = 0;
            RpcHandlers handlers;
            handlers.end = [&](const Status &status) {
                ended += !status && reasonOf(status.error()) == QStringLiteral("not-connected") ? 1 : 100;
            };
            m_channel->start(kMethod, {}, nullptr, handlers);
            QVERIFY(m_peer->next());
            m_peer->sendBytes(bytes.left(cut));
            m_peer->socket().disconnectFromHost();
            QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
            QCOMPARE(ended, 1);
        }
    }

    void cancelledStreamsMustEnd()
    {
        QVERIFY(connectIt());
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        for (int i = 0; i < 1001; ++i) {
            m_channel->cancel(m_channel->start(kMethod, {}, nullptr, {}));
        }
        m_peer->data(1, "still coming");
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("protocol"));
    }

    /// Whatever comes instead of what an honest server says: one end for the call, one signal, no crash.
    void anyChangeOfAnHonestAnswer()
    {
        QRandomGenerator random(3);
        const QByteArray honest = encodeData(1, QByteArray(60, 'h')) + encodeData(1, "more") + endOf(1);
        for (int round = 0; round < 150; ++round) {
            QByteArray bytes = honest;
            for (int i = random.bounded(4); i >= 0; --i) {
                bytes[random.bounded(static_cast<int>(bytes.size()))] = static_cast<char>(random.generate());
            }
            QVERIFY(connectIt());
            QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
            int ended = 0;
            RpcHandlers handlers;
            handlers.end = [&](const Status &) { ++ended; };
            m_channel->start(kMethod, {}, nullptr, handlers);
            QVERIFY(m_peer->next());
            m_peer->sendBytes(bytes);
            m_peer->socket().disconnectFromHost();
            QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
            QCOMPARE(ended, 1);
        }
    }

private:
    bool connectIt()
    {
        m_peer.reset();
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(),
                             testCertificate().fingerprint);
        m_peer = m_server->greet();
        return m_peer && waitUntil([this] { return m_channel->state() == ClientChannel::State::Open; });
    }

    std::unique_ptr<RawServer> m_server;
    std::unique_ptr<ClientChannel> m_channel;
    std::unique_ptr<RawPeer> m_peer;
};

EARSHOT_TEST(tst_hostileserver, TestHostileServer)
#include "tst_hostileserver.moc"
