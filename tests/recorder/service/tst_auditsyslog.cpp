// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditforwarder.h"
#include "recorder/service/audittrail.h"
#include "recorder/service/syslogmessage.h"
#include "recorder/store/auditrepository.h"
#include "recorder/store/transaction.h"

#include "common/crypto/certificate.h"
#include "tests/support/syslogreceiver.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;

namespace
{

/// A database with a forwarder over it.
struct Lab {
    Lab()
        : pool(db.options(1))
    {
        if (!pool.waitUntilUp(10s)) {
            qFatal("no database");
        }
        options.recorder = QStringLiteral("host a"); // a blank is none of a HOSTNAME's characters
        options.beat = 20ms;
        options.firstBackoff = 20ms;
        options.lastBackoff = 100ms;
        options.patience = 2s;
        options.settling = 300ms;
        options.localPath = dir.filePath(QStringLiteral("log"));
    }
    void aim(const QString &transport, int port, const QString &ca = {})
    {
        const auto stored = pool.run<bool>([&](Transaction &transaction) -> common::Result<bool> {
            AuditPolicyRepository policies(transaction);
            AuditPolicySetting policy = policies.policy();
            policy.syslog = true;
            policy.syslogHost = QStringLiteral("localhost");
            policy.syslogPort = port;
            policy.syslogTransport = transport;
            policy.syslogCa = ca;
            return policies.store(policy);
        });
        if (!stored || !*stored) {
            qFatal("no policy");
        }
    }
    void write(int rows, const QString &note = QStringLiteral("x"))
    {
        const auto done = pool.run<void>([&](Transaction &transaction) -> common::Status {
            for (int i = 0; i < rows; ++i) {
                AuditRepository(transaction)
                    .append({{},
                             QStringLiteral("admin"),
                             QStringLiteral("users.update"),
                             {},
                             {{note, ++written}}});
            }
            return {};
        });
        if (!done || !chainAudit(pool)) {
            qFatal("no rows");
        }
    }
    std::unique_ptr<AuditForwarder> forwarder()
    {
        auto made = std::make_unique<AuditForwarder>(
            clock, [this] { return &pool; }, options);
        made->start();
        return made;
    }
    qint64 position() const
    {
        return tests::runSql(db.url(), QStringLiteral("SELECT coalesce(position, -1) FROM audit_forwarding"))
            .value(0)
            .toLongLong();
    }
    qint64 end() const
    {
        return tests::runSql(db.url(), QStringLiteral("SELECT max(position) FROM audit_chain"))
            .value(0)
            .toLongLong();
    }

    tests::TestDb db;
    QTemporaryDir dir;
    ConnectionPool pool;
    common::SystemClock clock;
    AuditForwarder::Options options;
    int written = 0;
};

/// The value of a parameter.
QByteArray param(const QByteArray &message, const QByteArray &name)
{
    const qsizetype begin = message.indexOf(' ' + name + "=\"") + name.size() + 3;
    return message.mid(begin, message.indexOf('"', begin) - begin);
}

QList<QByteArray> headsOf(const QList<QByteArray> &messages)
{
    QList<QByteArray> heads;
    for (const QByteArray &message : messages) {
        if (message.contains("[audit-head@32473 ")) {
            heads.append(message);
        }
    }
    return heads;
}

/// Positions of entries in the order of their arrival.
QList<qint64> positionsOf(const QList<QByteArray> &messages)
{
    QList<qint64> positions;
    for (const QByteArray &message : messages) {
        if (message.contains("[audit@32473 ")) {
            positions.append(param(message, "position").toLongLong());
        }
    }
    return positions;
}

} // namespace

class TestAuditSyslog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMessageIsOfTheRfc()
    {
        AuditPolicyRepository::Forwarded row;
        row.position = 12;
        row.hash = QByteArray(32, '\x11');
        row.id = 77;
        row.atMs = 1'700'000'000'123;
        row.tenant = QStringLiteral("A \"B\" [C] \\D");
        row.actor = QStringLiteral("eve\r\n<109>1 forged\x1b[31m\u2028\u202e");
        row.action = QStringLiteral("users.update");
        row.detail = QStringLiteral("{\"name\": \"Zoë\"}");
        const QByteArray bytes = syslogOf(row, QStringLiteral("host a")).bytes(2048);
        QVERIFY2(bytes.startsWith("<109>1 2023-11-14T22:13:20.123Z host_a earshot-recorder "),
                 bytes.constData());
        QVERIFY(bytes.contains(" users.update [audit@32473 id=\"77\" position=\"12\" hash=\"1111"));
        QVERIFY(bytes.contains("tenant=\"A \\\"B\\\" [C\\] \\\\D\""));
        QVERIFY(bytes.contains("actor=\"eve<U+000D><U+000A><109>1 forged<U+001B>[31m<U+2028><U+202E>\""));
        QVERIFY(bytes.endsWith("] \xef\xbb\xbf{\"name\": \"Zo\xc3\xab\"}"));
        for (const char c : bytes) {
            QVERIFY(static_cast<unsigned char>(c) >= 32);
        }
        row.detail = QString(5000, QChar(u'ë'));
        const QByteArray cut = syslogOf(row, QStringLiteral("h")).bytes(2048);
        QVERIFY(cut.size() <= 2048 && cut.size() > 2040);
        QVERIFY(!QString::fromUtf8(cut).contains(QChar(QChar::ReplacementCharacter)));
    }

    void everyEntryArrives_data()
    {
        QTest::addColumn<QString>("transport");
        QTest::newRow("local") << QStringLiteral("local");
        QTest::newRow("udp") << QStringLiteral("udp");
        QTest::newRow("tcp") << QStringLiteral("tcp");
    }
    void everyEntryArrives()
    {
        QFETCH(QString, transport);
        Lab lab;
        lab.write(3); // before: not asked for
        const qint64 first = lab.end() + 1;
        tests::SyslogReceiver receiver(transport, transport == QLatin1String("local") ? lab.options.localPath
                                                                                      : QString());
        lab.aim(transport, receiver.port() == 0 ? 514 : receiver.port());
        auto forwarder = lab.forwarder();
        lab.write(250);
        QTRY_COMPARE(lab.position(), lab.end());
        QTRY_COMPARE(positionsOf(receiver.messages()).size(), 250);
        const QList<QByteArray> messages = receiver.messages();
        for (int i = 0; i < 250; ++i) {
            QCOMPARE(positionsOf(messages).at(i), first + i);
        }
        QCOMPARE(
            param(messages.first(), "hash"),
            tests::runSql(
                lab.db.url(),
                QStringLiteral("SELECT encode(hash, 'hex') FROM audit_chain WHERE position = %1").arg(first))
                .value(0)
                .toLatin1());
        QVERIFY(messages.first().endsWith("{\"x\": 4}"));
        QCOMPARE(forwarder->state().problem, QString());
        // The next one goes on where this one was.
        forwarder.reset();
        lab.write(2);
        forwarder = lab.forwarder();
        tests::runSql(lab.db.url(), QStringLiteral("UPDATE audit_forwarding SET until_ms = 0"));
        QTRY_COMPARE(positionsOf(receiver.messages()).size(), 252);
    }

    void headsAreSentToo()
    {
        Lab lab;
        const common::SigningKey key = *common::SigningKey::generate();
        const AuditSigner signer{signerIdOf(key.publicKey()), key.publicKey(), QStringLiteral("host"), 0};
        tests::SyslogReceiver receiver(QStringLiteral("tcp"));
        lab.aim(QStringLiteral("tcp"), receiver.port());
        lab.write(4);
        auto head = signHeadOf(lab.pool, {key, signer}, 1'700'000'000'000, 5min);
        QVERIFY(head && *head);
        auto forwarder = lab.forwarder();
        QTRY_VERIFY(!headsOf(receiver.messages()).isEmpty());
        const QByteArray message = headsOf(receiver.messages()).first();
        QCOMPARE(param(message, "position").toLongLong(), lab.end());
        // All that was signed is in it.
        AuditHead told;
        told.number = param(message, "number").toLongLong();
        told.position = param(message, "position").toLongLong();
        told.hash = QByteArray::fromHex(param(message, "hash"));
        told.previous = QByteArray::fromHex(param(message, "previous"));
        told.atMs = param(message, "time").toLongLong();
        told.keyId = QString::fromLatin1(param(message, "key"));
        QVERIFY(common::verifySignature(key.publicKey(), signedText(told),
                                        QByteArray::fromBase64(param(message, "signature"))));
    }

    /// RFC 5425, with a receiver that is not ours.
    void tlsIsVerified()
    {
        Lab lab;
        const auto certificate = common::ServerCertificate::loadOrCreate(
            lab.dir.filePath(QStringLiteral("c.pem")), lab.dir.filePath(QStringLiteral("k.pem")),
            QStringLiteral("localhost"), {QStringLiteral("localhost")});
        QVERIFY(certificate);
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        const quint16 port = free.serverPort();
        free.close();
        QProcess server;
        server.setWorkingDirectory(lab.dir.path());
        server.start(QStringLiteral("openssl"),
                     {QStringLiteral("s_server"), QStringLiteral("-accept"),
                      QStringLiteral("127.0.0.1:%1").arg(port), QStringLiteral("-cert"),
                      QStringLiteral("c.pem"), QStringLiteral("-key"), QStringLiteral("k.pem"),
                      QStringLiteral("-quiet"), QStringLiteral("-naccept"), QStringLiteral("3")});
        QVERIFY(server.waitForStarted());
        QByteArray received;
        const auto arrived = [&] {
            server.waitForReadyRead(20);
            received += server.readAllStandardOutput();
            return received.count("[audit@32473 ");
        };
        // Somebody else's certificate: nothing is said to him.
        const auto other = common::ServerCertificate::loadOrCreate(
            lab.dir.filePath(QStringLiteral("c2.pem")), lab.dir.filePath(QStringLiteral("k2.pem")),
            QStringLiteral("localhost"), {QStringLiteral("localhost")});
        QVERIFY(other);
        lab.aim(QStringLiteral("tls"), port, QString::fromLatin1(other->certificatePem));
        auto forwarder = lab.forwarder();
        lab.write(5);
        QTRY_VERIFY(!forwarder->state().problem.isEmpty());
        QCOMPARE(arrived(), 0);
        QCOMPARE(lab.position(), lab.end() - 5);
        lab.options.patience = 5s;
        lab.aim(QStringLiteral("tls"), port, QString::fromLatin1(certificate->certificatePem));
        QTRY_VERIFY_WITH_TIMEOUT(arrived() >= 5, 15000);
        QTRY_COMPARE(lab.position(), lab.end());
        QVERIFY(received.contains("<109>1 "));
        forwarder.reset();
        server.kill();
        server.waitForFinished();
    }

    void nothingIsLostWhileTheReceiverIsAway()
    {
        Lab lab;
        quint16 port = 0;
        {
            tests::SyslogReceiver receiver(QStringLiteral("tcp"));
            port = receiver.port();
        }
        lab.options.settling = 1s;
        lab.aim(QStringLiteral("tcp"), port);
        auto forwarder = lab.forwarder();
        const qint64 first = lab.end() + 1;
        lab.write(150);
        QTRY_VERIFY(!forwarder->state().problem.isEmpty());
        QCOMPARE(lab.position(), first - 1);
        QList<qint64> positions;
        {
            tests::SyslogReceiver receiver(QStringLiteral("tcp"), {}, port);
            receiver.dieAfter(20000); // in the middle of a batch
            QTRY_VERIFY(!receiver.messages().isEmpty());
            QTest::qWait(200);
            receiver.dieAfter(-1);
            QTRY_COMPARE(lab.position(), lab.end());
            QTRY_COMPARE(forwarder->state().problem, QString());
            positions = positionsOf(receiver.messages());
        }
        for (qint64 position = first; position <= lab.end(); ++position) {
            QVERIFY2(positions.contains(position), qPrintable(QString::number(position)));
        }
    }

    // The receiver's kernel acknowledged all of it, its process ends without having read any.
    void whatTheReceiverDiedWithIsSentAgain()
    {
        Lab lab;
        lab.options.settling = 3s;
        QTcpServer dying;
        QVERIFY(dying.listen(QHostAddress::LocalHost));
        const quint16 port = dying.serverPort();
        lab.aim(QStringLiteral("tcp"), port);
        const qint64 first = lab.end() + 1;
        auto forwarder = lab.forwarder();
        lab.write(150);
        QTRY_COMPARE(forwarder->state().sent, quint64{150});
        QTRY_VERIFY(dying.hasPendingConnections());
        dying.nextPendingConnection()->abort();
        dying.close();
        tests::SyslogReceiver receiver(QStringLiteral("tcp"), {}, port);
        QTRY_VERIFY(positionsOf(receiver.messages()).contains(lab.end()));
        for (qint64 position = first; position <= lab.end(); ++position) {
            QVERIFY2(positionsOf(receiver.messages()).contains(position),
                     qPrintable(QString::number(position)));
        }
        QCOMPARE(lab.position(), first - 1); // not before the connection has proved itself
        QTRY_COMPARE_WITH_TIMEOUT(lab.position(), lab.end(), 15000);
        // One that ends afterwards changes nothing.
        const qsizetype before = positionsOf(receiver.messages()).size();
        receiver.dieAfter(0);
        lab.write(1);
        QTRY_VERIFY(positionsOf(receiver.messages()).contains(lab.end()));
        receiver.dieAfter(-1);
        QTRY_COMPARE_WITH_TIMEOUT(lab.position(), lab.end(), 15000);
        QVERIFY(!positionsOf(receiver.messages()).mid(before).contains(first));
    }

    void oneRecorderForwardsAtATime()
    {
        Lab lab;
        tests::SyslogReceiver receiver(QStringLiteral("udp"));
        lab.aim(QStringLiteral("udp"), receiver.port());
        auto one = lab.forwarder();
        lab.write(1);
        QTRY_COMPARE(positionsOf(receiver.messages()).size(), 1);
        auto two = lab.forwarder();
        lab.write(20);
        QTRY_COMPARE(lab.position(), lab.end());
        QTest::qWait(200);
        QCOMPARE(positionsOf(receiver.messages()).size(), 21);
        QCOMPARE(two->state().sent, quint64{0});
        one.reset();
        tests::runSql(lab.db.url(), QStringLiteral("UPDATE audit_forwarding SET until_ms = 1"));
        lab.write(3);
        QTRY_COMPARE(positionsOf(receiver.messages()).size(), 24);
    }
};

EARSHOT_TEST(tst_auditsyslog, TestAuditSyslog)
#include "tst_auditsyslog.moc"
