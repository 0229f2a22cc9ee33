// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/runner.h"

#include "tests/load/json.h"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>

namespace tests
{

namespace
{
volatile std::sig_atomic_t interrupted = 0;

in_addr ownAddress(const Options &options)
{
    // On loopback the streams leave from the recorder's own address; elsewhere the route decides.
    const bool local = ntohl(options.peer.sin_addr.s_addr) >> 24 == 127;
    return local ? options.peer.sin_addr : in_addr{INADDR_ANY};
}

void raiseFileLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

template <typename T>
T inTurn(const std::vector<T> &list, std::size_t number)
{
    return list.empty() ? T() : list[number % list.size()];
}
} // namespace

Runner::Runner(const Options &options)
    : m_options(options)
    , m_transport(options.transport, options.peer, options.tls)
    , m_sender(ownAddress(options))
{
}

bool Runner::prepareAudio(std::string &why)
{
    if (m_options.filesA.empty() && m_options.filesB.empty()) {
        return true;
    }
    const bool load = m_options.mode == Mode::Load;
    const std::size_t variants = m_options.mode == Mode::Demo ? static_cast<std::size_t>(m_options.calls) : 1;
    for (std::size_t i = 0; i < variants; ++i) {
        const auto made = makeConversation(m_options.filesA, m_options.filesB, i, load, wideband(), why);
        if (!made) {
            return false;
        }
        m_conversations.push_back(*made);
    }
    return true;
}

AudioPtr Runner::tone(int hertz)
{
    AudioPtr &audio = m_tones[hertz];
    if (!audio) {
        audio = std::make_shared<Audio>(makeTone(hertz, m_options.burstOnMs, m_options.burstOffMs), true,
                                        wideband());
    }
    return audio;
}

int Runner::toneOf(std::size_t number, std::size_t leg) const
{
    const auto chosen = m_options.tones.find(static_cast<int>(leg));
    if (chosen != m_options.tones.end()) {
        return chosen->second;
    }
    if (m_options.mode == Mode::Load) { // each stream its own, 4 Hz apart, so that a mix-up shows
        return 300 + 4 * static_cast<int>((2 * number + leg) % 700);
    }
    return 400 + 300 * static_cast<int>(leg);
}

bool Runner::buildLeg(std::size_t number, std::size_t index, Leg &leg, std::string &why)
{
    const auto legKey = static_cast<int>(index);
    const auto of = [legKey](const auto &map) {
        const auto found = map.find(legKey);
        return found == map.end() ? typename std::decay_t<decltype(map)>::mapped_type{} : found->second;
    };
    leg.label = index < m_options.labels.size() ? m_options.labels[index] : std::to_string(index + 1);
    if (!m_conversations.empty() && index < 2) {
        const Conversation &talk = inTurn(m_conversations, number);
        leg.audio = index == 0 ? talk.a : talk.b;
    } else {
        leg.toneHertz = toneOf(number, index);
        leg.audio = tone(leg.toneHertz);
    }
    leg.sends = !m_options.noRtp && m_options.mode != Mode::Cps && !of(m_options.silentLegs);
    const bool shared =
        m_options.sharedSockets || m_options.mode == Mode::Load || m_options.mode == Mode::Cps;
    auto &[socket, port] = m_shared[shared ? index : 4 * (number + 1) + index];
    if (port == 0) {
        socket = m_sender.openSocket(port);
    }
    if (socket < 0) {
        why = "no socket for another stream (ulimit -n)";
        return false;
    }
    leg.socket = socket;
    leg.port = port;
    StreamPlan &plan = leg.plan;
    plan = StreamPlan{leg.label,
                      leg.toneHertz,
                      leg.audio,
                      m_options.codec,
                      m_options.ptimeMs,
                      of(m_options.startDelayMs) * std::int64_t{1000000},
                      of(m_options.skewPpm),
                      m_options.ssrcChangeMs * std::int64_t{1000000},
                      m_options.timestampJumpMs * std::int64_t{1000000},
                      m_options.timestampJump,
                      m_options.wrap,
                      m_options.dtx,
                      std::nullopt,
                      m_options.impairment,
                      m_options.seed * 1000003 + number * 16 + index + 1};
    if (m_options.mode == Mode::Load) { // spread over the packet interval, as calls of real life are
        plan.startDelayNs += static_cast<std::int64_t>((number * 7 + index * 3) % 20) * 1000000;
    }
    if (!m_options.srtpSuite.empty()) {
        plan.srtp = makeSrtpKey(m_options.srtpSuite);
    }
    if (!m_options.writeSent.empty()) {
        leg.file = m_options.writeSent + "/call" + std::to_string(number + 1) + "-" + leg.label + ".wav";
        if (!writeWav(leg.file, leg.audio->samples())) {
            why = "cannot write " + leg.file;
            return false;
        }
    }
    return true;
}

bool Runner::buildSetup(std::size_t number, CallSetup &setup, std::string &why)
{
    setup.number = number;
    setup.from = {inTurn(m_options.from, number), inTurn(m_options.fromNames, number)};
    setup.to = {inTurn(m_options.to, number), inTurn(m_options.toNames, number)};
    const bool transfer = m_options.transferAtMs > 0;
    setup.legs.resize(static_cast<std::size_t>(m_options.legs) + (transfer ? 1 : 0));
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < setup.legs.size(); ++i) {
        if (!buildLeg(number, i, setup.legs[i], why)) {
            return false;
        }
        const Leg &leg = setup.legs[i];
        longest = std::max(longest, leg.toneHertz > 0 ? 80000 : leg.audio->length());
    }
    if (transfer) {
        const Leg &line = setup.legs[1];
        Leg &heir = setup.legs.back();
        heir.takesOver = 1;
        heir.label = line.label;
        heir.socket = line.socket;
        heir.port = line.port;
        heir.plan.startDelayNs = 0;
    }
    setup.seconds = m_options.seconds;
    if (setup.seconds <= 0 && m_options.mode != Mode::Cps) {
        setup.seconds = static_cast<double>(longest) / 8000.0;
    }
    return true;
}

bool Runner::placeOne()
{
    CallSetup setup;
    if (!buildSetup(m_calls.size(), setup, m_fault)) {
        return false;
    }
    m_calls.push_back(
        std::make_unique<Call>(*m_endpoint, m_sender, m_options, std::move(setup), [this] { changed(); }));
    m_calls.back()->start();
    return true;
}

void Runner::schedule()
{
    const double defaultRate = m_options.mode == Mode::Demo ? 2 : m_options.mode == Mode::Call ? 1000 : 50;
    const double rate = m_options.rate > 0 ? m_options.rate : defaultRate;
    m_wanted = static_cast<std::size_t>(m_options.calls);
    if (m_options.mode == Mode::Cps && m_options.runSeconds > 0) {
        m_wanted = static_cast<std::size_t>(std::lround(m_options.runSeconds * rate));
    }
    for (std::size_t i = 0; i < m_wanted; ++i) {
        m_endpoint->after(static_cast<std::int64_t>(static_cast<double>(i) * 1e9 / rate), [this] {
            if (m_fault.empty() && !m_hangingUp) {
                placeOne();
            }
        });
    }
}

void Runner::event(const char *name, std::int64_t ns) const
{
    if (m_options.events) {
        JsonWriter line;
        line.beginObject().text("event", name).number("mono_ns", ns).endObject();
        std::puts(line.result().c_str());
        std::fflush(stdout);
    }
}

void Runner::changed()
{
    const bool load = m_options.mode == Mode::Load;
    if (!load || m_steadyFromNs != 0 || m_calls.size() < m_wanted) {
        return;
    }
    const bool settled = std::all_of(m_calls.begin(), m_calls.end(), [](const auto &call) {
        return call->state() != CallState::Inviting && call->state() != CallState::Idle;
    });
    if (settled) {
        beginSteady();
    }
}

void Runner::beginSteady()
{
    m_steadyFromNs = monotonicNs();
    event("steady", m_steadyFromNs);
    const double seconds = m_options.seconds > 0 ? m_options.seconds : 10;
    m_endpoint->after(static_cast<std::int64_t>(seconds * 1e9), [this] { endSteady(); });
}

void Runner::endSteady()
{
    if (m_steadyToNs != 0) {
        return;
    }
    m_steadyToNs = monotonicNs();
    event("ending", m_steadyToNs);
    m_hangingUp = true;
    const double rate = m_options.rate > 0 ? m_options.rate : 50;
    for (std::size_t i = 0; i < m_calls.size(); ++i) {
        const double delay = m_options.mode == Mode::Load ? static_cast<double>(i) * 1e9 / rate : 0;
        m_endpoint->after(static_cast<std::int64_t>(delay), [this, i] { m_calls[i]->hangUp(); });
    }
}

bool Runner::finished()
{
    if (interrupted != 0) {
        endSteady();
    }
    if (!m_fault.empty()) {
        return true;
    }
    return (m_calls.size() >= m_wanted || m_hangingUp) &&
           std::all_of(m_calls.begin(), m_calls.end(), [](const auto &call) { return call->over(); });
}

bool Runner::run(std::string &why)
{
    raiseFileLimit();
    std::signal(SIGINT, [](int) { interrupted = 1; });
    std::signal(SIGTERM, [](int) { interrupted = 1; });
    std::signal(SIGPIPE, SIG_IGN);
    if (!prepareAudio(why) || !m_transport.open(why)) {
        return false;
    }
    m_endpoint = std::make_unique<SipEndpoint>(m_transport, m_options.peer);
    schedule();
    m_endpoint->run([this] { return finished(); });
    if (m_options.afterByeMs > 0) {
        const std::int64_t until = monotonicNs() + (m_options.afterByeMs + 20) * std::int64_t{1000000};
        m_endpoint->run([until] { return monotonicNs() >= until; });
    }
    m_sender.finish();
    why = m_fault;
    return m_fault.empty();
}

} // namespace tests
