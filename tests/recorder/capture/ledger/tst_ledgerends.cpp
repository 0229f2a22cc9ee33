// SPDX-License-Identifier: GPL-3.0-or-later
// When calls were over, as the ledger notes it.
#include "tests/recorder/capture/ledger/ledgerbench.h"
#include "tests/support/testmain.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace recorder;
using namespace tests;

class TestLedgerEnds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// However often it is said again that it waits: since when is what makes it late.
    void whenACallWasOverStays()
    {
        const LedgerRow row = madeUpRow(1);
        auto ledger = Ledger::open(m_file);
        QVERIFY(insertNow(**ledger, row));
        const auto rowsOver = [this](qint64 from, qint64 before) {
            LedgerFilter filter;
            filter.endedFrom = from;
            filter.endedBefore = before;
            return (*openLedgerForReading(m_file))->page(filter)->rows.size();
        };
        const auto set = [this](qint64 ms) {
            {
                QSqlDatabase raw =
                    QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("raw"));
                raw.setDatabaseName(m_file);
                QVERIFY(raw.open());
                QVERIFY(QSqlQuery(raw).exec(QStringLiteral("UPDATE entries SET ended_unix_ms = %1").arg(ms)));
                raw.close();
            }
            QSqlDatabase::removeDatabase(QStringLiteral("raw"));
        };
        const qint64 ever = std::numeric_limits<qint64>::max();
        const auto now = [] { return common::toUnixMs(std::chrono::system_clock::now()); };
        QCOMPARE(rowsOver(0, ever), 0); // it goes on
        const qint64 before = now();
        QVERIFY(advanceNow(**ledger, row.call, LedgerState::Ended));
        QCOMPARE(rowsOver(before, now() + 1), 1);
        set(5000);
        QVERIFY(advanceNow(**ledger, row.call, LedgerState::Ended, QStringLiteral("waits-no-key")));
        QVERIFY(advanceNow(**ledger, row.call, LedgerState::Finalised));
        QCOMPARE(rowsOver(5000, 5001), 1);
        QCOMPARE(rowsOver(5001, ever), 0);
        set(0); // a program that did not note it moved it on
        QCOMPARE(rowsOver(row.startUnixMs, row.startUnixMs + 1), 1);
    }

private:
    QTemporaryDir m_dir;
    const QString m_file = m_dir.filePath(QStringLiteral("ledger.sqlite"));
};

EARSHOT_TEST(tst_ledgerends, TestLedgerEnds)
#include "tst_ledgerends.moc"
