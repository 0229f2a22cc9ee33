// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/partyresolver.h"
#include "tests/fuzz/property.h"

#include <algorithm>
#include <functional>

namespace tests
{

inline void checkLines(const QList<int> &lines, const recorder::SessionDescription &sdp)
{
    require(std::adjacent_find(lines.begin(), lines.end(), std::greater_equal<>()) == lines.end(),
            "lines ascend and do not repeat");
    for (const int line : lines) {
        require(line >= 0 && line < sdp.lines.size(), "a line exists");
        require(sdp.lines[line].port != 0, "a line is in use");
    }
}

inline void checkResolved(const recorder::Resolved &resolved, const recorder::SessionDescription &sdp)
{
    checkLines(resolved.mixedLines, sdp);
    for (const recorder::ResolvedParty &party : resolved.parties) {
        checkLines(party.lines, sdp);
    }
    for (int line = 0; line < sdp.lines.size(); ++line) {
        const auto hears = [line](const recorder::ResolvedParty &party) {
            return party.lines.contains(line);
        };
        require(std::count_if(resolved.parties.begin(), resolved.parties.end(), hears) < 2 ||
                    resolved.mixedLines.contains(line),
                "a line of two parties is mixed");
    }
}

} // namespace tests
