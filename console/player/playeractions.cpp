// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/playeractions.h"

#include "console/kit/icons.h"
#include "console/player/clocktext.h"
#include "console/player/waveformview.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QPointer>

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr double kZoomStep = 1.5;
constexpr Ms kShortestLoop{100};

QList<QKeySequence> keys(std::initializer_list<QKeyCombination> combinations)
{
    QList<QKeySequence> list;
    for (const QKeyCombination &combination : combinations) {
        list.append(QKeySequence(combination));
    }
    return list;
}
} // namespace

PlayerActions::PlayerActions(Playback &playback, WaveformView &view, QSettings &settings, QWidget *player)
    : QObject(player)
    , m_playback(playback)
    , m_view(view)
    , m_settings(settings)
    , m_player(player)
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

QAction *PlayerActions::add(const char *id, const QString &text, const QList<QKeySequence> &standard,
                            std::function<void()> act, const char *iconName)
{
    auto *action = new QAction(text, this);
    action->setObjectName(QLatin1String(id));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (iconName != nullptr) {
        action->setIcon(icon(QLatin1String(iconName)));
    }
    // triggered, not toggled: follow() sets the check marks from what the engine says.
    connect(action, &QAction::triggered, this, std::move(act));
    m_keys.insert(action, {standard, standard});
    m_actions.append(action);
    m_player->addAction(action);
    return action;
}

void PlayerActions::addPlaying()
{
    add(
        "play-pause", tr("Play or pause"), keys({Qt::Key_Space, Qt::Key_K}), [this] { playPause(); }, "play");
    add("play-pause-page", tr("Play or pause, anywhere on the page"), keys({Qt::CTRL | Qt::Key_Space}),
        [this] { playPause(); });
    add(
        "skip-silence", tr("Skip silence"), keys({Qt::Key_S}),
        [this] {
            SilenceRule rule = m_playback.silenceRule();
            rule.skip = !rule.skip;
            m_playback.setSilenceRule(rule);
        },
        "fast-forward")
        ->setCheckable(true);
}

void PlayerActions::addSteps()
{
    struct Step {
        const char *back;
        const char *forward;
        int seconds;
        Qt::KeyboardModifiers modifiers;
    };
    for (const Step &s :
         {Step{"back-5", "forward-5", 5, {}}, Step{"back-1", "forward-1", 1, Qt::ControlModifier},
          Step{"back-15", "forward-15", 15, Qt::ShiftModifier}}) {
        const Ms by(s.seconds * 1000);
        add(
            s.back, tr("Back %n second(s)", nullptr, s.seconds), keys({s.modifiers | Qt::Key_Left}),
            [this, by] { step(-by); }, "rotate-ccw");
        add(
            s.forward, tr("Forward %n second(s)", nullptr, s.seconds), keys({s.modifiers | Qt::Key_Right}),
            [this, by] { step(by); }, "rotate-cw");
    }
    add(
        "previous-turn", tr("Previous turn"), keys({Qt::Key_J}),
        [this] { m_playback.seek(m_view.turns().previous(m_playback.position())); }, "step-back");
    add(
        "next-turn", tr("Next turn"), keys({Qt::Key_L}),
        [this] { m_playback.seek(m_view.turns().next(m_playback.position())); }, "step-forward");
    add(
        "start", tr("To the start"), keys({Qt::Key_Home}), [this] { m_playback.seek(Ms(0)); }, "skip-back");
    add(
        "end", tr("To the end"), keys({Qt::Key_End}), [this] { m_playback.seek(m_playback.duration()); },
        "skip-forward");
    add("go-to", tr("Go to time"), keys({Qt::Key_G}), [this] { askPlace(); });
}

void PlayerActions::addSpeed()
{
    add("slower", tr("Slower"), keys({Qt::Key_Minus}), [this] { changeSpeed(-0.1); });
    add("faster", tr("Faster"), keys({Qt::Key_Equal, Qt::Key_Plus}), [this] { changeSpeed(0.1); });
    add("normal-speed", tr("Normal or last speed"), keys({Qt::Key_Backspace}), [this] { toggleSpeed(); });
}

void PlayerActions::addLoop()
{
    add("loop-in", tr("Loop from here"), keys({Qt::Key_BracketLeft}), [this] { loopFrom(); });
    add("loop-out", tr("Loop to here"), keys({Qt::Key_BracketRight}), [this] { loopTo(); });
    add(
        "loop-clear", tr("Clear the loop"), keys({Qt::Key_Backslash}),
        [this] { m_playback.setLoop(std::nullopt); }, "x");
}

void PlayerActions::addLanes()
{
    add("solo-agent", tr("Solo agent"), keys({Qt::Key_1}), [this] { solo(0); });
    add("solo-customer", tr("Solo customer"), keys({Qt::Key_2}), [this] { solo(1); });
    add("both", tr("Hear both"), keys({Qt::Key_3}), [this] { bothLanes(); });
    add("mute-agent", tr("Mute agent"), keys({Qt::SHIFT | Qt::Key_1, Qt::Key_Exclam}), [this] { mute(0); });
    add("mute-customer", tr("Mute customer"), keys({Qt::SHIFT | Qt::Key_2, Qt::Key_At}), [this] { mute(1); });
}

void PlayerActions::addView()
{
    add(
        "follow", tr("Follow the position"), keys({Qt::Key_F}),
        [this] { m_view.setFollows(!m_view.follows()); }, "pin")
        ->setCheckable(true);
    add(
        "zoom-in", tr("Zoom in"), keys({Qt::CTRL | Qt::Key_Equal, Qt::CTRL | Qt::Key_Plus}),
        [this] { m_view.zoom(kZoomStep); }, "zoom-in");
    add(
        "zoom-out", tr("Zoom out"), keys({Qt::CTRL | Qt::Key_Minus}), [this] { m_view.zoom(1 / kZoomStep); },
        "zoom-out");
    add(
        "zoom-all", tr("Whole call"), keys({Qt::CTRL | Qt::Key_0}), [this] { m_view.fitAll(); }, "maximize");
    add(
        // "?" and F1 are the window's, which asks the page first: two owners of a key would both stay mute.
        "keys", tr("Keys of the player"), {}, [this] { Q_EMIT keyListRequested(); }, "circle-question-mark");
    auto *diagnostics = add("diagnostics", tr("Diagnostics"), keys({Qt::CTRL | Qt::ALT | Qt::Key_D}), [] {});
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
        m_playback.play();
    }
}

void PlayerActions::step(Ms by)
{
    m_playback.seek(std::clamp(m_playback.position() + by, Ms(0), m_playback.duration()));
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
            m_playback.seek(std::min(*place, m_playback.duration()));
        }
    });
    dialog->open();
}

} // namespace console
