// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/passwordrule.h"

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
        QTest::newRow("code units") << grin.repeated(8) << "short"
                                    << "guessable";
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
        QTest::newRow("rows of keys") << "qwertyuiopasdfghjkl"
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
