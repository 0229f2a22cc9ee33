// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/killbench.h"
#include "tests/support/testmain.h"

#include <QTest>

/// Kills from the first word of a call until its media runs (see KillBench).
class TestKillpoints : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_bench = std::make_unique<tests::KillBench>(3); }
    void cleanup() { m_bench->endRow(); }
    void cleanupTestCase() { m_bench.reset(); }

    void killed_data()
    {
        QTest::addColumn<int>("unused");
        for (const char *row :
             {"spool.create", "call.before-ledger", "ledger.before-insert", "ledger.before-commit",
              "ledger.after-commit", "call.before-answer", "call.after-answer", "media.first-packet",
              "call.at-change codec-switch", "spool.before-write@9", "spool.after-write@9",
              "spool.before-sync@2", "spool.after-sync@2", "spool.before-write@9 AES_CM_128_HMAC_SHA1_80",
              "spool.before-write@9 AES_256_CM_HMAC_SHA1_80", "spool.before-write@9 AEAD_AES_256_GCM"}) {
            QTest::newRow(row) << 0;
        }
    }
    void killed() { m_bench->killAtRow(); }
    void theListHoldsWhatWasAnswered() { m_bench->checkList(); }

private:
    std::unique_ptr<tests::KillBench> m_bench;
};

EARSHOT_TEST(tst_killpoints, TestKillpoints)
#include "tst_killpoints.moc"
