// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/bodies.h"
#include "tests/load/siptransport.h"

#include <netinet/in.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tests
{

enum class Mode { Demo, Load, Cps, Call };
enum class HoldKind { SendOnly, Inactive, ZeroAddress };

/// What the command line asks for. Times in milliseconds after the answer unless said otherwise.
struct Options {
    Mode mode = Mode::Call;
    std::string target = "127.0.0.1";
    std::uint16_t port = 0; ///< 0 = 5080, 5061 for TLS, 5070 for Cisco
    Transport transport = Transport::Udp;
    TlsFiles tls;
    bool allowRemote = false;
    bool cisco = false;
    std::string user = "recorder"; ///< of the request URI

    int calls = 1;
    double seconds = 0;    ///< length of a call; 0 = until the audio ends (10 s for tones)
    double rate = 0;       ///< calls per second; 0 = all at once, spread over a second
    double runSeconds = 0; ///< cps: how long to go on

    int legs = 2;
    bool mixed = false; ///< one line for all parties
    std::vector<std::string> labels;
    std::vector<std::string> from{"+4930555010"};
    std::vector<std::string> fromNames{"Ada Quill"};
    std::vector<std::string> to{"+4989555020"};
    std::vector<std::string> toNames{"Ben Marlow"};
    std::vector<Party> others; ///< third party and on
    std::vector<std::string> headers;
    std::string metadataFile; ///< sent as it is instead of the made one

    std::vector<std::string> filesA;
    std::vector<std::string> filesB;
    std::map<int, int> tones; ///< leg -> Hz
    int burstOnMs = 0;
    int burstOffMs = 0;
    Codec codec = Codec::Pcmu;
    int ptimeMs = 20;
    std::string srtpSuite; ///< empty = plain RTP
    std::map<int, int> startDelayMs;
    std::map<int, double> skewPpm;
    std::map<int, bool> silentLegs;
    bool noRtp = false;
    int ssrcChangeMs = 0;
    int timestampJumpMs = 0;
    std::uint32_t timestampJump = 160000;
    bool wrap = false;
    bool dtx = false;
    Impairment impairment;
    std::uint64_t seed = 1;

    HoldKind hold = HoldKind::Inactive;
    int holdAtMs = 0;
    int resumeAtMs = 0;
    int codecSwitchAtMs = 0;
    int joinAtMs = 0;     ///< the last of the legs comes then, with its party
    int leaveAtMs = 0;    ///< the last of the legs goes then
    int transferAtMs = 0; ///< the third party takes the second one's place on its line
    bool transferByUpdate = false;
    int afterByeMs = 0;
    bool noBye = false;
    int sessionExpires = 1800;
    bool refresh = true;
    bool metadataInBye = false;

    bool json = false;
    bool events = false; ///< one JSON line on stdout when the steady phase begins and ends
    std::string manifest;
    std::string writeSent;     ///< folder for the audio of each leg as WAV
    bool allowRefused = false; ///< 503 is counted, but is no failure of the run
    bool sharedSockets = false;

    sockaddr_in peer{};
};

/// Reads the command line. False with a line for the user; `help` when that was asked for.
bool parseOptions(int argc, char **argv, Options &options, std::string &why);
std::string usage();

} // namespace tests
