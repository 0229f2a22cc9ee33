// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/audiocheck.h"
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <memory>

using namespace tests;
using namespace std::chrono_literals;

/// trust.md F12: what networks do to RTP. The file's length stays right, the reported loss is the true one,
/// and duplicates or reordering change no sample.
class TestImpairments : public QObject
{
    Q_OBJECT
private:
    static qint64 sum(const QJsonObject &call, const char *key)
    {
        qint64 sum = 0;
        for (const QJsonValue stream : call.value(QLatin1String("streams")).toArray()) {
            sum += stream.toObject().value(QLatin1String(key)).toInteger();
        }
        return sum;
    }
private Q_SLOTS:
    void initTestCase()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        QVERIFY(m_recorder->start());
    }
    void cleanupTestCase() { m_recorder.reset(); }

    void theFileStaysTrue_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<double>("toneShare"); // how much of the tone must be heard
        const auto row = [](const char *name, const char *words, double share) {
            QTest::newRow(name) << QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts) << share;
        };
        row("loss 1 %", "--loss 0.01", 0.97);
        row("loss 5 %", "--loss 0.05", 0.90);
        row("loss 20 %", "--loss 0.2", 0.60);
        row("loss in bursts", "--gilbert 0.01:0.2", 0.80);
        row("duplicates", "--dup 0.2", 0.99);
        row("reordered", "--reorder 0.1:50", 0.99);
        row("jitter", "--jitter 200", 0.97);
        row("timestamp jump", "--ts-jump 2000 --ts-jump-by 160000", 0.95);
        row("silence not sent", "--dtx --burst 500:500", 0.40);
    }
    void theFileStaysTrue()
    {
        QFETCH(QStringList, arguments);
        QFETCH(double, toneShare);
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             QStringList{QStringLiteral("--seconds"), QStringLiteral("6"),
                                         QStringLiteral("--tone"), QStringLiteral("A:440,B:1000"),
                                         QStringLiteral("--seed"), QStringLiteral("7")} +
                                 arguments);
        const QJsonObject summary = caller.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        const QJsonObject sent = summary.value(QLatin1String("calls")).toArray().at(0).toObject();
        QVERIFY(m_recorder->waitForSettled(++m_calls));
        const auto found = callsWithId(m_recorder->calls(), sent.value(QLatin1String("call_id")).toString());
        QCOMPARE(found.size(), 1);
        const RecordedCall &call = found.first();
        QCOMPARE(call.state(), QStringLiteral("stored"));
        const auto audio = decodeFile(call.file());
        QVERIFY(audio.has_value());
        QVERIFY2(std::abs(audio->seconds() - call.seconds()) <= 0.020, "file and call differ in length");
        QVERIFY(std::abs(call.seconds() - 6) < 0.5);
        QVERIFY2(call.toneSeconds(0, 440) >= 6 * toneShare,
                 qPrintable(QString::number(call.toneSeconds(0, 440))));
        QVERIFY2(call.toneSeconds(0, 440) <= 6.1, qPrintable(QString::number(call.toneSeconds(0, 440))));
        // A packet lost before the first or after the last one that came leaves no trace in the numbering.
        QVERIFY2(std::abs(call.lost() - sum(sent, "lost")) <= 2,
                 qPrintable(QStringLiteral("%1 lost, %2 reported").arg(sum(sent, "lost")).arg(call.lost())));
    }

private:
    std::unique_ptr<RecorderProcess> m_recorder;
    int m_calls = 0;
};

EARSHOT_TEST(tst_impairments, TestImpairments)
#include "tst_impairments.moc"
