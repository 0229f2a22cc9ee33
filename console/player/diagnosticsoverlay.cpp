// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/diagnosticsoverlay.h"

#include "console/kit/spacing.h"
#include "console/player/waveformview.h"

#include <QEvent>
#include <QFontDatabase>
#include <QLocale>

namespace console
{

DiagnosticsOverlay::DiagnosticsOverlay(Playback &playback, WaveformView &view)
    : QLabel(&view)
    , m_playback(playback)
    , m_view(view)
{
    setObjectName(QStringLiteral("diagnostics"));
    setAccessibleName(tr("Diagnostics"));
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setFrameShape(QFrame::Box);
    setMargin(kUnit);
    setTextFormat(Qt::PlainText);
    hide();
    m_timer.setInterval(200);
    connect(&m_timer, &QTimer::timeout, this, &DiagnosticsOverlay::refresh);
    m_view.installEventFilter(this);
}

void DiagnosticsOverlay::setShown(bool shown)
{
    if (shown) {
        refresh();
        m_timer.start();
    } else {
        m_timer.stop();
    }
    setVisible(shown);
}

void DiagnosticsOverlay::refresh()
{
    const PlaybackDiagnostics state = m_playback.diagnostics();
    const QLocale locale;
    QStringList lines{tr("Output pitch %1 Hz").arg(locale.toString(state.outputPitchHz, 'f', 1))};
    for (const PlayerLane &lane : m_view.lanes()) {
        lines.append(tr("Gain %1 %2", "party, factor")
                         .arg(lane.title, locale.toString(state.laneGains.value(lane.channel), 'f', 2)));
    }
    lines.append(tr("Buffer %1 ms").arg(state.buffered.count()));
    lines.append(tr("Latency %1 ms").arg(state.outputLatency.count()));
    lines.append(tr("Underruns %1").arg(state.underruns));
    lines.append(tr("Output %1", "name of a sound device").arg(state.output));
    setText(lines.join(QLatin1Char('\n')));
    place();
}

void DiagnosticsOverlay::place()
{
    adjustSize();
    const QRect area = m_view.geometryOfParts().lanesArea();
    move(area.right() - width() - kGapSmall, area.top() + kGapSmall);
    raise();
}

bool DiagnosticsOverlay::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QLabel::eventFilter(watched, event);
}

} // namespace console
