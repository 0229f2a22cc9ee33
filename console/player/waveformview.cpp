// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/waveformview.h"

#include "console/player/clocktext.h"
#include "console/player/peaksmodel.h"
#include "console/player/waveformaccessible.h"

#include <QAccessible>
#include <QPaintEvent>
#include <QPainter>
#include <QResizeEvent>

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{
constexpr int kTurnsMs = 150; ///< while loading, who speaks is worked out at most this often

double inMs(Ms time)
{
    return static_cast<double>(time.count());
}
} // namespace

WaveformView::WaveformView(Playback &playback, const PeaksModel &peaks, QWidget *parent)
    : QWidget(parent)
    , m_playback(playback)
    , m_peaks(peaks)
    , m_colours(PlayerColours::of(palette()))
{
    installWaveformAccessible();
    for (auto &tiles : m_tiles) {
        tiles = std::make_unique<WaveformTiles>(m_peaks, m_turns);
    }
    setObjectName(QStringLiteral("waveform"));
    setAccessibleName(tr("Waveform"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setLanes({{0, tr("Agent"), {}}, {1, tr("Customer"), {}}});
    m_turnsTimer.setSingleShot(true);
    m_turnsTimer.setInterval(kTurnsMs);
    connect(&m_turnsTimer, &QTimer::timeout, this, &WaveformView::readTurns);
    connect(&m_peaks, &PeaksModel::changed, this, &WaveformView::takePeaks);
    connect(&m_playback, &Playback::positionChanged, this, &WaveformView::takePosition);
    connect(&m_playback, &Playback::durationChanged, this, &WaveformView::takeDuration);
    connect(&m_playback, &Playback::silencesChanged, this, qOverload<>(&QWidget::update));
    connect(&m_playback, &Playback::controlsChanged, this, qOverload<>(&QWidget::update));
    takeDuration();
    takePosition(m_playback.position());
    takePeaks();
}

WaveformView::~WaveformView() = default;

void WaveformView::setLanes(const QList<PlayerLane> &lanes)
{
    m_lanes = lanes.mid(0, 2);
    m_overviews = {};
    readTurns();
    update();
}

void WaveformView::setNotice(const QString &notice)
{
    m_notice = notice;
    update();
}

QSize WaveformView::sizeHint() const
{
    return {960, 280};
}

QSize WaveformView::minimumSizeHint() const
{
    return {320, 180};
}

WaveformGeometry WaveformView::geometryOfParts() const
{
    return WaveformGeometry::of(size(), static_cast<int>(m_lanes.size()));
}

QString WaveformView::speakersAt(Ms position) const
{
    QStringList names{QString(), QString()};
    for (const PlayerLane &lane : m_lanes) {
        names[lane.channel] = lane.title;
    }
    return speakersText(m_turns, names, position);
}

int WaveformView::tilesPainted() const
{
    return m_tiles[0]->painted() + m_tiles[1]->painted();
}

void WaveformView::takeDuration()
{
    // Of an MP3 file the engine knows what has come so far; the peaks know the whole from their first bytes
    // on.
    const double told = inMs(m_playback.duration());
    const bool trusted = told <= 0 || m_peaks.state() != PeaksModel::State::Damaged;
    m_axis.setDuration(std::max(told, trusted ? m_peaks.durationMs() : 0));
    axisMoved();
}

void WaveformView::takePeaks()
{
    const bool all = m_peaks.state() == PeaksModel::State::Waiting;
    for (auto &tiles : m_tiles) {
        tiles->grown(all);
    }
    m_overviews = {};
    takeDuration();
    if (m_peaks.state() == PeaksModel::State::Complete) {
        m_turnsTimer.stop();
        readTurns();
    } else if (!m_turnsTimer.isActive()) {
        m_turnsTimer.start();
    }
    update();
}

void WaveformView::readTurns()
{
    QStringList names{QString(), QString()};
    for (const PlayerLane &lane : m_lanes) {
        names[lane.channel] = lane.title;
    }
    m_turns = TalkTurns(m_peaks);
    m_words = TalkText(m_turns, names, Ms(static_cast<qint64>(m_peaks.knownMs())));
    for (auto &tiles : m_tiles) {
        tiles->grown(true); // talk-over is part of the picture
    }
    Q_EMIT turnsChanged();
    update();
}

void WaveformView::takePosition(Ms position)
{
    const Ms before = std::exchange(m_position, position);
    const bool playing = m_playback.state() == PlaybackState::Playing;
    if (playing && m_follows && m_drag == Drag::None && m_axis.follow(inMs(position))) {
        axisMoved();
        return;
    }
    const WaveformGeometry parts = geometryOfParts();
    const double scale = m_axis.duration() > 0 ? parts.overview.width() / m_axis.duration() : 0;
    for (const Ms at : {before, position}) {
        const int x = m_left + static_cast<int>(m_axis.xOf(inMs(at)));
        update(QRect(x - 7, parts.ruler.top(), 14, parts.detail().height()));
        const int overviewX = parts.overview.left() + static_cast<int>(inMs(at) * scale);
        update(QRect(overviewX - 3, parts.overview.top(), 6, parts.overview.height()));
    }
    if (!playing) { // while playing, a reader would talk over the call
        QAccessibleValueChangeEvent event(this, inMs(position) / 1000);
        QAccessible::updateAccessibility(&event);
    }
}

void WaveformView::axisMoved()
{
    update();
    Q_EMIT axisChanged();
}

void WaveformView::zoom(double factor)
{
    const double x = m_axis.xOf(inMs(m_position));
    zoomAround(factor, x >= 0 && x <= m_axis.width() ? x : m_axis.width() / 2.0);
}

void WaveformView::zoomAround(double factor, double x)
{
    m_axis.zoom(factor, x);
    axisMoved();
}

void WaveformView::scrollTo(double beginMs)
{
    m_axis.scrollTo(beginMs);
    axisMoved();
}

void WaveformView::fitAll()
{
    m_axis.fit();
    axisMoved();
}

void WaveformView::setFollows(bool follows)
{
    if (std::exchange(m_follows, follows) == follows) {
        return;
    }
    if (follows) {
        m_axis.reveal(inMs(m_position));
        axisMoved();
    }
    Q_EMIT followsChanged(follows);
}

void WaveformView::resizeEvent(QResizeEvent *)
{
    const WaveformGeometry parts = geometryOfParts();
    m_left = parts.ruler.left();
    m_axis.setPixelRatio(devicePixelRatioF());
    m_axis.setWidth(parts.ruler.width());
    axisMoved();
}

void WaveformView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_colours = PlayerColours::of(palette());
        m_overviews = {};
    } else if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Waveform"));
    }
    QWidget::changeEvent(event);
    update();
}

void WaveformView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void WaveformView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool WaveformView::heard(int channel) const
{
    bool anySolo = false;
    for (int i = 0; i < m_playback.lanes(); ++i) {
        anySolo = anySolo || m_playback.lane(i).solo;
    }
    const LaneControl control = m_playback.lane(channel);
    return !control.mute && (!anySolo || control.solo);
}

QString WaveformView::captionOf(int row) const
{
    const PlayerLane &lane = m_lanes[row];
    const LaneControl control = m_playback.lane(lane.channel);
    const QString name =
        lane.who.isEmpty() ? lane.title : tr("%1: %2", "Agent: Anna Smith").arg(lane.title, lane.who);
    QStringList parts{name};
    if (control.mute) {
        parts.append(tr("Muted"));
    } else if (control.solo) {
        parts.append(tr("Solo"));
    } else if (!heard(lane.channel)) {
        parts.append(tr("Not heard"));
    }
    return parts.join(QStringLiteral(" · "));
}

LaneStyle WaveformView::styleOf(qsizetype lane) const
{
    LaneStyle style;
    style.channel = m_lanes[lane].channel;
    style.dottedEdge = lane == 1;
    style.dashed = style.channel < m_playback.lanes() && !heard(style.channel);
    style.colour = m_colours.lane[static_cast<std::size_t>(lane)];
    style.hatch = m_colours.hatch;
    style.quiet = m_colours.muted;
    style.ratio = devicePixelRatioF();
    return style;
}

const QImage &WaveformView::overviewOf(qsizetype lane, const LaneStyle &style, int height)
{
    Overview &kept = m_overviews[static_cast<std::size_t>(lane)];
    LaneStyle plain = style;
    plain.hatch = QColor();
    plain.dottedEdge = false;
    const int width = geometryOfParts().overview.width();
    const QSize device = (QSizeF(width, height) * plain.ratio).toSize();
    if (kept.style != plain || kept.image.size() != device) {
        kept.style = plain;
        kept.image =
            renderLane(m_peaks, m_turns, plain, std::max(m_axis.duration(), 1.0) / width, 0, {width, height});
    }
    return kept.image;
}

/// The engine leaves `keep` standing at both ends: what is shaded is what is not heard.
QList<Span> WaveformView::skippedSpans() const
{
    const SilenceRule rule = m_playback.silenceRule();
    QList<Span> spans;
    if (!rule.skip) {
        return spans;
    }
    for (const Span &silence : m_playback.silences()) {
        const Span span{silence.begin + rule.keep, silence.end - rule.keep};
        if (span.length() > Ms(0)) {
            spans.append(span);
        }
    }
    return spans;
}

WaveformScene WaveformView::scene()
{
    WaveformScene scene;
    scene.axis = m_axis;
    scene.geometry = geometryOfParts();
    scene.colours = m_colours;
    scene.position = m_position;
    scene.loop = m_drawnLoop ? m_drawnLoop : m_playback.loop();
    scene.skipped = skippedSpans();
    scene.hover = m_hover;
    const bool coming = m_peaks.state() == PeaksModel::State::Waiting && m_axis.duration() > 0;
    scene.notice = m_notice.isEmpty() && coming ? tr("Loading the waveform…") : m_notice;
    scene.ratio = devicePixelRatioF();
    scene.focused = hasFocus();
    const bool drawn = m_peaks.state() != PeaksModel::State::Waiting && m_axis.duration() > 0;
    for (qsizetype i = 0; i < m_lanes.size(); ++i) {
        const LaneStyle style = styleOf(i);
        WaveformScene::Lane lane;
        lane.caption = captionOf(static_cast<int>(i));
        lane.colour = static_cast<int>(i);
        lane.dashed = style.dashed;
        if (drawn) {
            lane.tiles = m_tiles[static_cast<std::size_t>(i)].get();
            lane.tiles->prepare(style, m_axis.msPerPixel(), scene.geometry.lanes[i].height());
            lane.overview =
                overviewOf(i, style, scene.geometry.overview.height() / static_cast<int>(m_lanes.size()));
        }
        scene.lanes.append(lane);
    }
    return scene;
}

void WaveformView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    const WaveformScene picture = scene();
    WaveformPainter(painter, picture).paint(event->rect());
}

} // namespace console
