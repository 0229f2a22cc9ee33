// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/systemlog.h"

#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::ListQuery;

namespace
{

void fill(SystemLog &log, int lines)
{
    for (int i = 1; i <= lines; ++i) {
        const bool bad = i % 10 == 0;
        log.add(bad ? QStringLiteral("warning") : QStringLiteral("info"), QStringLiteral("earshot.test"),
                QStringLiteral("line %1").arg(i));
    }
}

} // namespace

class TestSystemLog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesNewestFirst()
    {
        SystemLog log;
        fill(log, 50);
        ListQuery query;
        QStringList seen;
        do {
            const auto page = log.list(query);
            QVERIFY(page);
            QCOMPARE(page->total, 50);
            for (const LogEntry &line : page->items) {
                seen.append(line.text);
            }
            query.pageToken = page->nextToken;
        } while (!query.pageToken.isEmpty());
        QCOMPARE(seen.size(), 50);
        QCOMPARE(seen.first(), QStringLiteral("line 50"));
        QCOMPARE(seen.last(), QStringLiteral("line 1"));
    }
    void levelsTextAndDates()
    {
        SystemLog log;
        fill(log, 50);
        ListQuery query;
        query.criteria = {{QStringLiteral("level"), QStringLiteral("is"), {QStringLiteral("warning")}}};
        QCOMPARE(log.list(query)->total, 5);
        query.search = QStringLiteral("LINE 30");
        QCOMPARE(log.list(query)->items.value(0).text, QStringLiteral("line 30"));
        query = {};
        query.criteria = {{QStringLiteral("date"), QStringLiteral("less-than"), {QStringLiteral("1000")}}};
        QCOMPARE(log.list(query)->total, 0);
    }
    void whatIsNoneIsRefused()
    {
        SystemLog log;
        ListQuery query;
        query.criteria = {{QStringLiteral("host"), QStringLiteral("is"), {QStringLiteral("x")}}};
        QVERIFY(!log.list(query));
        query = {};
        query.pageToken = QStringLiteral("abc");
        QVERIFY(!log.list(query));
        query = {};
        query.order = QStringLiteral("text");
        QVERIFY(!log.list(query));
    }
    void oldLinesGoWhenThereIsNoRoom()
    {
        SystemLog log;
        const QString kilo(1000, QLatin1Char('x'));
        for (int i = 0; i < 5000; ++i) {
            log.add(QStringLiteral("info"), QStringLiteral("earshot.test"), kilo);
        }
        const auto page = log.list({});
        QVERIFY(page->total * kilo.size() <= SystemLog::kMostCharacters);
        QVERIFY(page->total > 1000);
        QCOMPARE(page->items.first().id, 5000);
    }
};

EARSHOT_TEST(tst_systemlog, TestSystemLog)
#include "tst_systemlog.moc"
