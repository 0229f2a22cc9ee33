// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/peers.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

class TestPeers : public QObject
{
    Q_OBJECT
private:
    static Config configured(const QString &peers)
    {
        Config config;
        const auto status = config.set(QStringLiteral("signalling.peers"), peers);
        Q_ASSERT(status);
        return config;
    }
    static QString tenant(const QList<PeerRule> &rules, const char *address)
    {
        return tenantOf(rules, QHostAddress(QLatin1String(address))).value_or(QStringLiteral("-"));
    }
private Q_SLOTS:
    void emptyMeansPrivateNetworksOnly()
    {
        const auto rules = peerRules(Config());
        for (const char *good :
             {"127.0.0.1", "10.9.8.7", "172.31.0.1", "192.168.1.1", "::1", "fd00::5", "::ffff:10.0.0.1"}) {
            QCOMPARE(tenant(rules, good), QStringLiteral("Default"));
        }
        for (const char *bad : {"8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:db8::1", "11.0.0.1"}) {
            QCOMPARE(tenant(rules, bad), QStringLiteral("-"));
        }
    }
    void theNarrowestRuleDecides()
    {
        const auto rules = peerRules(
            configured(QStringLiteral("10.0.0.0/8=Wide, 10.1.0.0/16=Narrow, 10.1.2.3, 2001:db8::/32=Six")));
        QCOMPARE(tenant(rules, "10.2.0.1"), QStringLiteral("Wide"));
        QCOMPARE(tenant(rules, "10.1.0.1"), QStringLiteral("Narrow"));
        QCOMPARE(tenant(rules, "10.1.2.3"), QStringLiteral("Default"));
        QCOMPARE(tenant(rules, "2001:db8::7"), QStringLiteral("Six"));
        QCOMPARE(tenant(rules, "127.0.0.1"), QStringLiteral("-"));
    }
    void everyTenantIsNamedOnce()
    {
        QCOMPARE(tenantNames(configured(QStringLiteral("10.0.0.1=A, 10.0.0.2=B, 10.0.0.3=A"))),
                 QStringList({QStringLiteral("Default"), QStringLiteral("A"), QStringLiteral("B")}));
    }
};

EARSHOT_TEST(tst_peers, TestPeers)
#include "tst_peers.moc"
