// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetree.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>

using namespace tests;

/// House style H4: the hard limits; the ten largest files are printed so that they are seen before they hit
/// them.
class TestSizes : public QObject
{
    Q_OBJECT
private:
    static QStringList productFiles()
    {
        return sourceFiles({QStringLiteral("common"), QStringLiteral("recorder"), QStringLiteral("console")},
                           {QStringLiteral("*.h"), QStringLiteral("*.cpp")});
    }
    /// Longest run of lines between a line that is only "{" and the "}" at column 0 that ends it: with this
    /// project's formatting, a function's body.
    static QString longFunction(const QString &file, int limit)
    {
        const QStringList lines = readSource(file).split(u'\n');
        qsizetype start = -1;
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (lines[i] == QLatin1String("{")) {
                start = i;
            } else if (lines[i] == QLatin1String("}") && start >= 0) {
                if (i - start - 1 > limit) {
                    return QStringLiteral("%1:%2: function of %3 lines")
                        .arg(file)
                        .arg(start)
                        .arg(i - start - 1);
                }
                start = -1;
            }
        }
        return {};
    }
private Q_SLOTS:
    void filesStayUnderTheHardLimit()
    {
        QList<std::pair<qsizetype, QString>> sizes;
        QStringList tooLong;
        for (const QString &file : productFiles()) {
            const qsizetype lines = readSource(file).count(u'\n');
            sizes.append({lines, file});
            if (lines > (file.endsWith(QLatin1String(".h")) ? 300 : 600)) {
                tooLong.append(QStringLiteral("%1: %2 lines").arg(file).arg(lines));
            }
        }
        std::sort(sizes.rbegin(), sizes.rend());
        for (qsizetype i = 0; i < std::min<qsizetype>(10, sizes.size()); ++i) {
            qInfo("%5lld %s", static_cast<long long>(sizes[i].first), qPrintable(sizes[i].second));
        }
        QVERIFY2(tooLong.isEmpty(), qPrintable(tooLong.join(u'\n')));
    }
    void testsKeepUpWithTheSource()
    {
        const auto lines = [](const QStringList &files) {
            qsizetype sum = 0;
            for (const QString &file : files) {
                sum += readSource(file).count(u'\n');
            }
            return static_cast<double>(sum);
        };
        const double source = lines(productFiles());
        const double tests =
            lines(sourceFiles({QStringLiteral("tests")}, {QStringLiteral("*.h"), QStringLiteral("*.cpp")}));
        qInfo("%.0f lines of tests to %.0f of source: %.0f %%", tests, source, 100 * tests / source);
        QVERIFY(tests >= 0.4 * source);
    }
    void functionsStayUnderTheHardLimit()
    {
        QStringList tooLong;
        for (const QString &file : productFiles()) {
            const QString complaint = longFunction(file, 70);
            if (!complaint.isEmpty()) {
                tooLong.append(complaint);
            }
        }
        QVERIFY2(tooLong.isEmpty(), qPrintable(tooLong.join(u'\n')));
    }
};

EARSHOT_TEST(tst_sizes, TestSizes)
#include "tst_sizes.moc"
