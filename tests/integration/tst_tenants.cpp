// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/ledger/ledgerreader.h"
#include "recorder/store/privatecluster.h"

#include "tests/recorder/signalling/sipclient.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

using namespace tests;

namespace
{

struct Placed {
    const char *peer;
    const char *trunk; ///< host of the request URI
    const char *tenant;
};

} // namespace

/// Calls of several phone systems, told apart by their loopback addresses, to one recorder: each lands in its
/// tenant, and what a call says of itself moves it only when its sender is trusted for that.
class TestTenants : public QObject
{
    Q_OBJECT
private:
    /// A short call from that address; its SIP Call-ID, empty when it was refused.
    QByteArray place(const char *peer, const char *trunk, int *status = nullptr)
    {
        recorder::SipListen server;
        server.address = QStringLiteral("127.0.0.1");
        server.port = m_recorder.siprecPort();
        server.transport = recorder::SipTransport::Udp;
        SipClient client(server, QHostAddress(QLatin1String(peer)));
        SipCall call(client);
        QByteArray invite = call.request("INVITE", "Require: siprec\r\n", kMultipartType,
                                         multipartBody(twoLineSdp(), metadataXml("session-" + call.callId)));
        if (*trunk != '\0') {
            const qsizetype end = invite.indexOf(' ', 7);
            invite.replace(7, end - 7, QByteArray("sip:recorder@") + trunk);
        }
        client.send(invite);
        const SipAnswer answer = client.receive();
        if (status != nullptr) {
            *status = answer.status;
        }
        if (answer.status != 200) {
            return {};
        }
        call.acknowledge(answer);
        const SipAnswer over = call.transact("BYE");
        return over.status == 200 ? call.callId : QByteArray();
    }
    QString tenantInLedger(const QByteArray &callId)
    {
        const auto ledger =
            recorder::openLedgerForReading(m_recorder.dataFolder() + QStringLiteral("/ledger.sqlite"));
        const auto rows = ledger ? (*ledger)->all() : common::Result<QList<recorder::LedgerRow>>();
        for (const recorder::LedgerRow &row : rows ? *rows : QList<recorder::LedgerRow>()) {
            if (row.dialog.callId == callId) {
                return row.tenant;
            }
        }
        return QStringLiteral("(no row)");
    }
    void writeTenants()
    {
        recorder::PrivateClusterOptions options;
        options.directory = m_recorder.dataFolder();
        auto cluster = recorder::PrivateCluster::start(options);
        QVERIFY(cluster);
        runSql((*cluster)->url(),
               QStringLiteral(
                   "INSERT INTO earshot.tenants (uuid, name, created_ms, suspended, peers, trunks, "
                   "extension_ranges) VALUES "
                   "(gen_random_uuid(), 'Nord', 1, true, '{127.0.7.0/24}', '{sbc.nord.example}', "
                   "'{4700-4799}'), "
                   "(gen_random_uuid(), 'Sued', 2, false, '{127.0.7.9}', '{sbc.sued.example}', '{}')"));
        (*cluster)->leaveRunning();
    }

    RecorderProcess m_recorder;

private Q_SLOTS:
    void callsLandInTheirTenants()
    {
        m_recorder.configure(QStringLiteral("signalling.peers"),
                             QStringLiteral("127.0.0.0/24, 127.0.8.0/24, 127.0.7.77=Named"));
        m_recorder.configure(QStringLiteral("signalling.trusted_peers"), QStringLiteral("127.0.8.0/24"));
        QVERIFY(m_recorder.start());
        int status = 0;
        QVERIFY(place("127.0.7.1", "", &status).isEmpty());
        QCOMPARE(status, 403); // nobody knows it yet
        writeTenants();
        const QString file = m_recorder.dataFolder() + QStringLiteral("/tenants.json");
        const auto written = [&file] {
            QFile in(file);
            return in.open(QIODevice::ReadOnly) && in.readAll().contains("sbc.sued.example");
        };
        QTRY_VERIFY_WITH_TIMEOUT(written(), 15000);
        static constexpr Placed kCalls[] = {
            {"127.0.7.1", "", "Nord"},   // suspended, and recorded all the same
            {"127.0.7.9", "", "Sued"},   // the longer prefix
            {"127.0.7.77", "", "Named"}, // the configuration before the directory
            {"127.0.0.5", "", "Default"},
            {"127.0.0.5", "sbc.sued.example", "Default"}, // a claim of one who is not trusted
            {"127.0.7.1", "sbc.sued.example", "Nord"},    // an address says more than a trunk
            {"127.0.8.8", "SBC.Sued.Example:5080", "Sued"},
            {"127.0.8.8", "", "Nord"}, // 4711 is among its extensions
        };
        QList<QByteArray> ids;
        for (const Placed &call : kCalls) {
            ids.append(place(call.peer, call.trunk));
            QVERIFY2(!ids.last().isEmpty(), call.peer);
            QCOMPARE(tenantInLedger(ids.last()), QLatin1String(call.tenant));
        }
        QVERIFY(place("127.0.9.1", "sbc.sued.example", &status).isEmpty());
        QCOMPARE(status, 403);
        QVERIFY(m_recorder.waitForSettled(static_cast<int>(ids.size())));
        const QList<QJsonObject> stored = m_recorder.calls();
        QCOMPARE(stored.size(), ids.size());
        for (qsizetype i = 0; i < ids.size(); ++i) {
            const auto found = std::find_if(stored.begin(), stored.end(), [&](const QJsonObject &one) {
                return one.value(QLatin1String("protocolCallId")).toString() == QString::fromUtf8(ids[i]);
            });
            QVERIFY(found != stored.end());
            QCOMPARE(found->value(QLatin1String("tenant")).toString(), QLatin1String(kCalls[i].tenant));
        }
        QCOMPARE(m_recorder.stop(), 0);
    }

    void withoutADatabaseTheFileSays()
    {
        m_recorder.configure(QStringLiteral("database.url"), QStringLiteral("postgresql://127.0.0.1:1/none"));
        QVERIFY(m_recorder.start({}, false));
        const QByteArray sued = place("127.0.7.9", "");
        const QByteArray nord = place("127.0.8.8", "sbc.nord.example");
        QVERIFY(!sued.isEmpty() && !nord.isEmpty());
        QCOMPARE(tenantInLedger(sued), QStringLiteral("Sued"));
        QCOMPARE(tenantInLedger(nord), QStringLiteral("Nord"));
        QCOMPARE(m_recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_tenants, TestTenants)
#include "tst_tenants.moc"
