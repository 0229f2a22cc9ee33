// SPDX-License-Identifier: GPL-3.0-or-later
// stub-srs [--port P] [--refuse STATUS] [--ignore-first N]: answers until SIGTERM, then prints what it saw.
#include "tests/load/stubsrs.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

int main(int argc, char **argv)
{
    tests::StubBehaviour behaviour;
    behaviour.keepAudio = false;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const int value = std::atoi(argv[i + 1]);
        if (name == "--port") {
            behaviour.port = static_cast<std::uint16_t>(value);
        } else if (name == "--refuse") {
            behaviour.refuseStatus = value;
        } else if (name == "--ignore-first") {
            behaviour.ignoreFirst = value;
        }
    }
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr); // before the thread: it inherits the mask
    tests::StubSrs stub(behaviour);
    if (!stub.start()) {
        std::fputs("stub-srs: the port is taken\n", stderr);
        return 1;
    }
    std::printf("{\"port\":%d}\n", stub.port());
    std::fflush(stdout);
    int which = 0;
    sigwait(&ends, &which);
    std::puts(tests::report(stub.stop()).c_str());
    return 0;
}
