// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/bodies.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tests
{

/// How the stub behaves. It records nothing: it answers as RFC 7866 asks for and counts.
struct StubBehaviour {
    std::uint16_t port = 0; ///< UDP and TCP; 0 = any free one
    int refuseStatus = 0;   ///< every INVITE gets this status
    int ignoreFirst = 0;    ///< so many first requests of a dialog are not answered: forces retransmission
    int ignoreAcks = 0;     ///< the 200 is repeated as if so many ACKs had been lost
    int answerDelayMs = 0;
    bool keepAudio = true; ///< keep the octets of each stream
};

struct StubStream {
    std::string label;
    std::int64_t packets = 0;
    std::int64_t gaps = 0;     ///< sequence numbers that never came in order
    std::int64_t rejected = 0; ///< SRTP that did not authenticate
    std::int64_t firstNs = 0;
    std::int64_t lastNs = 0;
    std::int64_t markers = 0;
    std::set<std::uint32_t> ssrcs{};
    std::set<int> payloadTypes{};
    std::vector<std::uint8_t> audio{}; ///< octets in order of arrival
    std::vector<std::uint32_t> timestamps{};
};

struct StubCall {
    std::string callId;
    std::string from;
    std::map<std::string, int> requests; ///< how often which method came, repetitions included
    std::vector<std::string> bodies;     ///< of the INVITEs, UPDATEs, ACKs and BYE, in order
    std::vector<StubStream> streams;
    bool acknowledged = false;
    bool ended = false;
};

/// A session recording server for tests of the calling side, on its own thread.
class StubSrs
{
public:
    explicit StubSrs(StubBehaviour behaviour);
    ~StubSrs();
    StubSrs(const StubSrs &) = delete;
    StubSrs &operator=(const StubSrs &) = delete;

    /// False when the port is taken.
    bool start();
    std::uint16_t port() const { return m_behaviour.port; }
    /// Stops the thread and gives what was seen, in order of arrival.
    const std::vector<StubCall> &stop();

private:
    struct Media;
    struct Dialog;
    struct Connection {
        int fd = -1;
        SipFramer framer{};
    };
    struct Peer { ///< where a request came from and where its answer goes
        int fd = -1;
        bool datagram = true;
        sockaddr_in address{};
    };

    bool bindBoth();
    void run();
    void readDatagrams();
    void readConnections();
    void drainMedia();
    void repeatAnswers();
    void take(const std::string &text, const Peer &peer);
    void takeInvite(Dialog &dialog, const SipMessage &request, const Peer &peer);
    std::string makeAnswer(Dialog &dialog, const std::string &body);
    std::string makeOffer(Dialog &dialog);
    Media &lineOf(Dialog &dialog, std::size_t index, const AnswerLine &offered);
    void reply(const Peer &peer, const SipMessage &request, const std::string &status, const SipBody &body);
    void write(const Peer &peer, const std::string &message);

    StubBehaviour m_behaviour;
    int m_udp = -1;
    int m_listener = -1;
    std::vector<Connection> m_connections;
    std::map<std::string, std::unique_ptr<Dialog>> m_dialogs;
    std::vector<StubCall> m_calls;
    std::atomic<bool> m_running{false};
    std::thread m_thread;
};

/// The calls as JSON (without the audio).
std::string report(const std::vector<StubCall> &calls);

} // namespace tests
