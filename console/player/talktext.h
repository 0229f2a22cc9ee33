// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/talkturns.h"

#include <QStringList>

namespace console
{

/// The waveform in words, for who cannot see it.
class TalkText
{
public:
    struct Line {
        Span span;
        QString text; ///< "0:00–0:12 Agent speaks"
    };

    TalkText() = default;
    /// `names` by channel. Stretches under a second are told with their neighbour.
    TalkText(const TalkTurns &turns, const QStringList &names, Ms duration);

    const QList<Line> &lines() const { return m_lines; }
    const QString &text() const { return m_text; } ///< the lines joined by line feeds
    int lineAt(Ms position) const;                 ///< -1 = none
    int offsetOf(int line) const { return m_offsets.value(line, 0); }
    int lineOfOffset(int offset) const;

private:
    QList<Line> m_lines;
    QList<int> m_offsets;
    QString m_text;
};

/// "Agent speaks", "Agent and Customer speak", "silence".
QString speakersText(const TalkTurns &turns, const QStringList &names, Ms at);

} // namespace console
