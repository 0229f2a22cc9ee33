// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/transport.h"

#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/wheelguard.h"
#include "console/player/clocktext.h"
#include "console/player/playeractions.h"
#include "console/player/silencepopup.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

namespace console
{

namespace
{
/// Digits of one width, so that a running clock does not shiver.
QFont tabular(QFont font)
{
    font.setStyleHint(QFont::Monospace, QFont::PreferMatch);
    font.setFixedPitch(true);
    return font;
}
} // namespace

Transport::Transport(Playback &playback, PlayerActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_playback(playback)
    , m_actions(actions)
    , m_position(new QLabel)
    , m_speed(new QDoubleSpinBox)
    , m_silence(new SilencePopup(playback, this))
{
    setObjectName(QStringLiteral("transport"));
    auto *flow = new FlowLayout(this);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(kGap);
    for (const auto fill :
         {&Transport::addPlaying, &Transport::addSilence, &Transport::addLoop, &Transport::addView}) {
        auto *group = new QWidget;
        auto *row = new QHBoxLayout(group);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(kUnit);
        (this->*fill)(*row);
        flow->addWidget(group);
    }
    connect(&m_playback, &Playback::positionChanged, this, &Transport::showPosition);
    connect(&m_playback, &Playback::durationChanged, this, &Transport::showPosition);
    connect(&m_playback, &Playback::stateChanged, this, &Transport::followControls);
    connect(&m_playback, &Playback::controlsChanged, this, &Transport::followControls);
    followControls();
}

QToolButton *Transport::button(const char *id, bool withText)
{
    auto *button = new QToolButton;
    QAction *action = m_actions.action(QLatin1String(id));
    button->setDefaultAction(action);
    button->setObjectName(QLatin1String(id));
    button->setToolButtonStyle(withText ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    button->setAccessibleName(action->text());
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMinimumSize(kRowHeight, kRowHeight);
    button->setAutoRaise(!withText);
    return button;
}

void Transport::addPlaying(QHBoxLayout &row)
{
    auto *play = button("play-pause", true);
    play->setMinimumWidth(88); // "Play" and "Pause" without moving what follows
    row.addWidget(play);
    for (const char *id : {"back-5", "forward-5", "previous-turn", "next-turn"}) {
        row.addWidget(button(id));
    }
    m_position->setObjectName(QStringLiteral("position"));
    m_position->setFont(tabular(font()));
    m_position->setAccessibleName(tr("Position"));
    m_position->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_position->setMinimumWidth(
        m_position->fontMetrics().horizontalAdvance(QStringLiteral("00:00.0 / 00:00 · 1.0×")));
    row.addSpacing(kGapSmall);
    row.addWidget(m_position);
    m_speed->setObjectName(QStringLiteral("speed"));
    m_speed->setRange(0.5, 3.0);
    m_speed->setSingleStep(0.1);
    m_speed->setDecimals(1);
    m_speed->setSuffix(QString(QChar(0x00D7)));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Speed; the pitch is kept"));
    m_speed->setKeyboardTracking(false);
    guardWheel(m_speed);
    row.addSpacing(kGapSmall);
    row.addWidget(m_speed);
    connect(m_speed, &QDoubleSpinBox::valueChanged, this,
            [this](double value) { m_playback.setSpeed(value); });
}

void Transport::addSilence(QHBoxLayout &row)
{
    row.addWidget(button("skip-silence", true));
    auto *options = new QToolButton;
    options->setObjectName(QStringLiteral("silenceOptions"));
    options->setIcon(icon(QStringLiteral("sliders-horizontal")));
    options->setAccessibleName(tr("What counts as silence"));
    options->setToolTip(options->accessibleName());
    options->setFocusPolicy(Qt::StrongFocus);
    options->setMinimumSize(kRowHeight, kRowHeight);
    options->setAutoRaise(true);
    connect(options, &QToolButton::clicked, this, [this, options] { m_silence->openBelow(options); });
    row.addWidget(options);
}

void Transport::addLoop(QHBoxLayout &row)
{
    auto *label = new QLabel(tr("Loop"));
    row.addWidget(label);
    // The brackets are the keys: they need no icon.
    auto *from = button("loop-in");
    auto *to = button("loop-out");
    from->setToolButtonStyle(Qt::ToolButtonTextOnly);
    to->setToolButtonStyle(Qt::ToolButtonTextOnly);
    from->setAutoRaise(false); // a bare bracket is not taken for a button
    to->setAutoRaise(false);
    m_actions.action(QStringLiteral("loop-in"))->setIconText(QStringLiteral("["));
    m_actions.action(QStringLiteral("loop-out"))->setIconText(QStringLiteral("]"));
    row.addWidget(from);
    row.addWidget(to);
    row.addWidget(button("loop-clear"));
}

void Transport::addView(QHBoxLayout &row)
{
    for (const char *id : {"follow", "zoom-out", "zoom-in", "zoom-all", "copy-link", "keys"}) {
        row.addWidget(button(id));
    }
}

QString Transport::positionText() const
{
    QString text = tr("%1 / %2 · %3", "position, duration, speed")
                       .arg(clockTextTenths(m_playback.position()), clockText(m_playback.duration()),
                            speedText(m_playback.speed()));
    if (m_playback.skipped() >= Ms(1000)) {
        text = tr("%1 · %2%3 skipped", "position, minus sign, time")
                   .arg(text, QString(QChar(0x2212)), clockText(m_playback.skipped()));
    }
    return text;
}

void Transport::showPosition()
{
    m_position->setText(positionText());
}

void Transport::followControls()
{
    const QSignalBlocker blocker(m_speed);
    m_speed->setValue(m_playback.speed());
    const PlaybackState state = m_playback.state();
    m_speed->setEnabled(state != PlaybackState::Empty && state != PlaybackState::Failed);
    showPosition();
}

} // namespace console
