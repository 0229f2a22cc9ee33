// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/rtpstream.h"

#include <srtp2/srtp.h>

#include <cmath>
#include <cstring>

namespace tests
{

struct RtpStream::Srtp {
    explicit Srtp(const SrtpKey &key)
        : material(key.key)
    {
        srtp_policy_t policy{};
        usable = fillSrtpPolicy(key.suite, material, policy);
        policy.ssrc.type = ssrc_any_outbound;
        usable = usable && srtp_create(&session, &policy) == srtp_err_status_ok;
    }
    ~Srtp()
    {
        if (usable) {
            srtp_dealloc(session);
        }
    }
    Srtp(const Srtp &) = delete;
    Srtp &operator=(const Srtp &) = delete;

    std::vector<std::uint8_t> material;
    std::array<std::uint8_t, 2048> packet{};
    srtp_t session = nullptr;
    bool usable = false;
};

RtpStream::RtpStream(StreamPlan plan, int socket, sockaddr_in destination, std::int64_t nowNs)
    : m_plan(std::move(plan))
    , m_socket(socket)
    , m_destination(destination)
    , m_random(m_plan.seed)
    , m_startNs(nowNs + m_plan.startDelayNs)
    , m_slotNs(m_plan.ptimeMs * 1e6 / (1.0 + m_plan.skewPpm * 1e-6))
    , m_samples(m_plan.ptimeMs * 8)
{
    m_ssrc = static_cast<std::uint32_t>(m_random());
    m_sequence = m_plan.wrap ? std::uint16_t{65516} : static_cast<std::uint16_t>(m_random() & 0x7fff);
    m_timestampBase = m_plan.wrap ? 0U - 4000U : static_cast<std::uint32_t>(m_random() & 0x7fffffff);
    if (m_plan.srtp) {
        m_srtp = std::make_unique<Srtp>(*m_plan.srtp);
    }
    m_truth.label = m_plan.label;
    m_truth.toneHertz = m_plan.toneHertz;
    m_truth.ssrc = m_ssrc;
    m_truth.startNs = m_startNs;
}

RtpStream::~RtpStream() = default;

std::int64_t RtpStream::dueNs() const
{
    return m_startNs + std::llround(static_cast<double>(m_slot) * m_slotNs);
}

bool RtpStream::lose()
{
    const Impairment &model = m_plan.impairment;
    if (model.gilbertEnter > 0) {
        m_bad = chance() < (m_bad ? 1 - model.gilbertLeave : model.gilbertEnter);
        if (m_bad) {
            return true;
        }
    }
    return model.loss > 0 && chance() < model.loss;
}

void RtpStream::writeHeader(PacketView &packet, std::int64_t position)
{
    const auto timestamp = static_cast<std::uint32_t>(m_timestampBase + static_cast<std::uint64_t>(position));
    const auto type = static_cast<std::uint8_t>(payloadTypeOf(m_plan.codec));
    std::uint8_t *out = packet.header.data();
    out[0] = 0x80;
    out[1] = static_cast<std::uint8_t>((m_marker ? 0x80 : 0) | type);
    out[2] = static_cast<std::uint8_t>(m_sequence >> 8);
    out[3] = static_cast<std::uint8_t>(m_sequence & 0xff);
    for (unsigned i = 0; i < 4; ++i) {
        out[4 + i] = static_cast<std::uint8_t>(timestamp >> (24 - 8 * i));
        out[8 + i] = static_cast<std::uint8_t>(m_ssrc >> (24 - 8 * i));
    }
    m_marker = false;
    ++m_sequence;
}

void RtpStream::seal(PacketView &packet)
{
    auto &whole = m_srtp->packet;
    std::memcpy(whole.data(), packet.header.data(), PacketView::kInline);
    std::memcpy(whole.data() + PacketView::kInline, packet.payload, packet.size);
    int length = static_cast<int>(PacketView::kInline + packet.size);
    if (m_srtp->usable && srtp_protect(m_srtp->session, whole.data(), &length) == srtp_err_status_ok) {
        packet.payload = whole.data() + PacketView::kInline;
        packet.size = static_cast<std::size_t>(length) - PacketView::kInline;
    }
}

bool RtpStream::next(std::int64_t nowNs, PacketView &packet, std::int64_t &delayNs, bool &twice)
{
    const std::int64_t position = m_slot * m_samples;
    const std::int64_t age = dueNs() - m_startNs;
    ++m_slot;
    if (m_plan.audio->ended(position)) {
        m_ended = true;
        return false;
    }
    if (m_plan.ssrcChangeNs > 0 && age >= m_plan.ssrcChangeNs) {
        m_plan.ssrcChangeNs = 0;
        m_ssrc = static_cast<std::uint32_t>(m_random());
        m_sequence = static_cast<std::uint16_t>(m_random() & 0x7fff);
        m_timestampBase = static_cast<std::uint32_t>(m_random());
        m_marker = true;
    }
    if (m_plan.timestampJumpNs > 0 && age >= m_plan.timestampJumpNs && !m_jumped) {
        m_jumped = true;
        m_timestampBase += m_plan.timestampJump;
        m_marker = true;
    }
    const auto samples = static_cast<std::size_t>(m_samples);
    if (m_paused || (m_plan.dtx && m_plan.audio->silent(position, samples))) {
        m_marker = true; // RFC 3551 section 4.1: the first packet after silence
        return false;
    }
    packet.payload = m_plan.audio->octets(m_plan.codec, position, samples);
    packet.size = samples;
    writeHeader(packet, position);
    if (m_srtp) {
        seal(packet);
    }
    if (lose()) {
        ++m_truth.lost;
        return false;
    }
    const Impairment &model = m_plan.impairment;
    delayNs = model.jitterMs > 0 ? static_cast<std::int64_t>(chance() * model.jitterMs * 1e6) : 0;
    if (model.reorder > 0 && chance() < model.reorder) {
        delayNs += model.reorderMs * std::int64_t{1000000};
        ++m_truth.reordered;
    }
    twice = model.duplicate > 0 && chance() < model.duplicate;
    m_truth.duplicated += twice ? 1 : 0;
    if (m_truth.firstNs == 0) {
        m_truth.firstNs = nowNs;
    }
    return true;
}

void RtpStream::pause(std::int64_t nowNs)
{
    if (!m_paused) {
        m_paused = true;
        m_truth.pauses.emplace_back(nowNs, 0);
    }
}

void RtpStream::resume(std::int64_t nowNs)
{
    if (m_paused) {
        m_paused = false;
        m_truth.pauses.back().second = nowNs;
    }
}

void RtpStream::count(bool accepted, std::int64_t nowNs)
{
    ++(accepted ? m_truth.sent : m_truth.failed);
    m_truth.lastNs = nowNs;
}

} // namespace tests
