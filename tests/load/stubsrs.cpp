// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/stubsrs.h"

#include "tests/load/json.h"
#include "tests/load/rtpsender.h"

#include <arpa/inet.h>
#include <poll.h>
#include <srtp2/srtp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace tests
{

namespace
{
constexpr std::int64_t kRepeatNs = 500000000; // T1

std::vector<std::uint8_t> fromBase64(const std::string &text)
{
    std::vector<std::uint8_t> octets;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const auto value = digits.find(c);
        if (value == std::string_view::npos) {
            break;
        }
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            octets.push_back(static_cast<std::uint8_t>(group >> bits & 0xff));
        }
    }
    return octets;
}

/// The first a=crypto after the m-line number `line`.
SrtpKey keyOfLine(const std::string &sdp, std::size_t line)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i <= line && at != std::string::npos; ++i) {
        at = sdp.find("\nm=", at + (i > 0 ? 1 : 0));
    }
    const auto crypto = at == std::string::npos ? at : sdp.find("a=crypto:", at);
    if (crypto == std::string::npos) {
        return {};
    }
    const auto suite = sdp.find(' ', crypto) + 1;
    const auto key = sdp.find("inline:", suite) + 7;
    return {sdp.substr(suite, sdp.find(' ', suite) - suite),
            fromBase64(sdp.substr(key, sdp.find_first_of("|\r\n ", key) - key))};
}

std::uint32_t big(const std::uint8_t *at, int count)
{
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
        value = value << 8 | at[i];
    }
    return value;
}

/// The SDP part of a body, multipart or not.
std::string sdpPart(const std::string &body)
{
    const auto from = body.find("v=0");
    if (from == std::string::npos) {
        return {};
    }
    const auto end = body.find("\r\n--", from);
    return body.substr(from, end == std::string::npos ? end : end + 2 - from);
}
} // namespace

struct StubSrs::Media {
    ~Media()
    {
        if (fd >= 0) {
            close(fd);
        }
        if (srtp != nullptr) {
            srtp_dealloc(srtp);
        }
    }
    void take(std::uint8_t *packet, std::size_t size, StubStream &stream, bool keep);

    int fd = -1;
    std::uint16_t port = 0;
    SrtpKey key;
    srtp_t srtp = nullptr;
    std::uint16_t last = 0;
};

struct StubSrs::Dialog {
    std::size_t call = 0;
    std::string tag = randomToken(8);
    std::vector<std::unique_ptr<Media>> lines;
    std::map<unsigned, std::string> answers; ///< final answers by CSeq, for repeated requests
    int ignored = 0;
    int acksIgnored = 0;
    std::string unacknowledged; ///< the 200 to an INVITE, repeated until the ACK comes
    Peer peer;
    std::int64_t repeatNs = 0;
};

void StubSrs::Media::take(std::uint8_t *packet, std::size_t size, StubStream &stream, bool keep)
{
    int length = static_cast<int>(size);
    if (srtp != nullptr && srtp_unprotect(srtp, packet, &length) != srtp_err_status_ok) {
        ++stream.rejected;
        return;
    }
    if (length < 12) {
        return;
    }
    const auto sequence = static_cast<std::uint16_t>(big(packet + 2, 2));
    const std::uint32_t ssrc = big(packet + 8, 4);
    if (stream.packets > 0 && stream.ssrcs.contains(ssrc) &&
        sequence != static_cast<std::uint16_t>(last + 1)) {
        ++stream.gaps;
    }
    last = sequence;
    stream.ssrcs.insert(ssrc);
    stream.payloadTypes.insert(packet[1] & 0x7f);
    stream.markers += packet[1] >> 7;
    ++stream.packets;
    stream.lastNs = monotonicNs();
    stream.firstNs = stream.firstNs == 0 ? stream.lastNs : stream.firstNs;
    if (keep) {
        stream.audio.insert(stream.audio.end(), packet + 12, packet + length);
        stream.timestamps.push_back(big(packet + 4, 4));
    }
}

StubSrs::StubSrs(StubBehaviour behaviour)
    : m_behaviour(behaviour)
{
}

StubSrs::~StubSrs()
{
    stop();
    for (const Connection &connection : m_connections) {
        close(connection.fd);
    }
    for (const int fd : {m_udp, m_listener}) {
        if (fd >= 0) {
            close(fd);
        }
    }
}

bool StubSrs::bindBoth()
{
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    local.sin_port = htons(m_behaviour.port);
    auto *name = reinterpret_cast<sockaddr *>(&local);
    socklen_t size = sizeof local;
    const int on = 1;
    m_udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const int buffer = 8 << 20;
    setsockopt(m_udp, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    const bool bound = bind(m_listener, name, size) == 0 && getsockname(m_listener, name, &size) == 0 &&
                       bind(m_udp, name, size) == 0 && listen(m_listener, 16) == 0;
    m_behaviour.port = ntohs(local.sin_port);
    return bound;
}

bool StubSrs::start()
{
    if (!bindBoth()) {
        return false;
    }
    m_running = true;
    m_thread = std::thread([this] { run(); });
    return true;
}

const std::vector<StubCall> &StubSrs::stop()
{
    m_running = false;
    if (m_thread.joinable()) {
        m_thread.join();
    }
    return m_calls;
}

void StubSrs::run()
{
    while (m_running) {
        std::vector<pollfd> entries{{m_udp, POLLIN, 0}, {m_listener, POLLIN, 0}};
        for (const Connection &connection : m_connections) {
            entries.push_back({connection.fd, POLLIN, 0});
        }
        poll(entries.data(), entries.size(), 10);
        readDatagrams();
        readConnections();
        drainMedia();
        repeatAnswers();
    }
    drainMedia();
}

void StubSrs::repeatAnswers()
{
    const std::int64_t now = monotonicNs();
    for (auto &[id, dialog] : m_dialogs) {
        if (!dialog->unacknowledged.empty() && now >= dialog->repeatNs) {
            dialog->repeatNs = now + kRepeatNs;
            write(dialog->peer, dialog->unacknowledged);
        }
    }
}

void StubSrs::readDatagrams()
{
    std::array<char, 65536> bytes{};
    for (;;) {
        Peer peer{m_udp, true, {}};
        socklen_t size = sizeof peer.address;
        const long got = recvfrom(m_udp, bytes.data(), bytes.size(), 0,
                                  reinterpret_cast<sockaddr *>(&peer.address), &size);
        if (got <= 0) {
            return;
        }
        take({bytes.data(), static_cast<std::size_t>(got)}, peer);
    }
}

void StubSrs::readConnections()
{
    const int fresh = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fresh >= 0) {
        m_connections.push_back({fresh});
    }
    std::array<char, 65536> bytes{};
    for (Connection &connection : m_connections) {
        long got = 0;
        while ((got = recv(connection.fd, bytes.data(), bytes.size(), 0)) > 0) {
            connection.framer.feed({bytes.data(), static_cast<std::size_t>(got)});
            for (std::string message; connection.framer.next(message);) {
                take(message, {connection.fd, false, {}});
            }
        }
        if (got == 0) {
            close(connection.fd);
            connection.fd = -1;
        }
    }
    std::erase_if(m_connections, [](const Connection &connection) { return connection.fd < 0; });
}

void StubSrs::drainMedia()
{
    std::array<std::uint8_t, 2048> packet{};
    for (auto &[id, dialog] : m_dialogs) {
        for (std::size_t i = 0; i < dialog->lines.size(); ++i) {
            long got = 0;
            while (dialog->lines[i] &&
                   (got = recv(dialog->lines[i]->fd, packet.data(), packet.size(), 0)) > 0) {
                dialog->lines[i]->take(packet.data(), static_cast<std::size_t>(got),
                                       m_calls[dialog->call].streams[i], m_behaviour.keepAudio);
            }
        }
    }
}

void StubSrs::write(const Peer &peer, const std::string &message)
{
    if (peer.datagram) {
        sendto(peer.fd, message.data(), message.size(), 0, reinterpret_cast<const sockaddr *>(&peer.address),
               sizeof peer.address);
    } else {
        send(peer.fd, message.data(), message.size(), MSG_NOSIGNAL);
    }
}

void StubSrs::reply(const Peer &peer, const SipMessage &request, const std::string &status,
                    const SipBody &body)
{
    const auto found = m_dialogs.find(request.header("call-id"));
    std::string answer = makeResponse(request, status, body);
    if (found != m_dialogs.end() && request.header("to").find(";tag=") == std::string::npos) {
        const std::string to = "\r\nTo: " + request.header("to");
        answer.replace(answer.find(to), to.size(), to + ";tag=" + found->second->tag);
    }
    const std::string session = request.header("session-expires");
    std::string extra = "\r\nContact: <sip:srs@127.0.0.1:" + std::to_string(m_behaviour.port) + ">;+sip.srs";
    if (!session.empty() && status.starts_with("2")) {
        extra += "\r\nSupported: siprec, timer\r\nSession-Expires: " + session;
    }
    answer.insert(answer.find("\r\nCSeq:"), extra);
    if (found != m_dialogs.end() && request.method() != "CANCEL") {
        found->second->answers[request.cseq()] = answer;
        if (request.method() == "INVITE" && status.starts_with("2")) {
            found->second->unacknowledged = answer;
            found->second->peer = peer;
            found->second->repeatNs = monotonicNs() + kRepeatNs;
        }
    }
    if (m_behaviour.answerDelayMs > 0) {
        usleep(static_cast<useconds_t>(m_behaviour.answerDelayMs) * 1000);
    }
    write(peer, answer);
}

void StubSrs::take(const std::string &text, const Peer &peer)
{
    const SipMessage request = parseSip(text);
    const std::string method = request.method();
    const std::string id = request.header("call-id");
    if (request.isResponse() || id.empty()) {
        return;
    }
    if (!m_dialogs.contains(id)) {
        if (method != "INVITE") {
            reply(peer, request, method == "OPTIONS" ? "200 OK" : "481 No such dialog", {});
            return;
        }
        m_dialogs[id] = std::make_unique<Dialog>();
        m_dialogs[id]->call = m_calls.size();
        m_calls.push_back({id, request.header("from"), {}, {}, {}, false, false});
    }
    Dialog &dialog = *m_dialogs[id];
    StubCall &call = m_calls[dialog.call];
    ++call.requests[method];
    if (dialog.ignored++ < m_behaviour.ignoreFirst) {
        return;
    }
    const auto known = dialog.answers.find(request.cseq());
    if (method == "ACK") {
        if (dialog.acksIgnored++ < m_behaviour.ignoreAcks && known != dialog.answers.end()) {
            write(peer, known->second);
            return;
        }
        call.acknowledged = true;
        dialog.unacknowledged.clear();
        call.bodies.push_back(request.body);
        return;
    }
    if (known != dialog.answers.end() && method != "CANCEL") {
        write(peer, known->second);
        return;
    }
    call.bodies.push_back(request.body);
    if (method == "INVITE" || method == "UPDATE") {
        takeInvite(dialog, request, peer);
        return;
    }
    call.ended = call.ended || method == "BYE";
    reply(peer, request, "200 OK", {});
}

void StubSrs::takeInvite(Dialog &dialog, const SipMessage &request, const Peer &peer)
{
    if (m_behaviour.refuseStatus > 0) {
        reply(peer, request, std::to_string(m_behaviour.refuseStatus) + " Refused", {});
        return;
    }
    const std::string sdp = sdpPart(request.body);
    if (sdp.empty() && request.method() == "UPDATE") {
        reply(peer, request, "200 OK", {});
        return;
    }
    const std::string answer = sdp.empty() ? makeOffer(dialog) : makeAnswer(dialog, sdp);
    reply(peer, request, "200 OK", {"application/sdp", answer});
}

StubSrs::Media &StubSrs::lineOf(Dialog &dialog, std::size_t index, const AnswerLine &offered)
{
    StubCall &call = m_calls[dialog.call];
    if (dialog.lines.size() <= index) {
        dialog.lines.resize(index + 1);
        call.streams.resize(index + 1);
    }
    call.streams[index].label = offered.label;
    if (!dialog.lines[index]) {
        auto media = std::make_unique<Media>();
        media->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_in local{};
        local.sin_family = AF_INET;
        local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof local;
        auto *name = reinterpret_cast<sockaddr *>(&local);
        if (bind(media->fd, name, size) == 0 && getsockname(media->fd, name, &size) == 0) {
            media->port = ntohs(local.sin_port);
        }
        dialog.lines[index] = std::move(media);
    }
    return *dialog.lines[index];
}

std::string StubSrs::makeAnswer(Dialog &dialog, const std::string &sdp)
{
    std::string out = "v=0\r\no=stub 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
    const std::vector<AnswerLine> offered = readSdp(sdp);
    for (std::size_t i = 0; i < offered.size(); ++i) {
        Media &media = lineOf(dialog, i, offered[i]);
        const SrtpKey key = keyOfLine(sdp, i);
        if (offered[i].crypto && media.srtp == nullptr) {
            media.key = key;
            srtp_policy_t policy{};
            policy.ssrc.type = ssrc_any_inbound;
            if (fillSrtpPolicy(key.suite, media.key.key, policy)) {
                srtp_create(&media.srtp, &policy);
            }
        }
        out += "m=audio " + std::to_string(offered[i].port == 0 ? 0 : media.port) + " " + offered[i].protocol;
        for (const int type : offered[i].payloadTypes) {
            out += " " + std::to_string(type);
        }
        out += "\r\n";
        if (const auto own = makeSrtpKey(key.suite); offered[i].crypto && own) {
            out += "a=crypto:1 " + own->suite + " inline:" + base64(own->key) + "\r\n";
        }
        out += std::string("a=") + (offered[i].direction == "inactive" ? "inactive" : "recvonly") + "\r\n";
        out += offered[i].label.empty() ? std::string() : "a=label:" + offered[i].label + "\r\n";
    }
    return out;
}

std::string StubSrs::makeOffer(Dialog &dialog)
{
    const Media &media = lineOf(dialog, 0, {});
    return "v=0\r\no=stub 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " +
           std::to_string(media.port) +
           " RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=recvonly\r\n";
}

std::string report(const std::vector<StubCall> &calls)
{
    JsonWriter json;
    json.beginObject().beginArray("calls");
    for (const StubCall &call : calls) {
        json.beginObject().text("call_id", call.callId).text("from", call.from).flag("ended", call.ended);
        json.flag("acknowledged", call.acknowledged).beginObject("requests");
        for (const auto &[method, count] : call.requests) {
            json.number(method, count);
        }
        json.endObject().beginArray("streams");
        for (const StubStream &stream : call.streams) {
            json.beginObject().text("label", stream.label).number("packets", stream.packets);
            json.number("gaps", stream.gaps).number("rejected", stream.rejected);
            json.real("seconds", static_cast<double>(stream.lastNs - stream.firstNs) * 1e-9);
            json.beginArray("payload_types");
            for (const int type : stream.payloadTypes) {
                json.number({}, type);
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
    }
    return json.endArray().endObject().result();
}

} // namespace tests
