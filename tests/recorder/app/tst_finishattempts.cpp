// SPDX-License-Identifier: GPL-3.0-or-later
// A journal that ends the recorder each time it is finished is not tried for ever.
#include "recorder/app/finishattempts.h"

#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <latch>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace recorder;
using common::ErrorCode;
using common::FinishedCall;
using common::Result;

namespace
{

/// Finishes in a process of its own, which ends in the middle of it.
int dieFinishing(const FinishAttempts &attempts, const QString &journal)
{
    const pid_t child = ::fork();
    if (child == 0) {
        (void)attempts.run(journal, []() -> Result<FinishedCall> { ::_exit(7); });
        ::_exit(0); // it was not tried
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class TestFinishAttempts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatEndsLeavesNothing_data()
    {
        QTest::addColumn<bool>("good");
        QTest::newRow("finished") << true;
        QTest::newRow("an error") << false;
    }
    void whatEndsLeavesNothing()
    {
        QFETCH(bool, good);
        const QTemporaryDir dir;
        const QString journal = dir.filePath(QStringLiteral("a.spool"));
        const FinishAttempts attempts;
        int during = -1;
        const auto result = attempts.run(journal, [&]() -> Result<FinishedCall> {
            during = FinishAttempts::unended(journal);
            if (!good) {
                return common::fail(ErrorCode::Unavailable, QStringLiteral("stopped"));
            }
            return FinishedCall();
        });
        QCOMPARE(result.has_value(), good);
        QCOMPARE(during, 1);
        QCOMPARE(FinishAttempts::unended(journal), 0);
        QVERIFY(!QFile::exists(FinishAttempts::fileOf(journal)));
    }
    void afterThreeThatNeverEndedItIsNotTried()
    {
        const QTemporaryDir dir;
        const QString journal = dir.filePath(QStringLiteral("a.spool"));
        const FinishAttempts attempts;
        for (int i = 1; i <= FinishAttempts::kMost; ++i) {
            QCOMPARE(dieFinishing(attempts, journal), 7);
            QCOMPARE(FinishAttempts::unended(journal), i);
        }
        QCOMPARE(dieFinishing(attempts, journal), 0);
        const auto refused = attempts.run(journal, []() -> Result<FinishedCall> { return FinishedCall(); });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Invalid);
        QCOMPARE(refused.error().fields.value(QStringLiteral("reason")),
                 QStringLiteral("journal-unfinishable"));
        QCOMPARE(FinishAttempts::unended(journal), FinishAttempts::kMost); // until it is set aside
    }
    void oneThatEndsInTimeBeginsAnew()
    {
        const QTemporaryDir dir;
        const QString journal = dir.filePath(QStringLiteral("a.spool"));
        const FinishAttempts attempts;
        QCOMPARE(dieFinishing(attempts, journal), 7);
        QCOMPARE(dieFinishing(attempts, journal), 7);
        QVERIFY(attempts.run(journal, []() -> Result<FinishedCall> { return FinishedCall(); }));
        QCOMPARE(FinishAttempts::unended(journal), 0);
    }
    void aCountThatIsNoneIsNone()
    {
        const QTemporaryDir dir;
        const QString journal = dir.filePath(QStringLiteral("a.spool"));
        for (const char *content : {"", "x", "-4", "0"}) {
            QFile file(FinishAttempts::fileOf(journal));
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(content);
            file.close();
            QCOMPARE(FinishAttempts::unended(journal), 0);
        }
    }
    void thoseWithoutACountWorkTogether()
    {
        const QTemporaryDir dir;
        const FinishAttempts attempts;
        std::latch both(2); // each waits for the other, inside
        const auto work = [&both]() -> Result<FinishedCall> {
            both.arrive_and_wait();
            return FinishedCall();
        };
        std::jthread other([&] { (void)attempts.run(dir.filePath(QStringLiteral("b.spool")), work); });
        QVERIFY(attempts.run(dir.filePath(QStringLiteral("a.spool")), work));
    }
    /// Which of them ended the process is not known: the others must not be counted for it again.
    void thoseWithOneWorkOneAtATime()
    {
        const QTemporaryDir dir;
        const QString first = dir.filePath(QStringLiteral("a.spool"));
        const QString second = dir.filePath(QStringLiteral("b.spool"));
        const FinishAttempts attempts;
        QCOMPARE(dieFinishing(attempts, first), 7);
        QCOMPARE(dieFinishing(attempts, second), 7);
        std::atomic<int> inside{0};
        std::atomic<int> most{0};
        std::atomic<int> countOfOther{-1};
        const auto work = [&](const QString &other) {
            return [&, other]() -> Result<FinishedCall> {
                most = std::max(most.load(), ++inside);
                countOfOther = std::max(countOfOther.load(), FinishAttempts::unended(other));
                --inside;
                return FinishedCall();
            };
        };
        {
            std::latch begin(2);
            std::jthread other([&] {
                begin.arrive_and_wait();
                (void)attempts.run(second, work(first));
            });
            begin.arrive_and_wait();
            QVERIFY(attempts.run(first, work(second)));
        }
        QCOMPARE(most.load(), 1);
        QVERIFY(countOfOther.load() <= 1);
        QCOMPARE(FinishAttempts::unended(first) + FinishAttempts::unended(second), 0);
    }
};

EARSHOT_TEST(tst_finishattempts, TestFinishAttempts)
#include "tst_finishattempts.moc"
