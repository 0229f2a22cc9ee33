// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/signalling/corpus.h"
#include "tests/recorder/signalling/sipclient.h"
#include "tests/support/audiocheck.h"
#include "tests/support/calllab.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>
#include <QUdpSocket>

#include <cmath>
#include <memory>
#include <vector>

using namespace tests;
using recorder::SipListen;
using recorder::SipTransport;

namespace
{

constexpr int kReferences = 3;

QByteArray noise(QRandomGenerator &random, int size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &c : bytes) {
        c = static_cast<char>(random.bounded(256));
    }
    return bytes;
}

/// A file of the corpus as it lies there, brought home: nothing that answers it leaves this host.
QByteArray rawMessage(const QByteArray &file)
{
    QFile in(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/data/siprec/") +
             QString::fromLatin1(file));
    QByteArray bytes = in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    for (const char *network : {"192.0.2.", "198.51.100.", "203.0.113."}) {
        for (qsizetype at = bytes.indexOf(network); at >= 0; at = bytes.indexOf(network, at)) {
            qsizetype end = at + static_cast<qsizetype>(qstrlen(network));
            while (end < bytes.size() && isdigit(static_cast<unsigned char>(bytes[end])) != 0) {
                ++end;
            }
            bytes.replace(at, end - at, "127.0.0.1");
            at += 9;
        }
    }
    return bytes;
}

QByteArray rtp(quint32 ssrc, quint16 sequence, const QByteArray &payload, char type = 0)
{
    QByteArray packet(12, '\0');
    packet[0] = '\x80';
    packet[1] = type;
    packet[2] = static_cast<char>(sequence >> 8);
    packet[3] = static_cast<char>(sequence & 0xff);
    for (int i = 0; i < 4; ++i) {
        packet[8 + i] = static_cast<char>(ssrc >> (24 - 8 * i));
    }
    return packet + payload;
}

} // namespace

/// trust.md F13: everything that comes to open ports and should not. Three calls run meanwhile; nothing of it
/// may be heard, seen or felt in them.
class TestHostile : public QObject
{
    Q_OBJECT
private:
    SipListen server(SipTransport transport, bool cisco = false)
    {
        SipListen where;
        where.address = QStringLiteral("127.0.0.1");
        where.port = cisco ? m_lab->recorder().ciscoPort() : m_lab->recorder().siprecPort();
        where.transport = transport;
        return where;
    }
    void sendRaw(const QByteArray &bytes, bool cisco = false)
    {
        m_socket.writeDatagram(bytes.left(65507), QHostAddress(QHostAddress::LocalHost),
                               cisco ? m_lab->recorder().ciscoPort() : m_lab->recorder().siprecPort());
    }

    /// Every body of the corpus in a dialog that is ended properly.
    void playCorpus(SipTransport transport)
    {
        for (const QByteArray &file : corpusFiles()) {
            const CorpusMessage message = readCorpus(file);
            SipClient client(server(transport));
            QVERIFY(transport == SipTransport::Udp || client.connectStream());
            SipCall call(client);
            const bool inside = message.method != "INVITE";
            if (inside && call.invite().status != 200) {
                continue; // ports or places ran out: nothing to change then
            }
            const SipAnswer answer = call.transact(message.method == "BYE" ? "UPDATE" : message.method, {},
                                                   message.contentType, message.body);
            QVERIFY2(answer.status >= 200, file.constData());
            if (answer.status == 200) {
                call.acknowledge(answer);
            }
            if (inside || answer.status == 200) {
                QVERIFY2(call.transact("BYE").status != 0, file.constData());
            }
        }
    }
    /// The same messages cut off, with bytes changed, and whole, without a word afterwards.
    void playMutations(QRandomGenerator &random)
    {
        for (const QByteArray &file : corpusFiles()) {
            const QByteArray whole = rawMessage(file);
            QVERIFY2(!whole.isEmpty(), file.constData());
            sendRaw(whole, random.bounded(4) == 0);
            for (int i = 0; i < 12; ++i) {
                sendRaw(whole.left(random.bounded(static_cast<int>(whole.size()))), i % 4 == 0);
                QByteArray changed = whole;
                for (int j = 0; j <= i; ++j) {
                    changed[random.bounded(static_cast<int>(changed.size()))] =
                        static_cast<char>(random.bounded(256));
                }
                sendRaw(changed, i % 4 == 1);
            }
            QTest::qWait(5);
        }
    }
    void playNoise(QRandomGenerator &random)
    {
        for (int i = 0; i < 1000; ++i) {
            sendRaw(noise(random, random.bounded(1500)), i % 2 == 0);
        }
        sendRaw({});
        const QByteArray start = "INVITE sip:recorder@127.0.0.1 SIP/2.0\r\n";
        sendRaw(start + QByteArray(65000, 'A'));
        sendRaw(start + "Via: " + QByteArray(65000, ','));
        sendRaw(start + QByteArray("Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\r\n").repeated(1400));
        sendRaw(start + QByteArray("A:\r\n").repeated(16000) + "\r\n");
        sendRaw(QByteArray("\r\n").repeated(30000));
        sendRaw(QByteArray(65000, '\0'));
    }
    /// Streams that say nothing, too much or something else; they stay open until the end.
    void openStreams(QRandomGenerator &random)
    {
        const QByteArray start = "INVITE sip:recorder@127.0.0.1 SIP/2.0\r\n";
        const QList<QByteArray> openings{
            {},
            start,
            start + "Content-Length: 99999999999\r\n\r\n",
            start + "Content-Length: -1\r\n\r\nabc",
            start + "Via: " + QByteArray(200000, 'x'),
            start + QByteArray("X: y\r\n").repeated(40000) + "\r\n",
            noise(random, 300000),
            "GET / HTTP/1.1\r\nHost: recorder\r\n\r\n",
            QByteArray::fromHex("16030100c8010000c40303"),
            QByteArray("\r\n\r\n").repeated(50000),
            rawMessage("torture-truncated.sip"),
        };
        for (const QByteArray &opening : openings) {
            for (const bool cisco : {false, true}) {
                m_streams.push_back(std::make_unique<SipClient>(server(SipTransport::Tcp, cisco)));
                QVERIFY(m_streams.back()->connectStream());
                m_streams.back()->send(opening);
            }
        }
        for (int i = 0; i < 100; ++i) { // connections that end in the middle of a word
            SipClient hasty(server(SipTransport::Tcp));
            QVERIFY(hasty.connectStream());
            hasty.send(start.left(i % start.size()));
        }
    }
    /// To every port of the media range, from other ports and another address than the calls'.
    void sprayMedia(QRandomGenerator &random)
    {
        QUdpSocket other;
        QVERIFY(other.bind(QHostAddress(QStringLiteral("127.0.0.7"))));
        const auto [first, last] = m_lab->recorder().mediaPorts();
        for (int round = 0; round < 10; ++round) {
            for (int port = first; port <= last; ++port) {
                const QByteArray loud(160, '\x00'); // full scale in u-law: would be heard
                const auto sequence = static_cast<quint16>(random.bounded(65536));
                for (QUdpSocket *from : {&m_socket, &other}) {
                    const QHostAddress to(QHostAddress::LocalHost);
                    const auto where = static_cast<quint16>(port);
                    from->writeDatagram(rtp(random.generate(), sequence, loud), to, where);
                    from->writeDatagram(noise(random, 1 + random.bounded(200)), to, where);
                    if (round == 0) {
                        from->writeDatagram(noise(random, 9000), to, where);
                        from->writeDatagram(QByteArray(), to, where);
                        from->writeDatagram(rtp(1, sequence, loud, '\x7f'), to, where);
                        from->writeDatagram(QByteArray::fromHex("81cb0001deadbeef"), to, where); // RTCP BYE
                    }
                }
            }
            QTest::qWait(50);
        }
    }
    static void checkReference(const PlacedCall &call, int number)
    {
        QVERIFY2(call.problem.isEmpty(), qPrintable(call.problem));
        QCOMPARE(call.recorded.state(), QStringLiteral("stored"));
        QCOMPARE(call.recorded.lost(), 0);
        QCOMPARE(call.recorded.dropped(), 0);
        const auto audio = decodeFile(call.recorded.file());
        QVERIFY(audio.has_value());
        for (int leg = 0; leg < 2; ++leg) {
            const auto &channel = audio->channels[static_cast<size_t>(leg)];
            const auto spans = findTone(channel, audio->rate, 400 + 300 * leg + 60 * number);
            QCOMPARE(spans.size(), 1); // not a packet is missing or covered
            QVERIFY2(std::abs(spans[0].from - call.start(leg)) <= 0.020, "begins at another time");
            QVERIFY2(std::abs(spans[0].to - call.end(leg)) <= 0.020, "ends at another time");
            // Nothing but the tone: its amplitude is that of a sine of the measured level, all the time.
            const double rms = level(channel, audio->rate, {spans[0].from + 0.1, spans[0].to - 0.1});
            const auto from = static_cast<size_t>((spans[0].from + 0.1) * audio->rate);
            const auto count = static_cast<size_t>((spans[0].seconds() - 0.2) * audio->rate);
            const double sine =
                toneLevel(channel.data() + from, count, audio->rate, 400 + 300 * leg + 60 * number);
            QVERIFY2(rms * std::sqrt(2.0) <= sine * 1.1,
                     qPrintable(QStringLiteral("level %1, tone %2").arg(rms * std::sqrt(2.0)).arg(sine)));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_lab = std::make_unique<CallLab>();
        QVERIFY(m_lab->recorder().start());
        QVERIFY(m_socket.bind(QHostAddress(QHostAddress::LocalHost)));
    }
    void nothingOfItReachesTheCalls()
    {
        QRandomGenerator random(4475);
        for (int i = 0; i < kReferences; ++i) {
            m_lab->begin(QString::number(i),
                         {QStringLiteral("--seconds"), QStringLiteral("15.99"), QStringLiteral("--tone"),
                          QStringLiteral("A:%1,B:%2").arg(400 + 60 * i).arg(700 + 60 * i)});
        }
        QTRY_COMPARE(m_lab->recorder().metric("earshot_calls_active"), double(kReferences));
        QTRY_VERIFY(m_lab->recorder().metric("earshot_rtp_packets_total") > 200);
        openStreams(random);
        playNoise(random);
        playCorpus(SipTransport::Udp);
        playCorpus(SipTransport::Tcp);
        sprayMedia(random);
        playMutations(random);
        QVERIFY2(m_lab->recorder().running(), "the recorder died");
        QVERIFY2(m_lab->recorder().metric("earshot_rtp_foreign_total") > 100,
                 "the spray did not reach a port");
        // What nobody acknowledged ends by itself after 64*T1 = 32 s.
        QTRY_COMPARE_WITH_TIMEOUT(m_lab->recorder().metric("earshot_calls_active"), 0.0, 60000);
        m_streams.clear();
        m_lab->settle();
        for (int i = 0; i < kReferences; ++i) {
            checkReference(m_lab->take(QString::number(i)), i);
        }
    }
    void theNextCallIsAsGoodAsTheFirst()
    {
        const PlacedCall call = m_lab->place({QStringLiteral("--seconds"), QStringLiteral("1.99"),
                                              QStringLiteral("--tone"), QStringLiteral("A:400,B:700")});
        checkReference(call, 0);
    }
    void cleanupTestCase()
    {
        const QString verdict = m_lab->close();
        m_lab.reset();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

private:
    std::unique_ptr<CallLab> m_lab;
    QUdpSocket m_socket;
    std::vector<std::unique_ptr<SipClient>> m_streams;
};

EARSHOT_TEST(tst_hostile, TestHostile)
#include "tst_hostile.moc"
