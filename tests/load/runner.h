// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/call.h"

#include <array>
#include <map>
#include <memory>
#include <vector>

namespace tests
{

/// Places the calls that the options ask for, at the rate they ask for, and knows when all is over.
class Runner
{
public:
    explicit Runner(const Options &options);

    /// False with a reason when it could not even begin (no audio, no socket, nobody there).
    bool run(std::string &why);

    const std::vector<std::unique_ptr<Call>> &calls() const { return m_calls; }
    const RtpSender &sender() const { return m_sender; }
    std::int64_t strays() const { return m_endpoint ? m_endpoint->strays() : 0; }
    std::int64_t steadyFromNs() const { return m_steadyFromNs; }
    std::int64_t steadyToNs() const { return m_steadyToNs; }

private:
    bool prepareAudio(std::string &why);
    bool wideband() const { return m_options.codec == Codec::G722; }
    bool buildSetup(std::size_t number, CallSetup &setup, std::string &why);
    bool buildLeg(std::size_t number, std::size_t index, Leg &leg, std::string &why);
    AudioPtr tone(int hertz);
    int toneOf(std::size_t number, std::size_t leg) const;
    bool placeOne();
    void schedule();
    void changed();
    void beginSteady();
    void endSteady();
    void event(const char *name, std::int64_t ns) const;
    bool finished();

    const Options &m_options;
    SipTransport m_transport;
    RtpSender m_sender;
    std::unique_ptr<SipEndpoint> m_endpoint;
    std::vector<std::unique_ptr<Call>> m_calls;
    std::vector<Conversation> m_conversations;
    std::map<int, AudioPtr> m_tones;
    std::map<std::size_t, std::pair<int, std::uint16_t>> m_shared; ///< socket and port per leg
    std::size_t m_wanted = 0;
    std::int64_t m_steadyFromNs = 0;
    std::int64_t m_steadyToNs = 0;
    bool m_hangingUp = false;
    std::string m_fault;
};

} // namespace tests
