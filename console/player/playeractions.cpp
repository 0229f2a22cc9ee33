// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/playeractions.h"

#include "console/kit/icons.h"
#include "console/player/clocktext.h"
#include "console/player/playermemory.h"
#include "console/player/waveformview.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QPointer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace console
{

namespace
{
constexpr double kZoomStep = 1.5;
constexpr Ms kShortestLoop{100};
constexpr Ms kStill{300}; ///< what is in the device is heard after a pause yet
} // namespace

PlayerActions::PlayerActions(Playback &playback, WaveformView &view, QSettings &settings, QWidget *player)
    : QObject(player)
    , m_playback(playback)
    , m_view(view)
    , m_settings(settings)
    , m_player(player)
    , m_known(playerKeys())
{
    addPlaying();
    addSteps();
    addSpeed();
    addLoop();
    addLanes();
    addView();
    load();
    connect(&m_playback, &Playback::stateChanged, this, &PlayerActions::follow);
    connect(&m_playback, &Playback::controlsChanged, this, &PlayerActions::follow);
    connect(&m_view, &WaveformView::followsChanged, this, &PlayerActions::follow);
    follow();
}

QAction *PlayerActions::add(const char *id, std::function<void()> act, const char *iconName)
{
    const auto known = std::find_if(m_known.begin(), m_known.end(),
                                    [id](const PlayerKey &key) { return key.id == QLatin1String(id); });
    Q_ASSERT(known != m_known.end());
    auto *action = new QAction(known->text, this);
    action->setObjectName(known->id);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (iconName != nullptr) {
        action->setIcon(icon(QLatin1String(iconName)));
    }
    // triggered, not toggled: follow() sets the check marks from what the engine says.
    connect(action, &QAction::triggered, this, std::move(act));
    m_keys.insert(action, {known->standard, known->standard});
    m_actions.append(action);
    m_player->addAction(action);
    return action;
}

void PlayerActions::addPlaying()
{
    add(
        "play-pause", [this] { playPause(); }, "play");
    add(
        "play", [this] { resume(); }, "play");
    add(
        "pause", [this] { m_playback.pause(); }, "pause");
    add("play-pause-page", [this] { playPause(); });
    const auto skip = [this] {
        SilenceRule rule = m_playback.silenceRule();
        rule.skip = !rule.skip;
        m_playback.setSilenceRule(rule);
    };
    add("skip-silence", skip, "fast-forward")->setCheckable(true);
}

void PlayerActions::addSteps()
{
    struct Step {
        const char *back;
        const char *forward;
        int seconds;
    };
    for (const Step &s : {Step{"back-5", "forward-5", 5}, Step{"back-1", "forward-1", 1},
                          Step{"back-15", "forward-15", 15}}) {
        const Ms by(s.seconds * 1000);
        add(
            s.back, [this, by] { step(-by); }, "rotate-ccw");
        add(
            s.forward, [this, by] { step(by); }, "rotate-cw");
    }
    const auto turn = [this](auto way) {
        return [this, way] { m_playback.seek((m_view.turns().*way)(m_playback.position())); };
    };
    add("previous-turn", turn(&TalkTurns::previous), "step-back");
    add("next-turn", turn(&TalkTurns::next), "step-forward");
    add(
        "start", [this] { m_playback.seek(Ms(0)); }, "skip-back");
    add(
        "end",
        [this] {
            if (m_playback.duration() > Ms(0)) {
                m_playback.seek(m_playback.duration());
            }
        },
        "skip-forward");
    add("go-to", [this] { askPlace(); });
}

void PlayerActions::addSpeed()
{
    add("slower", [this] { changeSpeed(-0.1); });
    add("faster", [this] { changeSpeed(0.1); });
    add("normal-speed", [this] { toggleSpeed(); });
}

void PlayerActions::addLoop()
{
    add("loop-in", [this] { loopFrom(); });
    add("loop-out", [this] { loopTo(); });
    add(
        "loop-clear", [this] { m_playback.setLoop(std::nullopt); }, "x");
}

void PlayerActions::addLanes()
{
    add("solo-agent", [this] { solo(0); });
    add("solo-customer", [this] { solo(1); });
    add("both", [this] { bothLanes(); });
    add("mute-agent", [this] { mute(0); });
    add("mute-customer", [this] { mute(1); });
}

void PlayerActions::addView()
{
    add(
        "follow", [this] { m_view.setFollows(!m_view.follows()); }, "pin")
        ->setCheckable(true);
    add(
        "zoom-in", [this] { m_view.zoom(kZoomStep); }, "zoom-in");
    add(
        "zoom-out", [this] { m_view.zoom(1 / kZoomStep); }, "zoom-out");
    add(
        "zoom-all", [this] { m_view.fitAll(); }, "maximize");
    add(
        "copy-link", [this] { Q_EMIT linkRequested(m_playback.position()); }, "link");
    add(
        "keys", [this] { Q_EMIT keyListRequested(); }, "circle-question-mark");
    auto *diagnostics = add("diagnostics", [] {});
    diagnostics->setCheckable(true);
    connect(diagnostics, &QAction::toggled, this, &PlayerActions::diagnosticsToggled);
}

QAction *PlayerActions::action(const QString &id) const
{
    const auto found = std::find_if(m_actions.begin(), m_actions.end(),
                                    [&id](const QAction *action) { return action->objectName() == id; });
    return found == m_actions.end() ? nullptr : *found;
}

QList<QAction *> PlayerActions::pageActions() const
{
    return {action(QStringLiteral("play-pause-page"))};
}

void PlayerActions::follow()
{
    const PlaybackState state = m_playback.state();
    const bool playing = state == PlaybackState::Playing;
    if (std::exchange(m_state, state) != state) {
        const bool paused = state == PlaybackState::Paused && m_wasPlaying;
        m_pausedAt = paused ? std::optional(m_playback.position()) : std::nullopt;
        m_wasPlaying = playing;
    }
    const bool usable = state != PlaybackState::Empty && state != PlaybackState::Failed;
    for (QAction *each : m_actions) {
        const QString id = each->objectName();
        each->setEnabled(usable || id == QLatin1String("keys") || id == QLatin1String("diagnostics"));
    }
    QAction *play = action(QStringLiteral("play-pause"));
    play->setIcon(icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    play->setIconText(playing ? tr("Pause") : tr("Play"));
    action(QStringLiteral("skip-silence"))->setChecked(m_playback.silenceRule().skip);
    action(QStringLiteral("follow"))->setChecked(m_view.follows());
    action(QStringLiteral("loop-clear"))->setEnabled(usable && m_playback.loop().has_value());
}

void PlayerActions::playPause()
{
    if (m_playback.state() == PlaybackState::Playing) {
        m_playback.pause();
    } else {
        resume();
    }
}

/// The last words before a pause are heard again. Who has moved meanwhile hears what he pointed at.
void PlayerActions::resume()
{
    const Ms here = m_playback.position();
    const Ms there = std::max(Ms(0), here - backStep(m_settings));
    const bool stayed = m_pausedAt && std::chrono::abs(here - *m_pausedAt) < kStill;
    if (stayed && there < here && m_playback.state() == PlaybackState::Paused) {
        m_playback.seek(there);
    }
    m_playback.play();
}

/// Before the first frames nobody knows where the end is; the engine holds the place until then.
Ms PlayerActions::within(Ms place) const
{
    const Ms end = m_playback.duration();
    return std::max(Ms(0), end > Ms(0) ? std::min(place, end) : place);
}

void PlayerActions::step(Ms by)
{
    m_playback.seek(within(m_playback.position() + by));
}

void PlayerActions::changeSpeed(double by)
{
    // In tenths: 0.1 added ten times is not 1.
    const double speed = std::round((m_playback.speed() + by) * 10) / 10;
    m_playback.setSpeed(std::clamp(speed, 0.5, 3.0));
}

void PlayerActions::toggleSpeed()
{
    const double speed = m_playback.speed();
    if (std::abs(speed - 1) > 0.01) {
        m_lastSpeed = speed;
        m_playback.setSpeed(1);
    } else {
        m_playback.setSpeed(m_lastSpeed);
    }
}

/// A loop is there from the first key on, so that it is seen what the other key will change.
void PlayerActions::loopFrom()
{
    const Ms here = m_playback.position();
    const auto loop = m_playback.loop();
    const bool keep = loop && loop->end >= here + kShortestLoop;
    m_playback.setLoop(Span{here, keep ? loop->end : m_playback.duration()});
}

void PlayerActions::loopTo()
{
    const Ms here = m_playback.position();
    const auto loop = m_playback.loop();
    const bool keep = loop && loop->begin + kShortestLoop <= here;
    m_playback.setLoop(Span{keep ? loop->begin : Ms(0), here});
}

void PlayerActions::solo(qsizetype row)
{
    for (qsizetype i = 0; i < m_view.lanes().size(); ++i) {
        const int channel = m_view.lanes()[i].channel;
        LaneControl control = m_playback.lane(channel);
        control.solo = i == row;
        control.mute = control.mute && i != row;
        m_playback.setLane(channel, control);
    }
}

void PlayerActions::mute(qsizetype row)
{
    if (row < m_view.lanes().size()) {
        const int channel = m_view.lanes()[row].channel;
        LaneControl control = m_playback.lane(channel);
        control.mute = !control.mute;
        m_playback.setLane(channel, control);
    }
}

void PlayerActions::bothLanes()
{
    for (const PlayerLane &lane : m_view.lanes()) {
        LaneControl control = m_playback.lane(lane.channel);
        control.solo = false;
        control.mute = false;
        m_playback.setLane(lane.channel, control);
    }
}

void PlayerActions::askPlace()
{
    auto *dialog = new QInputDialog(m_player);
    dialog->setObjectName(QStringLiteral("goTo"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Go to time"));
    dialog->setLabelText(tr("Time (for example 1:23.4):"));
    dialog->setTextValue(clockTextTenths(m_playback.position()));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &text) {
        if (const auto place = clockFromText(text)) {
            m_playback.seek(within(*place));
        }
    });
    dialog->open();
}

} // namespace console
