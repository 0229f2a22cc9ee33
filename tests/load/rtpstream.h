// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/media.h"
#include "tests/load/srtpkey.h"

#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace tests
{

/// What the network does to a stream on its way. All probabilities 0..1, seeded, so that a run can be
/// repeated.
struct Impairment {
    double loss = 0;         ///< uniform
    double gilbertEnter = 0; ///< probability per packet to fall into the bad state, in which all is lost
    double gilbertLeave = 0;
    double duplicate = 0;
    double reorder = 0;
    int reorderMs = 50;
    int jitterMs = 0; ///< each packet late by 0..jitterMs
};

struct StreamPlan {
    std::string label;
    int toneHertz = 0; ///< 0 = speech
    AudioPtr audio;
    Codec codec = Codec::Pcmu;
    int ptimeMs = 20;
    std::int64_t startDelayNs = 0;
    double skewPpm = 0;            ///< how much faster the sender's clock runs
    std::int64_t ssrcChangeNs = 0; ///< after the stream's start; 0 = never
    std::int64_t timestampJumpNs = 0;
    std::uint32_t timestampJump = 0; ///< added to the RTP timestamp from timestampJumpNs on
    bool wrap = false;               ///< sequence number and timestamp wrap within the first second
    bool dtx = false;                ///< silent packets are not sent
    std::optional<SrtpKey> srtp;
    Impairment impairment;
    std::uint64_t seed = 1;
};

/// What really left, for the checker. Times are CLOCK_MONOTONIC.
struct StreamTruth {
    std::string label;
    int toneHertz = 0;
    std::uint32_t ssrc = 0; ///< the first one
    std::int64_t startNs = 0;
    std::int64_t firstNs = 0;
    std::int64_t lastNs = 0;
    std::int64_t sent = 0; ///< different packets given to the kernel
    std::int64_t lost = 0; ///< swallowed by the loss model
    std::int64_t duplicated = 0;
    std::int64_t reordered = 0;
    std::int64_t failed = 0;   ///< refused by the kernel
    std::int64_t afterEnd = 0; ///< was still held up when the stream ended: comes after the BYE or never
    std::vector<std::pair<std::int64_t, std::int64_t>> pauses{}; ///< from, to; to = 0: until the end
};

/// One packet on its way to sendmmsg: a header (or the whole sealed packet) and the octets it shares.
struct PacketView {
    static constexpr std::size_t kInline = 12;
    std::array<std::uint8_t, kInline> header{};
    const std::uint8_t *payload = nullptr;
    std::size_t size = 0; ///< of the payload
};

/// Cuts audio into RTP packets on an absolute time base. The audio's position follows the clock, so a pause,
/// a loss or a late start does not shift what comes after it. Used by one thread.
class RtpStream
{
public:
    RtpStream(StreamPlan plan, int socket, sockaddr_in destination, std::int64_t nowNs);
    ~RtpStream();
    RtpStream(const RtpStream &) = delete;
    RtpStream &operator=(const RtpStream &) = delete;

    std::int64_t dueNs() const;
    /// Passes the slot that is due. False when nothing is to be sent in it; `delayNs` > 0: send it later.
    bool next(std::int64_t nowNs, PacketView &packet, std::int64_t &delayNs, bool &twice);
    bool ended() const { return m_ended; }
    void end() { m_ended = true; }
    void pause(std::int64_t nowNs);
    void resume(std::int64_t nowNs);
    void setCodec(Codec codec) { m_plan.codec = codec; }
    void count(bool accepted, std::int64_t nowNs);
    void heldUp() { ++m_truth.afterEnd; }

    int socket() const { return m_socket; }
    bool sealed() const { return m_srtp != nullptr; }
    const sockaddr_in &destination() const { return m_destination; }
    const StreamTruth &truth() const { return m_truth; }

private:
    bool lose();
    double chance() { return m_uniform(m_random); }
    void writeHeader(PacketView &packet, std::int64_t timestamp);
    void seal(PacketView &packet);
    struct Srtp;

    StreamPlan m_plan;
    int m_socket;
    sockaddr_in m_destination;
    std::mt19937_64 m_random;
    std::uniform_real_distribution<double> m_uniform{0.0, 1.0};
    std::int64_t m_startNs;
    std::int64_t m_slot = 0;
    double m_slotNs;
    std::int64_t m_samples; ///< per packet
    std::uint16_t m_sequence = 0;
    std::uint32_t m_timestampBase = 0;
    std::uint32_t m_ssrc = 0;
    bool m_marker = true;
    bool m_paused = false;
    bool m_bad = false;
    bool m_jumped = false;
    bool m_ended = false;
    std::unique_ptr<Srtp> m_srtp;
    StreamTruth m_truth;
};

} // namespace tests
