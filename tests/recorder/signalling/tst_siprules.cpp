// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/peerlist.h"
#include "recorder/signalling/sessiontimer.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

/// The small decisions: who may call, how often, and how long a session lives.
class TestSipRules : public QObject
{
    Q_OBJECT

    static QHostAddress at(const char *text) { return QHostAddress(QLatin1String(text)); }
    static TimerDecision decide(const QByteArray &headers, int minimum = 30)
    {
        return negotiateTimer(*SipMessage::read("INVITE sip:a@b SIP/2.0\r\n" + headers), minimum);
    }

private Q_SLOTS:
    void privateNetworksByDefault()
    {
        const PeerList peers;
        for (const char *near : {"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.9.9", "::1", "fd00::1",
                                 "::ffff:10.0.0.1", "169.254.1.1"}) {
            QVERIFY2(peers.allows(at(near)), near);
        }
        for (const char *far : {"192.0.2.1", "172.32.0.1", "8.8.8.8", "2001:db8::1", "::ffff:192.0.2.1"}) {
            QVERIFY2(!peers.allows(at(far)), far);
        }
    }

    void longestPrefixNamesTheTenant()
    {
        const PeerList peers({{at("192.0.2.0"), 24, QStringLiteral("all")},
                              {at("192.0.2.7"), 32, QStringLiteral("one")},
                              {at("2001:db8::"), 32, QStringLiteral("six")}});
        QCOMPARE(peers.find(at("192.0.2.9"))->tenant, QStringLiteral("all"));
        QCOMPARE(peers.find(at("192.0.2.7"))->tenant, QStringLiteral("one"));
        QCOMPARE(peers.find(at("2001:db8::5"))->tenant, QStringLiteral("six"));
        QVERIFY(!peers.allows(at("127.0.0.1")));
        const PeerList everyone({{at("0.0.0.0"), 0, {}}});
        QVERIFY(everyone.allows(at("8.8.8.8")));
        QVERIFY(!everyone.allows(at("2001:db8::5")));
    }

    void bucketsFillAgainAndAreBounded()
    {
        const common::MonoTime start{};
        SourceRates rates(10);
        for (int i = 0; i < 20; ++i) {
            QVERIFY(rates.take(at("192.0.2.1"), start));
        }
        QVERIFY(!rates.take(at("192.0.2.1"), start));
        QVERIFY(rates.take(at("192.0.2.2"), start));
        QVERIFY(rates.take(at("192.0.2.1"), start + std::chrono::milliseconds(100)));
        QVERIFY(!rates.take(at("192.0.2.1"), start + std::chrono::milliseconds(150)));
        for (quint32 i = 0; i < 10000; ++i) {
            rates.take(QHostAddress(0x0a000000U + i), start + std::chrono::milliseconds(200));
        }
        QVERIFY(rates.sources() <= SourceRates::kMaxSources);
        QVERIFY(!rates.take(QHostAddress(0x0b000000U), start + std::chrono::milliseconds(200)));
        QVERIFY(
            rates.take(QHostAddress(0x0b000000U), start + std::chrono::seconds(10))); // old ones forgotten
        SourceRates unlimited(0);
        QVERIFY(unlimited.take(at("192.0.2.1"), start));
        QCOMPARE(unlimited.sources(), 0);
    }

    void timers()
    {
        QCOMPARE(decide({}), TimerDecision{});
        QCOMPARE(decide("Session-Expires: 1800\r\n"), TimerDecision{});
        QCOMPARE(decide("Supported: timer\r\nSession-Expires: nonsense\r\n"), TimerDecision{});
        QCOMPARE(decide("Supported: timer\r\nSession-Expires: -3\r\n"), TimerDecision{});
        const TimerDecision usual =
            decide("Supported: 100rel, timer\r\nSession-Expires: 1800;refresher=uas\r\n");
        QCOMPARE(usual.status, 200);
        QCOMPARE(usual.expires, 1800);
        QCOMPARE(usual.sessionExpires, QByteArray("1800;refresher=uac"));
        QVERIFY(usual.requireTimer);
        QCOMPARE(decide("Require: timer\r\nx: 90\r\nMin-SE: 35\r\n").expires, 90);
        QCOMPARE(decide("Supported: timer\r\nx: 35\r\n").expires, 35);
        const TimerDecision shortOne = decide("Supported: timer\r\nx: 29\r\n");
        QCOMPARE(shortOne.status, 422);
        QCOMPARE(shortOne.minSe, QByteArray("90"));
        QCOMPARE(decide("Supported: timer\r\nx: 100\r\n", 120).minSe, QByteArray("120"));
        QVERIFY(decide("Supported: timer\r\nx: 99999999999\r\n").expires <= 7 * 86400);
    }
};

EARSHOT_TEST(tst_siprules, TestSipRules)
#include "tst_siprules.moc"
