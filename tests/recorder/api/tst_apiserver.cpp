// SPDX-License-Identifier: GPL-3.0-or-later
// The recorder's side with honest clients, over real TLS on loopback.
#include "common/proto/session.pb.h"
#include "common/rpc/clientchannel.h"
#include "common/rpc/wirestatus.h"
#include "tests/recorder/api/apilab.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace common;
using namespace tests;
namespace v1 = earshot::v1;

namespace
{
const QString kGet = QStringLiteral("earshot.v1.Calls/Get");
const QString kMedia = QStringLiteral("earshot.v1.Calls/Media");
const QString kWatch = QStringLiteral("earshot.v1.Calls/WatchChanges");

v1::CallRef ref(const std::string &id)
{
    v1::CallRef request;
    request.set_id(id);
    return request;
}
v1::MediaRequest media(const std::string &id, qint64 size)
{
    v1::MediaRequest request;
    request.set_id(id);
    request.set_offset(size);
    return request;
}
template <typename T>
std::optional<Result<T>> wait(std::optional<Result<T>> &result, int ms = 5000)
{
    waitUntil([&] { return result.has_value(); }, ms);
    return result;
}
} // namespace

class TestApiServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_lab = std::make_unique<ApiLab>();
        m_channel = std::make_unique<ClientChannel>(QStringLiteral("test 1"));
    }
    void cleanup()
    {
        m_channel.reset();
        waitUntil([&] { return m_lab->counters().connections == 0; }); // stopping would wait for them
        m_lab.reset();
    }

    void helloSaysWhoAndWhat()
    {
        QVERIFY(connectIt());
        QCOMPARE(m_channel->server().program, QStringLiteral("lab 1"));
        QCOMPARE(m_channel->server().serverId, QStringLiteral("0190a1b2-0000-7000-8000-000000000001"));
        QCOMPARE(m_channel->server().version, 1U);
    }

    void peersHaveOneNameForTheirAddress()
    {
        m_lab = std::make_unique<ApiLab>(
            [](recorder::ApiOptions &options) { options.address = QHostAddress(QHostAddress::Any); });
        QVERIFY(connectIt() && signIn("anna"));
        QCOMPARE((*get("x"))->peer(), std::string("127.0.0.1")); // not ::ffff:127.0.0.1
    }

    void beforeSignInOnlyPublicMethods()
    {
        QVERIFY(connectIt());
        auto got = get("x");
        QVERIFY(got && !*got);
        QCOMPARE(got->error().code, ErrorCode::Denied);
        QCOMPARE(reasonOf(got->error()), QStringLiteral("signed-out"));
        // Not even looked at: garbage gets the same answer, and no handler hears of it.
        RawPeer peer(m_lab->port());
        QVERIFY(peer.hello());
        peer.open(1, "earshot.v1.Calls/Get", "\xff\xff\xff");
        QCOMPARE(peer.endOf(1)->code(), v1::Status::SIGNED_OUT);
        QCOMPARE(m_lab->handled.load(), 0);
        QVERIFY(signIn("anna"));
        got = get("x");
        QVERIFY(got && *got);
        QCOMPARE((*got)->session_id(), std::string("anna"));
        QCOMPARE((*got)->peer(), std::string("127.0.0.1"));
        QVERIFY(!(*got)->protocol_call_id().empty());
    }

    void refusedSignInLeavesAStranger()
    {
        QVERIFY(connectIt());
        QVERIFY(!signIn("denied"));
        QCOMPARE(m_lab->counters().strangers.load(), qint64{1});
        QVERIFY(signIn("anna"));
        QCOMPARE(m_lab->counters().strangers.load(), qint64{0});
        QCOMPARE(m_lab->counters().connections.load(), qint64{1});
    }

    void answersFromOtherThreadsAndInAnyOrder()
    {
        QVERIFY(connectIt() && signIn("anna"));
        QList<std::string> order;
        const auto ask = [&](const std::string &id) {
            call<v1::CallDetails>(*m_channel, kGet, ref(id), this,
                                  [&, id](const Result<v1::CallDetails> &got) {
                                      QVERIFY(got);
                                      QCOMPARE(got->summary().id(), id);
                                      order.append(id);
                                  });
        };
        ask("held");
        ask("later");
        ask("now");
        QVERIFY(waitUntil([&] { return order.size() == 2; }));
        QVERIFY(!order.contains("held"));
        m_lab->releaseHeld();
        QVERIFY(waitUntil([&] { return order.size() == 3; }));
        QCOMPARE(m_lab->counters().streams.load(), qint64{0});
    }

    void handlersThatFailAnswerInternal_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("throws") << QByteArray("throw");
        QTest::newRow("forgets to answer") << QByteArray("drop");
        QTest::newRow("answers more than a frame takes") << QByteArray("large:16777216");
    }
    void handlersThatFailAnswerInternal()
    {
        QFETCH(QByteArray, id);
        QVERIFY(connectIt() && signIn("anna"));
        const auto got = get(id.toStdString());
        QVERIFY(got && !*got);
        QCOMPARE(got->error().code, ErrorCode::Internal);
        QVERIFY(*get("still here"));
        QCOMPARE(m_lab->counters().streams.load(), qint64{0});
    }

    void unknownMethodsAndRequests()
    {
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        int stream = 3;
        for (const QByteArray &method :
             {QByteArray("earshot.v1.Calls/Got"), QByteArray("earshot.v1.Calls/List"), QByteArray(),
              QByteArray(5000, 'm')}) {
            peer->open(static_cast<quint32>(stream), method);
            const auto end = peer->endOf(static_cast<quint32>(stream));
            QVERIFY(end);
            QCOMPARE(end->code(), v1::Status::INVALID);
            QCOMPARE(end->fields().at("reason"), std::string("unknown-method"));
            stream += 2;
        }
        peer->open(101, "earshot.v1.Calls/Get", "\xff\xff\xff");
        const auto end = peer->endOf(101);
        QCOMPARE(end->code(), v1::Status::INVALID);
        QCOMPARE(end->fields().at("reason"), std::string("undecodable"));
        v1::Frame frame;
        frame.set_stream_id(103);
        frame.mutable_open()->set_method("earshot.v1.Calls/Get");
        frame.mutable_open()->set_request_id("line\nbreak");
        peer->send(frame);
        QCOMPARE(peer->endOf(103)->fields().at("reason"), std::string("request-id"));
    }

    void largeAnswersArrive()
    {
        QVERIFY(connectIt() && signIn("anna"));
        const auto got = get("large:5000000");
        QVERIFY(got && *got);
        QCOMPARE((*got)->reason().size(), std::size_t{5000000});
    }

    void mediaArriveWhole_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<qint64>("size");
        QTest::newRow("nothing") << QByteArray("file") << qint64{0};
        QTest::newRow("one byte") << QByteArray("file") << qint64{1};
        QTest::newRow("20 MB") << QByteArray("file") << qint64{20000001};
        QTest::newRow("2 MB from a worker") << QByteArray("worker") << qint64{2000001};
    }
    void mediaArriveWhole()
    {
        QFETCH(QByteArray, id);
        QFETCH(qint64, size);
        QVERIFY(connectIt() && signIn("anna"));
        qint64 got = 0;
        bool right = true;
        std::optional<Status> ended;
        stream<v1::MediaChunk>(
            *m_channel, kMedia, media(id.toStdString(), size), this,
            [&](const v1::MediaChunk &chunk) {
                for (const char byte : chunk.data()) {
                    right &= byte == ApiLab::patternAt(got++);
                }
            },
            [&](const Status &status) { ended = status; });
        QVERIFY(waitUntil([&] { return ended.has_value(); }, 20000));
        QVERIFY(*ended);
        QCOMPARE(got, size);
        QVERIFY(right);
        QCOMPARE(m_lab->sourcesStopped.load(), 0);
    }

    void streamThatCannotBeOpened()
    {
        QVERIFY(connectIt() && signIn("anna"));
        std::optional<Status> ended;
        stream<v1::MediaChunk>(
            *m_channel, kMedia, media("missing", 1), this, [](const v1::MediaChunk &) {},
            [&](const Status &status) { ended = status; });
        QVERIFY(waitUntil([&] { return ended.has_value(); }));
        QCOMPARE(ended->error().code, ErrorCode::NotFound);
        QCOMPARE(m_lab->counters().streams.load(), qint64{0});
    }

    void nothingIsMadeWithoutCredit()
    {
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        peer->open(3, "earshot.v1.Calls/Media", media("file", 2000000).SerializeAsString());
        qint64 got = 0;
        while (const auto frame = peer->next(300)) {
            QVERIFY(frame->has_data());
            got += static_cast<qint64>(frame->data().size());
        }
        QVERIFY2(got >= kInitialCredit && got < kInitialCredit + 66000, qPrintable(QString::number(got)));
        const int asked = m_lab->piecesAsked;
        QVERIFY(asked <= 5);
        peer->credit(3, 1);
        QVERIFY(!peer->next(300)); // still overdrawn
        peer->credit(3, 10000000);
        std::optional<v1::Frame> frame;
        while ((frame = peer->next()) && frame->has_data()) {
            v1::MediaChunk chunk;
            QVERIFY(chunk.ParseFromString(frame->data()));
            got += static_cast<qint64>(frame->data().size());
        }
        QVERIFY(frame && frame->has_end());
        QVERIFY(got > 2000000);
    }

    void cancelStopsTheSource()
    {
        QVERIFY(connectIt() && signIn("anna"));
        bool ended = false;
        qint64 got = 0;
        const RpcCallId id = stream<v1::MediaChunk>(
            *m_channel, kMedia, media("endless", 0), this,
            [&](const v1::MediaChunk &chunk) { got += static_cast<qint64>(chunk.data().size()); },
            [&](const Status &) { ended = true; });
        QVERIFY(waitUntil([&] { return got > 3000000; }));
        m_channel->cancel(id);
        QVERIFY(waitUntil([&] { return m_lab->sourcesStopped == 1 && m_lab->counters().streams == 0; }));
        const int asked = m_lab->piecesAsked;
        QVERIFY(*get("after"));
        QCOMPARE(m_lab->piecesAsked.load(), asked);
        QVERIFY(!ended);
        // On the wire: one End, CANCELLED.
        const auto peer = m_lab->signedIn();
        peer->open(3, "earshot.v1.Calls/Get", ref("held").SerializeAsString());
        peer->cancel(3);
        peer->cancel(3);
        QCOMPARE(peer->endOf(3)->code(), v1::Status::CANCELLED);
        m_lab->releaseHeld();
        QVERIFY(!peer->next(200));
    }

    void deadlinesEndCallsAndStreams()
    {
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        QElapsedTimer timer;
        timer.start();
        peer->open(3, "earshot.v1.Calls/Get", ref("held").SerializeAsString(), 300);
        peer->open(5, "earshot.v1.Calls/WatchChanges", {}, 300);
        QCOMPARE(peer->endOf(3)->code(), v1::Status::DEADLINE);
        QVERIFY(timer.elapsed() >= 290 && timer.elapsed() < 1500);
        QCOMPARE(peer->endOf(5)->code(), v1::Status::DEADLINE);
        QCOMPARE(m_lab->sourcesStopped.load(), 1);
        QCOMPARE(m_lab->counters().streams.load(), qint64{1}); // the handler still works
        m_lab->releaseHeld();
        QVERIFY(waitUntil([&] { return m_lab->counters().streams == 0; }));
        QVERIFY(!peer->next(100));
    }

    void eventsAndAnswersOvertakeMedia()
    {
        QVERIFY(connectIt() && signIn("anna"));
        qint64 got = 0;
        stream<v1::MediaChunk>(
            *m_channel, kMedia, media("endless", 0), this,
            [&](const v1::MediaChunk &chunk) { got += static_cast<qint64>(chunk.data().size()); },
            [](const Status &) {});
        QElapsedTimer clock;
        clock.start();
        QList<qint64> events;
        stream<v1::CallChange>(
            *m_channel, kWatch, v1::WatchRequest(), this,
            [&](const v1::CallChange &change) {
                events.append(clock.nsecsElapsed() - std::stoll(change.id()));
            },
            [](const Status &) {});
        QVERIFY(waitUntil([&] { return m_lab->watchers() == 1 && got > 10000000; }));
        QList<qint64> answers;
        for (int i = 0; i < 100; ++i) {
            const qint64 before = clock.nsecsElapsed();
            QCOMPARE(m_lab->push(std::to_string(before), "changed"), 1);
            QVERIFY(*get("x"));
            answers.append(clock.nsecsElapsed() - before);
            QVERIFY(waitUntil([&] { return events.size() == i + 1; }));
        }
        QVERIFY(got > 20000000); // it was running all the time
        std::sort(events.begin(), events.end());
        std::sort(answers.begin(), answers.end());
        qInfo("beside media: events p50 %.1f p99 %.1f ms, answers p50 %.1f p99 %.1f ms",
              double(events[50]) / 1e6, double(events[98]) / 1e6, double(answers[50]) / 1e6,
              double(answers[98]) / 1e6);
        QVERIFY(events[98] < 150000000);
        QVERIFY(answers[98] < 150000000);
    }

    void handlersHearOfClosedConnections()
    {
        QVERIFY(connectIt());
        auto other = m_lab->signedIn("berta");
        QVERIFY(other);
        QCOMPARE(m_lab->closed.load(), 0);
        other.reset();
        QVERIFY(waitUntil([&] { return m_lab->closed == 1; }));
        m_channel.reset(); // of strangers, too
        QVERIFY(waitUntil([&] { return m_lab->closed == 2; }));
    }

    void endedSessionEndsItsStreamsOnly()
    {
        QVERIFY(connectIt() && signIn("anna"));
        const auto other = m_lab->signedIn("berta");
        QVERIFY(other);
        other->open(3, "earshot.v1.Calls/WatchChanges");
        std::optional<Status> ended;
        stream<v1::CallChange>(
            *m_channel, kWatch, v1::WatchRequest(), this, [](const v1::CallChange &) {},
            [&](const Status &status) { ended = status; });
        QVERIFY(waitUntil([&] { return m_lab->watchers() == 2; }));
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        QElapsedTimer timer;
        timer.start();
        m_lab->server().endSession(QStringLiteral("anna"));
        QVERIFY(waitUntil([&] { return ended.has_value() && disconnected.count() == 1; }));
        QVERIFY(timer.elapsed() < 1000);
        QCOMPARE(reasonOf(ended->error()), QStringLiteral("signed-out"));
        QCOMPARE(ended->error().code, ErrorCode::Denied);
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("signed-out"));
        QVERIFY(waitUntil([&] { return m_lab->sourcesStopped == 1; }));
        m_lab->push("x", "stored");
        const auto event = other->next();
        QVERIFY(event && event->has_data());
    }

    void signOutAnswersThenEnds()
    {
        QVERIFY(connectIt() && signIn("anna"));
        std::optional<Status> watch;
        stream<v1::CallChange>(
            *m_channel, kWatch, v1::WatchRequest(), this, [](const v1::CallChange &) {},
            [&](const Status &status) { watch = status; });
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        std::optional<Result<v1::SignOutReply>> out;
        call<v1::SignOutReply>(*m_channel, QStringLiteral("earshot.v1.Session/SignOut"), v1::SignOutRequest(),
                               this, [&](const Result<v1::SignOutReply> &result) { out = result; });
        QVERIFY(waitUntil([&] { return disconnected.count() == 1; }));
        QVERIFY(out && *out);
        QCOMPARE(reasonOf(watch->error()), QStringLiteral("signed-out"));
    }

    void idlePeersArePinged()
    {
        m_lab = std::make_unique<ApiLab>([](recorder::ApiOptions &options) {
            options.pingAfter = std::chrono::milliseconds(150);
            options.deadAfter = std::chrono::milliseconds(700);
        });
        const auto peer = m_lab->signedIn();
        QVERIFY(peer);
        for (int i = 0; i < 4; ++i) {
            const auto ping = peer->next();
            QVERIFY(ping && ping->has_ping());
            v1::Frame pong;
            pong.mutable_pong()->set_nonce(ping->ping().nonce());
            peer->send(pong);
        }
        v1::Frame ping;
        ping.mutable_ping()->set_nonce(99);
        peer->send(ping);
        const auto pong = peer->next();
        QVERIFY(pong && pong->has_pong() && pong->pong().nonce() == 99);
        QVERIFY(peer->gone(3000)); // who does not answer any more is lost
        QCOMPARE(m_lab->counters().lost.load(), quint64{1});
    }

    void stopSaysWhy()
    {
        QVERIFY(connectIt() && signIn("anna"));
        std::optional<Status> watch;
        stream<v1::CallChange>(
            *m_channel, kWatch, v1::WatchRequest(), this, [](const v1::CallChange &) {},
            [&](const Status &status) { watch = status; });
        QVERIFY(waitUntil([&] { return m_lab->watchers() == 1; }));
        QSignalSpy disconnected(m_channel.get(), &ClientChannel::disconnected);
        std::thread stopping([&] { m_lab->server().stop(); });
        const bool told = waitUntil([&] { return disconnected.count() == 1; });
        stopping.join();
        QVERIFY(told);
        QCOMPARE(reasonOf(disconnected[0][0].value<Error>()), QStringLiteral("stopping"));
        QCOMPARE(reasonOf(watch->error()), QStringLiteral("stopping"));
        QCOMPARE(m_lab->sourcesStopped.load(), 1);
        m_lab->push("nobody", "stored"); // goes nowhere, harms nobody
        m_lab->server().endSession(QStringLiteral("anna"));
    }

    void portsAndCertificatesThatCannotBeHad()
    {
        recorder::ApiOptions options;
        options.address = QHostAddress(QHostAddress::LocalHost);
        options.port = m_lab->port();
        options.certificatePem = testCertificate().certificatePem;
        options.keyPem = testCertificate().keyPem;
        const auto methods = std::make_shared<recorder::Dispatcher>();
        const auto taken = recorder::ApiServer(options, methods).start();
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Unavailable);
        options.port = 0;
        options.keyPem = "no key";
        const auto broken = recorder::ApiServer(options, methods).start();
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, ErrorCode::Invalid);
    }

private:
    bool connectIt()
    {
        m_channel->connectTo(QStringLiteral("127.0.0.1"), m_lab->port(), testCertificate().fingerprint);
        return waitUntil([this] { return m_channel->state() == ClientChannel::State::Open; });
    }
    bool signIn(const std::string &login)
    {
        v1::SignInRequest request;
        request.set_login(login);
        std::optional<Result<v1::SignInReply>> reply;
        call<v1::SignInReply>(*m_channel, QStringLiteral("earshot.v1.Session/SignIn"), request, this,
                              [&](const Result<v1::SignInReply> &result) { reply = result; });
        const bool done = wait(reply).has_value() && *reply && (*reply)->token() == "token";
        m_channel->setSignedIn(done);
        return done;
    }
    std::optional<Result<v1::CallDetails>> get(const std::string &id)
    {
        std::optional<Result<v1::CallDetails>> reply;
        call<v1::CallDetails>(*m_channel, kGet, ref(id), this,
                              [&](const Result<v1::CallDetails> &result) { reply = result; });
        return wait(reply);
    }

    std::unique_ptr<ApiLab> m_lab;
    std::unique_ptr<ClientChannel> m_channel;
};

EARSHOT_TEST(tst_apiserver, TestApiServer)
#include "tst_apiserver.moc"
