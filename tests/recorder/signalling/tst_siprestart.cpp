// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sdpparser.h"
#include "tests/recorder/signalling/fakesessionevents.h"
#include "tests/recorder/signalling/sipclient.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

/// A recorder that goes down in the middle of a call and comes back on the same port.
class TestSipRestart : public QObject
{
    Q_OBJECT

    FakeSessionEvents m_events;
    std::unique_ptr<SipStack> m_stack;
    SipListen m_where;

    void startStack(quint16 port)
    {
        SipOptions options;
        options.listens = {{SipProfile::Siprec, SipTransport::Udp, QStringLiteral("127.0.0.1"), port}};
        auto started = SipStack::start(options, &m_events);
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_stack = std::move(*started);
        m_where = m_stack->listening().first();
    }
    void restart(const SessionRequest &known)
    {
        m_stack.reset();
        startStack(m_where.port);
        m_stack->post([this, known] { m_stack->restore(known.dialog, known.state); });
    }

private Q_SLOTS:
    void init()
    {
        m_events.clear();
        startStack(0);
        m_stack->begin();
    }
    void cleanup() { m_stack.reset(); }

    void callGoesOnInItsDialog()
    {
        SipClient client(m_where);
        SipCall call(client);
        const SipAnswer first = call.invite("Supported: timer\r\nSession-Expires: 1800\r\n");
        QCOMPARE(first.status, 200);
        const SessionRequest known = m_events.last("offered").request;
        restart(known);
        // Requests of the time before begin() wait and are not lost.
        client.send(call.request("INVITE", {}, "application/sdp", twoLineSdp("inactive", 2)));
        QCOMPARE(client.receive(300).status, 0);
        m_stack->begin();
        const SipAnswer held = client.receive();
        QCOMPARE(held.status, 200);
        QCOMPARE(held.toTag(), known.state.localTag);
        QCOMPARE(m_events.last("changed").dialog, known.dialog);
        call.acknowledge(held);
        const auto before = parseSdp(first.text.body)->origin.split(' ');
        const auto after = parseSdp(held.text.body)->origin.split(' ');
        QCOMPARE(after.at(1), before.at(1)); // the same session to the peer
        QVERIFY(after.at(2).toULongLong() >= before.at(2).toULongLong());

        SipCall next(client);
        QCOMPARE(next.invite().status, 200);
        QVERIFY(m_events.last("offered").dialog > known.dialog);
        QCOMPARE(call.transact("BYE").status, 200);
        QCOMPARE(m_events.last("ended").dialog, known.dialog);
    }

    void peerIsLearntOnce()
    {
        SipClient client(m_where);
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        restart(m_events.last("offered").request);
        m_stack->begin();
        QCOMPARE(call.transact("UPDATE", {}, "application/rs-metadata", metadataXml("m")).status, 200);
        SipClient stranger(m_where, QHostAddress(QStringLiteral("127.0.0.9")));
        SipCall forged(stranger, call.callId);
        forged.fromTag = call.fromTag;
        forged.toTag = call.toTag;
        forged.cseq = 50;
        QCOMPARE(forged.transact("BYE").status, 481);
        QCOMPARE(m_events.count("ended"), 0);
        QCOMPARE(m_stack->counters().foreignSource, quint64(1));
        QCOMPARE(call.transact("BYE").status, 200);
    }

    void lostAnswerIsGivenAgainInTheSameDialog()
    {
        SipClient client(m_where);
        SipCall call(client);
        const QByteArray invite = call.request("INVITE", {}, "application/sdp", twoLineSdp());
        client.send(invite);
        QTRY_COMPARE(m_events.count("offered"), 1); // ledger written, then the power went
        const SessionRequest known = m_events.last("offered").request;
        restart(known);
        m_stack->begin();
        while (client.receive(100).status != 0) {
        }
        client.send(invite);
        const SipAnswer answer = client.receive();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.toTag(), known.state.localTag);
        QCOMPARE(m_events.count("offered"), 1);
        QCOMPARE(m_events.last("changed").dialog, known.dialog);
        call.acknowledge(answer);
        QTRY_COMPARE(m_events.count("confirmed"), 1);
        QCOMPARE(call.transact("BYE").status, 200);
    }

    void lateAckIsHeard()
    {
        SipClient client(m_where);
        SipCall call(client);
        const SipAnswer answer = call.transact("INVITE"); // our offer
        QCOMPARE(answer.status, 200);
        restart(m_events.last("offered").request);
        m_stack->begin();
        call.acknowledge(answer, "application/sdp", twoLineSdp());
        QTRY_COMPARE(m_events.count("confirmed"), 1);
        QVERIFY(m_events.last("confirmed").request.sdp);
    }

    void hangUpAfterRestartUsesTheContact()
    {
        SipClient client(m_where);
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        const SessionRequest known = m_events.last("offered").request;
        restart(known);
        m_stack->begin();
        m_stack->post([this, known] { m_stack->hangUp(known.dialog, "draining"); });
        const SipAnswer bye = client.receive();
        QVERIFY(bye.text.startLine.startsWith("BYE "));
        QCOMPARE(parameterOf(bye.header("from"), "tag"), call.toTag);
        QCOMPARE(bye.toTag(), call.fromTag);
    }
};

EARSHOT_TEST(tst_siprestart, TestSipRestart)
#include "tst_siprestart.moc"
