// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/audiocheck.h"
#include "tests/support/calllab.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <memory>

using namespace tests;

namespace
{

struct Network {
    const char *name;
    const char *arguments;
    double toneShare; ///< how much of the tone must be heard
};
constexpr Network kNetworks[] = {
    {"loss 1 %", "--loss 0.01", 0.97},
    {"loss 5 %", "--loss 0.05", 0.90},
    {"loss 20 %", "--loss 0.2", 0.60},
    {"loss in bursts", "--gilbert 0.01:0.2", 0.80},
    {"duplicates", "--dup 0.2", 0.99},
    {"reordered", "--reorder 0.1:50", 0.99},
    {"jitter", "--jitter 200", 0.97},
    {"timestamp jump", "--ts-jump 2000 --ts-jump-by 160000", 0.95},
    {"silence not sent", "--dtx --burst 500:500", 0.40},
};

} // namespace

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
    /// All networks at the same time: each call has its own.
    void initTestCase()
    {
        m_lab = std::make_unique<CallLab>();
        QVERIFY(m_lab->recorder().start());
        for (const Network &network : kNetworks) {
            const QString words = QStringLiteral("--seconds 6 --tone A:440,B:1000 --seed 7 ") +
                                  QString::fromLatin1(network.arguments);
            m_lab->begin(QString::fromLatin1(network.name), words.split(u' '));
        }
        m_lab->settle();
    }
    void cleanupTestCase()
    {
        const QString verdict = m_lab->close();
        m_lab.reset();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

    void theFileStaysTrue_data()
    {
        QTest::addColumn<double>("toneShare");
        for (const Network &network : kNetworks) {
            QTest::newRow(network.name) << network.toneShare;
        }
    }
    void theFileStaysTrue()
    {
        QFETCH(double, toneShare);
        const PlacedCall placed = m_lab->take(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY2(placed.problem.isEmpty(), qPrintable(placed.problem));
        const QJsonObject &sent = placed.sent;
        const RecordedCall &call = placed.recorded;
        QCOMPARE(call.state(), QStringLiteral("stored"));
        const auto audio = decodeFile(call.file());
        QVERIFY(audio.has_value());
        QVERIFY2(std::abs(audio->seconds() - call.seconds()) <= 0.020, "file and call differ in length");
        QVERIFY(std::abs(call.seconds() - 6) < 0.5);
        QVERIFY2(call.toneSeconds(0, 440) >= 6 * toneShare,
                 qPrintable(QString::number(call.toneSeconds(0, 440))));
        QVERIFY2(call.toneSeconds(0, 440) <= 6.1, qPrintable(QString::number(call.toneSeconds(0, 440))));
        // A packet lost before the first or after the last one that came leaves no trace in the numbering.
        // One that was still held up when the call ended may have come too late: for the recorder it is lost.
        const qint64 lost = sum(sent, "lost");
        QVERIFY2(call.lost() >= lost - 2 && call.lost() <= lost + 2 + sum(sent, "after_end"),
                 qPrintable(QStringLiteral("%1 lost and %2 after the end, %3 reported")
                                .arg(lost)
                                .arg(sum(sent, "after_end"))
                                .arg(call.lost())));
    }

private:
    std::unique_ptr<CallLab> m_lab;
};

EARSHOT_TEST(tst_impairments, TestImpairments)
#include "tst_impairments.moc"
