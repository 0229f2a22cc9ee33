// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/rtpsender.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

namespace tests
{

namespace
{
constexpr std::int64_t kTickNs = 1000000;

std::int64_t clockNs(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return now.tv_sec * std::int64_t{1000000000} + now.tv_nsec;
}
} // namespace

std::int64_t monotonicNs()
{
    return clockNs(CLOCK_MONOTONIC);
}

std::int64_t realtimeNs()
{
    return clockNs(CLOCK_REALTIME);
}

RtpSender::RtpSender(in_addr address)
    : m_address(address)
    , m_thread([this] { run(); })
{
}

RtpSender::~RtpSender()
{
    finish();
    for (const int socket : m_sockets) {
        close(socket);
    }
}

int RtpSender::openSocket(std::uint16_t &port)
{
    // Even ports for RTP (RFC 3550 section 11): some recorders listen for RTCP on the next one.
    for (int attempt = 0; attempt < 64; ++attempt) {
        const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return -1;
        }
        sockaddr_in local{};
        local.sin_family = AF_INET;
        local.sin_addr = m_address;
        socklen_t size = sizeof local;
        auto *name = reinterpret_cast<sockaddr *>(&local);
        if (bind(fd, name, size) == 0 && getsockname(fd, name, &size) == 0 &&
            ntohs(local.sin_port) % 2 == 0) {
            const int buffer = 4 << 20;
            setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
            port = ntohs(local.sin_port);
            m_sockets.push_back(fd);
            return fd;
        }
        close(fd);
    }
    return -1;
}

void RtpSender::order(std::function<void(std::int64_t)> what)
{
    m_orders.with([&](auto &orders) { orders.push_back(std::move(what)); });
}

StreamNumber RtpSender::add(StreamPlan plan, int socket, sockaddr_in destination)
{
    const StreamNumber number = m_numbers++;
    // A stream starts where it was ordered, not at the tick that reads the order.
    const std::int64_t now = monotonicNs();
    auto stream = std::make_shared<std::unique_ptr<RtpStream>>(
        std::make_unique<RtpStream>(std::move(plan), socket, destination, now));
    order([this, stream](std::int64_t) {
        m_due.push({(*stream)->dueNs(), m_streams.size()});
        m_streams.push_back(std::move(*stream));
    });
    return number;
}

void RtpSender::pause(StreamNumber stream)
{
    order([this, stream](std::int64_t now) { m_streams[stream]->pause(now); });
}

void RtpSender::resume(StreamNumber stream)
{
    order([this, stream](std::int64_t now) { m_streams[stream]->resume(now); });
}

void RtpSender::setCodec(StreamNumber stream, Codec codec)
{
    order([this, stream, codec](std::int64_t) { m_streams[stream]->setCodec(codec); });
}

void RtpSender::stop(StreamNumber stream, std::int64_t afterNs)
{
    order([this, stream, afterNs](std::int64_t now) {
        if (afterNs <= 0) {
            m_streams[stream]->end();
        } else {
            m_stops.emplace_back(now + afterNs, stream);
        }
    });
}

void RtpSender::finish()
{
    m_running = false;
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void RtpSender::takeOrders(std::int64_t nowNs)
{
    std::vector<std::function<void(std::int64_t)>> orders;
    m_orders.with([&](auto &waiting) { orders.swap(waiting); });
    for (const auto &what : orders) {
        what(nowNs);
    }
    std::erase_if(m_stops, [&](const auto &stop) {
        if (stop.first <= nowNs) {
            m_streams[stop.second]->end();
        }
        return stop.first <= nowNs;
    });
}

void RtpSender::run()
{
    std::int64_t tick = monotonicNs();
    while (m_running) {
        tick += kTickNs;
        const timespec until{tick / 1000000000, tick % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
        const std::int64_t now = monotonicNs();
        takeOrders(now);
        while (!m_due.empty() && m_due.top().dueNs <= now) {
            serveRound(now);
        }
        sendLate(now);
        if (!m_streams.empty()) {
            m_figures.worstLateNs = std::max(m_figures.worstLateNs, now - tick);
            m_figures.ticksLate += now - tick > 20 * kTickNs ? 1 : 0;
        }
        if (now - tick > 200 * kTickNs) {
            tick = now; // the machine stood still: the streams catch up by their own due times
        }
    }
    takeOrders(monotonicNs());
    dropLate();
}

void RtpSender::serveRound(std::int64_t nowNs)
{
    m_round.clear();
    while (!m_due.empty() && m_due.top().dueNs <= nowNs) {
        m_round.push_back(m_due.top().stream);
        m_due.pop();
    }
    // One sendmmsg per socket, not one per change of socket: the legs alternate.
    std::stable_sort(m_round.begin(), m_round.end(), [this](StreamNumber a, StreamNumber b) {
        return m_streams[a]->socket() < m_streams[b]->socket();
    });
    for (const StreamNumber stream : m_round) {
        serve(stream, nowNs);
    }
    flush(nowNs);
}

void RtpSender::serve(StreamNumber number, std::int64_t nowNs)
{
    RtpStream &stream = *m_streams[number];
    if (stream.ended()) {
        return;
    }
    PacketView packet;
    std::int64_t delayNs = 0;
    bool twice = false;
    if (stream.next(nowNs, packet, delayNs, twice)) {
        if (delayNs > 0 || twice) {
            std::vector<std::uint8_t> bytes(packet.header.begin(), packet.header.end());
            bytes.insert(bytes.end(), packet.payload, packet.payload + packet.size);
            if (twice) {
                m_late.push({nowNs + delayNs, number, bytes, true});
            }
            if (delayNs > 0) {
                m_late.push({nowNs + delayNs, number, std::move(bytes), false});
            }
        }
        if (delayNs == 0) {
            put(number, packet, nowNs);
        }
    }
    m_due.push({stream.dueNs(), number});
}

void RtpSender::put(StreamNumber number, const PacketView &packet, std::int64_t nowNs)
{
    const RtpStream &stream = *m_streams[number];
    if (m_batch.used == kBatch || (m_batch.used > 0 && m_batch.socket != stream.socket())) {
        flush(nowNs);
    }
    const std::size_t at = m_batch.used++;
    m_batch.socket = stream.socket();
    m_batch.packets[at] = packet;
    m_batch.streams[at] = number;
    PacketView &kept = m_batch.packets[at];
    if (stream.sealed()) {
        m_batch.owned[at].assign(packet.payload, packet.payload + packet.size);
        kept.payload = m_batch.owned[at].data();
    }
    m_batch.parts[at] = {iovec{kept.header.data(), PacketView::kInline},
                         iovec{const_cast<std::uint8_t *>(kept.payload), kept.size}};
    msghdr &head = m_batch.heads[at].msg_hdr;
    head = {};
    head.msg_name = const_cast<sockaddr_in *>(&stream.destination());
    head.msg_namelen = sizeof(sockaddr_in);
    head.msg_iov = m_batch.parts[at].data();
    head.msg_iovlen = 2;
}

void RtpSender::flush(std::int64_t nowNs)
{
    std::size_t done = 0;
    while (done < m_batch.used) {
        const auto left = static_cast<unsigned>(m_batch.used - done);
        const int sent = sendmmsg(m_batch.socket, &m_batch.heads[done], left, 0);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        for (int i = 0; i < std::max(sent, 1); ++i) {
            m_streams[m_batch.streams[done++]]->count(sent > 0, nowNs);
        }
        m_figures.packets += std::max(sent, 0);
    }
    m_batch.used = 0;
}

void RtpSender::sendLate(std::int64_t nowNs)
{
    while (!m_late.empty() && m_late.top().dueNs <= nowNs) {
        const Late &late = m_late.top();
        RtpStream &stream = *m_streams[late.stream];
        const auto *to = reinterpret_cast<const sockaddr *>(&stream.destination());
        const bool sent = sendto(stream.socket(), late.bytes.data(), late.bytes.size(), 0, to,
                                 sizeof(sockaddr_in)) == static_cast<ssize_t>(late.bytes.size());
        m_figures.packets += sent ? 1 : 0;
        if (!late.copy) {
            stream.count(sent, nowNs);
            if (stream.ended()) {
                stream.heldUp();
            }
        }
        m_late.pop();
    }
}

void RtpSender::dropLate()
{
    for (; !m_late.empty(); m_late.pop()) {
        if (!m_late.top().copy) {
            m_streams[m_late.top().stream]->heldUp();
        }
    }
}

} // namespace tests
