// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/totp.h"

#include "tests/support/testmain.h"

#include <QTest>

using namespace common;

class TestTotp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// RFC 6238 appendix B: moments in seconds and the codes of eight digits with SHA-1.
    void codesByTime_data()
    {
        QTest::addColumn<qint64>("second");
        QTest::addColumn<QString>("code");
        QTest::newRow("1970") << qint64{59} << QStringLiteral("94287082");
        QTest::newRow("2005") << qint64{1111111109} << QStringLiteral("07081804");
        QTest::newRow("2005, the next step") << qint64{1111111111} << QStringLiteral("14050471");
        QTest::newRow("2009") << qint64{1234567890} << QStringLiteral("89005924");
        QTest::newRow("2033") << qint64{2000000000} << QStringLiteral("69279037");
        QTest::newRow("2603") << qint64{20000000000} << QStringLiteral("65353130");
    }
    void codesByTime()
    {
        QFETCH(qint64, second);
        QFETCH(QString, code);
        const QByteArray seed("12345678901234567890");
        const qint64 step = totpStepAt(second * 1000);
        QCOMPARE(totpCode(seed, step, 8), code);
        QCOMPARE(totpCode(seed, step), code.right(6)); // the same number, fewer digits of it
    }

    /// RFC 4226 appendix D.
    void codesByCount()
    {
        const QByteArray seed("12345678901234567890");
        const QStringList codes{QStringLiteral("755224"), QStringLiteral("287082"), QStringLiteral("359152"),
                                QStringLiteral("969429"), QStringLiteral("338314"), QStringLiteral("254676"),
                                QStringLiteral("287922"), QStringLiteral("162583"), QStringLiteral("399871"),
                                QStringLiteral("520489")};
        for (qsizetype count = 0; count < codes.size(); ++count) {
            QCOMPARE(totpCode(seed, count), codes[count]);
        }
    }

    void aStepIsThirtySeconds()
    {
        QCOMPARE(totpStepAt(29'999), qint64{0});
        QCOMPARE(totpStepAt(30'000), qint64{1});
        QCOMPARE(totpStepAt(1'790'000'000'000), qint64{59'666'666});
    }

    /// RFC 4648 section 10, without the padding.
    void secretsAsText()
    {
        QCOMPARE(base32({}), QString());
        QCOMPARE(base32("f"), QStringLiteral("MY"));
        QCOMPARE(base32("fo"), QStringLiteral("MZXQ"));
        QCOMPARE(base32("foo"), QStringLiteral("MZXW6"));
        QCOMPARE(base32("foob"), QStringLiteral("MZXW6YQ"));
        QCOMPARE(base32("fooba"), QStringLiteral("MZXW6YTB"));
        QCOMPARE(base32("foobar"), QStringLiteral("MZXW6YTBOI"));
        QCOMPARE(base32(QByteArray(20, '\xff')), QString(32, QLatin1Char('7')));
    }

    void whatTheAuthenticatorReads()
    {
        QCOMPARE(
            totpUri("foobar", QStringLiteral("Earshot"), QStringLiteral("j. doe@example:1")),
            QStringLiteral("otpauth://totp/Earshot:j.%20doe%40example%3A1?secret=MZXW6YTBOI&issuer=Earshot"
                           "&algorithm=SHA1&digits=6&period=30"));
    }
};

EARSHOT_TEST(tst_totp, TestTotp)
#include "tst_totp.moc"
