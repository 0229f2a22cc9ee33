// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetree.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QTest>

using namespace tests;

class TestTexts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySourceFileNamesItsLicence()
    {
        const QStringList files = sourceFiles(
            {QStringLiteral("common"), QStringLiteral("recorder"), QStringLiteral("console"),
             QStringLiteral("tests"), QStringLiteral("cmake"), QStringLiteral("sql")},
            {QStringLiteral("*.h"), QStringLiteral("*.cpp"), QStringLiteral("*.sql"),
             QStringLiteral("*.cmake"), QStringLiteral("CMakeLists.txt"), QStringLiteral("*.sh")});
        for (const QString &file : files) {
            QVERIFY2(readSource(file).left(200).contains(
                         QLatin1String("SPDX-License-Identifier: GPL-3.0-or-later")),
                     qPrintable(file));
        }
    }
    void testsAreNotSkipped()
    {
        static const QRegularExpression skipped(QStringLiteral("\\b(QSKIP|QEXPECT_FAIL)\\s*\\("));
        for (const QString &file : sourceFiles({QStringLiteral("tests")}, {QStringLiteral("*.cpp")})) {
            QVERIFY2(!readSource(file).contains(skipped), qPrintable(file));
        }
    }
    void namesFollowTheHouse()
    {
        static const QRegularExpression bad(
            QStringLiteral("\\b(?:class|struct)\\s+\\w*(?:Manager|Helper|Util|Utils|Handler)\\b"));
        for (const QString &file : sourceFiles({QStringLiteral("common"), QStringLiteral("recorder")},
                                               {QStringLiteral("*.h"), QStringLiteral("*.cpp")})) {
            QVERIFY2(!readSource(file).contains(bad), qPrintable(file));
        }
    }
};

EARSHOT_TEST(tst_texts, TestTexts)
#include "tst_texts.moc"
