// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/passwordrule.h"

#include "common/crypto/passwordstrength.h"

#include "tests/support/testmain.h"

#include <QTest>

using namespace common;

class TestPasswordRule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rule_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("alone"); // the reason why not; empty = may be set
        QTest::addColumn<QString>("besideSecondStep");
        const QString grin = QString::fromUtf8("\U0001F600");
        QTest::newRow("none") << ""
                              << "short"
                              << "short";
        QTest::newRow("seven") << "x7#Qm!2"
                               << "short"
                               << "short";
        QTest::newRow("eight") << "x7#Qm!2v"
                               << "short"
                               << "";
        QTest::newRow("fourteen") << "x7#Qm!2vLp9$Rt"
                                  << "short"
                                  << "";
        QTest::newRow("fifteen") << "x7#Qm!2vLp9$Rtk"
                                 << ""
                                 << "";
        QTest::newRow("blanks count, signs are not asked for") << "otter plinth verse"
                                                               << ""
                                                               << "";
        // Characters are counted, not code units or bytes; a letter with its accent is one, however written.
        QTest::newRow("code units") << grin.repeated(7) << "short"
                                    << "short";
        QTest::newRow("accents apart") << QStringLiteral("vu\u0308rk\u00f6z bla\u0301m") << "short"
                                       << "";
        QTest::newRow("too long") << QString(1001, QLatin1Char('x')) << "long"
                                  << "long";
        QTest::newRow("the usual") << "password"
                                   << "short"
                                   << "guessable";
        QTest::newRow("the usual, twice") << "passwordpassword"
                                          << "guessable"
                                          << "guessable";
        QTest::newRow("one letter") << QString(20, QLatin1Char('a')) << "guessable"
                                    << "guessable";
        QTest::newRow("rows of keys") << "qwertyqwertyqwerty"
                                      << "guessable"
                                      << "guessable";
        QTest::newRow("digits in order") << "123456789012345"
                                         << "guessable"
                                         << "guessable";
        QTest::newRow("the own login") << "annalindqvistanna"
                                       << "guessable"
                                       << "guessable";
    }
    void rule()
    {
        QFETCH(QString, password);
        const QStringList personal{QStringLiteral("annalindqvist"), QStringLiteral("anna"),
                                   QStringLiteral("Lindqvist")};
        const auto reason = [&](bool secondStep) {
            const Status status = checkPassword(password, {secondStep, personal});
            return status ? QString() : status.error().fields.value(QStringLiteral("password"));
        };
        QTEST(reason(false), "alone");
        QTEST(reason(true), "besideSecondStep");
    }
    void levels_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("empty") << "" << 0 << 0;
        QTest::newRow("the usual") << "password" << 1 << 1;
        QTest::newRow("the usual, dressed up") << "Password1!" << 1 << 3;
        QTest::newRow("keys in a row") << "qwertyuiop" << 1 << 1;
        QTest::newRow("own login") << "rootroot" << 1 << 1;
        QTest::newRow("six random words") << "plinth otter cobalt verse mango drift" << 4 << 4;
        QTest::newRow("random characters") << "x7#Qm!2vLp9$Rt" << 4 << 4;
        QTest::newRow("very long") << QString(5000, QLatin1Char('a')) << 1 << 2;
    }
    void levels()
    {
        QFETCH(QString, password);
        QFETCH(int, least);
        QFETCH(int, most);
        const PasswordStrength strength = strengthOf(password, {QStringLiteral("root")});
        QVERIFY2(strength.level >= least && strength.level <= most,
                 qPrintable(QStringLiteral("level %1, %2 bits").arg(strength.level).arg(strength.bits)));
    }
    /// As the command line says it.
    void refusalsSayWhatToDo()
    {
        QVERIFY(checkPassword(QStringLiteral("short")).error().message.contains(QLatin1String("15")));
        QVERIFY(checkPassword(QStringLiteral("x"), {true}).error().message.contains(QLatin1String("8 ")));
        QVERIFY(checkPassword(QString(16, QLatin1Char('a')))
                    .error()
                    .message.contains(QLatin1String("unusual words")));
    }
};

EARSHOT_TEST(tst_passwordrule, TestPasswordRule)
#include "tst_passwordrule.moc"
