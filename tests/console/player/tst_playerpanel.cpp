// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/theme.h"
#include "console/player/keymapdialog.h"
#include "console/player/lanecontrols.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/talkbars.h"
#include "console/player/transport.h"
#include "console/player/waveformview.h"
#include "tests/console/player/playerpanelbench.h"
#include "tests/support/fakeplayback.h"
#include "tests/support/peaksbuilder.h"
#include "tests/support/shots.h"
#include "tests/support/testmain.h"

#include <QAccessible>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QInputDialog>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QScopeGuard>
#include <QSettings>
#include <QSlider>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;

using Bench = PlayerPanelBench;

class TestPlayerPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void neverPlaysByItself()
    {
        const Bench bench;
        QCOMPARE(bench.playback.state(), PlaybackState::Paused);
        QCOMPARE(bench.playback.seeks(), 0);
    }
    void playKeys()
    {
        const Bench bench;
        bench.key(Qt::Key_Space);
        QCOMPARE(bench.playback.state(), PlaybackState::Playing);
        bench.key(Qt::Key_K);
        QCOMPARE(bench.playback.state(), PlaybackState::Paused);
    }
    /// Pedals and headsets have a key for each.
    void playAndPauseAreApartAsWell()
    {
        const Bench bench;
        QAction *play = bench.panel->actions().action(QStringLiteral("play"));
        QAction *pause = bench.panel->actions().action(QStringLiteral("pause"));
        for (QAction *each : {play, play, pause, pause, play}) {
            each->trigger();
            QCOMPARE(bench.playback.state(), each == play ? PlaybackState::Playing : PlaybackState::Paused);
        }
        QVERIFY(bench.panel->actions().setKeys(pause, {QKeySequence(Qt::Key_P)}));
        bench.key(Qt::Key_P);
        QCOMPARE(bench.playback.state(), PlaybackState::Paused);
    }
    void theBarsLeadToWhatTheyCount()
    {
        Bench bench;
        auto *bars = bench.find<TalkBars>("talkBars");
        const TalkTurns &turns = bench.panel->waveform().turns();
        const auto click = [bars](int lane) {
            QTest::mouseClick(bars, Qt::LeftButton, {}, bars->areaOf(lane).center());
        };
        const auto &agent = turns.of(0);
        QVERIFY(agent.size() > 2 && !turns.both().empty() && !turns.silences().empty());
        click(0);
        click(0);
        QCOMPARE(bench.playback.position(), agent[agent[0].begin > 50ms ? 1 : 2].begin);
        bench.playback.move(agent.back().begin); // around the end
        click(0);
        QCOMPARE(bench.playback.position(), agent.front().begin);
        bench.playback.move(0ms);
        click(TalkBars::kBoth);
        QCOMPARE(bench.playback.position(), turns.both().front().begin);
        bench.playback.move(100s);
        click(TalkBars::kSilence);
        const Ms quiet = bench.playback.position();
        QVERIFY(!turns.speaks(0, quiet + 10ms) && !turns.speaks(1, quiet + 10ms));
        QCOMPARE(bench.playback.state(), PlaybackState::Paused);
    }
    void stepKeys_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<qint64>("expected");
        const auto row = [](const char *name, Qt::Key code, Qt::KeyboardModifier modifier, qint64 expected) {
            QTest::newRow(name) << static_cast<int>(code) << static_cast<int>(modifier) << expected;
        };
        row("left", Qt::Key_Left, Qt::NoModifier, 95000);
        row("right", Qt::Key_Right, Qt::NoModifier, 105000);
        row("ctrl left", Qt::Key_Left, Qt::ControlModifier, 99000);
        row("ctrl right", Qt::Key_Right, Qt::ControlModifier, 101000);
        row("shift left", Qt::Key_Left, Qt::ShiftModifier, 85000);
        row("shift right", Qt::Key_Right, Qt::ShiftModifier, 115000);
        row("home", Qt::Key_Home, Qt::NoModifier, 0);
        row("end", Qt::Key_End, Qt::NoModifier, 250000);
    }
    void stepKeys()
    {
        QFETCH(int, code);
        QFETCH(int, modifiers);
        QFETCH(qint64, expected);
        Bench bench;
        bench.playback.move(100s);
        bench.key(code, Qt::KeyboardModifiers(modifiers));
        QCOMPARE(qint64{bench.playback.position().count()}, expected);
    }
    /// A slow recorder: the place that a link has led to is not lost to a key that is pressed too early.
    void stepsBeforeTheFirstFrames()
    {
        Bench bench;
        bench.playback.setDuration(0ms);
        bench.playback.setState(PlaybackState::Loading);
        bench.playback.move(83s);
        bench.key(Qt::Key_Right);
        QCOMPARE(bench.playback.position(), 88000ms);
        bench.key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(bench.playback.position(), 73000ms);
        bench.key(Qt::Key_End); // nobody knows where that is
        QCOMPARE(bench.playback.position(), 73000ms);
        bench.key(Qt::Key_G);
        auto *dialog = bench.panel->findChild<QInputDialog *>(QStringLiteral("goTo"));
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(QStringLiteral("1:30"));
        dialog->accept();
        QCOMPARE(bench.playback.position(), 90000ms);
    }
    void turnKeys()
    {
        Bench bench;
        bench.playback.move(100s);
        const TalkTurns &turns = bench.panel->waveform().turns();
        bench.key(Qt::Key_L);
        QCOMPARE(bench.playback.position(), turns.next(100s));
        QVERIFY(bench.playback.position() > 100s);
        bench.playback.move(100s);
        bench.key(Qt::Key_J);
        QCOMPARE(bench.playback.position(), turns.previous(100s));
        QVERIFY(bench.playback.position() < 100s);
    }
    void speedWaitsForACall()
    {
        Bench bench;
        bench.playback.setState(PlaybackState::Empty);
        QVERIFY(!bench.find<QDoubleSpinBox>("speed")->isEnabled());
        bench.playback.setState(PlaybackState::Paused);
        QVERIFY(bench.find<QDoubleSpinBox>("speed")->isEnabled());
    }

    void speedKeys()
    {
        const Bench bench;
        for (int i = 0; i < 4; ++i) {
            bench.key(Qt::Key_Equal);
        }
        QCOMPARE(bench.playback.speed(), 1.4);
        bench.key(Qt::Key_Minus);
        QCOMPARE(bench.playback.speed(), 1.3);
        bench.key(Qt::Key_Backspace);
        QCOMPARE(bench.playback.speed(), 1.0);
        bench.key(Qt::Key_Backspace);
        QCOMPARE(bench.playback.speed(), 1.3);
        for (int i = 0; i < 40; ++i) {
            bench.key(Qt::Key_Minus);
        }
        QCOMPARE(bench.playback.speed(), 0.5);
        QCOMPARE(bench.find<QDoubleSpinBox>("speed")->value(), 0.5);
    }
    void speedCanBeSetOnceThereIsARecording()
    {
        Bench bench;
        bench.playback.setState(console::PlaybackState::Empty);
        QVERIFY(!bench.find<QDoubleSpinBox>("speed")->isEnabled());
        bench.playback.setState(console::PlaybackState::Paused);
        QVERIFY(bench.find<QDoubleSpinBox>("speed")->isEnabled());
    }
    void silenceKey()
    {
        const Bench bench;
        bench.key(Qt::Key_S);
        QVERIFY(bench.playback.silenceRule().skip);
        QVERIFY(bench.find<QToolButton>("skip-silence")->isChecked());
        bench.key(Qt::Key_S);
        QVERIFY(!bench.playback.silenceRule().skip);
    }
    void loopKeys()
    {
        Bench bench;
        bench.playback.move(5s);
        bench.key(Qt::Key_BracketLeft);
        QCOMPARE(bench.playback.loop(), std::optional(Span{5s, 250s}));
        bench.playback.move(8s);
        bench.key(Qt::Key_BracketRight);
        QCOMPARE(bench.playback.loop(), std::optional(Span{5s, 8s}));
        bench.key(Qt::Key_Backslash);
        QVERIFY(!bench.playback.loop());
    }
    void loopButtonsLookLikeButtons()
    {
        const Bench bench;
        for (const char *id : {"loop-in", "loop-out"}) {
            QVERIFY(!bench.find<QToolButton>(id)->autoRaise());
        }
    }
    void partyKeys()
    {
        const Bench bench;
        bench.key(Qt::Key_1);
        QVERIFY(bench.playback.lane(0).solo && !bench.playback.lane(1).solo);
        bench.key(Qt::Key_2);
        QVERIFY(!bench.playback.lane(0).solo && bench.playback.lane(1).solo);
        bench.key(Qt::Key_1, Qt::ShiftModifier);
        QVERIFY(bench.playback.lane(0).mute);
        bench.key(Qt::Key_2, Qt::ShiftModifier);
        QVERIFY(bench.playback.lane(1).mute);
        bench.key(Qt::Key_3);
        QCOMPARE(bench.playback.lane(0), LaneControl{});
        QCOMPARE(bench.playback.lane(1), LaneControl{});
    }
    /// The agent may be on the right channel: rows count, not channels.
    void rowsAreNotChannels()
    {
        const Bench bench;
        bench.panel->setLanes({{1, QStringLiteral("Agent"), QStringLiteral("Anna Smith (101)")},
                               {0, QStringLiteral("Customer"), QStringLiteral("+4930123456")}});
        bench.key(Qt::Key_1);
        QVERIFY(bench.playback.lane(1).solo && !bench.playback.lane(0).solo);
        QCOMPARE(bench.panel->waveform().captionOf(0), QStringLiteral("Agent: Anna Smith (101) · Solo"));
        QCOMPARE(bench.panel->waveform().captionOf(1), QStringLiteral("Customer: +4930123456 · Not heard"));
        bench.find<QToolButton>("mute", 0)->click();
        QVERIFY(bench.playback.lane(1).mute);
    }
    void viewKeys()
    {
        const Bench bench;
        const double whole = bench.panel->waveform().axis().msPerPixel();
        bench.key(Qt::Key_Equal, Qt::ControlModifier);
        QVERIFY(bench.panel->waveform().axis().msPerPixel() < whole);
        bench.key(Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(bench.panel->waveform().axis().msPerPixel(), whole);
        bench.key(Qt::Key_Equal, Qt::ControlModifier);
        bench.key(Qt::Key_0, Qt::ControlModifier);
        QVERIFY(bench.panel->waveform().axis().isFitted());
        bench.key(Qt::Key_F);
        QVERIFY(!bench.panel->waveform().follows());
        bench.key(Qt::Key_F);
        QVERIFY(bench.panel->waveform().follows());
    }
    void goesToATypedPlace()
    {
        const Bench bench;
        bench.key(Qt::Key_G);
        auto *dialog = bench.panel->findChild<QInputDialog *>(QStringLiteral("goTo"));
        QVERIFY(dialog != nullptr && dialog->isVisible());
        dialog->setTextValue(QStringLiteral("1:23.4"));
        dialog->accept();
        QCOMPARE(bench.playback.position(), Ms(83400));
    }
    void diagnosticsShowWhatIsHeard()
    {
        Bench bench;
        PlaybackDiagnostics state;
        state.outputPitchHz = 440.2;
        state.laneGains = {1, 0};
        state.buffered = 1200ms;
        state.outputLatency = 40ms;
        state.output = QStringLiteral("clock");
        bench.playback.setDiagnostics(state);
        bench.key(Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
        auto *overlay = bench.find<QLabel>("diagnostics");
        QVERIFY(overlay->isVisible());
        QCOMPARE(overlay->text(),
                 QStringLiteral("Output pitch 440.2 Hz\nGain Agent 1.00\nGain Customer 0.00\nBuffer 1200 ms\n"
                                "Latency 40 ms\nUnderruns 0\nOutput clock"));
        state.outputPitchHz = 880;
        bench.playback.setDiagnostics(state);
        QTRY_VERIFY(overlay->text().startsWith(QStringLiteral("Output pitch 880.0 Hz")));
        saveShot(*bench.panel, QStringLiteral("player-diagnostics"));
        bench.key(Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(!overlay->isVisible());
    }
    /// Outside of the player only Ctrl+Space acts.
    void keysNeedTheFocus()
    {
        Bench bench;
        QSpinBox other(&bench.page);
        other.show();
        bench.page.addActions(bench.panel->actions().pageActions());
        other.setFocus();
        QTRY_VERIFY(other.hasFocus());
        bench.key(Qt::Key_K);
        bench.key(Qt::Key_S);
        QCOMPARE(bench.playback.state(), PlaybackState::Paused);
        QVERIFY(!bench.playback.silenceRule().skip);
        bench.key(Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(bench.playback.state(), PlaybackState::Playing);
    }
    void controlsKeepTheirOwnKeys()
    {
        const Bench bench;
        auto *mute = bench.find<QToolButton>("mute");
        mute->setFocus();
        bench.key(Qt::Key_Space);
        QVERIFY(bench.playback.lane(0).mute);
        QCOMPARE(bench.playback.state(), PlaybackState::Paused);
        bench.key(Qt::Key_K); // not the button's: the player's
        QCOMPARE(bench.playback.state(), PlaybackState::Playing);
        auto *volume = bench.find<QSlider>("volume");
        volume->setFocus();
        const int before = volume->value();
        bench.key(Qt::Key_Left);
        QCOMPARE(volume->value(), before - 1);
        QCOMPARE(bench.playback.seeks(), 0);
    }
    /// Who scrolls the page of a call with the wheel comes over them.
    void theWheelChangesOnlyWhatHasTheFocus()
    {
        const Bench bench;
        const auto turn = [](QWidget *widget) {
            QWheelEvent wheel(QPointF(5, 5), widget->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 120),
                              Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(widget, &wheel);
        };
        auto *speed = bench.find<QDoubleSpinBox>("speed");
        auto *volume = bench.find<QSlider>("volume");
        for (QWidget *each : {static_cast<QWidget *>(speed), static_cast<QWidget *>(volume),
                              static_cast<QWidget *>(bench.find<QSlider>("side"))}) {
            turn(each);
        }
        QCOMPARE(bench.playback.speed(), 1.0);
        QCOMPARE(bench.playback.lane(0), LaneControl());
        volume->setFocus();
        turn(volume);
        QVERIFY(bench.playback.lane(0).gain != 1);
    }
    void slidersSetGainAndSide()
    {
        const Bench bench;
        auto *volume = bench.find<QSlider>("volume", 1);
        volume->setValue(100);
        QCOMPARE(bench.playback.lane(1).gain, 4.0);
        volume->setValue(0);
        QCOMPARE(bench.playback.lane(1).gain, 0.0);
        for (int i = 0; i <= 100; ++i) {
            QCOMPARE(LaneControls::sliderOf(LaneControls::gainOf(i)), i);
        }
        auto *side = bench.find<QSlider>("side", 1);
        side->setValue(-100);
        QCOMPARE(bench.playback.lane(1).pan, -1.0);
        side->setValue(5); // near the middle is the middle
        QCOMPARE(bench.playback.lane(1).pan, 0.0);
    }
    void silenceRuleIsSet()
    {
        const Bench bench;
        bench.find<QToolButton>("silenceOptions")->click();
        auto *popup = bench.find<QWidget>("silencePopup");
        QVERIFY(popup->isVisible());
        bench.find<QSpinBox>("silenceLevel")->setValue(-50);
        bench.find<QDoubleSpinBox>("silenceMinimum")->setValue(1.5);
        QCOMPARE(bench.playback.silenceRule().levelDb, -50.0);
        QCOMPARE(bench.playback.silenceRule().minimum, 1500ms);
        bench.find<QSpinBox>("silenceKeep")->setValue(1000);
        QVERIFY(2 * bench.playback.silenceRule().keep < bench.playback.silenceRule().minimum);
        popup->close();
    }
    void positionInOneLine()
    {
        Bench bench;
        bench.playback.setSpeed(1.5);
        bench.playback.setSkipped(38s);
        bench.playback.move(83456ms);
        QCOMPARE(bench.panel->transport().positionText(),
                 QStringLiteral("1:23.4 / 4:10 · 1.5× · −0:38 skipped"));
        QCOMPARE(bench.find<QLabel>("position")->text(), bench.panel->transport().positionText());
    }
    void talkTimeAddsUp()
    {
        const Bench bench;
        auto *bars = bench.find<TalkBars>("talkBars");
        const QStringList lines = bars->lines();
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[0].startsWith(QStringLiteral("Agent ")) &&
                lines[3].startsWith(QStringLiteral("Talk-over ")));
        const auto shares = bench.panel->waveform().turns().shares();
        QVERIFY(std::abs(shares.channel[0] + shares.channel[1] + shares.silence - shares.both - 1) < 0.001);
        QCOMPARE(bars->accessibleDescription(), lines.join(QStringLiteral(", ")));
    }
    void saysWhenThereIsNoSound()
    {
        Bench bench;
        QCOMPARE(bench.panel->remarks(), QString());
        bench.playback.setOutput(OutputKind::Clock);
        QVERIFY(bench.panel->remarks().contains(QStringLiteral("No sound device")));
        bench.panel->setRemark(QStringLiteral("No screen recording."));
        QVERIFY(bench.panel->remarks().endsWith(QStringLiteral("No screen recording.")));
        bench.playback.setState(PlaybackState::Failed);
        Q_EMIT bench.playback.failed(QStringLiteral("format"));
        QVERIFY(bench.panel->remarks().contains(QStringLiteral("format")));
        QVERIFY(!bench.panel->actions().action(QStringLiteral("play-pause"))->isEnabled());
    }
    void keysCanBeChangedAndAreKept()
    {
        Bench bench;
        PlayerActions &actions = bench.panel->actions();
        QAction *next = actions.action(QStringLiteral("next-turn"));
        QVERIFY(!actions.setKeys(next, {QKeySequence(Qt::Key_J)})); // taken
        QVERIFY(actions.setKeys(next, {QKeySequence(Qt::Key_N)}));
        bench.key(Qt::Key_L);
        QCOMPARE(bench.playback.seeks(), 0);
        bench.key(Qt::Key_N);
        QCOMPARE(bench.playback.seeks(), 1);
        bench.settings.sync();
        QSettings copy(bench.settings.fileName(), QSettings::IniFormat);
        FakePlayback other;
        PlayerPanel third(other, copy);
        QCOMPARE(third.actions().action(QStringLiteral("next-turn"))->shortcut(), QKeySequence(Qt::Key_N));
        actions.resetKeys();
        bench.key(Qt::Key_L);
        QCOMPARE(bench.playback.seeks(), 2);
    }
    void singleKeysCanBeSwitchedOff()
    {
        const Bench bench;
        bench.panel->actions().setSingleKeys(false);
        bench.key(Qt::Key_K);
        bench.key(Qt::Key_S);
        QCOMPARE(bench.playback.state(), PlaybackState::Paused);
        QVERIFY(!bench.playback.silenceRule().skip);
        bench.key(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(bench.playback.position(), 1000ms);
    }
    void noTwoActionsShareAKey()
    {
        const Bench bench;
        QSet<QString> seen;
        for (const QAction *action : bench.panel->actions().all()) {
            for (const QKeySequence &key : bench.panel->actions().defaultKeys(action)) {
                QVERIFY2(!seen.contains(key.toString()), qPrintable(key.toString()));
                seen.insert(key.toString());
            }
        }
    }
    void theKeysAreListed()
    {
        const Bench bench;
        bench.panel->actions().action(QStringLiteral("keys"))->trigger();
        auto *dialog = bench.panel->findChild<KeyMapDialog *>();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        saveShot(*dialog, QStringLiteral("player-keys"));
        for (const QAction *action : bench.panel->actions().all()) {
            QVERIFY(dialog->findChild<QKeySequenceEdit *>(action->objectName()) != nullptr);
        }
        auto *edit = dialog->findChild<QKeySequenceEdit *>(QStringLiteral("next-turn"));
        edit->setKeySequence(QKeySequence(Qt::Key_J));
        Q_EMIT edit->editingFinished();
        QCOMPARE(edit->keySequence(), QKeySequence(Qt::Key_L)); // refused, and why is told
        bool told = false;
        for (const QLabel *label : dialog->findChildren<QLabel *>()) {
            told = told || label->text().contains(QStringLiteral("Previous turn”"));
        }
        QVERIFY(told);
        edit->setKeySequence(QKeySequence(Qt::Key_N));
        Q_EMIT edit->editingFinished();
        QCOMPARE(bench.panel->actions().action(QStringLiteral("next-turn"))->shortcut(),
                 QKeySequence(Qt::Key_N));
        dialog->close();
    }
    void everythingHasAName()
    {
        const Bench bench;
        for (QWidget *each : bench.panel->findChildren<QWidget *>()) {
            if (each->focusPolicy() == Qt::NoFocus || qobject_cast<QLineEdit *>(each) != nullptr) {
                continue; // the line inside a spin box answers for it
            }
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(each);
            QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(),
                     qPrintable(QLatin1String(each->metaObject()->className()) + each->objectName()));
        }
    }
    void looks_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << static_cast<int>(Scheme::Light);
        QTest::newRow("dark") << static_cast<int>(Scheme::Dark);
        QTest::newRow("contrast") << static_cast<int>(Scheme::HighContrast);
    }
    void looks()
    {
        QFETCH(int, scheme);
        const QPalette before = QApplication::palette(); // icons are tinted from the application's
        QApplication::setPalette(paletteFor(static_cast<Scheme>(scheme)));
        const auto restore = qScopeGuard([&before] { QApplication::setPalette(before); });
        Bench bench(static_cast<Scheme>(scheme));
        bench.playback.setSilences({{60s, 66s}});
        bench.playback.setSilenceRule({.skip = true});
        bench.playback.move(83456ms);
        bench.panel->setLanes({{0, QStringLiteral("Agent"), QStringLiteral("Anna Smith (101)")},
                               {1, QStringLiteral("Customer"), QStringLiteral("+49 30 123456")}});
        QVERIFY(!bench.page.grab().isNull());
        saveShot(bench.page, QStringLiteral("player-") + QLatin1String(QTest::currentDataTag()));
    }
};

EARSHOT_TEST(tst_playerpanel, TestPlayerPanel)
#include "tst_playerpanel.moc"
