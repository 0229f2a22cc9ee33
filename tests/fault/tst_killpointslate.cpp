// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/killbench.h"
#include "tests/support/testmain.h"

#include <QTest>

/// Kills from the end of a call until its journal is shredded (see KillBench): no packet may be missing.
class TestKillpointsLate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_bench = std::make_unique<tests::KillBench>(2); }
    void cleanup() { m_bench->endRow(); }
    void cleanupTestCase() { m_bench.reset(); }

    void killed_data()
    {
        QTest::addColumn<int>("unused");
        for (const char *row :
             {"call.at-end", "call.before-close", "media.before-close", "spool.before-close",
              "call.after-close", "ledger.before-advance", "finish.begin", "finish.encode",
              "finish.before-fsync", "finish.before-rename", "finish.after-rename", "finish.after-dir-fsync",
              "register.before-commit", "register.after-commit", "pipeline.before-shred",
              "spool.before-shred", "spool.after-shred", "pipeline.after-shred"}) {
            QTest::newRow(row) << 0;
        }
    }
    void killed() { m_bench->killAtRow(); }
    void theListHoldsWhatWasAnswered() { m_bench->checkList(); }

private:
    std::unique_ptr<tests::KillBench> m_bench;
};

EARSHOT_TEST(tst_killpointslate, TestKillpointsLate)
#include "tst_killpointslate.moc"
