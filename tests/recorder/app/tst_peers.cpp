// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/captureoptions.h"
#include "recorder/app/peers.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

using namespace recorder;
using Sources = TenantRepository::CallSources;

class TestPeers : public QObject
{
    Q_OBJECT
private:
    static PeerBook configured(const char *peers, const char *trusted = "")
    {
        Config config;
        const auto status = config.set(QStringLiteral("signalling.peers"), QLatin1String(peers));
        const auto second = config.set(QStringLiteral("signalling.trusted_peers"), QLatin1String(trusted));
        Q_ASSERT(status && second);
        return peerBook(config);
    }
    static QString tenant(const PeerBook &book, const char *address, const TenantMap &map = {},
                          const CallClaims &claims = {})
    {
        return tenantOf(book, map, QHostAddress(QLatin1String(address)), claims)
            .value_or(QStringLiteral("-"));
    }
    static QStringList words(const char *text)
    {
        return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    static TenantMap directory()
    {
        return TenantMap({{QStringLiteral("Nord"), words("10.0.0.0/8 192.0.2.0/24 2001:db8::/32"),
                           words("sbc.nord.example"), words("2000-2999 +49301234*")},
                          {QStringLiteral("Sued"), words("10.7.0.0/16 192.0.2.9 2001:db8:7::/48"),
                           words("sbc.sued.example"), words("3000-3999")}});
    }
private Q_SLOTS:
    void emptyMeansPrivateNetworksOnly()
    {
        const auto book = peerBook(Config());
        for (const char *good :
             {"127.0.0.1", "10.9.8.7", "172.31.0.1", "192.168.1.1", "::1", "fd00::5", "::ffff:10.0.0.1"}) {
            QCOMPARE(tenant(book, good), QStringLiteral("Default"));
        }
        for (const char *bad : {"8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:db8::1", "11.0.0.1"}) {
            QCOMPARE(tenant(book, bad), QStringLiteral("-"));
        }
    }
    void clientCertificatesAreDemandedWhereSaid()
    {
        Config config;
        QVERIFY(!sipOptions(config).demandClientCertificate);
        QVERIFY(config.set(QStringLiteral("signalling.client_certificates"), QStringLiteral("yes")));
        QVERIFY(sipOptions(config).demandClientCertificate);
    }
    void theNarrowestRuleDecides()
    {
        const auto book = configured("10.0.0.0/8=Wide, 10.1.0.0/16=Narrow, 10.1.2.3, 2001:db8::/32=Six");
        QCOMPARE(tenant(book, "10.2.0.1"), QStringLiteral("Wide"));
        QCOMPARE(tenant(book, "10.1.0.1"), QStringLiteral("Narrow"));
        QCOMPARE(tenant(book, "10.1.2.3"), QStringLiteral("Default"));
        QCOMPARE(tenant(book, "2001:db8::7"), QStringLiteral("Six"));
        QCOMPARE(tenant(book, "127.0.0.1"), QStringLiteral("-"));
    }
    void everyTenantIsNamedOnce()
    {
        Config config;
        QVERIFY(config.set(QStringLiteral("signalling.peers"),
                           QStringLiteral("10.0.0.1=A, 10.0.0.2=B, 10.0.0.3=A, 10.0.0.4")));
        QCOMPARE(tenantNames(config),
                 QStringList({QStringLiteral("Default"), QStringLiteral("A"), QStringLiteral("B")}));
    }
    void theDirectoryComesAfterTheConfiguration()
    {
        const auto book = configured("10.7.1.0/24=Own, 127.0.0.0/8");
        const TenantMap map = directory();
        QCOMPARE(tenant(book, "10.7.1.5", map), QStringLiteral("Own"));
        QCOMPARE(tenant(book, "10.7.2.5", map), QStringLiteral("Sued")); // the longest prefix
        QCOMPARE(tenant(book, "::ffff:10.8.2.5", map), QStringLiteral("Nord"));
        QCOMPARE(tenant(book, "192.0.2.9", map), QStringLiteral("Sued"));
        QCOMPARE(tenant(book, "192.0.2.8", map), QStringLiteral("Nord"));
        QCOMPARE(tenant(book, "2001:db8:7::1", map), QStringLiteral("Sued"));
        QCOMPARE(tenant(book, "2001:db8:8::1", map), QStringLiteral("Nord"));
        QCOMPARE(tenant(book, "127.0.0.1", map), QStringLiteral("Default"));
        QCOMPARE(tenant(book, "198.51.100.1", map), QStringLiteral("-"));
    }
    void whatACallSaysCountsForTrustedPeersOnly()
    {
        const auto book = configured("127.0.0.0/8", "127.0.0.7");
        const TenantMap map = directory();
        const CallClaims trunk{words("SBC.sued.example other.example"), words("2001")};
        const CallClaims to{words("192.0.2.1 sbc.nord.example"), {}};
        const CallClaims number{words("sip.example"), words("anonymous 3500")};
        QCOMPARE(tenant(book, "127.0.0.7", map, trunk), QStringLiteral("Sued")); // before the extension
        QCOMPARE(tenant(book, "127.0.0.7", map, to), QStringLiteral("Nord"));
        QCOMPARE(tenant(book, "127.0.0.7", map, number), QStringLiteral("Sued"));
        QCOMPARE(tenant(book, "127.0.0.7", map, {words("sip.example"), words("4000")}),
                 QStringLiteral("Default"));
        for (const CallClaims &claims : {trunk, to, number}) {
            QCOMPARE(tenant(book, "127.0.0.8", map, claims), QStringLiteral("Default"));
        }
        // Being trusted gives nobody the right to record.
        QCOMPARE(tenant(configured("127.0.0.1", "127.0.0.7"), "127.0.0.7", map, trunk), QStringLiteral("-"));
    }
    void claimsAreRead()
    {
        SessionRequest request;
        request.requestUri = "sip:srs@SBC7.Example.com:5080;transport=udp";
        request.to = "<sip:+4930@pbx.example.com>;tag=1";
        request.metadata.emplace();
        request.metadata->metadata.participants = {{}, {}};
        request.metadata->metadata.participants[0].aors = words("sip:2001@pbx.example.com");
        request.metadata->metadata.participants[1].aors = words("tel:+49-30-1234");
        const CallClaims claims = claimsOf(request);
        QCOMPARE(claims.hosts, words("sbc7.example.com pbx.example.com"));
        QCOMPARE(claims.numbers, words("2001 +49301234"));
        SessionRequest cisco;
        cisco.profile = SipProfile::CiscoForked;
        cisco.from = "<sip:5006@10.1.1.1;x-nearend;x-refci=1;x-nearendaddr=2002;x-farendaddr=3003>;tag=a";
        QCOMPARE(claimsOf(cisco).numbers, words("2002 3003"));
    }
    void theFileSaysTheSame()
    {
        const TenantMap map = directory();
        const auto again = TenantMap::fromJson(map.toJson());
        QVERIFY(again && *again == map);
        QCOMPARE(again->byPeer(QHostAddress(QStringLiteral("10.7.9.9"))), QStringLiteral("Sued"));
        for (const char *bad : {"", "{", "[]", "{\"tenants\":1}", "{\"tenants\":[{}]}"}) {
            QVERIFY(!TenantMap::fromJson(bad));
        }
        QVERIFY(TenantMap::fromJson("{\"tenants\":[]}"));
    }
    void whoHasTheNameIsKnownByHisId()
    {
        const auto id = common::TenantId::generate();
        const TenantMap map({{QStringLiteral("Nord"), {}, {}, {}, id}});
        const auto again = TenantMap::fromJson(map.toJson());
        QVERIFY(again && again->refOf(QStringLiteral("nord")).id == id);
        QVERIFY(map.refOf(QStringLiteral("Sued")).id.isNull());
        QVERIFY(directory().refOf(QStringLiteral("Nord")).id.isNull()); // a file of before
    }
    void aThousandTenantsAreAskedQuickly()
    {
        QList<Sources> sources;
        for (int i = 0; i < 1000; ++i) {
            sources.append({QStringLiteral("T%1").arg(i),
                            {QStringLiteral("10.%1.%2.0/24").arg(i / 250).arg(i % 250),
                             QStringLiteral("172.16.%1.%2").arg(i / 250).arg(i % 250)},
                            {QStringLiteral("sbc%1.example").arg(i)},
                            {}});
        }
        const TenantMap map(sources);
        const QHostAddress last(QStringLiteral("10.3.249.77"));
        constexpr int kTimes = 10000;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < kTimes; ++i) {
            QCOMPARE(map.byPeer(last).value(), QStringLiteral("T999"));
        }
        const double each = static_cast<double>(timer.nsecsElapsed()) / kTimes / 1000;
        QVERIFY2(each < 50, qPrintable(QStringLiteral("%1 us").arg(each))); // measured: below 1 us
    }
};

EARSHOT_TEST(tst_peers, TestPeers)
#include "tst_peers.moc"
