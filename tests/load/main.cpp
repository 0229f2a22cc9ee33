// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/report.h"

#include <cstdio>
#include <fstream>
#include <string_view>

namespace
{
constexpr int kUsage = 64;  // EX_USAGE of sysexits.h
constexpr int kNobody = 69; // EX_UNAVAILABLE
} // namespace

int main(int argc, char **argv)
{
    tests::Options options;
    std::string why;
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--help") {
            std::fputs(tests::usage().c_str(), stdout);
            return 0;
        }
    }
    if (!tests::parseOptions(argc, argv, options, why)) {
        std::fprintf(stderr, "earshot-caller: %s (--help lists all options)\n", why.c_str());
        return kUsage;
    }
    tests::Runner runner(options);
    if (!runner.run(why)) {
        std::fprintf(stderr, "earshot-caller: %s\n", why.c_str());
        return kNobody;
    }
    if (!options.manifest.empty()) {
        std::ofstream(options.manifest) << tests::manifest(runner) << "\n";
    }
    const std::string text =
        options.json ? tests::summary(runner, options) + "\n" : tests::plainSummary(runner, options);
    std::fputs(text.c_str(), stdout);
    return tests::judge(runner, options).passed ? 0 : 1;
}
