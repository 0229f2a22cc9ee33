// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/lanecontrols.h"

#include "console/kit/icons.h"
#include "console/kit/plaintip.h"
#include "console/kit/spacing.h"
#include "console/kit/wheelguard.h"
#include "console/player/playercolours.h"
#include "console/player/waveformview.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr int kUnchanged = 50; ///< of the volume slider
constexpr int kTitleWidth = 148;
constexpr int kSnap = 12; ///< the side slider falls into the middle from here

QSlider *slider(const char *id, int from, int to, int width)
{
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setObjectName(QLatin1String(id));
    slider->setRange(from, to);
    slider->setPageStep(10);
    slider->setFixedWidth(width);
    slider->setMinimumHeight(kTargetSize);
    guardWheel(slider);
    return slider;
}
} // namespace

double LaneControls::gainOf(int slider)
{
    const double part = static_cast<double>(slider) / kUnchanged;
    return part * part; // even steps to the ear, and 4 at the top
}

int LaneControls::sliderOf(double gain)
{
    return static_cast<int>(std::lround(std::sqrt(std::clamp(gain, 0.0, 4.0)) * kUnchanged));
}

QToolButton *LaneControls::toggle(const char *id, const QString &word, const char *iconName)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(id));
    button->setText(word);
    button->setIcon(icon(QLatin1String(iconName)));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMinimumHeight(kTargetSize);
    return button;
}

template <typename F>
void LaneControls::change(F edit)
{
    LaneControl control = m_playback.lane(m_channel);
    edit(control);
    m_playback.setLane(m_channel, control);
}

LaneControls::LaneControls(Playback &playback, int row, QWidget *parent)
    : QWidget(parent)
    , m_playback(playback)
    , m_row(row)
    , m_channel(row)
    , m_swatch(new QLabel)
    , m_title(new QLabel)
    , m_mute(toggle("mute", tr("Mute"), "volume-x"))
    , m_solo(toggle("solo", tr("Solo"), "headphones"))
    , m_volume(slider("volume", 0, 100, 96))
    , m_volumeText(new QLabel)
    , m_side(slider("side", -100, 100, 64))
    , m_sideText(new QLabel)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGapSmall);
    m_title->setFixedWidth(kTitleWidth);
    m_volumeText->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("400 %")) + kUnit);
    m_volumeText->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_sideText->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("L 100")));
    auto *volumeLabel = new QLabel(tr("Volume"));
    volumeLabel->setBuddy(m_volume);
    auto *sideLabel = new QLabel(tr("L–R", "left and right ear"));
    sideLabel->setBuddy(m_side);
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_swatch, m_title, m_mute, m_solo, volumeLabel, m_volume,
                                          m_volumeText, sideLabel, m_side, m_sideText}) {
        layout->addWidget(part);
    }
    layout->addStretch();
    connect(m_mute, &QToolButton::toggled, this,
            [this](bool on) { change([on](LaneControl &control) { control.mute = on; }); });
    connect(m_solo, &QToolButton::toggled, this,
            [this](bool on) { change([on](LaneControl &control) { control.solo = on; }); });
    connect(m_volume, &QSlider::valueChanged, this,
            [this](int value) { change([value](LaneControl &control) { control.gain = gainOf(value); }); });
    connect(m_side, &QSlider::valueChanged, this, [this](int value) {
        const double pan = std::abs(value) < kSnap ? 0 : value / 100.0;
        change([pan](LaneControl &control) { control.pan = pan; });
    });
    connect(&m_playback, &Playback::controlsChanged, this, &LaneControls::follow);
    paintSwatch();
    follow();
}

void LaneControls::setLane(const PlayerLane &lane)
{
    m_channel = lane.channel;
    const QString full = lane.who.isEmpty() ? lane.title : lane.who;
    m_title->setText(m_title->fontMetrics().elidedText(full, Qt::ElideRight, kTitleWidth));
    m_title->setToolTip(full == m_title->text() ? QString() : plainTip(full));
    name(lane.title);
    follow();
}

/// A reader meets the buttons one by one: each says whose it is.
void LaneControls::name(const QString &title)
{
    m_mute->setAccessibleName(tr("Mute %1", "a party").arg(title));
    m_solo->setAccessibleName(tr("Solo %1", "a party").arg(title));
    m_volume->setAccessibleName(tr("Volume of %1", "a party").arg(title));
    m_side->setAccessibleName(tr("Side of %1, left to right", "a party").arg(title));
    m_mute->setToolTip(m_mute->accessibleName());
    m_solo->setToolTip(m_solo->accessibleName());
}

void LaneControls::follow()
{
    if (m_channel >= m_playback.lanes() && m_playback.lanes() > 0) {
        return;
    }
    const LaneControl control = m_playback.lane(m_channel);
    const QSignalBlocker blockers[] = {QSignalBlocker(m_mute), QSignalBlocker(m_solo),
                                       QSignalBlocker(m_volume), QSignalBlocker(m_side)};
    m_mute->setChecked(control.mute);
    m_solo->setChecked(control.solo);
    m_volume->setValue(sliderOf(control.gain));
    m_volumeText->setText(tr("%1 %", "volume").arg(std::lround(control.gain * 100)));
    const int pan = static_cast<int>(std::lround(control.pan * 100));
    if (!m_side->isSliderDown() || pan != 0) {
        m_side->setValue(pan);
    }
    m_sideText->setText(pan == 0  ? tr("C", "centre, between the ears")
                        : pan < 0 ? tr("L %1", "left ear").arg(-pan)
                                  : tr("R %1", "right ear").arg(pan));
}

void LaneControls::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        paintSwatch();
    }
}

void LaneControls::paintSwatch()
{
    QPixmap pixmap(QSize(20, 12) * devicePixelRatioF());
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    const QColor colour = PlayerColours::of(palette()).lane[static_cast<std::size_t>(m_row)];
    painter.setPen(QPen(colour, 3, m_row == 0 ? Qt::SolidLine : Qt::DotLine, Qt::FlatCap));
    painter.drawLine(QPointF(0, 6), QPointF(20, 6));
    painter.end();
    m_swatch->setPixmap(pixmap);
}

} // namespace console
