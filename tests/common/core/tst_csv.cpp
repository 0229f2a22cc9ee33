// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/csv.h"
#include "tests/support/testmain.h"

#include <QRandomGenerator>
#include <QTest>

using namespace common;

namespace
{

QStringList cellsOf(const char *divided)
{
    return QString::fromUtf8(divided).split(u'|');
}

} // namespace

class TestCsv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsReadBack()
    {
        QRandomGenerator random(41);
        const QString letters = QString::fromUtf8("ab'\"=+-@,;\t\r\n \u00e9\u4e2d");
        for (int round = 0; round < 2000; ++round) {
            QStringList cells{QStringLiteral("x")};
            for (int i = 0; i < 4; ++i) {
                QString cell;
                for (int n = random.bounded(6); n > 0; --n) {
                    cell += letters[random.bounded(letters.size())];
                }
                cells.append(cell);
            }
            const auto table = csvTable(csvLine(cellsOf("a|b|c|d|e")) + csvLine(cells), 10);
            QVERIFY(table);
            QCOMPARE(table->rows.value(0).cells, cells);
        }
    }
    void formulasAreDisarmed()
    {
        for (const QString &cell : cellsOf("=1+1|+49|-1|@x|'=1")) {
            QVERIFY(csvLine({cell}).startsWith('\''));
        }
        QCOMPARE(csvLine(cellsOf("'quoted'")), QByteArray("'quoted'\r\n"));
    }
    void otherSeparatorsAndLineEnds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("commas, LF") << QByteArray("name,login\nAda,ada\n");
        QTest::newRow("semicolons, CRLF, mark") << QByteArray("\xef\xbb\xbfname;login\r\nAda;ada");
        QTest::newRow("tabs, CR") << QByteArray("name\tlogin\rAda\tada\r");
        QTest::newRow("commas inside of semicolons") << QByteArray("\"name\";login\n\"Ada\";ada\n");
    }
    void otherSeparatorsAndLineEnds()
    {
        QFETCH(QByteArray, text);
        const auto table = csvTable(text, 10);
        QVERIFY(table);
        QCOMPARE(table->titles, cellsOf("name|login"));
        QCOMPARE(table->rows.size(), 1);
        QCOMPARE(table->rows[0].cells, cellsOf("Ada|ada"));
        QCOMPARE(table->rows[0].number, 2);
    }
    void rowsAreCountedAsASpreadsheetDoes()
    {
        const auto table = csvTable("name\n\n\"two\nlines\"\n , \nlast\n", 10);
        QVERIFY(table);
        QCOMPARE(table->rows.size(), 2);
        QCOMPARE(table->rows[0].number, 3);
        QCOMPARE(table->rows[1].number, 5);
    }
    void badFilesSayWhereAndWhat_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("row");
        QTest::newRow("nothing") << QByteArray(" \n\n") << QStringLiteral("empty") << QStringLiteral("1");
        QTest::newRow("Latin-1") << QByteArray("name\nJos\xe9\n") << QStringLiteral("encoding")
                                 << QStringLiteral("1");
        QTest::newRow("open quote") << QByteArray("name\n\"Ada\n") << QStringLiteral("quote")
                                    << QStringLiteral("2");
        QTest::newRow("text after a quote")
            << QByteArray("name\nx\n\"Ada\"b\n") << QStringLiteral("quote") << QStringLiteral("3");
        QTest::newRow("NUL") << QByteArray("name\nA\0da\n", 11) << QStringLiteral("characters")
                             << QStringLiteral("2");
        QTest::newRow("long") << QByteArray("name\n" + QByteArray(10'001, 'x')) << QStringLiteral("length")
                              << QStringLiteral("2");
        QTest::newRow("many") << QByteArray("name\n1\n2\n3\n4\n") << QStringLiteral("rows")
                              << QStringLiteral("5");
    }
    void badFilesSayWhereAndWhat()
    {
        QFETCH(QByteArray, text);
        const auto table = csvTable(text, 3);
        QVERIFY(!table);
        QCOMPARE(table.error().code, ErrorCode::Invalid);
        QTEST(table.error().fields.value(QStringLiteral("csv")), "reason");
        QTEST(table.error().fields.value(QStringLiteral("row")), "row");
    }
};

EARSHOT_TEST(tst_csv, TestCsv)
#include "tst_csv.moc"
