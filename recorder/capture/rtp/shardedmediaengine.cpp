// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/shardedmediaengine.h"

#include "common/core/check.h"
#include "common/core/clock.h"

#include <algorithm>
#include <thread>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

constexpr std::size_t kMostDocument = SpoolRecordHead::kMaxPayload;

qint64 nowNs()
{
    return common::toNs(std::chrono::steady_clock::now());
}

std::bitset<128> typesOf(const StreamLock &lock)
{
    std::bitset<128> types;
    for (const int type : lock.payloadTypes) {
        if (type >= 0 && type < 128) {
            types.set(static_cast<std::size_t>(type));
        }
    }
    return types;
}

std::optional<SrtpReceiver> receiverFor(const StreamLock &lock)
{
    if (!lock.srtp) {
        return {};
    }
    auto receiver = SrtpReceiver::create(lock.peerKey);
    if (!receiver) {
        qWarning("capture: stream cannot be decrypted: %s", qPrintable(receiver.error().message));
        return {};
    }
    receiver->searchRollover(lock.peerKey, lock.mostRollovers);
    return std::move(*receiver);
}

int shardsOf(const MediaOptions &options)
{
    return options.shards > 0 ? options.shards
                              : std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

} // namespace

ShardedMediaEngine::ShardedMediaEngine(const MediaOptions &options, const common::HostKey &key,
                                       MediaCounters &counters)
    : m_counters(counters)
    , m_ports(options)
    , m_disk(options, key, counters)
{
    const int shards = shardsOf(options);
    for (int i = 0; i < shards; ++i) {
        m_shards.push_back(std::make_unique<MediaShard>(options, m_ports, m_disk, counters, i));
    }
    m_load.resize(m_shards.size());
}

ShardedMediaEngine::~ShardedMediaEngine()
{
    for (const auto &shard : m_shards) {
        shard->stop(); // shard, then its writer
    }
    m_disk.stop(); // tells the writers about late results, so they must still be there
}

common::Result<MediaPort> ShardedMediaEngine::reserve(SipProfile profile, std::optional<quint16> wanted)
{
    return m_ports.reserve(profile, wanted, nowNs());
}

void ShardedMediaEngine::release(const MediaPort &port)
{
    m_ports.giveBack(port, nowNs());
}

bool ShardedMediaEngine::post(const Known &known, ShardOrder &&order)
{
    return m_shards[known.shard]->post(std::move(order));
}

common::Result<MediaCall> ShardedMediaEngine::open(const common::CallId &id, const QString &spoolPath,
                                                   bool resume,
                                                   const std::optional<common::SealingKey> &tenantKey)
{
    Known known;
    known.shard = static_cast<std::size_t>(std::min_element(m_load.begin(), m_load.end()) - m_load.begin());
    known.cells = std::make_shared<CallCells>();
    auto journal = std::make_shared<Journal>();
    journal->call = id;
    journal->path = spoolPath;
    journal->resume = resume;
    journal->tenantKey = tenantKey;
    const MediaCall handle = m_next++;
    if (!post(known, {handle, OpenOrder{known.cells, std::move(journal)}})) {
        return fail(ErrorCode::Unavailable, QStringLiteral("the capture thread does not keep up"));
    }
    ++m_load[known.shard];
    m_counters.openCalls.fetch_add(1, std::memory_order_relaxed);
    m_calls.insert(handle, known);
    return handle;
}

void ShardedMediaEngine::attach(MediaCall call, int index, const MediaPort &port, const StreamLock &lock)
{
    const auto known = m_calls.find(call);
    if (!CHECK(known != m_calls.end()) || !CHECK(index >= 0 && index < CallCells::kStreams)) {
        release(port);
        return;
    }
    auto &cell = known->cells->streams[static_cast<std::size_t>(index)];
    if (cell.load() == nullptr) {
        known->cells->owned.push_back(std::make_unique<StreamCells>());
        cell.store(known->cells->owned.back().get(), std::memory_order_release);
    }
    auto stream = std::make_unique<MediaStream>();
    stream->port = port;
    stream->index = static_cast<quint8>(index);
    stream->cells = cell.load();
    stream->gate = StreamGate(MediaSource::from(lock.expectedSource, lock.expectedPort), lock.packetRate);
    stream->payloadTypes = typesOf(lock);
    stream->encrypted = lock.srtp;
    stream->srtp = receiverFor(lock);
    if (!post(*known, {call, AttachOrder{std::move(stream)}})) {
        release(port);
        return;
    }
    known->keys.insert(index, lock.srtp ? lock.peerKey : CryptoAttribute{});
    ++known->streams;
    ++m_load[known->shard];
    m_counters.streams.fetch_add(1, std::memory_order_relaxed);
}

void ShardedMediaEngine::relock(MediaCall call, int index, const StreamLock &lock)
{
    const auto known = m_calls.find(call);
    if (known == m_calls.end()) {
        return;
    }
    const CryptoAttribute key = lock.srtp ? lock.peerKey : CryptoAttribute{};
    RelockOrder order;
    order.index = index;
    order.expected = MediaSource::from(lock.expectedSource, lock.expectedPort);
    order.packetRate = lock.packetRate;
    order.payloadTypes = typesOf(lock);
    order.encrypted = lock.srtp;
    // The same key again must keep its replay window and rollover counter (RFC 4568 section 7.1.2).
    order.sameKey = known->keys.value(index).key == key.key && known->keys.value(index).suite == key.suite;
    if (!order.sameKey) {
        order.srtp = receiverFor(lock);
    }
    if (post(*known, {call, std::move(order)})) {
        known->keys.insert(index, key);
    }
}

void ShardedMediaEngine::detach(MediaCall call, int index)
{
    const auto known = m_calls.find(call);
    if (known != m_calls.end() && post(*known, {call, DetachOrder{index}})) {
        --known->streams;
        --m_load[known->shard];
    }
}

void ShardedMediaEngine::write(MediaCall call, SpoolKind kind, int stream, const QByteArray &payload)
{
    const auto known = m_calls.find(call);
    if (known == m_calls.end()) {
        return;
    }
    // A longer message is kept as far as a record can hold it: evidence that is cut beats none.
    const auto room = static_cast<qsizetype>(kMostDocument);
    const quint8 index = stream < 0 ? SpoolRecordHead::kCallStream : static_cast<quint8>(stream);
    if (!post(*known, {call, WriteOrder{kind, index, nowNs(), payload.left(room)}})) {
        m_counters.writeErrors.fetch_add(1, std::memory_order_relaxed);
        qWarning("capture: a document of a call is lost: the capture thread does not keep up");
    }
}

void ShardedMediaEngine::close(MediaCall call, const EndDocument &end, JournalClosed closed)
{
    const auto known = m_calls.find(call);
    if (known == m_calls.end()) {
        closed(fail(ErrorCode::NotFound, QStringLiteral("no such call")));
        return;
    }
    if (!post(*known, {call, CloseOrder{end, closed}})) {
        closed(fail(ErrorCode::Unavailable, QStringLiteral("the capture thread does not keep up")));
        return;
    }
    m_load[known->shard] -= 1 + known->streams;
    m_calls.erase(known);
}

MediaCallCounters ShardedMediaEngine::counters(MediaCall call) const
{
    const auto known = m_calls.find(call);
    return known == m_calls.end() ? MediaCallCounters{} : known->cells->read();
}

common::Result<std::unique_ptr<MediaEngine>>
startMediaEngine(const MediaOptions &options, const common::HostKey &hostKey, MediaCounters &counters)
{
    for (const PortRange &range : {options.siprecPorts, options.ciscoPorts}) {
        if (range.first == 0 || range.last <= range.first) {
            return fail(ErrorCode::Invalid,
                        QStringLiteral("media port range %1-%2 is empty").arg(range.first).arg(range.last));
        }
    }
    if (options.tick < std::chrono::milliseconds(1) || options.flush < options.tick) {
        return fail(ErrorCode::Invalid, QStringLiteral("the flush time must not be shorter than the tick"));
    }
    return std::unique_ptr<MediaEngine>(std::make_unique<ShardedMediaEngine>(options, hostKey, counters));
}

} // namespace recorder
