// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/clientchannel.h"
#include "common/rpc/wirestatus.h"
#include "tests/support/rawpeer.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTest>

using namespace common;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{
const QString kMethod = QStringLiteral("earshot.v1.Calls/Get");

struct Ended {
    QList<QByteArray> data;
    std::optional<Status> status;
    int ends = 0;

    RpcHandlers handlers()
    {
        return {[this](const QByteArray &bytes) { data.append(bytes); },
                [this](const Status &s) {
                    status = s;
                    ++ends;
                }};
    }
    bool wait(int ms = 5000)
    {
        return waitUntil([this] { return status.has_value(); }, ms);
    }
    QString reason() const { return status && !*status ? reasonOf(status->error()) : QString(); }
};
} // namespace

class TestClientChannel : public QObject
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
        m_peer.reset();
        m_channel.reset();
        m_server.reset();
    }

    void unknownCertificateIsShownAndNothingIsSent()
    {
        QSignalSpy unknown(m_channel.get(), &ClientChannel::certificateUnknown);
        QSignalSpy connected(m_channel.get(), &ClientChannel::connected);
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(), {});
        QVERIFY(waitUntil([&] { return unknown.count() == 1; }));
        const auto info = unknown[0][0].value<CertificateInfo>();
        QCOMPARE(info.fingerprint, testCertificate().fingerprint);
        QVERIFY(info.names.contains(QStringLiteral("localhost")));
        QVERIFY(info.validFrom < QDateTime::currentDateTime());
        QVERIFY(info.validUntil > QDateTime::currentDateTime().addYears(9));
        QCOMPARE(info.issuer, QStringLiteral("test"));
        const auto first = m_server->accept();
        QVERIFY(first && first->gone());
        QVERIFY(!first->next(0));
        QCOMPARE(first->received(), qint64{0});

        QSignalSpy trusted(m_channel.get(), &ClientChannel::certificateTrusted);
        m_channel->acceptCertificate();
        m_peer = m_server->greet();
        QVERIFY(m_peer);
        QCOMPARE(trusted.count(), 1);
        QCOMPARE(trusted[0][0].value<CertificateInfo>().validUntil, info.validUntil);
        QVERIFY(waitUntil([&] { return connected.count() == 1; }));
        QCOMPARE(m_channel->pin(), testCertificate().fingerprint);
        const auto hello = connected[0][0].value<ServerHello>();
        QCOMPARE(hello.program, QStringLiteral("raw 1"));
        QCOMPARE(hello.version, 1U);
        QCOMPARE(disconnected.count(), 0);
    }

    void refusedCertificateEndsTheAttempt()
    {
        QSignalSpy unknown(m_channel.get(), &ClientChannel::certificateUnknown);
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(), {});
        QVERIFY(waitUntil([&] { return unknown.count() == 1; }));
        m_channel->rejectCertificate();
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("certificate-rejected"));
        m_channel->acceptCertificate(); // too late: does nothing
        QCOMPARE(m_channel->state(), ClientChannel::State::Closed);
    }

    void changedCertificateIsAHardStop()
    {
        QSignalSpy changed(m_channel.get(), &ClientChannel::certificateChanged);
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(),
                             otherCertificate().fingerprint);
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toByteArray(), otherCertificate().fingerprint);
        QCOMPARE(changed[0][1].value<CertificateInfo>().fingerprint, testCertificate().fingerprint);
        QCOMPARE(disconnected[0][0].value<Error>().code, ErrorCode::Denied);
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("certificate-changed"));
        const auto peer = m_server->accept();
        QVERIFY(peer && peer->gone());
        QCOMPARE(peer->received(), qint64{0});
        m_channel->acceptCertificate(); // a changed certificate cannot be accepted in passing
        QVERIFY(!m_server->accept(100));
    }

    void noTlsBelow13()
    {
        m_server->setTls(serverTls(testCertificate(), QSsl::TlsV1_2));
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(),
                             testCertificate().fingerprint);
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("not-connected"));
    }

    void nobodyThere()
    {
        const quint16 port = m_server->serverPort();
        m_server->close();
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        m_channel->connectTo(QStringLiteral("127.0.0.1"), port, testCertificate().fingerprint);
        QCOMPARE(disconnected.count(), 0); // never from inside
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("not-connected"));
    }

    void silenceBeforeHelloEnds()
    {
        m_channel = std::make_unique<ClientChannel>(
            QStringLiteral("test 1"), ChannelOptions{.connectTimeout = std::chrono::milliseconds(200)});
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(),
                             testCertificate().fingerprint);
        const auto peer = m_server->accept();
        QVERIFY(peer);
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QVERIFY(peer->gone());
    }

    void callAndAnswer()
    {
        QVERIFY(connectIt());
        Ended call;
        m_channel->start(kMethod, "req", nullptr, call.handlers());
        const auto open = m_peer->next();
        QVERIFY(open && open->has_open());
        QCOMPARE(open->stream_id(), 1U);
        QCOMPARE(open->open().method(), kMethod.toStdString());
        QCOMPARE(open->open().request(), std::string("req"));
        QCOMPARE(open->open().deadline_ms(), 10000U);
        QVERIFY(!open->open().request_id().empty() && open->open().request_id().size() <= 64);
        m_peer->data(1, "answer");
        m_peer->end(1);
        QVERIFY(call.wait());
        QVERIFY(*call.status);
        QCOMPARE(call.data, QList<QByteArray>{"answer"});
    }

    void creditFollowsConsumption()
    {
        QVERIFY(connectIt());
        m_channel->setSignedIn(true);
        Ended automatic;
        Ended manual;
        m_channel->start(kMethod, {}, nullptr, automatic.handlers());
        RpcOptions options;
        options.manualCredit = true;
        const RpcCallId call = m_channel->start(kMethod, {}, nullptr, manual.handlers(), options);
        QVERIFY(m_peer->next() && m_peer->next());
        m_peer->data(3, QByteArray(100000, 'm'));
        m_peer->data(1, QByteArray(100000, 'a'));
        auto credit = m_peer->next();
        QVERIFY(credit && credit->stream_id() == 1); // only the automatic one
        QCOMPARE(credit->credit(), 100000U);
        QCOMPARE(manual.data.size(), 1);
        m_channel->consumed(call, 70000);
        credit = m_peer->next();
        QVERIFY(credit && credit->stream_id() == 3);
        QCOMPARE(credit->credit(), 70000U);
    }

    void deadlineIsKeptWithoutTheServer()
    {
        QVERIFY(connectIt());
        Ended call;
        m_channel->start(kMethod, {}, nullptr, call.handlers(), {.deadline = std::chrono::milliseconds(100)});
        QVERIFY(call.wait(2000));
        QCOMPARE(call.reason(), QStringLiteral("deadline"));
        QVERIFY(m_peer->next()->has_open());
        const auto cancel = m_peer->next();
        QVERIFY(cancel && cancel->has_cancel());
        // The answer crosses our cancel: dropped, and the connection goes on.
        m_peer->data(1, "late");
        m_peer->end(1);
        Ended second;
        m_channel->start(kMethod, {}, nullptr, second.handlers());
        QCOMPARE(m_peer->next()->stream_id(), 3U);
        m_peer->end(3);
        QVERIFY(second.wait());
        QVERIFY(*second.status);
        QCOMPARE(call.ends, 1);
        QVERIFY(call.data.isEmpty());
    }

    void deadContextCancels()
    {
        QVERIFY(connectIt());
        Ended call;
        auto context = std::make_unique<QObject>();
        m_channel->start(kMethod, {}, context.get(), call.handlers());
        QVERIFY(m_peer->next()->has_open());
        context.reset();
        const auto cancel = m_peer->next();
        QVERIFY(cancel && cancel->has_cancel() && cancel->stream_id() == 1);
        m_peer->data(1, "late");
        m_peer->end(1);
        QTest::qWait(20);
        QCOMPARE(call.ends, 0);
        QVERIFY(call.data.isEmpty());
    }

    void refusalsComeFromTheEventLoop()
    {
        Ended call;
        m_channel->start(kMethod, {}, nullptr, call.handlers());
        QVERIFY(!call.status);
        QVERIFY(call.wait());
        QCOMPARE(call.reason(), QStringLiteral("not-connected"));
        QCOMPARE(call.status->error().code, ErrorCode::Unavailable);
        Ended cancelled;
        m_channel->cancel(m_channel->start(kMethod, {}, nullptr, cancelled.handlers()));
        QTest::qWait(20);
        QCOMPARE(cancelled.ends, 0);

        QVERIFY(connectIt());
        Ended large;
        m_channel->start(kMethod, QByteArray(4096, 'x'), nullptr, large.handlers());
        QVERIFY(large.wait());
        QCOMPARE(large.reason(), QStringLiteral("too-large"));
        m_channel->setSignedIn(true);
        Ended fits;
        m_channel->start(kMethod, QByteArray(1000000, 'x'), nullptr, fits.handlers());
        const auto open = m_peer->next();
        QVERIFY(open && open->has_open());
        QCOMPARE(open->open().request().size(), std::size_t{1000000});
    }

    void readyIsSignedInAndConnected()
    {
        QSignalSpy ready(m_channel.get(), &RpcClient::readyChanged);
        m_channel->setSignedIn(true);
        QVERIFY(!m_channel->isReady());
        QVERIFY(connectIt());
        QVERIFY(!m_channel->isReady());
        m_channel->setSignedIn(true);
        QVERIFY(m_channel->isReady());
        m_peer.reset();
        QVERIFY(waitUntil([&] { return !m_channel->isReady(); }));
        QCOMPARE(ready.count(), 2);
    }

    void serversReasonReachesCallsAndOwner()
    {
        QVERIFY(connectIt());
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        Ended call;
        m_channel->start(kMethod, {}, nullptr, call.handlers());
        v1::Frame frame;
        *frame.mutable_close() = toWire(tl::unexpected<Error>(transportError(reason::kSignedOut, {})));
        m_peer->send(frame);
        m_peer->socket().disconnectFromHost();
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QCOMPARE(disconnected[0][0].value<Error>().code, ErrorCode::Denied);
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("signed-out"));
        QCOMPARE(call.reason(), QStringLiteral("signed-out"));
        QCOMPARE(call.ends, 1);
    }

    void silentServerIsPingedThenLost()
    {
        m_channel = std::make_unique<ClientChannel>(
            QStringLiteral("test 1"), ChannelOptions{.pingAfter = std::chrono::milliseconds(100),
                                                     .deadAfter = std::chrono::milliseconds(400)});
        QVERIFY(connectIt());
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        for (int i = 1; i <= 3; ++i) { // answered: stays
            const auto ping = m_peer->next();
            QVERIFY(ping && ping->has_ping());
            v1::Frame pong;
            pong.mutable_pong()->set_nonce(ping->ping().nonce());
            m_peer->send(pong);
        }
        QCOMPARE(disconnected.count(), 0);
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }, 2000));
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("not-connected"));
    }

    void answersPings()
    {
        QVERIFY(connectIt());
        v1::Frame ping;
        ping.mutable_ping()->set_nonce(42);
        m_peer->send(ping);
        const auto pong = m_peer->next();
        QVERIFY(pong && pong->has_pong());
        QCOMPARE(pong->pong().nonce(), quint64{42});
    }

    void handlersMayDoAnything()
    {
        QVERIFY(connectIt());
        Ended other;
        m_channel->start(kMethod, {}, nullptr, other.handlers());
        RpcHandlers handlers;
        handlers.data = [this](const QByteArray &) { m_channel.reset(); };
        m_channel->start(kMethod, {}, nullptr, handlers);
        m_peer->sendBytes(encodeData(3, "a") + encodeData(3, "b") + encodeData(1, "c"));
        QVERIFY(waitUntil([&] { return m_channel == nullptr; }));
        QVERIFY(m_peer->gone());
        QVERIFY(other.data.isEmpty());
    }

    void handlerMayConnectAnew()
    {
        QVERIFY(connectIt());
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        RpcHandlers handlers;
        handlers.end = [this](const Status &) {
            m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(),
                                 testCertificate().fingerprint);
        };
        m_channel->start(kMethod, {}, nullptr, handlers);
        QVERIFY(m_peer->next()->has_open());
        m_peer->sendBytes(encodeData(1, "a"));
        m_peer->end(1);
        auto second = m_server->greet();
        QVERIFY(second);
        QVERIFY(m_peer->gone());
        QVERIFY(waitUntil([&] { return m_channel->state() == ClientChannel::State::Open; }));
        QCOMPARE(disconnected.count(), 0);
        Ended call;
        m_channel->start(kMethod, {}, nullptr, call.handlers());
        QCOMPARE(second->next()->stream_id(), 1U); // ids begin again
    }

private:
    bool connectIt()
    {
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_server->serverPort(),
                             testCertificate().fingerprint);
        m_peer = m_server->greet();
        return m_peer && waitUntil([this] { return m_channel->state() == ClientChannel::State::Open; });
    }

    std::unique_ptr<RawServer> m_server;
    std::unique_ptr<ClientChannel> m_channel;
    std::unique_ptr<RawPeer> m_peer;
};

EARSHOT_TEST(tst_clientchannel, TestClientChannel)
#include "tst_clientchannel.moc"
