// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/journal.h"
#include "recorder/capture/rtp/mediaengine.h"
#include "recorder/capture/rtp/srtpreceiver.h"
#include "recorder/capture/rtp/streamgate.h"

#include <array>
#include <atomic>
#include <bitset>
#include <memory>
#include <optional>
#include <vector>

namespace recorder
{

/// Counters of one stream: the shard writes, the SIP thread reads.
struct StreamCells {
    std::atomic<bool> used{false};
    std::atomic<quint64> received{0};
    std::atomic<quint64> kernelDrops{0};
    std::atomic<quint64> ringDrops{0};
    std::atomic<quint64> foreign{0};
    std::atomic<quint64> unauthentic{0};

    /// One writer: a load and a store do, no locked instruction.
    static void add(std::atomic<quint64> &cell, quint64 n = 1)
    {
        cell.store(cell.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    StreamCounters read(int index) const;
};

/// What of a call both its shard and the SIP thread see.
struct CallCells {
    static constexpr int kStreams = 64;                         ///< as many as a spool record can name
    std::array<std::atomic<StreamCells *>, kStreams> streams{}; ///< set once by the SIP thread, owned below
    std::vector<std::unique_ptr<StreamCells>> owned;            ///< of the SIP thread
    std::atomic<qint64> lastPacketNs{0};

    MediaCallCounters read() const;
};

struct ShardCall;

/// One port pair that belongs to a call. Made on the SIP thread, then of the shard's thread only.
struct MediaStream {
    MediaPort port;
    quint8 index = 0;
    ShardCall *call = nullptr;
    StreamCells *cells = nullptr;
    StreamGate gate;
    std::bitset<128> payloadTypes;
    bool encrypted = false;
    std::optional<SrtpReceiver> srtp;         ///< empty though encrypted: the key was unusable
    std::optional<SrtpReceiver> previousSrtp; ///< until the first packet with the new key
    RecordBlock *held = nullptr;              ///< packets whose source or SSRC has to prove itself
    qint64 emptyAtNs = 0;                     ///< when the RTP socket was last seen empty; 0 = never yet
    qint64 controlEmptyAtNs = 0;              ///< the same of the RTCP socket
    quint64 dropsBefore = 0;                  ///< kernel drops of earlier sockets of this stream
    int controlLeft = 0;                      ///< RTCP packets that may still come in this second
    qint64 controlSecond = 0;
};

/// One open call on its shard.
struct ShardCall {
    struct Closing {
        EndDocument end;
        JournalClosed closed;
        qint64 atNs = 0;
    };
    MediaCall handle = 0;
    std::shared_ptr<CallCells> cells;
    std::shared_ptr<Journal> journal;
    RecordBlock *fill = nullptr;
    std::size_t phase = 0; ///< the tick of the flush period at which it is flushed
    std::optional<Closing> closing;
};

} // namespace recorder
