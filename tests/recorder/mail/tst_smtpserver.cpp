// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/mail/smtpserver.h"

#include "tests/support/smtpsink.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTcpServer>

#include <memory>
#include <thread>

using namespace recorder;
using Security = SmtpServer::Security;

namespace
{

const QString kFrom = QStringLiteral("recorder@example.com");
const QString kTo = QStringLiteral("ada@example.org");
const QByteArray kMail("Subject: test\r\n\r\nfirst\r\n.\r\n..two dots\r\nlast\r\n");

/// "tcp refused", "accepted": where it ended and why.
QString endOf(const SmtpReport &report)
{
    for (const SmtpStep &step : report.steps) {
        if (step.state == QLatin1String("failed")) {
            return step.name + QLatin1Char(' ') + step.cause;
        }
    }
    return report.accepted ? QStringLiteral("accepted") : QStringLiteral("nothing");
}

QString statesOf(const SmtpReport &report)
{
    QStringList states;
    for (const SmtpStep &step : report.steps) {
        states.append(step.state.left(1));
    }
    return states.join(QString());
}

} // namespace

/// With a real server: its words, its TLS, its login.
class TestSmtpServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_sink = std::make_unique<tests::SmtpSink>(); }
    void cleanupTestCase() { m_sink.reset(); }

    void aMailArrivesAsItIs_data()
    {
        QTest::addColumn<int>("security");
        QTest::addColumn<QString>("states");
        QTest::newRow("starttls") << static_cast<int>(Security::StartTls) << QStringLiteral("ppppppp");
        QTest::newRow("tls") << static_cast<int>(Security::Tls) << QStringLiteral("ppppppp");
        QTest::newRow("none") << static_cast<int>(Security::None) << QStringLiteral("ppnnppp");
    }
    void aMailArrivesAsItIs()
    {
        QFETCH(int, security);
        QFETCH(QString, states);
        const qsizetype before = m_sink->count();
        const SmtpReport report = sendMail(server(static_cast<Security>(security)), kFrom, kTo, kMail);
        QVERIFY2(report.accepted, qPrintable(report.problem));
        QCOMPARE(statesOf(report), states);
        QCOMPARE(report.steps.last().detail, QStringLiteral("250 kept as %1").arg(before + 1));
        QCOMPARE(m_sink->mail(before + 1), "recorder@example.com\nada@example.org\n" + kMail);
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("end");
        QTest::addColumn<bool>("permanent");
        const auto row = [](const char *what, const char *end, bool permanent = false) {
            QTest::newRow(what) << QString::fromLatin1(what) << QString::fromLatin1(end) << permanent;
        };
        row("no such name", "name name");
        row("nothing listens", "tcp refused");
        row("wrong password", "login login");
        row("no login", "sender sender");
        row("unknown authority", "tls certificate");
        row("another name", "tls hostname");
        row("no TLS there", "tls tls");
        row("TLS where none is spoken", "tls tls");
        row("sender refused", "sender sender");
        row("no such recipient", "recipient recipient", true);
        row("recipient later", "recipient recipient");
        row("text refused", "accepted rejected", true);
        row("not this host, no TLS", "tcp tls");
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(QString, what);
        QFETCH(QString, end);
        QFETCH(bool, permanent);
        const qsizetype before = m_sink->count();
        SmtpServer at = server(Security::StartTls);
        QString from = kFrom;
        QString to = kTo;
        QByteArray mail = kMail;
        change(what, at, from, to, mail);
        const SmtpReport report = sendMail(at, from, to, mail);
        QVERIFY(!report.accepted);
        QVERIFY2(endOf(report) == end, qPrintable(endOf(report) + QLatin1String(": ") + report.problem));
        QCOMPARE(report.permanent, permanent);
        QVERIFY(!report.problem.contains(tests::SmtpSink::password()));
        QCOMPARE(m_sink->count(), before);
    }

    void aServerThatSaysNothingIsLeft()
    {
        QTcpServer silent; // takes connections by its backlog
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        SmtpServer at = server(Security::None);
        at.port = silent.serverPort();
        at.timeout = std::chrono::milliseconds(400);
        QCOMPARE(endOf(sendMail(at, kFrom, kTo, kMail)), QStringLiteral("tcp timeout"));
        // And at once when the program ends.
        at.timeout = std::chrono::seconds(60);
        std::atomic<bool> stop = false;
        std::thread ender([&stop] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            stop = true;
        });
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!sendMail(at, kFrom, kTo, kMail, &stop).accepted);
        ender.join();
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void nothingIsSentInTheClearWhenTlsIsMissing()
    {
        // The port without TLS would take the mail: STARTTLS that is not offered ends it before the login.
        SmtpServer at = server(Security::StartTls);
        at.port = m_sink->plain;
        const SmtpReport report = sendMail(at, kFrom, kTo, kMail);
        QCOMPARE(statesOf(report), QStringLiteral("ppfnnnn"));
    }

private:
    SmtpServer server(Security security) const
    {
        SmtpServer at;
        at.host = QStringLiteral("localhost");
        at.security = security;
        at.port = security == Security::StartTls ? m_sink->startTls
                  : security == Security::Tls    ? m_sink->tls
                                                 : m_sink->plain;
        at.caCertificates = m_sink->certificate();
        if (security != Security::None) {
            at.login = tests::SmtpSink::login();
            at.password = tests::SmtpSink::password();
        }
        return at;
    }
    void change(const QString &what, SmtpServer &at, QString &from, QString &to, QByteArray &mail) const
    {
        const auto is = [&what](const char *word) { return what == QLatin1String(word); };
        if (is("no such name")) {
            at.host = QStringLiteral("no-such-host.invalid");
        } else if (is("nothing listens")) {
            QTcpServer taken;
            taken.listen(QHostAddress::LocalHost);
            at.port = taken.serverPort(); // free again at the end of this block
            taken.close();
        } else if (is("wrong password")) {
            at.password = QStringLiteral("wrong");
        } else if (is("no login")) {
            at.login.clear();
        } else if (is("unknown authority")) {
            at.caCertificates.clear();
        } else if (is("another name")) {
            at.host = QStringLiteral("127.0.0.1"); // its certificate says localhost
        } else if (is("no TLS there")) {
            at.port = m_sink->plain;
        } else if (is("TLS where none is spoken")) {
            at.security = Security::Tls;
            at.port = m_sink->plain;
        } else if (is("sender refused")) {
            from = QStringLiteral("bad@example.com");
        } else if (is("no such recipient")) {
            to = QStringLiteral("no@example.org");
        } else if (is("recipient later")) {
            to = QStringLiteral("later@example.org");
        } else if (is("text refused")) {
            mail += "refuse-this-content\r\n";
        } else if (is("not this host, no TLS")) {
            at.security = Security::None;
            at.host = QStringLiteral("192.0.2.1");
        }
    }
    std::unique_ptr<tests::SmtpSink> m_sink;
};

EARSHOT_TEST(tst_smtpserver, TestSmtpServer)
#include "tst_smtpserver.moc"
