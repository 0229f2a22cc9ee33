// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/playerpanel.h"

#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/player/diagnosticsoverlay.h"
#include "console/player/keymapdialog.h"
#include "console/player/lanecontrols.h"
#include "console/player/playeractions.h"
#include "console/player/playermemory.h"
#include "console/player/talkbars.h"
#include "console/player/transport.h"
#include "console/player/waveformview.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QKeyEvent>
#include <QLabel>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace console
{

namespace
{
/// Keys that a focused control needs for itself: a button its space bar, a slider its arrows.
bool belongsTo(const QObject *control, const QKeyEvent &event)
{
    if ((event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0) {
        return false;
    }
    if (qobject_cast<const QAbstractButton *>(control) != nullptr) {
        return event.key() == Qt::Key_Space;
    }
    if (qobject_cast<const QAbstractSlider *>(control) != nullptr) {
        return event.key() == Qt::Key_Left || event.key() == Qt::Key_Right || event.key() == Qt::Key_Home ||
               event.key() == Qt::Key_End;
    }
    return qobject_cast<const QAbstractSpinBox *>(control) != nullptr;
}
} // namespace

PlayerPanel::PlayerPanel(Playback &playback, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , m_playback(playback)
    , m_memory(new PlayerMemory(playback, settings, this))
    , m_view(new WaveformView(playback, m_peaks))
    , m_actions(new PlayerActions(playback, *m_view, settings, this))
    , m_transport(new Transport(playback, *m_actions))
    , m_laneControls{new LaneControls(playback, 0), new LaneControls(playback, 1)}
    , m_bars(new TalkBars)
    , m_diagnostics(new DiagnosticsOverlay(playback, *m_view))
    , m_soundIcon(new QLabel)
    , m_remarks(new QLabel)
{
    setObjectName(QStringLiteral("player"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGapSmall);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_transport);
    auto *controls = new QWidget;
    auto *lanes = new QVBoxLayout(controls);
    lanes->setContentsMargins(0, 0, 0, 0);
    lanes->setSpacing(kUnit);
    for (LaneControls *lane : m_laneControls) {
        lanes->addWidget(lane);
    }
    auto *parties = new QWidget;
    auto *flow = new FlowLayout(parties);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(kGapLarge);
    flow->addWidget(controls);
    flow->addWidget(m_bars);
    layout->addWidget(parties);
    auto *remarks = new QHBoxLayout;
    remarks->addWidget(m_soundIcon);
    remarks->addWidget(m_remarks, 1);
    m_remarks->setObjectName(QStringLiteral("remarks"));
    m_remarks->setWordWrap(true);
    m_soundIcon->setPixmap(icon(QStringLiteral("triangle-alert"), StatusRole::Pending)
                               .pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF()));
    layout->addLayout(remarks);

    connect(m_view, &WaveformView::turnsChanged, this, &PlayerPanel::showTurns);
    connect(m_bars, &TalkBars::jumpRequested, this, &PlayerPanel::jumpTo);
    connect(m_actions, &PlayerActions::keyListRequested, this, &PlayerPanel::openKeyMap);
    connect(m_actions, &PlayerActions::diagnosticsToggled, m_diagnostics, &DiagnosticsOverlay::setShown);
    connect(&m_playback, &Playback::outputChanged, this, &PlayerPanel::showRemarks);
    connect(&m_playback, &Playback::stateChanged, this, &PlayerPanel::showRemarks);
    connect(&m_playback, &Playback::failed, this, [this](const QString &reason) {
        m_failure = reason;
        showRemarks();
    });
    setLanes(m_view->lanes());
    keepWidgetKeys();
    showRemarks();
}

PlayerPanel::~PlayerPanel() = default;

void PlayerPanel::setLanes(const QList<PlayerLane> &lanes)
{
    m_view->setLanes(lanes);
    for (qsizetype i = 0; i < 2; ++i) {
        LaneControls *controls = m_laneControls[static_cast<std::size_t>(i)];
        controls->setVisible(i < lanes.size());
        if (i < lanes.size()) {
            controls->setLane(lanes[i]);
        }
    }
    recall();
    showTurns();
}

void PlayerPanel::recall()
{
    QList<int> channels;
    for (const PlayerLane &lane : m_view->lanes()) {
        channels.append(lane.channel);
    }
    m_memory->recall(channels);
}

void PlayerPanel::setNotice(const QString &notice)
{
    m_view->setNotice(notice);
    m_bars->setVisible(notice.isEmpty());
}

void PlayerPanel::setRemark(const QString &remark)
{
    m_remark = remark;
    showRemarks();
}

QString PlayerPanel::remarks() const
{
    return m_remarks->text();
}

void PlayerPanel::showTurns()
{
    QList<int> channels;
    QStringList names;
    for (const PlayerLane &lane : m_view->lanes()) {
        channels.append(lane.channel);
        names.append(lane.title);
    }
    m_bars->setShares(m_view->turns().shares(), channels, names);
}

/// To the next place of what the bar counts, from the last one to the first.
void PlayerPanel::jumpTo(int bar)
{
    constexpr Ms kHere{50}; // a seek may land some milliseconds before the place
    const TalkTurns &turns = m_view->turns();
    std::vector<Span> places;
    if (bar == TalkBars::kSilence) {
        places = turns.silences();
    } else if (bar == TalkBars::kBoth) {
        places = turns.both();
    } else if (bar < m_view->lanes().size()) {
        places = turns.of(m_view->lanes()[bar].channel);
    }
    if (places.empty()) {
        return;
    }
    const Ms here = m_playback.position() + kHere;
    const auto next =
        std::find_if(places.begin(), places.end(), [here](const Span &place) { return place.begin > here; });
    m_playback.seek((next == places.end() ? places.front() : *next).begin);
}

void PlayerPanel::showRemarks()
{
    QStringList words;
    const PlaybackState state = m_playback.state();
    if (state == PlaybackState::Failed) {
        words.append(
            m_failure == QLatin1String("empty")    ? tr("This recording holds no sound.")
            : m_failure == QLatin1String("format") ? tr("This console cannot play the recording's format.")
            : m_failure == QLatin1String("device") ? tr("The sound device does not answer.")
                                                   : tr("The recording is damaged and cannot be played."));
    } else if (m_playback.output() == OutputKind::Clock) {
        words.append(tr("No sound device: the call runs by the clock, without sound."));
    }
    m_soundIcon->setVisible(!words.isEmpty());
    if (!m_remark.isEmpty()) {
        words.append(m_remark);
    }
    m_remarks->setText(words.join(QLatin1Char(' ')));
}

void PlayerPanel::openKeyMap()
{
    auto *dialog = new KeyMapDialog(*m_actions, this);
    dialog->open();
}

/// Without this a shortcut would take the space bar from a focused Mute button.
void PlayerPanel::keepWidgetKeys()
{
    const QList<QWidget *> all = findChildren<QWidget *>();
    for (QWidget *each : all) {
        if (each->focusPolicy() != Qt::NoFocus && each != m_view) {
            each->installEventFilter(this);
        }
    }
}

bool PlayerPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && belongsTo(watched, *static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PlayerPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    if (!event->spontaneous()) { // those are the window system's: minimised, another desktop
        m_playback.pause();      // also when it only waits for its first frames
    }
}

void PlayerPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous()) {
        recall(); // another call may have been heard meanwhile
    }
}

} // namespace console
