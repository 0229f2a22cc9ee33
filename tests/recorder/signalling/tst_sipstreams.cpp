// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/tlsfront.h"
#include "tests/recorder/signalling/fakesessionevents.h"
#include "tests/recorder/signalling/sipclient.h"
#include "tests/recorder/signalling/testcertificate.h"
#include "tests/support/nofilesleft.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace recorder;
using namespace tests;

/// Transports: big datagrams, streams in pieces, TLS, ports that are taken.
class TestSipStreams : public QObject
{
    Q_OBJECT

    FakeSessionEvents m_events;
    QTemporaryDir m_dir;
    std::unique_ptr<SipStack> m_stack;

    static SipListen on(SipTransport transport, quint16 port = 0)
    {
        return {SipProfile::Siprec, transport, QStringLiteral("127.0.0.1"), port};
    }
    SipOptions options() const
    {
        SipOptions made;
        made.listens = {on(SipTransport::Udp), on(SipTransport::Tcp), on(SipTransport::Tls)};
        made.certificateDir = m_dir.path();
        return made;
    }
    void startStack(const SipOptions &with)
    {
        auto started = SipStack::start(with, &m_events);
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_stack = std::move(*started);
        m_stack->begin();
    }
    static QByteArray padded(qsizetype size)
    {
        QByteArray xml = metadataXml("big");
        const QByteArray end = "</recording>";
        xml.insert(xml.indexOf(end), "<!-- " + QByteArray(size, 'x') + " -->");
        return multipartBody(twoLineSdp(), xml);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        QVERIFY(writeTestCertificate(m_dir.path()));
    }
    void init()
    {
        m_events.clear();
        startStack(options());
    }
    void cleanup() { m_stack.reset(); }

    void bigDatagrams_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("as BroadWorks sends") << 2600;
        QTest::newRow("60 KB") << 58000;
    }
    void bigDatagrams()
    {
        QFETCH(int, size);
        SipClient client(m_stack->listening().at(0));
        SipCall call(client);
        const QByteArray text = call.request("INVITE", {}, kMultipartType, padded(size));
        client.send(text);
        const SipAnswer answer = client.receive();
        QCOMPARE(answer.status, 200);
        QCOMPARE(m_events.last("offered").request.raw, text);
        QVERIFY(m_events.last("offered").request.metadata->raw.size() > size);
        call.acknowledge(answer);
        QCOMPARE(call.transact("BYE").status, 200);
    }

    void callOnEachTransport()
    {
        for (const SipListen &listen : m_stack->listening()) {
            m_events.clear();
            SipClient client(listen);
            QVERIFY(listen.transport == SipTransport::Udp || client.connectStream());
            SipCall call(client);
            const SipAnswer answer = call.invite();
            QCOMPARE(answer.status, 200);
            QVERIFY(listen.transport == SipTransport::Udp ||
                    answer.header("contact").contains(";transport=" + client.transport().toLower()));
            QTRY_COMPARE(m_events.count("confirmed"), 1);
            QCOMPARE(m_events.last("offered").request.transport, listen.transport);
            QCOMPARE(m_events.last("offered").request.state.transport, listen.transport);
            QVERIFY(m_events.last("offered").request.raw.contains("\r\nVia: SIP/2.0/" + client.transport()));
            QVERIFY(m_events.last("offered").request.raw.endsWith("--recording-parts--\r\n"));
            QCOMPARE(call.invite({}, twoLineSdp("inactive")).status, 200);
            QCOMPARE(call.transact("BYE").status, 200);
        }
    }

    void streamInPieces()
    {
        SipClient client(m_stack->listening().at(1));
        QVERIFY(client.connectStream());
        client.send("\r\n\r\n"); // keep-alive, RFC 5626 section 4.4.1: ping is answered by pong
        QCOMPARE(client.rawReceive(2000), QByteArray("\r\n"));
        SipCall call(client);
        const QByteArray invite = call.request("INVITE", {}, kMultipartType, padded(20000));
        for (qsizetype at = 0; at < invite.size();) {
            const qsizetype size = at < 300 ? 7 : 4001;
            client.send(invite.mid(at, size));
            at += size;
            QTest::qWait(1); // a segment of its own
        }
        const SipAnswer answer = client.receive();
        QCOMPARE(answer.status, 200);
        QCOMPARE(m_events.last("offered").request.raw, invite);
        call.acknowledge(answer);
        // Several requests in one segment, with blank lines between them.
        const QByteArray update = call.request("UPDATE", {}, "application/sdp", twoLineSdp());
        const QByteArray options = call.request("OPTIONS");
        const QByteArray bye = call.request("BYE");
        client.send("\r\n\r\n" + update + "\r\n" + options + bye);
        QCOMPARE(client.receive().header("cseq"), QByteArray("2 UPDATE"));
        QCOMPARE(client.receive().header("cseq"), QByteArray("3 OPTIONS"));
        QCOMPARE(client.receive().header("cseq"), QByteArray("4 BYE"));
        QTRY_COMPARE(m_events.count("ended"), 1);
    }

    /// Where the segments end must not matter; the recorder may read them one by one or many at once.
    void bigMessagesInAnyPieces()
    {
        QRandomGenerator random(7);
        const SipListen listen = m_stack->listening().at(1);
        for (int round = 0; round < 60; ++round) {
            SipClient client(listen);
            QVERIFY(client.connectStream());
            SipCall call(client);
            const QByteArray invite =
                call.request("INVITE", {}, kMultipartType, padded(random.bounded(58000)));
            for (qsizetype at = 0; at < invite.size();) {
                const qsizetype size = random.bounded(1, round % 2 == 0 ? 40000 : 9000);
                client.send(invite.mid(at, size));
                at += size;
                if (random.bounded(3) != 0) {
                    QTest::qWait(1);
                }
            }
            const SipAnswer answer = client.receive();
            QCOMPARE(answer.status, 200);
            const QByteArray raw = m_events.last("offered").request.raw;
            const auto same =
                std::mismatch(raw.begin(), raw.end(), invite.begin(), invite.end()).first - raw.begin();
            QVERIFY2(raw == invite, qPrintable(QStringLiteral("round %1: %2 octets of %3, the same up to %4")
                                                   .arg(round)
                                                   .arg(raw.size())
                                                   .arg(invite.size())
                                                   .arg(same)));
            call.acknowledge(answer);
            QCOMPARE(call.transact("BYE").status, 200);
        }
    }

    void dialogSurvivesItsConnection()
    {
        SipClient first(m_stack->listening().at(1));
        QVERIFY(first.connectStream());
        SipCall call(first);
        QCOMPARE(call.invite().status, 200);
        SipClient second(m_stack->listening().at(1));
        QVERIFY(second.connectStream());
        SipCall later(second, call.callId);
        later.fromTag = call.fromTag;
        later.toTag = call.toTag;
        later.cseq = call.cseq;
        QCOMPARE(later.transact("BYE").status, 200);
        QCOMPARE(m_events.count("ended"), 1);
    }

    void viaMayNameAnotherTransport()
    {
        for (const QByteArray named : {"TCP", "TLS", "UDP"}) {
            m_events.clear();
            SipClient client(m_stack->listening().at(2));
            QVERIFY(client.connectStream());
            SipCall call(client);
            call.viaTransport = named;
            const SipAnswer answer = call.invite();
            QCOMPARE(answer.status, 200);
            QVERIFY(answer.header("via").startsWith("SIP/2.0/" + named + " 127.0.0.1:"));
            QTRY_COMPARE(m_events.count("confirmed"), 1);
            QCOMPARE(call.transact("BYE").status, 200);
        }
        QVERIFY(m_stack->counters().repaired > 0);
    }

    void tlsSourceIsTheRealOne()
    {
        m_stack.reset();
        SipOptions narrow = options();
        narrow.peers = {{QHostAddress(QStringLiteral("127.0.0.5")), 32, {}}};
        startStack(narrow);
        const SipListen listen = m_stack->listening().at(2);
        SipClient stranger(listen);
        QVERIFY(!stranger.connectStream()); // closed before the handshake
        SipClient client(listen, QHostAddress(QStringLiteral("127.0.0.5")));
        QVERIFY(client.connectStream());
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        const SessionRequest offered = m_events.last("offered").request;
        QCOMPARE(offered.peer, QHostAddress(QStringLiteral("127.0.0.5")));
        QCOMPARE(offered.peerPort, client.localPort());
        m_stack->post([this, offered] { m_stack->hangUp(offered.dialog, "draining"); });
        QVERIFY(client.receive().text.startLine.startsWith("BYE "));
    }

    /// The port of the inner connection may be any program's afterwards.
    void whoSpokeOverTlsIsForgotten()
    {
        QTcpServer inner;
        QVERIFY(inner.listen(QHostAddress(QHostAddress::LocalHost)));
        const auto front = TlsFront::open(on(SipTransport::Tls), options(), inner.serverPort());
        QVERIFY(front);
        auto client = std::make_unique<SipClient>(on(SipTransport::Tls, (*front)->port()));
        QVERIFY(client->connectStream());
        QTRY_VERIFY(inner.hasPendingConnections());
        const std::unique_ptr<QTcpSocket> there(inner.nextPendingConnection());
        const quint16 port = there->peerPort();
        QTRY_VERIFY((*front)->sourceOf(port).has_value());
        QCOMPARE((*front)->sourceOf(port)->second, client->localPort());
        client.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!(*front)->sourceOf(port).has_value(), 10000);
    }

    void tlsConnectionsOfOneSourceAreLimited()
    {
        const SipListen listen = m_stack->listening().at(2);
        std::vector<std::unique_ptr<SipClient>> many;
        int connected = 0;
        for (int i = 0; i < 70; ++i) {
            many.push_back(std::make_unique<SipClient>(listen));
            connected += many.back()->connectStream() ? 1 : 0;
        }
        QCOMPARE(connected, 64);
        many.clear();
        QTRY_VERIFY(SipClient(listen).connectStream()); // closed ones are forgotten
    }

    void tlsIsAcceptedAgainWhenDescriptorsAreFree()
    {
        const SipListen listen = m_stack->listening().at(2);
        {
            const LateConnection late;
            const NoFilesLeft none;
            QVERIFY(late.connectTo(listen.port));
            QTest::qWait(300); // accept() has failed
        }
        SipClient client(listen);
        QVERIFY(client.connectStream());
        QCOMPARE(SipCall(client).transact("OPTIONS").status, 200);
    }

    void connectionsOfOneSourceAreLimited()
    {
        m_stack.reset();
        SipOptions narrow = options();
        narrow.connectionsPerSource = 3;
        startStack(narrow);
        const SipListen listen = m_stack->listening().at(1);
        std::vector<std::unique_ptr<SipClient>> first;
        for (int i = 0; i < 3; ++i) {
            first.push_back(std::make_unique<SipClient>(listen));
            QVERIFY(first.back()->connectStream());
            QCOMPARE(SipCall(*first.back()).transact("OPTIONS").status, 200);
        }
        std::vector<std::unique_ptr<SipClient>> more;
        for (int i = 0; i < 5; ++i) {
            more.push_back(std::make_unique<SipClient>(listen));
            QVERIFY(more.back()->connectStream());
        }
        SipClient other(listen, QHostAddress(QStringLiteral("127.0.0.7")));
        QVERIFY(other.connectStream());
        QTRY_COMPARE(m_stack->counters().overConnected, quint64(5));
        for (const auto &client : more) {
            QCOMPARE(SipCall(*client).transact("OPTIONS").status, 0);
            QVERIFY(!client->isConnected());
        }
        for (const auto &client : first) {
            QCOMPARE(SipCall(*client).transact("OPTIONS").status, 200);
        }
        QCOMPARE(SipCall(other).transact("OPTIONS").status, 200);
        first.pop_back();   // makes room for another one
        QTest::qWait(1200); // a count of connections has passed
        SipClient late(listen);
        QVERIFY(late.connectStream());
        QTest::qWait(1200); // and one that would have closed it
        QCOMPARE(SipCall(late).transact("OPTIONS").status, 200);
        QCOMPARE(m_stack->counters().overConnected, quint64(5));
    }

    void oldTlsIsRefused()
    {
        const SipListen listen = m_stack->listening().at(2);
        for (const QSsl::SslProtocol protocol : {QSsl::TlsV1_2, QSsl::TlsV1_3}) {
            QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
            tls.setProtocol(protocol);
            SipClient client(listen);
            QVERIFY(client.connectStream(tls));
            QCOMPARE(SipCall(client).transact("OPTIONS").status, 200);
        }
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        QSslConfiguration old = QSslConfiguration::defaultConfiguration();
        old.setProtocol(QSsl::TlsV1_1);
        QT_WARNING_POP
        SipClient client(listen);
        QVERIFY(!client.connectStream(old));
    }

    void onlyAuthenticatedEncryptionIsTaken()
    {
        const SipListen listen = m_stack->listening().at(2);
        QList<QSslCipher> authenticated;
        QList<QSslCipher> others;
        for (const QSslCipher &cipher : QSslConfiguration::defaultConfiguration().ciphers()) {
            const QString name = cipher.name();
            if (cipher.protocol() == QSsl::TlsV1_3) {
                continue;
            }
            const bool aead = name.contains(QLatin1String("GCM")) || name.contains(QLatin1String("CCM")) ||
                              name.contains(QLatin1String("CHACHA20"));
            (aead ? authenticated : others).append(cipher);
        }
        QVERIFY(!authenticated.isEmpty() && !others.isEmpty());
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setProtocol(QSsl::TlsV1_2);
        tls.setCiphers(authenticated);
        SipClient good(listen);
        QVERIFY(good.connectStream(tls));
        QCOMPARE(SipCall(good).transact("OPTIONS").status, 200);
        tls.setCiphers(others); // CBC with a MAC: the library itself would take them
        SipClient bad(listen);
        QVERIFY(!bad.connectStream(tls));
    }

    void clientCertificateOnDemand()
    {
        m_stack.reset();
        SipOptions strict = options();
        strict.demandClientCertificate = true;
        startStack(strict);
        const SipListen listen = m_stack->listening().at(2);
        SipClient without(listen);
        if (without.connectStream()) { // TLS 1.3 tells after the handshake
            QCOMPARE(SipCall(without).transact("OPTIONS").status, 0);
        }
        SipClient with(listen);
        QVERIFY(with.connectStream(clientConfiguration(m_dir.path())));
        QCOMPARE(SipCall(with).transact("OPTIONS").status, 200);
    }

    void takenPortIsOneClearError()
    {
        const quint16 port = m_stack->listening().at(1).port;
        SipOptions second;
        second.listens = {on(SipTransport::Udp), on(SipTransport::Tcp, port)};
        const auto started = SipStack::start(second, &m_events);
        QVERIFY(!started);
        QCOMPARE(started.error().code, common::ErrorCode::Unavailable);
        QVERIFY(started.error().message.contains(QStringLiteral("127.0.0.1 port %1/tcp").arg(port)));
        second.listens = {on(SipTransport::Udp, m_stack->listening().at(0).port)};
        QVERIFY(!SipStack::start(second, &m_events));

        second.listens = {on(SipTransport::Tls)};
        const auto bare = SipStack::start(second, &m_events);
        QVERIFY(!bare && bare.error().message.contains(QStringLiteral("agent.pem")));
        second.listens = {{SipProfile::Siprec, SipTransport::Udp, QStringLiteral("nowhere"), 0}};
        QCOMPARE(SipStack::start(second, &m_events).error().code, common::ErrorCode::Invalid);
    }

    void halfMessagesTimeOut()
    {
        m_stack.reset();
        SipOptions hasty = options();
        hasty.halfMessageMs = 300;
        startStack(hasty);
        for (const SipListen &listen : {m_stack->listening().at(1), m_stack->listening().at(2)}) {
            SipClient slow(listen);
            QVERIFY(slow.connectStream());
            const QByteArray invite = SipCall(slow).request("INVITE", {}, "application/sdp", twoLineSdp());
            SipClient idle(listen); // silence between messages is no offence
            QVERIFY(idle.connectStream());
            slow.send(invite.first(invite.size() - 20));
            QElapsedTimer clock;
            clock.start();
            while (slow.isConnected() && clock.elapsed() < 5000) {
                slow.receive(100);
            }
            QVERIFY(!slow.isConnected());
            QCOMPARE(m_events.count("offered"), 0);
            QCOMPARE(SipCall(idle).transact("OPTIONS").status, 200);
        }
    }

    void idleConnectionsDoNotDelayCalls()
    {
        m_stack.reset();
        SipOptions wide = options();
        wide.connectionsPerSource = 300;
        startStack(wide);
        std::vector<std::unique_ptr<QTcpSocket>> idle;
        const SipListen listen = m_stack->listening().at(1);
        for (int i = 0; i < 200; ++i) {
            idle.push_back(std::make_unique<QTcpSocket>());
            idle.back()->connectToHost(listen.address, listen.port);
            QVERIFY(idle.back()->waitForConnected());
            idle.back()->write("INVITE sip:x@127.0.0.1 SIP/2.0\r\nVia: ");
            idle.back()->flush();
        }
        SipClient client(listen);
        QVERIFY(client.connectStream());
        SipCall call(client);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(call.invite().status, 200);
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
    }
};

EARSHOT_TEST(tst_sipstreams, TestSipStreams)
#include "tst_sipstreams.moc"
