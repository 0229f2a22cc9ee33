// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/lanecontrols.h"
#include "console/player/playermemory.h"
#include "tests/console/player/playerpanelbench.h"
#include "tests/support/testmain.h"

#include <QSlider>
#include <QToolButton>

using namespace console;
using namespace tests;
using namespace std::chrono_literals;
using Bench = PlayerPanelBench;

class TestPlayerMemory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theLastWordsAreHeardAgainAfterAPause()
    {
        Bench bench;
        bench.playback.move(20s);
        bench.key(Qt::Key_Space);
        QCOMPARE(bench.playback.position(), 20000ms); // it was not playing before
        bench.playback.move(30s);
        bench.key(Qt::Key_Space);
        bench.key(Qt::Key_Space);
        QCOMPARE(bench.playback.state(), PlaybackState::Playing);
        QCOMPARE(bench.playback.position(), 29000ms);
        bench.key(Qt::Key_Space);
        bench.key(Qt::Key_Right); // who moves meanwhile hears what he points at
        bench.key(Qt::Key_Space);
        QCOMPARE(bench.playback.position(), 34000ms);
        setBackStep(bench.settings, 3000ms);
        bench.key(Qt::Key_Space);
        bench.key(Qt::Key_Space);
        QCOMPARE(bench.playback.position(), 31000ms);
        setBackStep(bench.settings, 0ms);
        const int seeks = bench.playback.seeks();
        bench.key(Qt::Key_Space);
        bench.key(Qt::Key_Space);
        QCOMPARE(bench.playback.seeks(), seeks);
        bench.settings.setValue(QStringLiteral("player/backStepMs"), QStringLiteral("much"));
        QCOMPARE(backStep(bench.settings), 1000ms);
        bench.settings.setValue(QStringLiteral("player/backStepMs"), 60000);
        QCOMPARE(backStep(bench.settings), 5000ms);
    }
    void theNextCallIsHeardAsTheLastOne()
    {
        const QList<PlayerLane> agentIsRight{{1, QStringLiteral("Agent"), {}},
                                             {0, QStringLiteral("Customer"), {}}};
        Bench bench;
        bench.panel->setLanes(agentIsRight);
        bench.key(Qt::Key_S);
        bench.key(Qt::Key_Equal);
        bench.find<QSlider>("volume", 0)->setValue(80);
        bench.find<QSlider>("side", 1)->setValue(-100);
        bench.find<QToolButton>("mute", 1)->click();
        FakePlayback next;
        PlayerPanel other(next, bench.settings); // the agent is left here
        QCOMPARE(next.speed(), 1.1);
        QVERIFY(next.silenceRule().skip);
        QCOMPARE(next.lane(0), (LaneControl{.gain = LaneControls::gainOf(80)}));
        QCOMPARE(next.lane(1), (LaneControl{.pan = -1.0})); // and what is muted is of one call
        other.setLanes(agentIsRight);
        QCOMPARE(next.lane(1), (LaneControl{.gain = LaneControls::gainOf(80)}));
        QCOMPARE(next.lane(0), (LaneControl{.pan = -1.0}));
    }
    void aLaneThatIsAloneIsNobodys()
    {
        Bench bench;
        bench.find<QSlider>("volume", 0)->setValue(80);
        FakePlayback mono(60s, 1);
        PlayerPanel other(mono, bench.settings);
        other.setLanes({{0, QStringLiteral("Call"), {}}});
        QCOMPARE(mono.lane(0).gain, 1.0);
        other.findChild<QSlider *>(QStringLiteral("volume"))->setValue(20);
        FakePlayback next;
        const PlayerPanel third(next, bench.settings);
        QCOMPARE(next.lane(0).gain, LaneControls::gainOf(80));
    }
    void whatIsInTheSettingsIsNotTrusted()
    {
        const Bench bench;
        QSettings settings(bench.folder.filePath(QStringLiteral("other.ini")), QSettings::IniFormat);
        settings.setValue(QStringLiteral("player/speed"), QStringLiteral("nan"));
        settings.setValue(QStringLiteral("player/party0/gain"), 1e9);
        settings.setValue(QStringLiteral("player/silence/minimumMs"), QStringLiteral("-4"));
        FakePlayback playback;
        const PlayerPanel panel(playback, settings);
        QCOMPARE(playback.speed(), 1.0);
        QCOMPARE(playback.lane(0).gain, 4.0);
        QVERIFY(playback.silenceRule().minimum >= 600ms);
    }
};

EARSHOT_TEST(tst_playermemory, TestPlayerMemory)
#include "tst_playermemory.moc"
