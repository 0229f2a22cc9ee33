// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/talkturns.h"

#include "console/player/peaksmodel.h"

#include <algorithm>
#include <cstdlib>

namespace console
{

namespace
{
constexpr int kSpeech = 4; ///< of 128: -30 dBFS; noise at the silence rule's -45 dBFS RMS peaks below it
constexpr Ms kPause{400};
constexpr Ms kSound{80};
constexpr Ms kPresent{1000};
constexpr Ms kSilence{1000};

std::vector<Span> spansOf(const PeaksModel &peaks, int channel)
{
    std::vector<Span> spans;
    const double length = peaks.blockMs();
    const auto at = [length](qint64 block) {
        return Ms(static_cast<qint64>(static_cast<double>(block) * length));
    };
    for (qint64 i = 0; i < peaks.blocks(); ++i) {
        const auto peak = peaks.block(channel, i);
        if (std::max(std::abs(int{peak.min}), std::abs(int{peak.max})) < kSpeech) {
            continue;
        }
        const Ms begin = at(i);
        if (!spans.empty() && begin - spans.back().end < kPause) {
            spans.back().end = at(i + 1);
        } else {
            spans.push_back({begin, at(i + 1)});
        }
    }
    std::erase_if(spans, [](const Span &span) { return span.length() < kSound; });
    return spans;
}

std::vector<Span> overlap(const std::vector<Span> &left, const std::vector<Span> &right)
{
    std::vector<Span> both;
    for (std::size_t l = 0, r = 0; l < left.size() && r < right.size();) {
        const Span span{std::max(left[l].begin, right[r].begin), std::min(left[l].end, right[r].end)};
        if (span.begin < span.end) {
            both.push_back(span);
        }
        (left[l].end < right[r].end ? l : r)++;
    }
    return both;
}

Ms total(const std::vector<Span> &spans)
{
    Ms sum{0};
    for (const Span &span : spans) {
        sum += span.length();
    }
    return sum;
}

/// The first span that ends after `at`.
std::vector<Span>::const_iterator reaching(const std::vector<Span> &spans, Ms at)
{
    return std::upper_bound(spans.begin(), spans.end(), at,
                            [](Ms value, const Span &span) { return value < span.end; });
}
} // namespace

TalkTurns::TalkTurns(const PeaksModel &peaks)
    : m_duration(static_cast<qint64>(peaks.knownMs()))
{
    for (int channel = 0; channel < peaks.channels() && channel < 2; ++channel) {
        auto &spans = m_spans[static_cast<std::size_t>(channel)];
        spans = spansOf(peaks, channel);
        for (const Span &span : spans) {
            m_turns.push_back({channel, span});
        }
    }
    m_both = overlap(m_spans[0], m_spans[1]);
    std::stable_sort(m_turns.begin(), m_turns.end(),
                     [](const Turn &a, const Turn &b) { return a.span.begin < b.span.begin; });
}

std::vector<Span> TalkTurns::silences() const
{
    std::vector<Span> gaps;
    Ms heard{0};
    const auto add = [&](Ms until) {
        if (until - heard >= kSilence) {
            gaps.push_back({heard, until});
        }
    };
    for (const Turn &turn : m_turns) {
        add(turn.span.begin);
        heard = std::max(heard, turn.span.end);
    }
    add(m_duration);
    return gaps;
}

bool TalkTurns::speaks(int channel, Ms at) const
{
    const auto &spans = m_spans[static_cast<std::size_t>(channel)];
    const auto span = reaching(spans, at);
    return span != spans.end() && span->begin <= at;
}

bool TalkTurns::bothSpeak(double beginMs, double endMs) const
{
    const auto span = reaching(m_both, Ms(static_cast<qint64>(beginMs)));
    return span != m_both.end() && static_cast<double>(span->begin.count()) < endMs;
}

TalkTurns::Shares TalkTurns::shares() const
{
    Shares shares;
    if (m_duration <= Ms(0)) {
        return shares;
    }
    const auto part = [this](Ms time) {
        return static_cast<double>(time.count()) / static_cast<double>(m_duration.count());
    };
    for (std::size_t channel = 0; channel < 2; ++channel) {
        shares.channel[channel] = part(total(m_spans[channel]));
        for (const Span &span : m_spans[channel]) {
            shares.longest[channel] = std::max(shares.longest[channel], span.length());
        }
    }
    shares.both = part(total(m_both));
    shares.silence = std::max(0.0, 1 - shares.channel[0] - shares.channel[1] + shares.both);
    return shares;
}

Ms TalkTurns::next(Ms from) const
{
    const auto turn = std::upper_bound(m_turns.begin(), m_turns.end(), from,
                                       [](Ms at, const Turn &t) { return at < t.span.begin; });
    return turn == m_turns.end() ? from : turn->span.begin;
}

Ms TalkTurns::previous(Ms from) const
{
    const auto turn = std::lower_bound(m_turns.begin(), m_turns.end(), from - kPresent,
                                       [](const Turn &t, Ms at) { return t.span.begin < at; });
    return turn == m_turns.begin() ? Ms(0) : std::prev(turn)->span.begin;
}

} // namespace console
