// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/rtp/mediabench.h"

#include "recorder/capture/spool/rtppacket.h"

#include <QDir>
#include <QTest>
#include <QtEndian>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

using namespace recorder;

namespace tests
{

QByteArray rtpPacket(quint32 ssrc, quint16 sequence, int payloadType, int payloadSize)
{
    QByteArray packet(12 + payloadSize, '\0');
    packet[0] = static_cast<char>(0x80);
    packet[1] = static_cast<char>(payloadType);
    qToBigEndian<quint16>(sequence, packet.data() + 2);
    qToBigEndian<quint32>(sequence * 160u, packet.data() + 4);
    qToBigEndian<quint32>(ssrc, packet.data() + 8);
    for (int i = 0; i < payloadSize; ++i) {
        packet[12 + i] = static_cast<char>(sequence * 31 + i * 7 + static_cast<int>(ssrc));
    }
    return packet;
}

quint16 sequenceOf(const QByteArray &rtp)
{
    return qFromBigEndian<quint16>(rtp.constData() + 2);
}

quint32 ssrcOf(const QByteArray &rtp)
{
    return qFromBigEndian<quint32>(rtp.constData() + 8);
}

RtpPeer::RtpPeer(const char *address, quint16 port)
    : m_fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &in.sin_addr);
    socklen_t length = sizeof in;
    if (::bind(m_fd, reinterpret_cast<const sockaddr *>(&in), length) != 0) {
        qFatal("cannot bind a peer");
    }
    ::getsockname(m_fd, reinterpret_cast<sockaddr *>(&in), &length);
    m_port = ntohs(in.sin_port);
}

RtpPeer::~RtpPeer()
{
    ::close(m_fd);
}

void RtpPeer::send(quint16 toPort, const QByteArray &packet) const
{
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(toPort);
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::sendto(m_fd, packet.constData(), static_cast<std::size_t>(packet.size()), 0,
             reinterpret_cast<const sockaddr *>(&in), sizeof in);
}

void RtpPeer::stream(quint16 toPort, quint32 ssrc, int first, int count) const
{
    for (int i = 0; i < count; ++i) {
        send(toPort, rtpPacket(ssrc, static_cast<quint16>(first + i)));
    }
}

MediaOptions MediaBench::fastOptions()
{
    MediaOptions options;
    options.listenAddress = QHostAddress(QHostAddress::LocalHost);
    // One process of the suite at a time uses a pair of blocks of its own.
    const auto base = static_cast<quint16>(24000 + (::getpid() % 80) * 400);
    options.siprecPorts = {base, static_cast<quint16>(base + 199)};
    options.ciscoPorts = {static_cast<quint16>(base + 200), static_cast<quint16>(base + 399)};
    options.tick = std::chrono::milliseconds(5);
    options.flush = std::chrono::milliseconds(50);
    options.sync = std::chrono::milliseconds(100);
    options.portCoolDown = std::chrono::milliseconds(200);
    options.linger = std::chrono::milliseconds(30);
    options.shards = 2;
    options.ringBytes = 4 * 1024 * 1024;
    return options;
}

MediaBench::MediaBench(MediaOptions options)
    : m_options(std::move(options))
{
    auto key = common::HostKey::loadOrCreate(m_folder.filePath(QStringLiteral("host.key")));
    if (!key) {
        qFatal("no host key: %s", qPrintable(key.error().message));
    }
    m_key = std::make_unique<common::HostKey>(std::move(*key));
    start();
}

void MediaBench::start()
{
    auto engine = startMediaEngine(m_options, *m_key, m_counters);
    if (!engine) {
        qFatal("no engine: %s", qPrintable(engine.error().message));
    }
    m_engine = std::move(*engine);
}

void MediaBench::restart()
{
    stop();
    start();
}

void MediaBench::makeFolder(const QString &name) const
{
    QDir(m_folder.path()).mkdir(name);
}

MediaCall MediaBench::open(const QString &name, bool resume)
{
    if (!m_ids.contains(name)) {
        m_ids.insert(name, common::CallId::generate());
    }
    const auto call = m_engine->open(m_ids.value(name), path(name), resume, std::nullopt);
    return call ? *call : 0;
}

StreamLock MediaBench::lockTo(const QString &address, quint16 port)
{
    StreamLock lock;
    lock.expectedSource = QHostAddress(address);
    lock.expectedPort = port;
    lock.payloadTypes = {0, 8, 101};
    return lock;
}

quint16 MediaBench::attach(MediaCall call, int index, const StreamLock &lock)
{
    const auto port = m_engine->reserve(SipProfile::Siprec, {});
    if (!port) {
        return 0;
    }
    m_engine->attach(call, index, *port, lock);
    return port->port;
}

quint16 MediaBench::attach(MediaCall call, int index, const RtpPeer &peer)
{
    return attach(call, index, lockTo(QStringLiteral("127.0.0.1"), peer.port()));
}

common::Status MediaBench::close(MediaCall call)
{
    auto done = std::make_shared<std::promise<common::Status>>();
    auto result = done->get_future();
    EndDocument end;
    end.cause = QStringLiteral("bye");
    m_engine->close(call, end, [done](common::Status status) { done->set_value(std::move(status)); });
    if (result.wait_for(std::chrono::seconds(15)) != std::future_status::ready) {
        return common::fail(common::ErrorCode::Internal, QStringLiteral("close never answered"));
    }
    return result.get();
}

StreamCounters MediaBench::counter(MediaCall call, int index) const
{
    for (const StreamCounters &counters : m_engine->counters(call).streams) {
        if (counters.index == index) {
            return counters;
        }
    }
    return {};
}

QList<StoredRecord> MediaBench::records(const QString &name) const
{
    QList<StoredRecord> all;
    auto reader = SpoolReader::open(path(name), *m_key);
    if (!reader) {
        return all;
    }
    while (const auto record = reader->next()) {
        all.append({record->head, QByteArray(reinterpret_cast<const char *>(record->payload.data()),
                                             static_cast<qsizetype>(record->payload.size()))});
    }
    return all;
}

bool MediaBench::closedProperly(const QString &name) const
{
    auto reader = SpoolReader::open(path(name), *m_key);
    if (!reader) {
        return false;
    }
    while (reader->next()) {
    }
    return reader->closed() && !reader->damaged();
}

QList<QByteArray> MediaBench::stored(const QString &name, SpoolKind kind, int stream) const
{
    QList<QByteArray> payloads;
    for (const StoredRecord &record : records(name)) {
        if (record.head.kind == kind && record.head.stream == stream) {
            payloads.append(record.payload);
        }
    }
    return payloads;
}

QList<quint16> MediaBench::sequences(const QString &name, int stream, quint32 ssrc) const
{
    QList<quint16> numbers;
    for (const QByteArray &packet : stored(name, SpoolKind::Rtp, stream)) {
        if (ssrcOf(packet) == ssrc && packet == rtpPacket(ssrc, sequenceOf(packet))) {
            numbers.append(sequenceOf(packet));
        }
    }
    return numbers;
}

QList<quint16> consecutive(int first, int count)
{
    QList<quint16> numbers;
    for (int i = 0; i < count; ++i) {
        numbers.append(static_cast<quint16>(first + i));
    }
    return numbers;
}

} // namespace tests
