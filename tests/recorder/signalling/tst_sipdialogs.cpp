// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sdpparser.h"
#include "tests/recorder/signalling/fakesessionevents.h"
#include "tests/recorder/signalling/sipclient.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

/// One call over UDP, from the INVITE to its end.
class TestSipDialogs : public QObject
{
    Q_OBJECT

    FakeSessionEvents m_events;
    std::unique_ptr<SipStack> m_stack;

    SipListen where() const { return m_stack->listening().first(); }
    void answerHeld()
    {
        m_events.holdReplies = false;
        m_stack->post([this] {
            auto [reply, answer] = m_events.takeReply();
            reply(answer);
        });
    }
    void startStack(int minSessionExpires = 30, int transactionMs = 32000, const QHostAddress &contact = {})
    {
        SipOptions options;
        options.contact = contact;
        options.listens = {{SipProfile::Siprec, SipTransport::Udp, QStringLiteral("127.0.0.1"), 0}};
        options.minSessionExpires = minSessionExpires;
        options.transactionMs = transactionMs;
        auto started = SipStack::start(options, &m_events);
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_stack = std::move(*started);
        m_stack->begin();
    }

private Q_SLOTS:
    void init()
    {
        m_events.clear();
        m_events.holdReplies = false;
        m_events.refusing = 0;
        m_events.status = 200;
        m_events.firstPort = 42000;
        m_events.mediaFlows = true;
        startStack();
    }
    void cleanup() { m_stack.reset(); }

    void callFromInviteToBye()
    {
        SipClient client(where());
        SipCall call(client);
        const SipAnswer answer = call.invite("Session-ID: 0f1e2d3c\r\nX-Agent: 4711\r\n");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.header("contact").contains(";+sip.srs"));
        QVERIFY(answer.header("contact").contains("127.0.0.1:" + QByteArray::number(where().port)));
        QVERIFY(answer.header("allow").contains("UPDATE") && answer.header("allow").contains("INFO"));
        QVERIFY(answer.text.tokens("supported").contains("siprec"));
        QCOMPARE(answer.header("content-type"), QByteArray("application/sdp"));
        const auto sdp = parseSdp(answer.text.body);
        QVERIFY(sdp);
        QCOMPARE(sdp->lines.size(), 2);
        QCOMPARE(sdp->lines.at(0).port, 42000);
        QCOMPARE(sdp->lines.at(1).port, 42002);
        QCOMPARE(sdp->lines.at(1).label, QStringLiteral("2"));
        QCOMPARE(sdp->lines.at(0).direction, MediaDirection::RecvOnly);

        QTRY_COMPARE(m_events.count("confirmed"), 1);
        const SessionRequest offered = m_events.last("offered").request;
        QCOMPARE(offered.method, QByteArray("INVITE"));
        QCOMPARE(offered.peer, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(offered.peerPort, client.localPort());
        QCOMPARE(offered.local, QHostAddress(QHostAddress::LocalHost));
        QVERIFY(offered.sdp && offered.sdp->lines.size() == 2);
        QVERIFY(offered.metadata && offered.metadata->metadata.participants.size() == 1);
        QVERIFY(offered.headers.contains({"session-id", "0f1e2d3c"}));
        QVERIFY(offered.headers.contains({"x-agent", "4711"}));
        QVERIFY(offered.raw.startsWith("INVITE sip:recorder@"));
        QVERIFY(offered.raw.endsWith("--recording-parts--\r\n"));
        QCOMPARE(offered.state.callId, call.callId);
        QCOMPARE(offered.state.localTag, call.toTag);
        QCOMPARE(offered.state.remoteTag, call.fromTag);
        QCOMPARE(m_stack->counters().dialogs, quint64(1));

        const SipAnswer bye = call.transact("BYE", {}, "application/rs-metadata", metadataXml("last-words"));
        QCOMPARE(bye.status, 200);
        QCOMPARE(m_events.count("ended"), 1);
        const auto ended = m_events.last("ended");
        QCOMPARE(ended.cause, EndCause::Bye);
        QCOMPARE(ended.dialog, offered.dialog);
        QVERIFY(ended.request.metadata);
        QCOMPARE(ended.request.metadata->metadata.sessions.value(0).id, QStringLiteral("last-words"));
        QCOMPARE(m_stack->counters().dialogs, quint64(0));
        QCOMPARE(call.transact("BYE").status, 481);
    }

    void repliesLaterAndRetransmissionsMakeNoSecondCall()
    {
        m_events.holdReplies = true;
        SipClient client(where());
        SipCall call(client);
        const QByteArray invite =
            call.request("INVITE", {}, kMultipartType, multipartBody(twoLineSdp(), metadataXml("later")));
        client.send(invite);
        QTRY_COMPARE(m_events.heldReplies(), 1);
        client.send(invite);
        QCOMPARE(client.receive(2000, true).status, 100);
        m_stack->post([this] {
            auto [reply, answer] = m_events.takeReply();
            reply(answer);
            reply(answer); // a second reply finds nothing
        });
        const SipAnswer answer = client.receive();
        QCOMPARE(answer.status, 200);
        client.send(invite);
        const SipAnswer again = client.receive();
        QCOMPARE(again.text.raw, answer.text.raw);
        QCOMPARE(client.receive(1500).text.raw, answer.text.raw); // no ACK yet: sent again by itself
        call.acknowledge(answer);
        QTRY_COMPARE(m_events.count("confirmed"), 1);
        QCOMPARE(m_events.count("offered"), 1);
        call.acknowledge(answer);
        QCOMPARE(call.transact("OPTIONS").status, 200);
        QCOMPARE(m_events.count("confirmed"), 1);
        m_events.holdReplies = false;
    }

    void cancelBeforeTheAnswer()
    {
        m_events.holdReplies = true;
        SipClient client(where());
        SipCall call(client);
        client.send(call.request("INVITE", {}, "application/sdp", twoLineSdp()));
        QTRY_COMPARE(m_events.heldReplies(), 1);
        client.send(call.request("CANCEL"));
        const SipAnswer first = client.receive();
        const SipAnswer second = client.receive();
        QCOMPARE(first.status + second.status, 200 + 487);
        QTRY_COMPARE(m_events.count("ended"), 1);
        QCOMPARE(m_events.last("ended").cause, EndCause::Cancel);
        call.toTag = second.toTag();
        client.send(call.request("ACK"));
        answerHeld(); // too late: nothing happens
        QCOMPARE(SipCall(client).transact("OPTIONS").status, 200);
        QCOMPARE(m_stack->counters().accepted, quint64(0));
        QCOMPARE(m_stack->counters().dialogs, quint64(0));
    }

    void cancelOfAStrangerIsIgnored()
    {
        m_events.holdReplies = true;
        SipClient client(where());
        SipCall call(client);
        client.send(call.request("INVITE", {}, "application/sdp", twoLineSdp()));
        QTRY_COMPARE(m_events.heldReplies(), 1);
        SipClient stranger(where(), QHostAddress(QStringLiteral("127.0.0.9")));
        stranger.send(call.request("CANCEL"));
        QTRY_COMPARE(m_stack->counters().foreignSource, quint64(1));
        answerHeld();
        QTRY_COMPARE(m_stack->counters().accepted, quint64(1));
        QCOMPARE(m_events.count("ended"), 0);
    }

    void withoutAckTheMediaDecides()
    {
        m_stack.reset();
        startStack(30, 1500);
        SipClient client(where());
        SipCall call(client);
        QCOMPARE(call.transact("INVITE", {}, "application/sdp", twoLineSdp()).status, 200);
        QTRY_COMPARE(m_events.count("missed"), 1);
        QCOMPARE(m_events.count("ended"), 0);
        m_events.mediaFlows = false;
        SipCall silent(client);
        client.send(silent.request("INVITE", {}, "application/sdp", twoLineSdp()));
        QTRY_COMPARE(m_events.count("ended"), 1);
        QCOMPARE(m_events.last("ended").cause, EndCause::Timeout);
    }

    void refusalMakesNoDialog()
    {
        m_events.status = 488;
        SipClient client(where());
        SipCall call(client);
        const SipAnswer answer = call.invite();
        QCOMPARE(answer.status, 488);
        QCOMPARE(m_stack->counters().refused, quint64(1));
        QCOMPARE(m_stack->counters().dialogs, quint64(0));
        QCOMPARE(m_events.count("ended"), 0);
    }

    void delayedOffer()
    {
        SipClient client(where());
        SipCall call(client);
        const SipAnswer answer = call.transact("INVITE", "Require: 100rel,siprec\r\n");
        QCOMPARE(answer.status, 200);
        const auto offer = parseSdp(answer.text.body);
        QVERIFY(offer);
        QCOMPARE(offer->lines.size(), 1);
        QCOMPARE(offer->lines.at(0).port, 42000);
        QVERIFY(!m_events.last("offered").request.sdp);
        SipCall early = call; // its own offer while ours is open
        early.toTag = answer.toTag();
        QCOMPARE(early.transact("UPDATE", {}, "application/sdp", twoLineSdp()).status, 491);
        call.acknowledge(answer, "application/sdp", twoLineSdp());
        QTRY_COMPARE(m_events.count("confirmed"), 1);
        QVERIFY(m_events.last("confirmed").request.sdp);
        QCOMPARE(m_events.last("confirmed").request.sdp->lines.at(1).port, 31002);
    }

    void contactBehindNat_data()
    {
        QTest::addColumn<QString>("contact");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("ours") << QString() << QByteArray("<sip:127.0.0.1:");
        QTest::newRow("the one outside")
            << QStringLiteral("198.51.100.9") << QByteArray("<sip:198.51.100.9:");
        QTest::newRow("of the other family")
            << QStringLiteral("2001:db8::9") << QByteArray("<sip:127.0.0.1:");
    }
    void contactBehindNat()
    {
        QFETCH(QString, contact);
        QFETCH(QByteArray, host);
        m_stack.reset();
        startStack(30, 32000, QHostAddress(contact));
        SipClient client(where());
        SipCall call(client);
        const QByteArray expected = host + QByteArray::number(where().port) + '>';
        QVERIFY(call.invite().header("contact").startsWith(expected));
        QVERIFY(call.transact("UPDATE").header("contact").startsWith(expected));
    }

    void changesAreAnsweredInFull()
    {
        SipClient client(where());
        SipCall call(client);
        const SipAnswer first = call.invite();
        QCOMPARE(first.status, 200);
        const SipAnswer held = call.invite({}, twoLineSdp("inactive"));
        QCOMPARE(held.status, 200);
        QCOMPARE(held.toTag(), first.toTag());
        const auto heldSdp = parseSdp(held.text.body);
        QCOMPARE(heldSdp->lines.at(0).direction, MediaDirection::Inactive);
        QCOMPARE(heldSdp->lines.at(1).label, QStringLiteral("2"));
        const auto origin = [](const QByteArray &o) { return o.split(' '); };
        const auto before = origin(parseSdp(first.text.body)->origin);
        const auto after = origin(heldSdp->origin);
        QCOMPARE(after.at(1), before.at(1));
        QCOMPARE(after.at(2).toULongLong(), before.at(2).toULongLong() + 1);

        // The same again, by UPDATE: same text, so the version stays.
        const SipAnswer same = call.transact("UPDATE", {}, "application/sdp", twoLineSdp("inactive"));
        QCOMPARE(same.status, 200);
        QCOMPARE(same.text.body, held.text.body);
        QVERIFY(same.header("contact").contains("+sip.srs"));

        const SipAnswer metadata = call.transact("UPDATE", {}, "application/rs-metadata", metadataXml("new"));
        QCOMPARE(metadata.status, 200);
        QVERIFY(metadata.text.body.isEmpty());
        QVERIFY(m_events.last("changed").request.metadata);
        QVERIFY(!m_events.last("changed").request.sdp);

        const SipAnswer refresh = call.transact("INVITE");
        QCOMPARE(refresh.status, 200);
        QCOMPARE(refresh.text.body, held.text.body); // our offer is what we said last
        call.acknowledge(refresh, "application/sdp", twoLineSdp());
        QTRY_COMPARE(m_events.count("confirmed"), 3);
        QCOMPARE(m_events.count("changed"), 4);
        QCOMPARE(call.transact("INFO", "X-Action: pause\r\n").status, 200);
        QVERIFY(m_events.last("changed").request.headers.contains({"x-action", "pause"}));
        QCOMPARE(call.transact("OPTIONS").status, 200);
        QTRY_COMPARE(m_events.count("alive"), 1);
    }

    void overlappingChangesWait()
    {
        SipClient client(where());
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        m_events.holdReplies = true;
        client.send(call.request("INVITE", {}, "application/sdp", twoLineSdp()));
        QTRY_COMPARE(m_events.heldReplies(), 1);
        SipAnswer second = call.transact("UPDATE", {}, "application/sdp", twoLineSdp());
        QCOMPARE(second.status, 500);
        QVERIFY(!second.header("retry-after").isEmpty());
        m_stack->post([this] {
            auto [reply, answer] = m_events.takeReply();
            reply(answer);
        });
        QCOMPARE(client.receive().status, 200);
        m_events.holdReplies = false;
        call.cseq = 0;
        QCOMPARE(call.transact("BYE").status, 500); // older than what was seen: out of order
        QCOMPARE(m_events.count("ended"), 0);
    }

    void unreadableSdpIsRefusedAndChangesNothing()
    {
        SipClient client(where());
        SipCall call(client);
        QCOMPARE(call.transact("INVITE", {}, "application/sdp", "m=nonsense").status, 488);
        QCOMPARE(m_events.count("offered"), 0);
        QCOMPARE(call.invite().status, 200);
        QCOMPARE(call.transact("UPDATE", {}, "application/sdp", "m=nonsense").status, 488);
        QCOMPARE(m_events.count("changed"), 0);
        QCOMPARE(call.transact("BYE").status, 200);
    }

    void sessionTimers()
    {
        SipClient client(where());
        SipCall tooShort(client);
        const SipAnswer refused = tooShort.invite("Supported: timer\r\nSession-Expires: 20\r\n");
        QCOMPARE(refused.status, 422);
        QCOMPARE(refused.header("min-se"), QByteArray("90"));

        SipCall call(client);
        const SipAnswer answer = call.invite("k: timer\r\nx: 1800;refresher=uas\r\nMin-SE: 35\r\n");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("session-expires"), QByteArray("1800;refresher=uac"));
        QCOMPARE(answer.text.tokens("require"), QList<QByteArray>{"timer"});
        QCOMPARE(m_events.last("offered").request.state.sessionExpires, 1800);

        SipCall without(client);
        const SipAnswer plain = without.invite("Session-Expires: 1800\r\n");
        QVERIFY(plain.header("session-expires").isEmpty());
        QVERIFY(plain.header("require").isEmpty());
    }

    void missedRefreshAsksForMedia()
    {
        m_stack.reset();
        startStack(1);
        SipClient client(where());
        SipCall call(client);
        QCOMPARE(call.invite("Supported: timer\r\nSession-Expires: 1\r\n").status, 200);
        QTRY_VERIFY_WITH_TIMEOUT(m_events.count("missed") >= 2, 6000); // media flows: asked again and again
        QCOMPARE(m_events.count("ended"), 0);
        QCOMPARE(call.transact("UPDATE", "Supported: timer\r\nSession-Expires: 600\r\n").status, 200);
        m_events.clear();

        m_events.mediaFlows = false;
        SipCall silent(client);
        QCOMPARE(silent.invite("Supported: timer\r\nSession-Expires: 1\r\n").status, 200);
        const SipAnswer bye = client.receive(6000);
        QVERIFY(bye.text.startLine.startsWith("BYE sip:recorder-client@127.0.0.1:"));
        QCOMPARE(parameterOf(bye.header("to"), "tag"), silent.fromTag);
        QCOMPARE(bye.toTag(), silent.fromTag);
        QTRY_COMPARE(m_events.count("ended"), 1);
        QCOMPARE(m_events.last("ended").cause, EndCause::Timeout);
        QVERIFY(!m_events.last("ended").hasRequest);
        QCOMPARE(m_stack->counters().dialogs, quint64(1)); // the refreshed one
    }

    void hangUpSendsBye()
    {
        SipClient client(where());
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        const DialogNumber number = m_events.last("offered").dialog;
        m_stack->post([this, number] { m_stack->hangUp(number, "draining"); });
        const SipAnswer bye = client.receive();
        QVERIFY(bye.text.startLine.startsWith("BYE "));
        QCOMPARE(bye.header("call-id"), call.callId);
        QVERIFY(bye.header("reason").contains("draining"));
        client.send("SIP/2.0 200 OK\r\nVia: " + bye.header("via") + "\r\nFrom: " + bye.header("from") +
                    "\r\nTo: " + bye.header("to") + "\r\nCall-ID: " + call.callId +
                    "\r\nCSeq: " + bye.header("cseq") + "\r\nContent-Length: 0\r\n\r\n");
        QTRY_COMPARE(m_events.count("ended"), 1);
        QCOMPARE(m_events.last("ended").cause, EndCause::Shutdown);
        QCOMPARE(call.transact("INVITE").status, 481);
    }

    void keysAreNotInTheEvidence()
    {
        SipClient client(where());
        SipCall call(client);
        QByteArray sdp = twoLineSdp();
        sdp.replace("RTP/AVP", "RTP/SAVP");
        sdp.append("a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
                   "inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk|2^31\r\n");
        QCOMPARE(call.invite({}, sdp).status, 200);
        const SessionRequest offered = m_events.last("offered").request;
        QVERIFY(!offered.raw.contains("QUJDREVG"));
        QVERIFY(offered.raw.contains("inline:****************************************|2^31"));
        QCOMPARE(offered.sdp->lines.at(1).cryptos.size(), 1);
        QVERIFY(offered.sdp->lines.at(1).cryptos.at(0).key.startsWith("ABCDEFG"));
    }
};

EARSHOT_TEST(tst_sipdialogs, TestSipDialogs)
#include "tst_sipdialogs.moc"
