// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/signalling/fakesessionevents.h"
#include "tests/recorder/signalling/sipclient.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

/// What must be refused, and what looks broken but comes from real phone systems and must be recorded.
class TestSipAbuse : public QObject
{
    Q_OBJECT

    FakeSessionEvents m_events;
    std::unique_ptr<SipStack> m_stack;

    SipListen udp() const { return m_stack->listening().at(0); }
    SipListen tcp() const { return m_stack->listening().at(1); }
    void startStack(SipOptions options = {})
    {
        m_stack.reset();
        const QString address = QStringLiteral("127.0.0.1");
        options.listens = {{SipProfile::Siprec, SipTransport::Udp, address, 0},
                           {SipProfile::CiscoForked, SipTransport::Tcp, address, 0}};
        auto started = SipStack::start(options, &m_events);
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_stack = std::move(*started);
        m_stack->begin();
    }

private Q_SLOTS:
    void init()
    {
        m_events.clear();
        m_events.refusing = 0;
        startStack();
    }
    void cleanup() { m_stack.reset(); }

    void unknownPeerGetsNothing()
    {
        SipOptions options;
        options.peers = {{QHostAddress(QStringLiteral("127.0.0.1")), 32, QStringLiteral("one")}};
        options.refusalsPerSecond = 3;
        startStack(options);
        SipClient stranger(udp(), QHostAddress(QStringLiteral("127.0.0.9")));
        for (int i = 0; i < 20; ++i) {
            stranger.send(SipCall(stranger).request("INVITE", {}, "application/sdp", twoLineSdp()));
        }
        int refused = 0;
        while (stranger.receive(200).status == 403) {
            ++refused;
        }
        QVERIFY2(refused >= 3 && refused <= 8, qPrintable(QString::number(refused)));
        QCOMPARE(m_stack->counters().unknownPeer, quint64(20));
        QCOMPARE(m_events.count("offered"), 0);
        SipClient friendly(udp());
        QCOMPARE(SipCall(friendly).invite().status, 200);
    }

    void fullRecorderRefusesNewCallsOnly()
    {
        SipClient client(udp());
        SipCall running(client);
        QCOMPARE(running.invite().status, 200);
        m_events.refusing = 30;
        const SipAnswer refused = SipCall(client).invite();
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.header("retry-after"), QByteArray("30"));
        const SipAnswer ping = SipCall(client).transact("OPTIONS");
        QCOMPARE(ping.status, 503);
        QCOMPARE(ping.header("retry-after"), QByteArray("30"));
        QCOMPARE(running.transact("OPTIONS").status, 200);
        QCOMPARE(running.invite().status, 200);
        QCOMPARE(running.transact("BYE").status, 200);
        m_events.refusing = 0;
        const SipAnswer open = SipCall(client).transact("OPTIONS");
        QCOMPARE(open.status, 200);
        QVERIFY(open.header("accept").contains("application/rs-metadata+xml"));
        QVERIFY(open.text.tokens("accept").contains("application/rs-metadata"));
        QVERIFY(open.text.tokens("supported").contains("timer"));
    }

    void ofCiscosLegsTheRoomDecides()
    {
        m_events.refusing = 30;
        SipClient client(tcp());
        QVERIFY(client.connectStream());
        QCOMPARE(SipCall(client).transact("OPTIONS").status, 503);
        QCOMPARE(SipCall(client).invite().status, 200); // the second half of a call, for all the stack knows
        QCOMPARE(m_events.count("offered"), 1);
    }

    void floodOfOneSourceLeavesTheOthersAlone()
    {
        SipOptions options;
        options.requestsPerSecond = 10;
        startStack(options);
        SipClient loud(udp(), QHostAddress(QStringLiteral("127.0.0.2")));
        for (int i = 0; i < 60; ++i) {
            loud.send(SipCall(loud).request("INVITE", {}, "application/sdp", twoLineSdp()));
        }
        int accepted = 0;
        int refused = 0;
        QSet<QByteArray> seen;
        for (SipAnswer answer = loud.receive(400); answer.status != 0; answer = loud.receive(400)) {
            if (!seen.contains(answer.header("call-id"))) {
                seen.insert(answer.header("call-id"));
                (answer.status == 200 ? accepted : refused) += 1;
            }
            if (seen.size() == 60) {
                break;
            }
        }
        QVERIFY2(accepted >= 20 && accepted <= 30, qPrintable(QString::number(accepted)));
        QCOMPARE(accepted + refused, 60);
        QCOMPARE(m_stack->counters().rateLimited, quint64(refused));
        SipClient quiet(udp());
        QCOMPARE(SipCall(quiet).invite().status, 200);
    }

    void methodsAndOptions()
    {
        SipClient client(udp());
        const SipAnswer unknown = SipCall(client).invite("Require: siprec, time-travel\r\n");
        QCOMPARE(unknown.status, 420);
        QCOMPARE(unknown.header("unsupported"), QByteArray("time-travel"));
        const SipAnswer registered = SipCall(client).transact("REGISTER");
        QCOMPARE(registered.status, 405);
        QVERIFY(registered.header("allow").contains("INVITE"));
        QCOMPARE(SipCall(client).transact("SUBSCRIBE").status, 405);
        QCOMPARE(SipCall(client).transact("FROBNICATE").status, 501);
        QCOMPARE(SipCall(client).transact("BYE").status, 481);
        QCOMPARE(SipCall(client).transact("UPDATE").status, 481);
        QCOMPARE(SipCall(client).transact("PRACK", "RAck: 1 1 INVITE\r\n").status, 481);
        SipCall stray(client);
        stray.toTag = "nobody";
        QCOMPARE(stray.transact("BYE").status, 481);
        QCOMPARE(stray.transact("OPTIONS").status, 481);
        QCOMPARE(stray.transact("CANCEL").status, 481);
    }

    void forgedRequestsInADialog()
    {
        SipClient client(udp());
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        SipClient stranger(udp(), QHostAddress(QStringLiteral("127.0.0.9")));
        for (const char *method : {"BYE", "INVITE", "UPDATE", "OPTIONS", "INFO"}) {
            SipCall forged(stranger, call.callId);
            forged.fromTag = call.fromTag;
            forged.toTag = call.toTag;
            forged.cseq = 100;
            QCOMPARE(forged.transact(method).status, 481);
        }
        SipCall guessed(client, call.callId); // right address, wrong tag
        guessed.toTag = call.toTag;
        QCOMPARE(guessed.transact("BYE").status, 481);
        QCOMPARE(m_events.count("ended") + m_events.count("changed"), 0);
        QCOMPARE(m_stack->counters().foreignSource, quint64(5));
        QCOMPARE(call.transact("BYE").status, 200); // its CSeq was not spoilt
    }

    /// A proxy that does not record-route is out of the way after the INVITE.
    void whomTheContactNamesMayGoOn()
    {
        SipClient proxy(udp());
        SipClient client(udp(), QHostAddress(QStringLiteral("127.0.0.9")));
        SipCall through(proxy);
        through.contact = "<sip:src@127.0.0.9:" + QByteArray::number(client.localPort()) + ">;+sip.src";
        const SipAnswer answer = through.transact("INVITE", {}, "application/sdp", twoLineSdp());
        QCOMPARE(answer.status, 200);
        const auto inside = [&](SipClient &from) {
            SipCall call(from, through.callId);
            call.fromTag = through.fromTag;
            call.toTag = answer.toTag();
            call.contact = through.contact;
            call.cseq = through.cseq;
            return call;
        };
        SipCall direct = inside(client);
        direct.acknowledge(answer);
        QTRY_COMPARE(m_events.count("confirmed"), 1);
        SipClient stranger(udp(), QHostAddress(QStringLiteral("127.0.0.8")));
        QCOMPARE(inside(stranger).transact("BYE").status, 481);
        QCOMPARE(direct.transact("UPDATE", {}, "application/sdp", twoLineSdp("inactive")).status, 200);
        QCOMPARE(inside(stranger).transact("BYE").status, 481);
        QCOMPARE(m_events.count("ended"), 0);
        QCOMPARE(direct.transact("BYE").status, 200);
        QCOMPARE(m_events.count("ended"), 1);
        QCOMPARE(m_stack->counters().foreignSource, quint64(2));
    }

    void recordRouteIsFollowed()
    {
        SipClient client(udp());
        SipCall call(client);
        call.contact = "<sip:src@127.0.0.1:9>;+sip.src"; // nobody is there
        const QByteArray near = "<sip:127.0.0.1:" + QByteArray::number(client.localPort()) + ";lr>";
        const QByteArray far = "<sip:192.0.2.7;lr>";
        const SipAnswer answer = call.invite("Record-Route: " + near + "\r\nRecord-Route: " + far + "\r\n");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text.all("record-route").join(", "), near + ", " + far);
        const DialogNumber dialog = m_events.last("offered").dialog;
        m_stack->post([this, dialog] { m_stack->hangUp(dialog, "draining"); });
        const SipAnswer bye = client.receive();
        QVERIFY2(bye.text.startLine.startsWith("BYE sip:src@127.0.0.1:9 "), bye.text.startLine.constData());
        QCOMPARE(bye.text.all("route").join(", "), near + ", " + far);
    }

    void mergedInviteIsOneCall()
    {
        SipClient client(udp());
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        SipCall copy = call; // the same call over another path: same CSeq, new branch
        copy.toTag.clear();
        copy.cseq = 0;
        QCOMPARE(copy.transact("INVITE", {}, "application/sdp", twoLineSdp()).status, 482);
        QCOMPARE(m_events.count("offered"), 1);
    }

    void brokenHeadersOfRealSystems_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("contact");
        const QByteArray from = "<sip:sbc@127.0.0.1>";
        QTest::newRow("Contact without >") << from << QByteArray("<sip:src@127.0.0.1:5060;+sip.src");
        QTest::newRow("Contact without scheme") << from << QByteArray("<sip127.0.0.1:5060>;+sip.src");
        QTest::newRow("tag inside the URI") << from << QByteArray("<sip:src@127.0.0.1:5060;+sip.src>");
        QTest::newRow("empty Contact") << from << QByteArray();
        QTest::newRow("From without brackets") << QByteArray("sip:sbc@127.0.0.1") << from;
        QTest::newRow("From host only") << QByteArray("<sip:127.0.0.1>") << from;
        QTest::newRow("From without >") << QByteArray("\"Main Gate\" <sip:sbc@127.0.0.1") << from;
        QTest::newRow("From without blank") << QByteArray("\"Main\"<sip:sbc@127.0.0.1>") << from;
        QTest::newRow("From no URI") << QByteArray("<sbc at main gate>") << from;
        QTest::newRow("From open quote") << QByteArray("\"Main <sip:sbc@127.0.0.1>") << from;
        QTest::newRow("From Latin-1") << QByteArray("M\xfcller <sip:sbc@127.0.0.1>") << from;
        QTest::newRow("From of 700 bytes")
            << QByteArray("<sip:4711@127.0.0.1;x-nearend;x-refci=" + QByteArray(650, '7') + ">") << from;
    }
    void brokenHeadersOfRealSystems()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, contact);
        for (const SipListen &listen : m_stack->listening()) {
            m_events.clear();
            SipClient client(listen);
            QVERIFY(listen.transport == SipTransport::Udp || client.connectStream());
            SipCall call(client);
            call.from = from;
            call.contact = contact;
            QCOMPARE(call.invite().status, 200);
            QTRY_COMPARE(m_events.count("confirmed"), 1);
            const SessionRequest offered = m_events.last("offered").request;
            QCOMPARE(offered.from, from + ";tag=" + call.fromTag);
            QCOMPARE(offered.state.remoteTag, call.fromTag);
            QCOMPARE(offered.profile, listen.profile);
            QVERIFY(offered.raw.contains("\r\nContact: " + contact + "\r\n"));
            QCOMPARE(call.transact("BYE").status, 200);
        }
    }

    void unusualSpelling()
    {
        SipClient client(udp());
        const QByteArray body = multipartBody(twoLineSdp(), metadataXml("odd"));
        const QByteArray port = QByteArray::number(client.localPort());
        const QByteArray head =
            "INVITE sip:recorder@127.0.0.1;transport=tcp SIP/2.0\r\n"
            "v: SIP/2.0/UDP 127.0.0.1:" +
            port +
            "\r\n ;branch=z9hG4bKodd;\r\n rport\r\nV:SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKlow\r\n"
            "f:<sip:sbc@127.0.0.1>;tag=odd\r\nt: <sip:recorder@127.0.0.1>\r\n"
            "i: odd-1\r\nCSEQ:   7\r\n\tINVITE\r\nm: <sip:sbc@127.0.0.1>\r\n"
            "k: timer,\r\n 100rel\r\nx: 600\r\nc: " +
            kMultipartType + "\r\n";
        // The length of a datagram is its own, whatever the header says; blank lines may come first.
        client.send("\r\n\r\n" + head + "l: 12\r\n\r\n" + body);
        const SipAnswer answer = client.receive();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text.all("via").size(), 2);
        QCOMPARE(answer.header("session-expires"), QByteArray("600;refresher=uac"));
        const SessionRequest offered = m_events.last("offered").request;
        QVERIFY(offered.raw.endsWith(body));
        QCOMPARE(offered.requestUri, QByteArray("sip:recorder@127.0.0.1;transport=tcp"));
        QCOMPARE(offered.sdp->lines.size(), 2);
        QByteArray longer = head + "l: 60000\r\n\r\n" + body;
        longer.replace("odd-1", "odd-2").replace("z9hG4bKodd", "z9hG4bKod2");
        client.send(longer);
        QTRY_COMPARE(m_events.count("offered"), 2);
        QVERIFY(m_events.last("offered").request.metadata);
    }

    void byeWithWrongSequenceMethod()
    {
        SipClient client(udp());
        SipCall call(client);
        QCOMPARE(call.invite().status, 200);
        QByteArray bye = call.request("BYE");
        bye.replace(" BYE\r\n", " INVITE\r\n");
        client.send(bye);
        QCOMPARE(client.receive().status, 200);
        QCOMPARE(m_events.count("ended"), 1);
    }

    void limits()
    {
        SipClient client(udp());
        QCOMPARE(SipCall(client).invite(QByteArray("X-Filler: 1\r\n").repeated(200)).status, 400);
        QCOMPARE(SipCall(client).invite("X-Filler: " + QByteArray(9000, 'x') + "\r\n").status, 400);
        client.send(SipCall(client).request(
            "INVITE", QByteArray("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\n").repeated(40)));
        QTRY_COMPARE(m_stack->counters().malformed, quint64(3));
        SipClient stream(tcp());
        QVERIFY(stream.connectStream());
        stream.send(SipCall(stream).request("INVITE", {}, "application/sdp", QByteArray(100'000, 'x')));
        QCOMPARE(stream.receive().status, 413);
        QCOMPARE(m_events.count("offered"), 0);
    }

    void torture_data()
    {
        QTest::addColumn<QByteArray>("message");
        const QByteArray rest = "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKt\r\nFrom: <sip:a@b>;tag=1\r\n"
                                "To: <sip:c@d>\r\nCall-ID: t\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
        QTest::newRow("nothing") << QByteArray("\r\n\r\n\r\n");
        QTest::newRow("zeros") << QByteArray(100, '\0');
        QTest::newRow("noise") << QByteArray("\x7f\x01\xff\xfe nonsense \x80\x81");
        QTest::newRow("line only") << QByteArray("INVITE sip:a@b SIP/2.0\r\n");
        QTest::newRow("no headers") << QByteArray("INVITE sip:a@b SIP/2.0\r\n\r\n");
        QTest::newRow("no From") << QByteArray(
            "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1\r\n\r\n");
        QTest::newRow("version") << QByteArray("INVITE sip:a@b SIP/7.0\r\n") + rest;
        QTest::newRow("no version") << QByteArray("INVITE sip:a@b\r\n") + rest;
        QTest::newRow("bad URI") << QByteArray("INVITE <sip:a@b> SIP/2.0\r\n") + rest;
        QTest::newRow("strange scheme") << QByteArray("INVITE nobody:knows SIP/2.0\r\n") + rest;
        QTest::newRow("huge CSeq") << QByteArray("INVITE sip:a@b SIP/2.0\r\n") +
                                          QByteArray(rest).replace("1 INVITE", "99999999999999 INVITE");
        QTest::newRow("CSeq mismatch")
            << QByteArray("INVITE sip:a@b SIP/2.0\r\n") + QByteArray(rest).replace("1 INVITE", "1 BYE");
        QTest::newRow("negative length")
            << QByteArray("INVITE sip:a@b SIP/2.0\r\n") + QByteArray(rest).replace("Length: 0", "Length: -5");
        QTest::newRow("NUL in header")
            << QByteArray("INVITE sip:a@b SIP/2.0\r\n") +
                   QByteArray(rest).replace("Call-ID: t", QByteArray("Call-ID: t\0x", 12));
        QTest::newRow("empty tag") << QByteArray("INVITE sip:a@b SIP/2.0\r\n") +
                                          QByteArray(rest).replace(";tag=1", ";tag=");
        QTest::newRow("no tag") << QByteArray("INVITE sip:a@b SIP/2.0\r\n") +
                                       QByteArray(rest).replace(";tag=1", "");
        QTest::newRow("commas") << QByteArray(
                                       "INVITE sip:a@b SIP/2.0\r\nContact: ,,,,\r\nRecord-Route: ,<,>,\r\n") +
                                       rest;
        QTest::newRow("answer to nobody") << QByteArray("SIP/2.0 200 OK\r\n") + rest;
        QTest::newRow("status 9999") << QByteArray("SIP/2.0 9999 What\r\n") + rest;
        QTest::newRow("multipart bomb")
            << QByteArray("INVITE sip:a@b SIP/2.0\r\nContent-Type: multipart/mixed;boundary=x\r\n") +
                   QByteArray(rest).replace("Length: 0", "Length: 20000") +
                   QByteArray("--x\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n").repeated(380);
    }
    void torture()
    {
        QFETCH(QByteArray, message);
        for (const SipListen &listen : m_stack->listening()) {
            SipClient hostile(listen);
            QVERIFY(listen.transport == SipTransport::Udp || hostile.connectStream());
            hostile.send(message);
            hostile.send(message.first(message.size() / 2));
            hostile.receive(30);
            SipClient client(listen); // somebody else goes on as if nothing had been
            QVERIFY(listen.transport == SipTransport::Udp || client.connectStream());
            SipCall call(client);
            QCOMPARE(call.invite().status, 200);
            QCOMPARE(call.transact("BYE").status, 200);
        }
    }
};

EARSHOT_TEST(tst_sipabuse, TestSipAbuse)
#include "tst_sipabuse.moc"
