// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/report.h"

#include "tests/load/json.h"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tests
{

namespace
{
double cpuSeconds()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Monotonic to wall clock, with the offset of now.
std::int64_t wall(std::int64_t monoNs)
{
    static const std::int64_t offset = realtimeNs() - monotonicNs();
    return monoNs == 0 ? 0 : monoNs + offset;
}

std::vector<double> setupTimes(const Runner &runner)
{
    std::vector<double> times;
    for (const auto &call : runner.calls()) {
        for (const auto &dialog : call->dialogs()) {
            if (dialog->answeredNs() > 0) {
                times.push_back(static_cast<double>(dialog->answeredNs() - dialog->invitedNs()) * 1e-6);
            }
        }
    }
    std::sort(times.begin(), times.end());
    return times;
}

double percentile(const std::vector<double> &sorted, double part)
{
    if (sorted.empty()) {
        return 0;
    }
    const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(sorted.size())));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

/// Answered calls per second between the first INVITE and the last answer.
double setupRate(const Runner &runner)
{
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::size_t answered = 0;
    for (const auto &call : runner.calls()) {
        if (call->answeredNs() > 0) {
            ++answered;
            first = first == 0 ? call->startedNs() : std::min(first, call->startedNs());
            last = std::max(last, call->answeredNs());
        }
    }
    return answered < 2 ? 0 : static_cast<double>(answered) / (static_cast<double>(last - first) * 1e-9);
}

struct PacketSums {
    std::int64_t sent = 0;
    std::int64_t failed = 0;
    std::int64_t smallest = 0;
    std::int64_t largest = 0;
    std::size_t streams = 0;
};

PacketSums packetSums(const Runner &runner)
{
    PacketSums sums;
    for (const auto &call : runner.calls()) {
        for (const StreamNumber number : call->streams()) {
            if (number == Call::kNoStream) {
                continue;
            }
            const StreamTruth &truth = runner.sender().truth(number);
            sums.smallest = sums.streams == 0 ? truth.sent : std::min(sums.smallest, truth.sent);
            sums.largest = std::max(sums.largest, truth.sent);
            sums.sent += truth.sent;
            sums.failed += truth.failed;
            ++sums.streams;
        }
    }
    return sums;
}

void writeStream(JsonWriter &json, const Call &call, std::size_t leg, const RtpSender &sender)
{
    const Leg &side = call.setup().legs[leg];
    json.beginObject().text("label", side.label).number("tone_hz", side.toneHertz).number("port", side.port);
    json.text("codec", keyOf(side.plan.codec)).number("ptime_ms", side.plan.ptimeMs);
    if (!side.file.empty()) {
        json.text("file", side.file);
    }
    const StreamNumber number = call.streams()[leg];
    if (number == Call::kNoStream) {
        json.number("packets", 0).endObject();
        return;
    }
    const StreamTruth &truth = sender.truth(number);
    json.number("ssrc", truth.ssrc).number("packets", truth.sent).number("lost", truth.lost);
    json.number("duplicated", truth.duplicated).number("reordered", truth.reordered);
    json.number("not_sent", truth.failed).number("after_end", truth.afterEnd);
    json.number("start_unix_ns", wall(truth.startNs)).number("first_unix_ns", wall(truth.firstNs));
    json.number("last_unix_ns", wall(truth.lastNs));
    json.number("start_mono_ns", truth.startNs).number("first_mono_ns", truth.firstNs);
    json.beginArray("pauses");
    for (const auto &[from, to] : truth.pauses) {
        json.beginObject().real("from_s", static_cast<double>(from - truth.startNs) * 1e-9);
        json.real("to_s", to == 0 ? -1 : static_cast<double>(to - truth.startNs) * 1e-9).endObject();
    }
    json.endArray().endObject();
}

void writeCall(JsonWriter &json, const Call &call, const RtpSender &sender)
{
    json.beginObject().flag("ok", call.state() == CallState::Done);
    json.text("call_id", call.dialogs().empty() ? std::string() : call.dialogs()[0]->callId());
    if (call.dialogs().size() > 1) {
        json.text("far_call_id", call.dialogs()[1]->callId());
    }
    json.text("session_id", call.sessionId());
    json.text("from", call.setup().from.number).text("from_name", call.setup().from.name);
    json.text("to", call.setup().to.number).text("to_name", call.setup().to.name);
    json.number("invite_unix_ns", wall(call.startedNs())).number("answer_unix_ns", wall(call.answeredNs()));
    json.number("answer_mono_ns", call.answeredNs());
    json.number("end_unix_ns", wall(call.endedNs())).flag("ended_by_recorder", call.endedByPeer());
    json.beginArray("problems");
    for (const std::string &problem : call.problems()) {
        json.text({}, problem);
    }
    json.endArray().beginArray("streams");
    for (std::size_t leg = 0; leg < call.setup().legs.size(); ++leg) {
        writeStream(json, call, leg, sender);
    }
    json.endArray().endObject();
}

void writeCalls(JsonWriter &json, const Runner &runner)
{
    json.beginArray("calls");
    for (const auto &call : runner.calls()) {
        writeCall(json, *call, runner.sender());
    }
    json.endArray();
}

void writeFirstProblems(JsonWriter &json, const Runner &runner)
{
    json.beginArray("first_problems");
    int left = 5;
    for (const auto &call : runner.calls()) {
        if (!call->problems().empty() && left-- > 0) {
            json.text({}, call->problems().front());
        }
    }
    json.endArray();
}
} // namespace

Verdict judge(const Runner &runner, const Options &options)
{
    Verdict verdict;
    for (const auto &call : runner.calls()) {
        ++(call->state() == CallState::Done ? verdict.ok
           : call->refused()                ? verdict.refused
                                            : verdict.failed);
    }
    verdict.passed =
        verdict.failed == 0 && (options.allowRefused || verdict.refused == 0) && !runner.calls().empty();
    return verdict;
}

std::string summary(const Runner &runner, const Options &options)
{
    const Verdict verdict = judge(runner, options);
    const std::vector<double> times = setupTimes(runner);
    const PacketSums sums = packetSums(runner);
    int retransmissions = 0;
    for (const auto &call : runner.calls()) {
        for (const auto &dialog : call->dialogs()) {
            retransmissions += dialog->retransmissions();
        }
    }
    JsonWriter json;
    json.beginObject().flag("ok", verdict.passed);
    json.number("calls_ok", static_cast<std::int64_t>(verdict.ok));
    json.number("calls_refused", static_cast<std::int64_t>(verdict.refused));
    json.number("calls_failed", static_cast<std::int64_t>(verdict.failed));
    json.real("setup_rate", setupRate(runner)).real("setup_ms_p50", percentile(times, 0.5));
    json.real("setup_ms_p95", percentile(times, 0.95)).real("setup_ms_p99", percentile(times, 0.99));
    json.real("setup_ms_max", times.empty() ? 0 : times.back());
    json.number("retransmissions", retransmissions).number("stray_messages", runner.strays());
    json.number("streams", static_cast<std::int64_t>(sums.streams)).number("packets_sent", sums.sent);
    json.number("packets_not_sent", sums.failed).number("datagrams", runner.sender().figures().packets);
    json.number("packets_per_stream_min", sums.smallest).number("packets_per_stream_max", sums.largest);
    json.real("worst_tick_late_ms", static_cast<double>(runner.sender().figures().worstLateNs) * 1e-6);
    json.number("ticks_over_20ms_late", runner.sender().figures().ticksLate);
    json.real("cpu_seconds", cpuSeconds());
    json.real("steady_seconds", static_cast<double>(runner.steadyToNs() - runner.steadyFromNs()) * 1e-9);
    writeFirstProblems(json, runner);
    if (runner.calls().size() <= 50) {
        writeCalls(json, runner);
    }
    return json.endObject().result();
}

std::string manifest(const Runner &runner)
{
    JsonWriter json;
    json.beginObject();
    writeCalls(json, runner);
    return json.endObject().result();
}

std::string plainSummary(const Runner &runner, const Options &options)
{
    const Verdict verdict = judge(runner, options);
    const std::vector<double> times = setupTimes(runner);
    const PacketSums sums = packetSums(runner);
    char line[256];
    std::snprintf(
        line, sizeof line,
        "%zu calls recorded, %zu refused, %zu failed; answered after %.1f ms (median), %.1f ms (worst); "
        "%lld packets in %zu streams\n",
        verdict.ok, verdict.refused, verdict.failed, percentile(times, 0.5), times.empty() ? 0 : times.back(),
        static_cast<long long>(sums.sent), sums.streams);
    std::string text = line;
    for (const auto &call : runner.calls()) {
        for (const std::string &problem : call->problems()) {
            text +=
                "  " + call->setup().from.number + " -> " + call->setup().to.number + ": " + problem + "\n";
        }
        if (text.size() > 2000) {
            return text + "  ...\n";
        }
    }
    return text;
}

} // namespace tests
