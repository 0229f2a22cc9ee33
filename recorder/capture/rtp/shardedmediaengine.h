// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/journaldisk.h"
#include "recorder/capture/rtp/mediashard.h"
#include "recorder/capture/rtp/portpool.h"

#include <QHash>

#include <memory>
#include <vector>

namespace recorder
{

/// MediaEngine of the real recorder: spreads calls over its shards. Lives on the SIP thread.
class ShardedMediaEngine final : public MediaEngine
{
public:
    ShardedMediaEngine(const MediaOptions &options, const common::HostKey &key, MediaCounters &counters);
    ~ShardedMediaEngine() override;

    common::Result<MediaPort> reserve(SipProfile profile, std::optional<quint16> wanted) override;
    void release(const MediaPort &port) override;
    common::Result<MediaCall> open(const common::CallId &id, const QString &spoolPath, bool resume,
                                   const std::optional<common::SealingKey> &tenantKey) override;
    void attach(MediaCall call, int index, const MediaPort &port, const StreamLock &lock) override;
    void relock(MediaCall call, int index, const StreamLock &lock) override;
    void detach(MediaCall call, int index) override;
    void write(MediaCall call, SpoolKind kind, int stream, const QByteArray &payload) override;
    void close(MediaCall call, const EndDocument &end, JournalClosed closed) override;
    MediaCallCounters counters(MediaCall call) const override;

private:
    struct Known {
        std::size_t shard = 0;
        std::shared_ptr<CallCells> cells;
        QHash<int, CryptoAttribute> keys; ///< by stream, to notice a new one
        int streams = 0;
    };

    bool post(const Known &known, ShardOrder &&order);

    MediaCounters &m_counters;
    PortPool m_ports;
    JournalDisk m_disk;
    std::vector<std::unique_ptr<MediaShard>> m_shards;
    std::vector<int> m_load; ///< calls and streams per shard
    QHash<MediaCall, Known> m_calls;
    MediaCall m_next = 1;
};

} // namespace recorder
