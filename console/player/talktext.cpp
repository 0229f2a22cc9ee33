// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/talktext.h"

#include "console/kit/tr.h"
#include "console/player/clocktext.h"

#include <algorithm>

namespace console
{

namespace
{
constexpr Ms kShort{1000};

struct Stretch {
    Span span;
    unsigned who = 0; ///< bit per channel

    bool isShort() const { return span.length() < kShort; }
};

QString speakers(unsigned who, const QStringList &names)
{
    switch (who) {
    case 1: return Tr::tr("%1 speaks").arg(names.value(0));
    case 2: return Tr::tr("%1 speaks").arg(names.value(1));
    case 3: return Tr::tr("%1 and %2 speak").arg(names.value(0), names.value(1));
    default: return Tr::tr("silence");
    }
}

QList<Stretch> stretchesOf(const TalkTurns &turns, Ms duration)
{
    std::vector<std::pair<Ms, unsigned>> edges; // at each, the channel begins or ends to speak
    for (const TalkTurns::Turn &turn : turns.turns()) {
        edges.emplace_back(turn.span.begin, 1u << turn.channel);
        edges.emplace_back(std::min(turn.span.end, duration), 1u << turn.channel);
    }
    edges.emplace_back(duration, 0u);
    std::sort(edges.begin(), edges.end());
    QList<Stretch> stretches;
    Ms begin{0};
    unsigned who = 0;
    for (const auto &[at, channel] : edges) {
        if (at > begin) {
            const Stretch next{{begin, at}, who};
            // Too short to be told: the neighbour takes it.
            if (!stretches.isEmpty() && (next.isShort() || stretches.last().who == who)) {
                stretches.last().span.end = at;
            } else if (!stretches.isEmpty() && stretches.last().isShort()) {
                stretches.last() = {{stretches.last().span.begin, at}, who};
            } else {
                stretches.append(next);
            }
            begin = at;
        }
        who ^= channel;
    }
    return stretches;
}
} // namespace

TalkText::TalkText(const TalkTurns &turns, const QStringList &names, Ms duration)
{
    for (const Stretch &stretch : stretchesOf(turns, duration)) {
        const QString text = Tr::tr("%1–%2 %3")
                                 .arg(clockText(stretch.span.begin), clockText(stretch.span.end),
                                      speakers(stretch.who, names));
        m_offsets.append(static_cast<int>(m_text.size()));
        m_text += text + QLatin1Char('\n');
        m_lines.append({stretch.span, text});
    }
    m_text.chop(1);
}

int TalkText::lineAt(Ms position) const
{
    const auto line = std::upper_bound(m_lines.begin(), m_lines.end(), position,
                                       [](Ms at, const Line &l) { return at < l.span.begin; });
    return static_cast<int>(line - m_lines.begin()) - 1;
}

int TalkText::lineOfOffset(int offset) const
{
    return static_cast<int>(std::upper_bound(m_offsets.begin(), m_offsets.end(), offset) -
                            m_offsets.begin()) -
           1;
}

QString speakersText(const TalkTurns &turns, const QStringList &names, Ms at)
{
    return speakers((turns.speaks(0, at) ? 1u : 0u) | (turns.speaks(1, at) ? 2u : 0u), names);
}

} // namespace console
