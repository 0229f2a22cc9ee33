// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/theme.h"
#include "console/player/peaksmodel.h"
#include "console/player/waveformview.h"
#include "tests/support/fakeplayback.h"
#include "tests/support/peaksbuilder.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAccessible>
#include <QApplication>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;

namespace
{
/// 60 s: the agent 0-20, both 15-20, the customer 15-30, nobody from there on.
struct Bench {
    FakePlayback playback;
    PeaksModel peaks;
    std::unique_ptr<WaveformView> view;

    explicit Bench(Scheme scheme = Scheme::Light)
    {
        peaks.append(peaksOf(60s, {{0, {0s, 20s}, 0.8}, {1, {15s, 30s}, 0.8}}));
        peaks.finish();
        view = std::make_unique<WaveformView>(playback, peaks);
        view->setPalette(paletteFor(scheme));
        view->resize(1000, 280);
        view->show();
    }
    PlayerColours colours() const { return PlayerColours::of(view->palette()); }
    QImage shot() const { return view->grab().toImage(); }
    int left() const { return view->geometryOfParts().ruler.left(); }
    int x(Ms at) const
    {
        return left() + static_cast<int>(std::lround(view->axis().xOf(static_cast<double>(at.count()))));
    }
    QRect lane(int i) const { return view->geometryOfParts().lanes[i]; }
    /// Pixels of about the lane's hue in a column, below its caption.
    int tinted(const QImage &image, int row, int column) const
    {
        int n = 0;
        const QColor colour = colours().lane[static_cast<std::size_t>(row)];
        for (int y = lane(row).top() + 30; y < lane(row).bottom(); ++y) {
            const QColor pixel = image.pixelColor(column, y);
            const int tint = std::max({pixel.red(), pixel.green(), pixel.blue()}) -
                             std::min({pixel.red(), pixel.green(), pixel.blue()});
            n += tint > 30 && std::abs(pixel.hue() - colour.hue()) < 20 ? 1 : 0;
        }
        return n;
    }
    /// The part of the columns between two times that fulfil something.
    template <typename F>
    double part(Ms from, Ms to, F has) const
    {
        int n = 0;
        for (int column = x(from); column < x(to); ++column) {
            n += has(column) ? 1 : 0;
        }
        return static_cast<double>(n) / (x(to) - x(from));
    }
    double drawn(int row, Ms from, Ms to) const
    {
        const QImage image = shot();
        return part(from, to,
                    [&](int column) { return tinted(image, row, column) > 3; }); // silence is a thin line
    }
    void drag(QPoint from, QPoint to) const
    {
        QTest::mousePress(view.get(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 4; ++i) {
            const QPoint at = from + (to - from) * i / 4;
            QMouseEvent move(QEvent::MouseMove, at, view->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(view.get(), &move);
        }
        QTest::mouseRelease(view.get(), Qt::LeftButton, {}, to);
    }
    void wheel(QPoint at, int delta, Qt::KeyboardModifiers modifiers = {}) const
    {
        QWheelEvent event(at, view->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.get(), &event);
    }
};
} // namespace

class TestWaveformView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lanesAreWhereTheyBelong_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << static_cast<int>(Scheme::Light);
        QTest::newRow("dark") << static_cast<int>(Scheme::Dark);
        QTest::newRow("contrast") << static_cast<int>(Scheme::HighContrast);
    }
    void lanesAreWhereTheyBelong()
    {
        QFETCH(int, scheme);
        const Bench bench(static_cast<Scheme>(scheme));
        const QImage image = bench.shot();
        saveShot(*bench.view, QStringLiteral("waveform-") + QLatin1String(QTest::currentDataTag()));
        QVERIFY(bench.drawn(0, 1s, 14s) > 0.95);
        QCOMPARE(bench.drawn(1, 1s, 14s), 0.0);
        QVERIFY(bench.drawn(1, 21s, 29s) > 0.95);
        QCOMPARE(bench.drawn(0, 21s, 29s), 0.0);
        QCOMPARE(bench.drawn(0, 31s, 59s), 0.0);
        QCOMPARE(image.pixelColor(bench.x(45s), bench.lane(0).top() + 40), bench.colours().background);
    }
    /// Told apart without colour: the customer's edge has holes, the agent's has none.
    void edgesTellLanesApart()
    {
        const Bench bench;
        const QImage image = bench.shot();
        const auto edged = [&](int row, Ms from, Ms to) {
            return bench.part(from, to, [&](int column) {
                for (int y = bench.lane(row).top() + 30; y < bench.lane(row).bottom(); ++y) {
                    if (image.pixelColor(column, y) == bench.colours().lane[static_cast<std::size_t>(row)]) {
                        return true;
                    }
                }
                return false;
            });
        };
        QVERIFY(edged(0, 5s, 14s) > 0.95);
        const double dotted = edged(1, 21s, 29s);
        QVERIFY2(dotted > 0.35 && dotted < 0.65, qPrintable(QString::number(dotted)));
    }
    void talkOverIsHatched()
    {
        const Bench bench;
        const QImage image = bench.shot();
        const int y = bench.lane(0).bottom() - 1; // under the wave only the hatching differs
        const auto marked = [&](Ms from, Ms to) {
            return bench.part(from, to, [&](int column) {
                return image.pixelColor(column, y) != bench.colours().background;
            });
        };
        QVERIFY(marked(16s, 19s) > 0.08);
        QCOMPARE(marked(5s, 14s), 0.0);
        QCOMPARE(marked(31s, 59s), 0.0);
    }
    void cursorIsAtItsPixel()
    {
        Bench bench;
        for (const Ms at : {0ms, 31250ms, 45678ms, 60000ms}) {
            bench.playback.move(at);
            const QImage image = bench.shot();
            const int y = bench.lane(1).bottom() - 3;
            double sum = 0;
            int n = 0;
            for (int x = std::max(2, bench.x(at) - 40); x < std::min(image.width() - 2, bench.x(at) + 40);
                 ++x) {
                if (image.pixelColor(x, y) == bench.colours().cursor) {
                    sum += x + 0.5;
                    ++n;
                }
            }
            QVERIFY(n >= 1 && n <= 2);
            QVERIFY2(std::abs(sum / n - bench.x(at)) <= 1, qPrintable(QString::number(sum / n)));
        }
    }
    /// Only strips at the old and the new place are painted: nothing of the old cursor may stay.
    void movingTheCursorLeavesNoTrace()
    {
        Bench bench;
        QVERIFY(QTest::qWaitForWindowExposed(bench.view.get()));
        bench.playback.move(40s);
        const QImage fresh = bench.shot();
        bench.playback.move(50s);
        QCoreApplication::processEvents();
        QVERIFY(bench.shot() != fresh);
        bench.playback.move(40s);
        QCoreApplication::processEvents();
        QCOMPARE(bench.shot(), fresh);
    }
    void mutedLaneIsDashedAndNamed()
    {
        Bench bench;
        bench.playback.setLane(0, {.solo = true});
        QVERIFY(bench.drawn(0, 5s, 14s) > 0.95);
        QVERIFY(bench.view->captionOf(0).endsWith(QStringLiteral("Solo")));
        QVERIFY(bench.view->captionOf(1).endsWith(QStringLiteral("Not heard")));
        const QImage image = bench.shot();
        // The outline has holes of full height: only the faint body is there.
        const auto edged = bench.part(21s, 29s, [&](int column) {
            const QColor lane = bench.colours().lane[1];
            for (int y = bench.lane(1).top() + 30; y < bench.lane(1).bottom(); ++y) {
                if (image.pixelColor(column, y).saturation() > lane.saturation() / 2) {
                    return true;
                }
            }
            return false;
        });
        QVERIFY2(edged > 0.35 && edged < 0.65, qPrintable(QString::number(edged)));
        saveShot(*bench.view, QStringLiteral("waveform-solo"));
        bench.playback.setLane(0, {.mute = true});
        QVERIFY(bench.view->captionOf(0).endsWith(QStringLiteral("Muted")));
        QCOMPARE(bench.view->captionOf(1), QStringLiteral("Customer"));
    }
    void clickSeeksExactly()
    {
        Bench bench;
        const QPoint at(bench.x(25s), bench.lane(1).center().y());
        QTest::mouseClick(bench.view.get(), Qt::LeftButton, {}, at);
        const double wanted = bench.view->axis().timeAt(at.x() - bench.left());
        QCOMPARE(static_cast<double>(bench.playback.position().count()), std::round(wanted));
        // the lower half of the ruler, zoomed in: to the millisecond
        bench.view->zoomAround(60, 300);
        const QRect ruler = bench.view->geometryOfParts().ruler;
        QTest::mouseClick(bench.view.get(), Qt::LeftButton, {}, {500, ruler.bottom() - 4});
        const double fine = bench.view->axis().timeAt(500 - bench.left());
        QCOMPARE(static_cast<double>(bench.playback.position().count()), std::round(fine));
        QVERIFY(!bench.playback.loop());
    }
    void dragOnTheUpperRulerLoops()
    {
        Bench bench;
        const int y = bench.view->geometryOfParts().loopBand().center().y();
        bench.drag({bench.x(10s), y}, {bench.x(10s) + 4, y}); // dead zone: a click, no loop
        QVERIFY(!bench.playback.loop());
        bench.drag({bench.x(20s), y}, {bench.x(10s), y}); // leftwards too
        QVERIFY(bench.playback.loop());
        QVERIFY(std::chrono::abs(bench.playback.loop()->begin - 10s) < 60ms);
        QVERIFY(std::chrono::abs(bench.playback.loop()->end - 20s) < 60ms);
        const Ms begin = bench.playback.loop()->begin;
        bench.drag({bench.x(bench.playback.loop()->end) + 1, y}, {bench.x(30s), y}); // its edge
        QCOMPARE(bench.playback.loop()->begin, begin);
        QVERIFY(std::chrono::abs(bench.playback.loop()->end - 30s) < 100ms);
        saveShot(*bench.view, QStringLiteral("waveform-loop"));
        const QImage image = bench.shot();
        const int below = bench.lane(0).bottom() - 1;
        QVERIFY(image.pixelColor(bench.x(12s), below) != bench.colours().background);
        QCOMPARE(image.pixelColor(bench.x(45s), below), bench.colours().background);
    }
    void skippedSilenceIsShaded()
    {
        Bench bench;
        bench.playback.setSilences({{30s, 60s}});
        const QColor plain = bench.colours().background;
        const int y = bench.lane(0).top() + 40;
        QCOMPARE(bench.shot().pixelColor(bench.x(50s), y), plain);
        bench.playback.setSilenceRule({.skip = true});
        const QImage image = bench.shot();
        QVERIFY(image.pixelColor(bench.x(50s), y) != plain);
        QCOMPARE(image.pixelColor(bench.x(30100ms), y), plain); // what is kept standing
        QCOMPARE(image.pixelColor(bench.x(25s), y), plain);
        saveShot(*bench.view, QStringLiteral("waveform-silence"));
    }
    void wheelZoomsAroundThePointer()
    {
        Bench bench;
        const QPoint at(700, bench.lane(0).center().y());
        const double x = at.x() - bench.left();
        for (int i = 0; i < 8; ++i) {
            const double before = bench.view->axis().timeAt(x);
            bench.wheel(at, 120, Qt::ControlModifier);
            QVERIFY(std::abs(bench.view->axis().xOf(before) - x) <= 1);
        }
        QVERIFY(bench.view->axis().msPerPixel() < 12);
        const double begin = bench.view->axis().begin();
        bench.wheel(at, -120);
        QVERIFY(bench.view->axis().begin() > begin);
        QVERIFY(!bench.view->follows()); // who scrolls away is not pulled back
        bench.wheel(at, 120);
        QVERIFY(std::abs(bench.view->axis().begin() - begin) <= bench.view->axis().msPerPixel());
    }
    void followsWhilePlaying()
    {
        Bench bench;
        bench.view->zoomAround(10, 0);
        bench.playback.play();
        bench.playback.move(20s);
        QVERIFY(bench.view->axis().begin() > 15000);
        bench.view->setFollows(false);
        const double begin = bench.view->axis().begin();
        bench.playback.move(50s);
        QCOMPARE(bench.view->axis().begin(), begin);
        bench.view->setFollows(true);
        QVERIFY(bench.view->axis().xOf(50000) >= 0);
        QVERIFY(bench.view->axis().xOf(50000) <= bench.view->axis().width());
    }
    void scrollingReusesTiles()
    {
        Bench bench;
        bench.view->zoomAround(10, 0);
        bench.shot();
        const int painted = bench.view->tilesPainted();
        for (int i = 0; i < 20; ++i) {
            bench.wheel({500, bench.lane(0).center().y()}, i % 2 == 0 ? -15 : 15);
            bench.shot();
        }
        const int more = bench.view->tilesPainted() - painted;
        QVERIFY2(more <= 4, qPrintable(QString::number(more)));
    }
    /// Time runs left to right in every language.
    /// In a conference the names are longer than the lane: what is said of it stands behind them.
    void aLongNameLeavesItsStateInSight()
    {
        Bench bench;
        bench.view->setLanes({{0, QStringLiteral("Agent"), QString(300, u'm')},
                              {1, QStringLiteral("Customer"), QStringLiteral("300")}});
        const QRect lane = bench.lane(0);
        const QRect rows(lane.left(), lane.top() + 4, lane.width(), bench.view->fontMetrics().height());
        const auto end = [&] { return bench.shot().copy(rows.adjusted(rows.width() / 2, 0, 0, 0)); };
        bench.playback.setLane(0, LaneControl{.solo = true});
        const QImage solo = end();
        bench.playback.setLane(0, LaneControl{.mute = true});
        QVERIFY(end() != solo); // it is silent there: only the word is another one
        for (int y = 0; y < solo.height(); ++y) {
            QCOMPARE(solo.pixelColor(solo.width() - 1, y), bench.colours().background);
        }
    }
    /// A slow recorder: while an MP3 file comes, its duration grows, and the picture stands still.
    void theAxisDoesNotGrowWithTheFile()
    {
        Bench bench;
        for (const Ms come : {10'000ms, 35'000ms}) {
            bench.playback.setDuration(come);
            QCOMPARE(bench.view->axis().duration(), 60'000.0);
        }
        bench.playback.setDuration(60'072ms); // the last frame is padded
        QCOMPARE(bench.view->axis().duration(), 60'072.0);
        PeaksModel none;
        FakePlayback playback(10'000ms);
        const WaveformView alone(playback, none);
        QCOMPARE(alone.axis().duration(), 10'000.0);
        playback.setDuration(20'000ms);
        QCOMPARE(alone.axis().duration(), 20'000.0);
    }
    void rightToLeftChangesNothing()
    {
        Bench bench;
        const QImage before = bench.shot();
        bench.view->setLayoutDirection(Qt::RightToLeft);
        QCOMPARE(bench.shot(), before);
    }
    void overviewMovesTheWindow()
    {
        Bench bench;
        bench.view->zoomAround(10, 0);
        const QRect overview = bench.view->geometryOfParts().overview;
        bench.drag({overview.left() + 50, overview.center().y()}, overview.center());
        const double middle = (bench.view->axis().begin() + bench.view->axis().end()) / 2;
        QVERIFY(std::abs(middle - 30000) < 300);
        QCOMPARE(bench.playback.seeks(), 0);
        QTest::mouseClick(bench.view.get(), Qt::LeftButton, {}, overview.center());
        QVERIFY(std::chrono::abs(bench.playback.position() - 30s) < 100ms);
    }
    void focusRingIsSeen()
    {
        Bench bench;
        const QColor ring = bench.colours().focus;
        QVERIFY(contrast(ring, bench.colours().background) >= 3);
        bench.view->clearFocus();
        QVERIFY(bench.shot().pixelColor(1, 100) != ring);
        bench.view->activateWindow();
        bench.view->setFocus();
        QTRY_VERIFY(bench.view->hasFocus());
        QCOMPARE(bench.shot().pixelColor(1, 100), ring);
    }
    void speaksToReaders()
    {
        Bench bench;
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(bench.view.get());
        QVERIFY(face != nullptr);
        QCOMPARE(face->role(), QAccessible::Slider);
        QCOMPARE(face->text(QAccessible::Name), QStringLiteral("Waveform"));
        bench.playback.move(10s);
        QCOMPARE(face->text(QAccessible::Value), QStringLiteral("0:10 of 1:00, Agent speaks"));
        QAccessibleValueInterface *value = face->valueInterface();
        QCOMPARE(value->currentValue().toDouble(), 10.0);
        QCOMPARE(value->maximumValue().toDouble(), 60.0);
        value->setCurrentValue(42.5);
        QCOMPARE(bench.playback.position(), Ms(42500));
        QAccessibleTextInterface *text = face->textInterface();
        const QString all = text->text(0, text->characterCount());
        QVERIFY2(all.startsWith(QStringLiteral("0:00–0:15 Agent speaks\n")) ||
                     all.startsWith(QStringLiteral("0:00–0:14 Agent speaks\n")),
                 qPrintable(all));
        QVERIFY(all.contains(QStringLiteral("Agent and Customer speak")));
        QVERIFY(all.mid(text->cursorPosition()).endsWith(QStringLiteral("–1:00 silence")));
        text->setCursorPosition(0);
        QCOMPARE(bench.playback.position(), 0ms);
    }
    void loadingAndSilentViewsPaint()
    {
        FakePlayback playback(0ms);
        PeaksModel peaks;
        WaveformView view(playback, peaks);
        view.setPalette(paletteFor(Scheme::Light));
        view.setNotice(QStringLiteral("No waveform is stored with this call."));
        view.resize(600, 200);
        QTest::mouseClick(&view, Qt::LeftButton, {}, {300, 150});
        QVERIFY(!view.grab().isNull());
        QCOMPARE(playback.seeks(), 0);
        view.setNotice({});
        peaks.append(peaksOf(60s, conversation(60s)).left(12000));
        QCOMPARE(view.axis().duration(), 60000.0);
        saveShot(view, QStringLiteral("waveform-loading"));
    }
    /// The line between the lanes goes around the words.
    void noticesAreNotStruckThrough()
    {
        FakePlayback playback(0ms);
        const PeaksModel peaks;
        WaveformView view(playback, peaks);
        view.setPalette(paletteFor(Scheme::Light));
        const QString words = QStringLiteral("Nothing here");
        view.setNotice(words);
        view.resize(600, 280);
        const QImage image = view.grab().toImage();
        const PlayerColours colours = PlayerColours::of(view.palette());
        const QRect lower = view.geometryOfParts().lanes[1];
        const int line = lower.top() - 1;
        const int half = view.fontMetrics().horizontalAdvance(words) / 2;
        QCOMPARE(image.pixelColor(lower.left() + 10, line), colours.separator);
        QCOMPARE(image.pixelColor(lower.center().x() - half - 3, line), colours.background);
        QCOMPARE(image.pixelColor(lower.center().x() + half + 3, line), colours.background);
    }
    void aCallFillsItsLanes_data()
    {
        QTest::addColumn<double>("level");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("loud") << 1.0 << 80 << 97;
        QTest::newRow("as on the telephone") << 0.35 << 80 << 97;
        QTest::newRow("quiet") << 0.15 << 80 << 97;
        QTest::newRow("noise only") << 0.008 << 1 << 15;
    }
    /// Its loudest moment reaches to the edge, but noise is not blown up.
    void aCallFillsItsLanes()
    {
        QFETCH(double, level);
        QFETCH(int, least);
        QFETCH(int, most);
        PeaksModel peaks;
        peaks.append(peaksOf(60s, {{0, {0s, 60s}, level}}));
        peaks.finish();
        LaneStyle style;
        style.colour = Qt::blue;
        const QImage lane = renderLane(peaks, TalkTurns(peaks), style, 100, 0, {600, 100});
        int tallest = 0;
        for (int x = 0; x < lane.width(); ++x) {
            int drawn = 0;
            for (int y = 0; y < lane.height(); ++y) {
                drawn += qAlpha(lane.pixel(x, y)) > 0 ? 1 : 0;
            }
            tallest = std::max(tallest, drawn);
        }
        QVERIFY2(tallest >= least && tallest <= most, qPrintable(QString::number(tallest)));
    }
    void twoHundredPercentIsCrisp()
    {
        const Bench bench;
        LaneStyle style;
        style.ratio = 2;
        style.colour = Qt::blue;
        const QImage lane = renderLane(bench.peaks, bench.view->turns(), style, 60, 0, {256, 80});
        QCOMPARE(lane.size(), QSize(512, 160));
        QCOMPARE(lane.devicePixelRatio(), 2.0);
        // Each device column is a column of its own: 30 ms, not 60 ms drawn twice.
        int different = 0;
        for (int x = 0; x < 300; x += 2) {
            for (int y = 0; y < lane.height(); ++y) {
                if (lane.pixel(x, y) != lane.pixel(x + 1, y)) {
                    ++different;
                    break;
                }
            }
        }
        QVERIFY(different > 20);
    }
};

EARSHOT_TEST(tst_waveformview, TestWaveformView)
#include "tst_waveformview.moc"
