// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/options.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <sstream>

namespace tests
{

namespace
{
std::vector<std::string> split(const std::string &text, char separator = ',')
{
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) {
        parts.push_back(part);
    }
    return parts;
}

bool toReal(const std::string &text, double &value)
{
    char *end = nullptr;
    value = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0';
}

template <typename Int>
bool toInt(const std::string &text, Int &value)
{
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size();
}

/// "A:400,B:700" or "400,700": a value per leg.
template <typename T, typename Read>
bool perLeg(const std::string &text, std::map<int, T> &values, Read read)
{
    int position = 0;
    for (const std::string &part : split(text)) {
        const bool named = part.size() > 2 && part[1] == ':' && part[0] >= 'A' && part[0] <= 'P';
        const int leg = named ? part[0] - 'A' : position;
        T value{};
        if (!read(named ? part.substr(2) : part, value)) {
            return false;
        }
        values[leg] = value;
        ++position;
    }
    return true;
}

struct Option {
    const char *name;
    const char *argument; ///< nullptr = a switch
    const char *help;
    std::function<bool(Options &, const std::string &)> read;
};

bool readPair(const std::string &text, double &first, double &second)
{
    const auto parts = split(text, ':');
    return parts.size() == 2 && toReal(parts[0], first) && toReal(parts[1], second);
}

bool readImpairment(const std::string &name, const std::string &text, Options &o)
{
    Impairment &model = o.impairment;
    double ms = 0;
    if (name == "loss") {
        return toReal(text, model.loss);
    }
    if (name == "dup") {
        return toReal(text, model.duplicate);
    }
    if (name == "gilbert") {
        return readPair(text, model.gilbertEnter, model.gilbertLeave);
    }
    if (!readPair(text, model.reorder, ms)) {
        return false;
    }
    model.reorderMs = static_cast<int>(ms);
    return true;
}

bool readTransport(const std::string &text, Options &o)
{
    o.transport = text == "tcp" ? Transport::Tcp : text == "tls" ? Transport::Tls : Transport::Udp;
    return text == "udp" || text == "tcp" || text == "tls";
}

bool readCodec(const std::string &text, Options &o)
{
    o.codec = text == "PCMA" ? Codec::Pcma : text == "G722" ? Codec::G722 : Codec::Pcmu;
    return text == keyOf(o.codec);
}

bool readHold(const std::string &text, Options &o)
{
    o.hold = text == "sendonly" ? HoldKind::SendOnly
             : text == "zero"   ? HoldKind::ZeroAddress
                                : HoldKind::Inactive;
    return text == "sendonly" || text == "zero" || text == "inactive";
}

bool readTarget(const std::string &text, Options &o)
{
    const auto parts = split(text, ':');
    if (parts.empty() || parts.size() > 2) {
        return false;
    }
    o.target = parts[0];
    return parts.size() == 1 || toInt(parts[1], o.port);
}

bool readParties(const std::string &text, Options &o)
{
    for (const std::string &part : split(text)) {
        const auto fields = split(part, ':');
        if (fields.empty()) {
            return false;
        }
        o.others.push_back({fields[0], fields.size() > 1 ? fields[1] : std::string()});
    }
    return true;
}

using Text = const std::string &;

std::vector<Option> signallingOptions()
{
    return {
        {"target", "HOST[:PORT]", "where the recorder listens (IPv4), default 127.0.0.1",
         [](Options &o, Text v) { return readTarget(v, o); }},
        {"transport", "udp|tcp|tls", "of SIP", [](Options &o, Text v) { return readTransport(v, o); }},
        {"tls-ca", "FILE", "check the recorder's certificate",
         [](Options &o, Text v) {
             o.tls.authority = v;
             return true;
         }},
        {"tls-cert", "FILE", "our certificate",
         [](Options &o, Text v) {
             o.tls.certificate = v;
             return true;
         }},
        {"tls-key", "FILE", "its key",
         [](Options &o, Text v) {
             o.tls.key = v;
             return true;
         }},
        {"allow-remote", nullptr, "call a recorder outside this host",
         [](Options &o, Text) { return o.allowRemote = true; }},
        {"cisco", nullptr, "two forked dialogs with delayed offer per call",
         [](Options &o, Text) { return o.cisco = true; }},
        {"user", "NAME", "user of the request URI",
         [](Options &o, Text v) {
             o.user = v;
             return true;
         }},
        {"calls", "N", "how many calls", [](Options &o, Text v) { return toInt(v, o.calls) && o.calls > 0; }},
        {"seconds", "S", "length of a call", [](Options &o, Text v) { return toReal(v, o.seconds); }},
        {"run-seconds", "S", "cps: how long to go on",
         [](Options &o, Text v) { return toReal(v, o.runSeconds); }},
        {"rate", "R", "calls per second", [](Options &o, Text v) { return toReal(v, o.rate); }},
        {"from", "LIST", "numbers, used in turn",
         [](Options &o, Text v) {
             o.from = split(v);
             return !o.from.empty();
         }},
        {"from-name", "LIST", "names",
         [](Options &o, Text v) {
             o.fromNames = split(v);
             return true;
         }},
        {"to", "LIST", "numbers, used in turn",
         [](Options &o, Text v) {
             o.to = split(v);
             return !o.to.empty();
         }},
        {"to-name", "LIST", "names",
         [](Options &o, Text v) {
             o.toNames = split(v);
             return true;
         }},
        {"party", "NUM[:NAME],..", "third party and on",
         [](Options &o, Text v) { return readParties(v, o); }},
        {"header", "LINE", "one more line in each INVITE",
         [](Options &o, Text v) {
             o.headers.push_back(v);
             return true;
         }},
        {"metadata", "FILE", "send this instead of the made metadata",
         [](Options &o, Text v) {
             o.metadataFile = v;
             return true;
         }},
        {"session-expires", "S", "0 = no session timer",
         [](Options &o, Text v) { return toInt(v, o.sessionExpires); }},
        {"no-refresh", nullptr, "let the session timer run out",
         [](Options &o, Text) {
             o.refresh = false;
             return true;
         }},
        {"no-bye", nullptr, "leave without a word", [](Options &o, Text) { return o.noBye = true; }},
        {"bye-metadata", nullptr, "BYE carries metadata",
         [](Options &o, Text) { return o.metadataInBye = true; }},
        {"allow-refused", nullptr, "503 is no failure of the run",
         [](Options &o, Text) { return o.allowRefused = true; }},
    };
}

std::vector<Option> changeOptions()
{
    return {
        {"hold", "sendonly|inactive|zero", "how a hold is said",
         [](Options &o, Text v) { return readHold(v, o); }},
        {"hold-at", "MS", "re-INVITE, media stops", [](Options &o, Text v) { return toInt(v, o.holdAtMs); }},
        {"resume-at", "MS", "re-INVITE, media goes on",
         [](Options &o, Text v) { return toInt(v, o.resumeAtMs); }},
        {"codec-switch-at", "MS", "re-INVITE, PCMU <-> PCMA, G722 -> PCMU",
         [](Options &o, Text v) { return toInt(v, o.codecSwitchAtMs); }},
        {"join-at", "MS", "re-INVITE, the last of the --legs and its --party come only now",
         [](Options &o, Text v) { return toInt(v, o.joinAtMs); }},
        {"leave-at", "MS", "re-INVITE, the last of the --legs and its --party go",
         [](Options &o, Text v) { return toInt(v, o.leaveAtMs); }},
        {"transfer-at", "MS", "the first --party takes the second line over, with the tone of C",
         [](Options &o, Text v) { return toInt(v, o.transferAtMs); }},
        {"transfer-by", "reinvite|update", "update: with metadata alone",
         [](Options &o, Text v) {
             o.transferByUpdate = v == "update";
             return v == "update" || v == "reinvite";
         }},
    };
}

std::vector<Option> mediaOptions()
{
    const auto wholeNumber = [](Text v, int &value) { return toInt(v, value); };
    return {
        {"legs", "1..4", "m-lines",
         [](Options &o, Text v) { return toInt(v, o.legs) && o.legs >= 1 && o.legs <= 4; }},
        {"mixed", nullptr, "one m-line for all parties", [](Options &o, Text) { return o.mixed = true; }},
        {"label", "LIST", "a=label of the lines, default 1,2,..",
         [](Options &o, Text v) {
             o.labels = split(v);
             return true;
         }},
        {"a", "WAV,..", "what the first leg says",
         [](Options &o, Text v) {
             o.filesA = split(v);
             return true;
         }},
        {"b", "WAV,..", "what the second leg says",
         [](Options &o, Text v) {
             o.filesB = split(v);
             return true;
         }},
        {"tone", "A:HZ,B:HZ", "a tone instead of speech",
         [=](Options &o, Text v) { return perLeg(v, o.tones, wholeNumber); }},
        {"burst", "ON:OFF", "ms of tone and of silence",
         [](Options &o, Text v) {
             double on = 0;
             double off = 0;
             const bool good = readPair(v, on, off);
             o.burstOnMs = static_cast<int>(on);
             o.burstOffMs = static_cast<int>(off);
             return good;
         }},
        {"codec", "PCMU|PCMA|G722", "first choice", [](Options &o, Text v) { return readCodec(v, o); }},
        {"ptime", "MS", "10..60",
         [](Options &o, Text v) { return toInt(v, o.ptimeMs) && o.ptimeMs >= 5 && o.ptimeMs <= 120; }},
        {"srtp", "SUITE", "SDES with a random key, e.g. AES_CM_128_HMAC_SHA1_80",
         [](Options &o, Text v) {
             o.srtpSuite = v;
             return true;
         }},
        {"start-delay", "A:MS,B:MS", "a leg begins later",
         [=](Options &o, Text v) { return perLeg(v, o.startDelayMs, wholeNumber); }},
        {"skew", "A:PPM,B:PPM", "a leg's clock runs fast",
         [](Options &o, Text v) { return perLeg(v, o.skewPpm, toReal); }},
        {"one-way", nullptr, "only the first leg sends",
         [](Options &o, Text) { return o.silentLegs[1] = true; }},
        {"no-rtp", nullptr, "no media at all", [](Options &o, Text) { return o.noRtp = true; }},
        {"ssrc-change", "MS", "new SSRC, sequence and timestamp",
         [](Options &o, Text v) { return toInt(v, o.ssrcChangeMs); }},
        {"ts-jump", "MS", "the timestamp jumps by --ts-jump-by",
         [](Options &o, Text v) { return toInt(v, o.timestampJumpMs); }},
        {"ts-jump-by", "SAMPLES", "", [](Options &o, Text v) { return toInt(v, o.timestampJump); }},
        {"wrap", nullptr, "sequence number and timestamp wrap early",
         [](Options &o, Text) { return o.wrap = true; }},
        {"dtx", nullptr, "silence is not sent", [](Options &o, Text) { return o.dtx = true; }},
        {"loss", "P", "uniform, 0..1", [](Options &o, Text v) { return readImpairment("loss", v, o); }},
        {"gilbert", "ENTER:LEAVE", "loss in bursts",
         [](Options &o, Text v) { return readImpairment("gilbert", v, o); }},
        {"dup", "P", "packets sent twice", [](Options &o, Text v) { return readImpairment("dup", v, o); }},
        {"reorder", "P:MS", "packets sent later",
         [](Options &o, Text v) { return readImpairment("reorder", v, o); }},
        {"jitter", "MS", "each packet late by 0..MS",
         [](Options &o, Text v) { return toInt(v, o.impairment.jitterMs); }},
        {"after-bye", "MS", "media goes on after BYE",
         [](Options &o, Text v) { return toInt(v, o.afterByeMs); }},
        {"shared-sockets", nullptr, "one RTP socket per leg for all calls (default for load)",
         [](Options &o, Text) { return o.sharedSockets = true; }},
        {"seed", "N", "of everything random in the media",
         [](Options &o, Text v) { return toInt(v, o.seed); }},
        {"json", nullptr, "the summary as JSON on stdout", [](Options &o, Text) { return o.json = true; }},
        {"events", nullptr, "JSON lines when the steady phase begins and ends",
         [](Options &o, Text) { return o.events = true; }},
        {"manifest", "FILE", "what was sent, per call and stream",
         [](Options &o, Text v) {
             o.manifest = v;
             return true;
         }},
        {"write-sent", "DIR", "the audio of each leg as WAV",
         [](Options &o, Text v) {
             o.writeSent = v;
             return true;
         }},
    };
}

std::vector<Option> allOptions()
{
    std::vector<Option> all = signallingOptions();
    for (std::vector<Option> more : {changeOptions(), mediaOptions()}) {
        std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
}

bool readMode(const std::string &text, Mode &mode)
{
    static const std::map<std::string, Mode> modes{
        {"demo", Mode::Demo}, {"load", Mode::Load}, {"cps", Mode::Cps}, {"call", Mode::Call}};
    const auto found = modes.find(text);
    if (found == modes.end()) {
        return false;
    }
    mode = found->second;
    return true;
}

bool settle(Options &options, std::string &why)
{
    if (options.port == 0) {
        options.port = options.cisco ? 5070 : options.transport == Transport::Tls ? 5061 : 5080;
    }
    options.peer.sin_family = AF_INET;
    options.peer.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.target.c_str(), &options.peer.sin_addr) != 1) {
        why = "--target needs an IPv4 address, not " + options.target;
        return false;
    }
    if (!options.allowRemote && ntohl(options.peer.sin_addr.s_addr) >> 24 != 127) {
        why = options.target + " is not this host; say --allow-remote if that is meant";
        return false;
    }
    if (options.mode == Mode::Demo && (options.filesA.empty() || options.filesB.empty())) {
        why = "demo needs speech: --a and --b";
        return false;
    }
    if (!options.srtpSuite.empty() && !makeSrtpKey(options.srtpSuite)) {
        why = "unknown SRTP suite " + options.srtpSuite;
        return false;
    }
    const bool comesAndGoes = options.joinAtMs > 0 || options.leaveAtMs > 0;
    if ((comesAndGoes || options.transferAtMs > 0) &&
        (options.others.empty() || options.cisco || options.mixed || options.mode != Mode::Call)) {
        why = "joining, leaving and transfer need a --party, a line each and the mode call";
        return false;
    }
    if (comesAndGoes && (options.legs < 3 || options.transferAtMs > 0)) {
        why = "--join-at and --leave-at need --legs 3 or 4 and no transfer";
        return false;
    }
    if (options.transferAtMs > 0 && options.legs != 2) {
        why = "--transfer-at needs --legs 2";
        return false;
    }
    if (options.cisco || options.mixed) {
        options.legs = options.cisco ? 2 : 1;
    }
    return true;
}
} // namespace

std::string usage()
{
    std::string text = "earshot-caller demo|load|cps|call [options]: the calling side of a recorder\n";
    for (const Option &option : allOptions()) {
        std::string left = std::string("  --") + option.name + (option.argument ? " " : "") +
                           (option.argument ? option.argument : "");
        left.resize(std::max<std::size_t>(left.size() + 1, 34), ' ');
        text += left + option.help + "\n";
    }
    return text;
}

bool parseOptions(int argc, char **argv, Options &options, std::string &why)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty() || !readMode(words[0], options.mode)) {
        why = "say first what to do: demo, load, cps or call";
        return false;
    }
    const std::vector<Option> known = allOptions();
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto found = std::find_if(known.begin(), known.end(), [&](const Option &option) {
            return words[i] == std::string("--") + option.name;
        });
        if (found == known.end()) {
            why = "unknown option " + words[i];
            return false;
        }
        const bool takes = found->argument != nullptr;
        if ((takes && i + 1 >= words.size()) || !found->read(options, takes ? words[i + 1] : std::string())) {
            why = "wrong value for " + words[i];
            return false;
        }
        i += takes ? 1 : 0;
    }
    return settle(options, why);
}

} // namespace tests
