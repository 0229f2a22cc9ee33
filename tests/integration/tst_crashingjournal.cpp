// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QTest>

using namespace tests;

/// A journal whose finishing ends the recorder: the service manager starts it again each time.
class TestCrashingJournal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itIsSetAsideAfterThreeTimes()
    {
        const QMap<QString, QString> dies{
            {QStringLiteral("EARSHOT_FAILPOINT"), QStringLiteral("finish.begin:kill")}};
        constexpr std::chrono::seconds kPatience{60};
        RecorderProcess recorder;
        QVERIFY(recorder.start(dies));
        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("1")});
        caller.wait();
        QVERIFY(recorder.waitForEnd(kPatience));
        for (int i = 0; i < 2; ++i) {
            recorder.start(dies, false); // it may be dead before it is seen to live
            QVERIFY(recorder.waitForEnd(kPatience));
        }
        QVERIFY(recorder.start());
        QVERIFY(recorder.waitForSettled(1));
        const QList<QJsonObject> calls = recorder.calls();
        QCOMPARE(calls.size(), 1);
        QCOMPARE(calls.first().value(QLatin1String("state")).toString(), QStringLiteral("partial"));
        QCOMPARE(calls.first().value(QLatin1String("reason")).toString(),
                 QStringLiteral("journal-unfinishable"));
        const QDir suspect(recorder.dataFolder() + QStringLiteral("/suspect"));
        const QStringList kept = suspect.entryList(QDir::Files);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(recorder.metric("earshot_journals_set_aside"), 1.0);
        const QString found = recorder.verify();
        QVERIFY2(found.contains(kept.first()), qPrintable(found));
        // The next call is like any other.
        CallerProcess next(QStringLiteral("call"), recorder.siprecPort(),
                           {QStringLiteral("--seconds"), QStringLiteral("1")});
        QVERIFY(next.wait().value(QLatin1String("ok")).toBool());
        QVERIFY(recorder.waitForSettled(2));
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_crashingjournal, TestCrashingJournal)
#include "tst_crashingjournal.moc"
