// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"

#include <QtGlobal>

#include <vector>

namespace recorder
{

/// The gaps of a call. Bounded: when there are more than kMost, neighbours of one stream and cause that lie
/// close together become one (a call of hours on a very bad line then shows its bad stretches).
class GapList
{
public:
    static constexpr std::size_t kMost = 8192;

    void add(int stream, common::Gap::Cause cause, qint64 startNs, qint64 lengthNs);
    /// In order of time.
    QList<common::Gap> sorted() const;

private:
    struct Span {
        int stream;
        common::Gap::Cause cause;
        qint64 start;
        qint64 end;
    };
    void thinOut();

    std::vector<Span> m_spans;
    qint64 m_join = 1'000'000; ///< spans as close as this are one
};

} // namespace recorder
