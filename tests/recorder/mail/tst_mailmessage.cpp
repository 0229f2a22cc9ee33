// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/mail/mailmessage.h"
#include "recorder/mail/smtpdialogue.h"

#include "tests/support/fakeclock.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

namespace
{

const QUuid kId(QStringLiteral("0192f0c1-0000-7000-8000-00000000abcd"));

MailMessage aMessage()
{
    return {QStringLiteral("recorder@example.com"), QStringLiteral("ada@example.org"),
            QStringLiteral("Hello"), QStringLiteral("One\nTwo\n")};
}

QByteArray wire(const MailMessage &message)
{
    const auto formed = wireForm(
        message, kId, common::wallFromUnixMs(1'000'000'000'000)); // 2001-09-09 01:46:40 UTC, a Sunday
    return formed ? *formed : QByteArray();
}

} // namespace

class TestMailMessage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theWholeOfIt()
    {
        QCOMPARE(wire(aMessage()),
                 QByteArray("Date: Sun, 09 Sep 2001 01:46:40 +0000\r\n"
                            "From: Earshot <recorder@example.com>\r\n"
                            "To: <ada@example.org>\r\n"
                            "Subject: Hello\r\n"
                            "Message-ID: <0192f0c1-0000-7000-8000-00000000abcd@example.com>\r\n"
                            "Auto-Submitted: auto-generated\r\n"
                            "MIME-Version: 1.0\r\n"
                            "Content-Type: text/plain; charset=UTF-8\r\n"
                            "Content-Transfer-Encoding: quoted-printable\r\n"
                            "\r\n"
                            "One\r\nTwo\r\n"));
    }

    void nobodyWritesHeadersOfHisOwn()
    {
        MailMessage message = aMessage();
        message.subject = QStringLiteral("x\r\nBcc: everybody@example.com\n\nHello\u2028there");
        const QByteArray sent = wire(message);
        QVERIFY(!sent.contains("\nBcc:"));
        QCOMPARE(sent.count("\r\n\r\n"), 1);
        for (const QString &address :
             {QStringLiteral("a@b.org>\r\nBcc: <c@d.org"), QStringLiteral("a@b.org\n"),
              QStringLiteral("a b@c.org"), QStringLiteral("a@b@c.org"), QStringLiteral("a"), QString(),
              QStringLiteral("a@"), QStringLiteral("\"a\"@b.org"), QStringLiteral("a@b..org"),
              QString(250, QLatin1Char('a')) + QStringLiteral("@b.org")}) {
            QVERIFY2(!isMailAddress(address), qPrintable(address));
            message = aMessage();
            message.to = address;
            QVERIFY(wire(message).isEmpty());
            message = aMessage();
            message.from = address;
            QVERIFY(wire(message).isEmpty());
        }
        QVERIFY(isMailAddress(QStringLiteral("o'neil+x=y@mail.example.org")));
    }

    void headersBeyondAscii()
    {
        QCOMPARE(encodedHeader(QStringLiteral("Ein neues Passwort für Earshot")),
                 QByteArray("=?UTF-8?B?RWluIG5ldWVzIFBhc3N3b3J0IGbDvHIgRWFyc2hvdA==?="));
        // What looks encoded is not what it looks like.
        QCOMPARE(encodedHeader(QStringLiteral("=?UTF-8?B?eA==?=")),
                 QByteArray("=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?="));
        const QString longest = QString(100, QChar(0x00fc)) + QStringLiteral("\U0001F600");
        QByteArray whole;
        for (const QByteArray &line : encodedHeader(longest).split('\n')) {
            const QByteArray word = line.trimmed();
            QVERIFY(word.size() <= 75);
            const QString piece = QString::fromUtf8(
                QByteArray::fromBase64(word.mid(10, word.size() - 12))); // whole characters only
            QVERIFY(!piece.contains(QChar::ReplacementCharacter));
            whole += piece.toUtf8();
        }
        QCOMPARE(QString::fromUtf8(whole), longest);
    }

    void textAsQuotedPrintable_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("form");
        QTest::newRow("umlaut") << QStringLiteral("für=\n") << QByteArray("f=C3=BCr=3D\r\n");
        QTest::newRow("blank at the end") << QStringLiteral("a \n b\t\n") << QByteArray("a=20\r\n b=09\r\n");
        QTest::newRow("all kinds of ends")
            << QStringLiteral("a\r\nb\rc\nd") << QByteArray("a\r\nb\r\nc\r\nd\r\n");
        QTest::newRow("76 fit") << QString(76, QLatin1Char('x')) << QByteArray(76, 'x') + "\r\n";
        QTest::newRow("77 do not") << QString(77, QLatin1Char('x')) << QByteArray(75, 'x') + "=\r\nxx\r\n";
        QTest::newRow("a dot alone") << QStringLiteral(".\n")
                                     << QByteArray(".\r\n"); // doubled by who sends it
        QTest::newRow("empty") << QString() << QByteArray("\r\n");
    }
    void textAsQuotedPrintable()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, form);
        QCOMPARE(quotedPrintable(text), form);
    }

    void noLineIsTooLong()
    {
        QString text;
        for (int i = 0; i < 300; ++i) {
            text += QChar(0x20 + i);
        }
        for (const QByteArray &line : quotedPrintable(text).split('\n')) {
            QVERIFY(line.size() <= 77); // with its CR
        }
    }

    void aDialogueKnowsHowFarItCame()
    {
        tests::FakeClock clock;
        SmtpDialogue dialogue(clock, true, false, true);
        using std::chrono::milliseconds;
        clock.advance(milliseconds(3));
        dialogue.connecting();
        clock.advance(milliseconds(5));
        dialogue.heard("220 sink\r\n");
        dialogue.said("EHLO here\r\n");
        dialogue.said("STARTTLS\r\n");
        clock.advance(milliseconds(7));
        dialogue.said("EHLO here\r\n");
        dialogue.said("AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n");
        dialogue.heard("535 5.7.8 bad\x1b[31m credentials\r\n");
        dialogue.said("QUIT\r\n");
        dialogue.heard("221 Bye\r\n");
        const SmtpReport report = dialogue.failed(QStringLiteral("login"), dialogue.lastLine());
        QStringList told;
        for (const SmtpStep &step : report.steps) {
            told.append(QStringLiteral("%1 %2 %3").arg(step.name, step.state).arg(step.ms));
        }
        QCOMPARE(
            told.join(QLatin1String(", ")),
            QStringLiteral("name passed 3, tcp passed 5, tls passed 7, login failed 0, sender not-run 0, "
                           "recipient not-run 0, accepted not-run 0"));
        QCOMPARE(report.steps[3].detail, QStringLiteral("535 5.7.8 bad [31m credentials"));
        QVERIFY(!report.accepted && !report.permanent); // that can be mended
        QVERIFY(!report.problem.contains(QLatin1String("AGFk")));
    }
};

EARSHOT_TEST(tst_mailmessage, TestMailMessage)
#include "tst_mailmessage.moc"
