// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/gaplist.h"

#include <algorithm>
#include <tuple>

namespace recorder
{

void GapList::add(int stream, common::Gap::Cause cause, qint64 startNs, qint64 lengthNs)
{
    const qint64 start = std::max<qint64>(startNs, 0);
    const qint64 end = startNs + lengthNs;
    if (end <= start) {
        return;
    }
    // Streams take turns, so the last few are looked at.
    for (std::size_t back = 1; back <= std::min<std::size_t>(m_spans.size(), 8); ++back) {
        Span &last = m_spans[m_spans.size() - back];
        if (last.stream == stream && last.cause == cause) {
            if (start <= last.end + m_join && start >= last.start) {
                last.end = std::max(last.end, end);
                return;
            }
            break;
        }
    }
    m_spans.push_back({stream, cause, start, end});
    while (m_spans.size() > kMost) {
        thinOut();
    }
}

void GapList::thinOut()
{
    m_join *= 4;
    std::sort(m_spans.begin(), m_spans.end(), [](const Span &a, const Span &b) {
        return std::tie(a.stream, a.cause, a.start) < std::tie(b.stream, b.cause, b.start);
    });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < m_spans.size(); ++i) {
        Span &last = m_spans[kept];
        const Span &next = m_spans[i];
        if (last.stream == next.stream && last.cause == next.cause && next.start <= last.end + m_join) {
            last.end = std::max(last.end, next.end);
        } else {
            m_spans[++kept] = next;
        }
    }
    m_spans.resize(kept + 1);
    std::sort(m_spans.begin(), m_spans.end(), [](const Span &a, const Span &b) { return a.end < b.end; });
}

QList<common::Gap> GapList::sorted() const
{
    QList<common::Gap> gaps;
    gaps.reserve(static_cast<qsizetype>(m_spans.size()));
    constexpr qint64 kMs = 1'000'000;
    for (const Span &span : m_spans) {
        const qint64 start = span.start / kMs;
        const qint64 length = std::max<qint64>((span.end + kMs / 2) / kMs - start, 1);
        gaps.append(
            {span.stream, span.cause, std::chrono::milliseconds(start), std::chrono::milliseconds(length)});
    }
    std::sort(gaps.begin(), gaps.end(), [](const common::Gap &a, const common::Gap &b) {
        return std::tie(a.start, a.streamIndex, a.cause) < std::tie(b.start, b.streamIndex, b.cause);
    });
    return gaps;
}

} // namespace recorder
