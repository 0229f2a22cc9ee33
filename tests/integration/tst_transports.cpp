// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/signalling/sipclient.h"
#include "tests/support/audiocheck.h"
#include "tests/support/calllab.h"
#include "tests/support/testmain.h"
#include "tests/support/testports.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace tests;
using recorder::SipListen;
using recorder::SipTransport;

namespace
{

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

/// Metadata of two parties whose document is filled up to `bytes`, the parties at its very end: who reads
/// their names has read all of it.
QByteArray longMetadata(qsizetype bytes)
{
    QByteArray xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<recording xmlns=\"urn:ietf:params:xml:ns:recording:1\">\n"
                     "<datamode>complete</datamode>\n<session session_id=\"long-1\"/>\n"
                     "<extensiondata xmlns:x=\"http://lab.example/filler\"><x:filler>";
    QByteArray end = "</x:filler></extensiondata>\n";
    for (const char *side : {"1", "2"}) {
        const QByteArray n(side);
        end += "<participant participant_id=\"p" + n + "\"><nameID aor=\"sip:555080" + n +
               "@phones.example\"><name>Party " + n + "</name></nameID></participant>\n" +
               "<stream stream_id=\"s" + n + "\" session_id=\"long-1\"><label>" + n + "</label></stream>\n" +
               "<participantstreamassoc participant_id=\"p" + n + "\"><send>s" + n +
               "</send></participantstreamassoc>\n";
    }
    end += "</recording>\n";
    while (xml.size() + end.size() < bytes) {
        xml += "filler." + QByteArray::number(xml.size()) + ' ';
    }
    return xml + end;
}

} // namespace

/// SIPREC over UDP, TCP and TLS with messages of ordinary and of great length: both legs' tones and all names
/// arrive.
class TestTransports : public QObject
{
    Q_OBJECT
private:
    bool makeCertificate()
    {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      words("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=recorder.example "
                            "-addext subjectAltName=IP:127.0.0.1") +
                          QStringList{QStringLiteral("-keyout"), m_dir.filePath(QStringLiteral("key.pem")),
                                      QStringLiteral("-out"), m_dir.filePath(QStringLiteral("cafile.pem"))});
        QFile key(m_dir.filePath(QStringLiteral("key.pem")));
        QFile certificate(m_dir.filePath(QStringLiteral("cafile.pem")));
        QFile agent(m_dir.filePath(QStringLiteral("agent.pem")));
        return openssl.waitForFinished(30000) && openssl.exitCode() == 0 && key.open(QIODevice::ReadOnly) &&
               certificate.open(QIODevice::ReadOnly) && agent.open(QIODevice::WriteOnly) &&
               agent.write(key.readAll() + certificate.readAll()) > 2000;
    }
    QString metadataFile(qsizetype bytes)
    {
        const QString path = m_dir.filePath(QStringLiteral("metadata-%1.xml").arg(bytes));
        if (QFile::exists(path)) {
            return path; // a caller that was started before may just be reading it
        }
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(longMetadata(bytes)) >= bytes ? path : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(makeCertificate());
        m_lab = std::make_unique<CallLab>();
        m_tlsPort = freePort();
        m_lab->recorder().configure(QStringLiteral("signalling.siprec_tls_port"), QString::number(m_tlsPort));
        m_lab->recorder().configure(QStringLiteral("signalling.certificates"), m_dir.path());
        QVERIFY(m_lab->recorder().start());
        const QStringList common = words("--seconds 1.99 --tone A:440,B:1000");
        for (const char *transport : {"udp", "tcp", "tls"}) {
            QStringList way = common + words("--transport") + words(transport);
            if (qstrcmp(transport, "tls") == 0) {
                way << QStringLiteral("--target") << QStringLiteral("127.0.0.1:%1").arg(m_tlsPort)
                    << QStringLiteral("--tls-ca") << m_dir.filePath(QStringLiteral("cafile.pem"));
            }
            const QString name = QString::fromLatin1(transport);
            m_lab->begin(name, way);
            for (const int bytes : {3600, 20000, 60000}) {
                m_lab->begin(QStringLiteral("%1, %2 bytes").arg(name).arg(bytes),
                             way + QStringList{QStringLiteral("--metadata"), metadataFile(bytes)});
            }
            m_lab->begin(name + QStringLiteral(", SRTP"),
                         way + words("--srtp AES_CM_128_HMAC_SHA1_80 --hold inactive --hold-at 510 "
                                     "--resume-at 1010"));
        }
        m_lab->settle();
    }
    void cleanupTestCase()
    {
        const QString verdict = m_lab->close();
        m_lab.reset();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

    void bothLegsAndAllNamesArrive_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isLong");
        for (const char *transport : {"udp", "tcp", "tls"}) {
            QTest::addRow("%s", transport) << QString::fromLatin1(transport) << false;
            for (const int bytes : {3600, 20000, 60000}) {
                QTest::addRow("%s, %d bytes", transport, bytes)
                    << QStringLiteral("%1, %2 bytes").arg(QLatin1String(transport)).arg(bytes) << true;
            }
        }
    }
    void bothLegsAndAllNamesArrive()
    {
        QFETCH(QString, name);
        QFETCH(bool, isLong);
        const PlacedCall call = m_lab->take(name);
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.state(), QStringLiteral("stored"));
        QCOMPARE(call.recorded.flags().join(u' '), QString());
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        for (int leg = 0; leg < 2; ++leg) {
            const auto spans =
                findTone(audio->channels[static_cast<size_t>(leg)], audio->rate, leg == 0 ? 440 : 1000);
            QCOMPARE(spans.size(), 1);
            QVERIFY(std::abs(spans[0].from - call.start(leg)) <= 0.020);
            QVERIFY(std::abs(spans[0].to - call.end(leg)) <= 0.020);
        }
        if (isLong) {
            const QJsonArray parties = call.recorded.json().value(QLatin1String("participants")).toArray();
            QCOMPARE(parties.size(), 2);
            QCOMPARE(parties[0][QLatin1String("name")].toString(), QStringLiteral("Party 1"));
            QCOMPARE(parties[1][QLatin1String("name")].toString(), QStringLiteral("Party 2"));
            QCOMPARE(parties[1][QLatin1String("number")].toString(), QStringLiteral("5550802"));
        }
    }
    /// The key stands in the INVITE: over TLS it is a secret, and later requests come the same way.
    void keysAndChangesCome_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *transport : {"udp", "tcp", "tls"}) {
            QTest::addRow("%s", transport) << QString::fromLatin1(transport) + QStringLiteral(", SRTP");
        }
    }
    void keysAndChangesCome()
    {
        QFETCH(QString, name);
        const PlacedCall call = m_lab->take(name);
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.flags().join(u' '), QString());
        QCOMPARE(call.recorded.packets(), call.stream(0)[QLatin1String("packets")].toInteger() +
                                              call.stream(1)[QLatin1String("packets")].toInteger());
        for (int leg = 0; leg < 2; ++leg) {
            const double sent = call.end(leg) - call.start(leg); // the pause is not in it
            const double heard = call.recorded.toneSeconds(leg, leg == 0 ? 440 : 1000);
            // Two spans: finding one is 5 to 8 ms short (no loss, the packets are counted).
            QVERIFY2(std::abs(heard - sent) <= 0.030,
                     qPrintable(QStringLiteral("leg %1: %2 s of %3 s").arg(leg).arg(heard).arg(sent)));
            const QJsonValue pause = call.stream(leg)[QLatin1String("pauses")].toArray().at(0);
            const double held =
                pause[QLatin1String("to_s")].toDouble() - pause[QLatin1String("from_s")].toDouble();
            const double gap = call.recorded.gapSeconds(QStringLiteral("hold"), leg);
            QVERIFY2(held > 0.3 && std::abs(gap - held) <= 0.060,
                     qPrintable(QStringLiteral("hold of %1 s, gap of %2 s").arg(held).arg(gap)));
        }
    }
    void plainTcpOnTheTlsPortGetsNothing()
    {
        for (const quint16 port : {m_lab->recorder().siprecPort(), m_tlsPort}) {
            SipListen where;
            where.address = QStringLiteral("127.0.0.1");
            where.port = port;
            where.transport = SipTransport::Tcp;
            SipClient client(where);
            QVERIFY(client.connectStream());
            const bool isTls = port == m_tlsPort;
            QCOMPARE(SipCall(client).transact("OPTIONS").status, isTls ? 0 : 200);
        }
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<CallLab> m_lab;
    quint16 m_tlsPort = 0;
};

EARSHOT_TEST(tst_transports, TestTransports)
#include "tst_transports.moc"
