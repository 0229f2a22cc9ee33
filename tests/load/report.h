// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/runner.h"

#include <string>

namespace tests
{

struct Verdict {
    std::size_t ok = 0;
    std::size_t refused = 0; ///< 503
    std::size_t failed = 0;  ///< everything else
    bool passed = false;
};

Verdict judge(const Runner &runner, const Options &options);
/// Figures of the run; with at most 50 calls also what was sent in each.
std::string summary(const Runner &runner, const Options &options);
/// What was sent, for a checker: all calls.
std::string manifest(const Runner &runner);
/// A line or two for a person.
std::string plainSummary(const Runner &runner, const Options &options);

} // namespace tests
