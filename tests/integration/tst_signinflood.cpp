// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/frame.pb.h"
#include "common/rpc/framecodec.h"

#include "tests/integration/watchingconsole.h"
#include "tests/support/callerprocess.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTest>
#include <QTimer>

namespace v1 = earshot::v1;
using tests::CallerProcess;
using tests::RecorderProcess;

namespace
{

/// Connects a thousand times a second from an address of its own; whoever is let in tries wrong passwords.
class Flood : public QObject
{
public:
    explicit Flood(quint16 port)
        : m_port(port)
    {
        connect(&m_timer, &QTimer::timeout, this, &Flood::more);
        m_timer.setTimerType(Qt::PreciseTimer);
        m_clock.start();
        m_timer.start(5);
    }
    void stop()
    {
        m_seconds = static_cast<double>(m_clock.elapsed()) / 1000;
        m_timer.stop();
    }
    double perSecond() const { return static_cast<double>(m_attempts) / m_seconds; }
    int answers() const { return m_answers; }

private:
    static constexpr int kPerSecond = 1050;
    static constexpr int kMostOpen = 400; ///< of our own sockets; older ones give way

    void more()
    {
        // By the clock: a timer that came late is made up for.
        while (m_attempts < m_clock.elapsed() * kPerSecond / 1000) {
            attempt();
        }
        const QList<QSslSocket *> open = findChildren<QSslSocket *>(Qt::FindDirectChildrenOnly);
        for (qsizetype i = 0; i + kMostOpen < open.size(); ++i) {
            delete open.at(i);
        }
    }
    void attempt()
    {
        ++m_attempts;
        auto *socket = new QSslSocket(this);
        QSslConfiguration tls;
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        tls.setProtocol(QSsl::TlsV1_3OrLater);
        socket->setSslConfiguration(tls);
        socket->bind(QHostAddress(QStringLiteral("127.0.0.2")));
        connect(socket, &QSslSocket::encrypted, this, [socket] { socket->write(wrongPassword()); });
        connect(socket, &QSslSocket::readyRead, this, [this, socket] {
            if (socket->readAll().size() > 0) {
                ++m_answers;
            }
        });
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QSslSocket::errorOccurred, socket, &QObject::deleteLater);
        socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_port);
    }
    static QByteArray wrongPassword()
    {
        v1::Frame hello;
        hello.mutable_hello()->set_version(common::kProtocolVersion);
        hello.mutable_hello()->set_program("flood");
        QByteArray bytes = common::encodeFrame(hello);
        for (quint32 stream = 1; stream <= 7; stream += 2) {
            v1::SignInRequest request;
            request.set_login("boss");
            request.set_secret(std::string(32, 'x'));
            v1::Frame open;
            open.set_stream_id(stream);
            open.mutable_open()->set_method("earshot.v1.Session/SignIn");
            open.mutable_open()->set_request(request.SerializeAsString());
            bytes += common::encodeFrame(open);
        }
        return bytes;
    }

    const quint16 m_port;
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_seconds = 0;
    qint64 m_attempts = 0;
    int m_answers = 0;
};

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

/// trust.md A10: a thousand sign-ins a second are attempted while calls are recorded.
class TestSignInFlood : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostAndOthersStillSignIn()
    {
        constexpr int kCalls = 20;
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        tests::addUser(recorder, QStringLiteral("Default"), QStringLiteral("boss"),
                       words("--role administrator"));
        tests::addUser(recorder, QStringLiteral("Default"), QStringLiteral("eve"),
                       words("--role administrator"));
        CallerProcess caller(QStringLiteral("load"), recorder.siprecPort(),
                             words("--calls 20 --seconds 12 --rate 20"));
        QTRY_COMPARE_WITH_TIMEOUT(recorder.metric("earshot_calls_active"), double{kCalls}, 10000);
        const double before = recorder.metric("earshot_resident_bytes");

        double most = before;
        {
            Flood flood(recorder.adminPort());
            QElapsedTimer clock;
            clock.start();
            while (clock.elapsed() < 5000) {
                QTest::qWait(250);
                most = std::max(most, recorder.metric("earshot_resident_bytes"));
            }
            // From another address, with another name: served within the time that a sign-in has.
            clock.restart();
            const tests::WatchingConsole eve(recorder.adminPort(), QStringLiteral("eve"));
            QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
            flood.stop();
            qInfo("%.0f attempts a second, %d answered, %.0f MB more", flood.perSecond(), flood.answers(),
                  (most - before) / 1e6);
            QVERIFY2(flood.perSecond() >= 1000, qPrintable(QString::number(flood.perSecond())));
            QVERIFY(flood.answers() > 10); // some got as far as the password
        }
        // Four passwords at a time are hashed, in 19 MiB each; connections are counted.
        QVERIFY2(most - before < 160e6, qPrintable(QString::number(most - before)));

        const QJsonObject summary = caller.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        QVERIFY(recorder.waitForSettled(kCalls, std::chrono::seconds(60)));
        QCOMPARE(recorder.metric("earshot_rtp_lost_total{where=\"kernel\"}"), 0.0);
        QCOMPARE(recorder.metric("earshot_rtp_lost_total{where=\"ring\"}"), 0.0);
        QCOMPARE(recorder.metric("earshot_rtp_packets_total"),
                 static_cast<double>(summary.value(QLatin1String("packets_sent")).toInteger()));
        const QString verdict = recorder.verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_signinflood, TestSignInFlood)
#include "tst_signinflood.moc"
