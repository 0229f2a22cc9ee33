// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/timestretch.h"
#include "console/player/tonemeter.h"
#include "tests/console/player/recordings.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace tests;
using console::TimeStretch;

class TestTimeStretch : public QObject
{
    Q_OBJECT
private:
    static std::vector<float> stretched(const std::vector<float> &lane, double speed)
    {
        TimeStretch stretch(8000, 1);
        stretch.restart(speed);
        std::vector<float> out;
        std::vector<float> piece(777);
        std::size_t at = 0;
        for (;;) {
            const qint64 taken = stretch.take(piece);
            out.insert(out.end(), piece.begin(), piece.begin() + taken);
            if (taken > 0) {
                continue;
            }
            if (at == lane.size()) {
                break;
            }
            const std::size_t count = std::min<std::size_t>(160, lane.size() - at);
            stretch.put(std::span(lane).subspan(at, count));
            at += count;
            if (at == lane.size()) {
                stretch.end();
            }
        }
        return out;
    }

private Q_SLOTS:
    void atSpeedOneNothingChanges()
    {
        const auto lane = floats(noiseLane(5));
        QVERIFY(stretched(lane, 1.0) == lane);
    }
    void pitchStaysAndLengthFollows_data()
    {
        QTest::addColumn<double>("speed");
        for (const double speed : {0.5, 0.7, 0.9, 1.1, 1.5, 2.0, 3.0}) {
            QTest::addRow("%.1f", speed) << speed;
        }
    }
    void pitchStaysAndLengthFollows()
    {
        QFETCH(double, speed);
        Lane lane = silenceLane(30);
        addTone(lane, 440, 0, 30);
        const auto out = stretched(floats(lane), speed);
        QCOMPARE(qint64(out.size()), std::llround(240'000 / speed));
        for (std::size_t at = 1600; at + 2400 < out.size(); at += 4000) {
            const double found = console::strongestTone(std::span(out).subspan(at, 800), 8000);
            QVERIFY2(std::abs(found - 440) < 5, qPrintable(QString::number(found)));
        }
    }
    void placesDoNotDrift_data() { pitchStaysAndLengthFollows_data(); }
    /// A mark each five seconds for five minutes: each is found where the speed says. A piece of sound may
    /// be moved a little to fit to its neighbour, but the last marks are as right as the first.
    void placesDoNotDrift()
    {
        QFETCH(double, speed);
        Lane lane = silenceLane(300);
        for (int second = 5; second < 300; second += 5) {
            addTone(lane, 1000, second - 0.1, second + 0.1);
        }
        QList<tests::Span> marks;
        for (const tests::Span &span : findTone(stretched(floats(lane), speed), 8000, 1000)) {
            if (!marks.isEmpty() && span.from - marks.last().to < 0.2) { // slowed down, a mark has seams
                marks.last().to = span.to;
            } else {
                marks.append(span);
            }
        }
        QCOMPARE(marks.size(), 59);
        QList<double> errors;
        double worst = 0;
        for (int i = 0; i < 59; ++i) {
            errors.append((marks[i].from + marks[i].to) / 2 * speed - 5 * (i + 1));
            worst = std::max(worst, std::abs(errors.last()));
        }
        const double first = std::accumulate(errors.begin(), errors.begin() + 20, 0.0) / 20;
        const double last = std::accumulate(errors.end() - 20, errors.end(), 0.0) / 20;
        qInfo("worst place %.1f ms, drift %.1f ms, both of the recording", 1000 * worst,
              1000 * (last - first));
        QVERIFY(std::abs(last - first) < 0.020);
        QVERIFY(worst < 0.030 * std::max(1.0, speed)); // 30 ms as heard
    }
    void restartForgets()
    {
        TimeStretch stretch(8000, 2);
        stretch.restart(2.0);
        stretch.put(std::vector<float>(16'000, 0.5F));
        stretch.restart(1.0);
        std::vector<float> out(100, 7.0F);
        QCOMPARE(stretch.take(out), 0);
        stretch.put(std::vector<float>{0.1F, 0.2F});
        QCOMPARE(stretch.take(out), 1);
        QCOMPARE(out[0], 0.1F);
    }
};

EARSHOT_TEST(tst_timestretch, TestTimeStretch)
#include "tst_timestretch.moc"
