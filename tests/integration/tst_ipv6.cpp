// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/media.h"
#include "tests/recorder/signalling/sipclient.h"
#include "tests/support/audiocheck.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include "recorder/signalling/sdpparser.h"

#include <QElapsedTimer>
#include <QTest>
#include <QUdpSocket>

#include <array>

using namespace tests;
using recorder::SipListen;
using recorder::SipTransport;

namespace
{

constexpr int kPackets = 75;
constexpr int kSamples = 160; // of 20 ms
constexpr std::array<int, 2> kHertz{440, 1000};

QByteArray offerOf(const std::array<QUdpSocket, 2> &legs)
{
    QByteArray sdp = "v=0\r\no=client 6 1 IN IP6 ::1\r\ns=-\r\nc=IN IP6 ::1\r\nt=0 0\r\n";
    for (size_t leg = 0; leg < legs.size(); ++leg) {
        sdp += "m=audio " + QByteArray::number(legs[leg].localPort()) +
               " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=label:" + QByteArray::number(leg + 1) +
               "\r\na=sendonly\r\n";
    }
    return sdp;
}

QByteArray packetOf(const Audio &audio, int leg, int number)
{
    QByteArray packet(12, '\0');
    packet[0] = '\x80';
    packet[3] = static_cast<char>(number);
    const quint32 timestamp = static_cast<quint32>(number) * kSamples;
    for (int i = 0; i < 4; ++i) {
        packet[4 + i] = static_cast<char>(timestamp >> (24 - 8 * i));
    }
    packet[11] = static_cast<char>(leg + 1);
    const auto *octets = audio.octets(Codec::Pcmu, qint64{number} * kSamples, kSamples);
    return packet + QByteArray(reinterpret_cast<const char *>(octets), kSamples);
}

bool hostHasIpv6()
{
    QUdpSocket probe;
    return probe.bind(QHostAddress(QHostAddress::LocalHostIPv6), 0);
}

} // namespace

/// SIPREC where both signalling and media come over IPv6.
class TestIpv6 : public QObject
{
    Q_OBJECT
private:
    /// A tone on each leg in real time, to the ports of the answer.
    static void talk(std::array<QUdpSocket, 2> &legs, const recorder::SessionDescription &answer)
    {
        const std::array<Audio, 2> tones{Audio(makeTone(kHertz[0], 0, 0), true),
                                         Audio(makeTone(kHertz[1], 0, 0), true)};
        QElapsedTimer clock;
        clock.start();
        for (int number = 0; number < kPackets; ++number) {
            QTest::qWait(static_cast<int>(std::max(qint64{0}, number * 20 - clock.elapsed())));
            for (int leg = 0; leg < 2; ++leg) {
                const auto which = static_cast<size_t>(leg);
                legs[which].writeDatagram(packetOf(tones[which], leg, number),
                                          QHostAddress(QHostAddress::LocalHostIPv6),
                                          static_cast<quint16>(answer.lines[leg].port));
            }
        }
    }

private Q_SLOTS:
    void isRecorded_data()
    {
        QTest::addColumn<int>("transport");
        QTest::newRow("udp") << static_cast<int>(SipTransport::Udp);
        QTest::newRow("tcp") << static_cast<int>(SipTransport::Tcp);
    }
    void isRecorded()
    {
        QFETCH(int, transport);
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("signalling.address"), QStringLiteral("::1"));
        if (!hostHasIpv6()) { // then that is what the recorder says, and it does not run half
            QVERIFY(!recorder.start());
            QVERIFY2(recorder.log().contains("cannot listen for SIP on ::1"), recorder.log().constData());
            return;
        }
        QVERIFY(recorder.start());
        SipClient client({recorder::SipProfile::Siprec, static_cast<SipTransport>(transport),
                          QStringLiteral("::1"), recorder.siprecPort()},
                         QHostAddress(QHostAddress::LocalHostIPv6));
        QVERIFY(client.transport() == "UDP" || client.connectStream());
        std::array<QUdpSocket, 2> legs;
        for (QUdpSocket &leg : legs) {
            QVERIFY(leg.bind(QHostAddress(QHostAddress::LocalHostIPv6), 0));
        }
        SipCall call(client);
        const SipAnswer answer = call.invite({}, offerOf(legs));
        QCOMPARE(answer.status, 200);
        QVERIFY2(answer.header("contact").contains("@[::1]:") ||
                     answer.header("contact").contains("sip:[::1]:"),
                 answer.header("contact").constData());
        QVERIFY(answer.text.body.contains("c=IN IP6 ::1"));
        const auto sdp = recorder::parseSdp(answer.text.body);
        QVERIFY(sdp.has_value());
        QCOMPARE(sdp->lines.size(), 2);
        talk(legs, *sdp);
        QCOMPARE(call.transact("BYE").status, 200);
        QVERIFY(recorder.waitForSettled(1));
        const auto calls = recorder.calls();
        QCOMPARE(calls.size(), 1);
        const RecordedCall recorded(calls.first());
        QCOMPARE(recorded.state(), QStringLiteral("stored"));
        QCOMPARE(recorded.packets(), qint64{2 * kPackets});
        QCOMPARE(recorded.lost(), 0);
        for (int leg = 0; leg < 2; ++leg) {
            QVERIFY(recorded.toneSeconds(leg, kHertz[static_cast<size_t>(leg)]) > 1.4);
            QVERIFY(recorded.toneSeconds(leg, kHertz[static_cast<size_t>(1 - leg)]) < 0.05);
        }
        QCOMPARE(recorder.verify(), QString());
    }
};

EARSHOT_TEST(tst_ipv6, TestIpv6)
#include "tst_ipv6.moc"
