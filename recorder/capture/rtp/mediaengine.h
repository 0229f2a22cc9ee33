// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/calldocuments.h"
#include "recorder/capture/spool/spoolrecord.h"
#include "recorder/signalling/sessionevents.h"

#include "common/core/result.h"
#include "common/crypto/sealingkeys.h"
#include "common/model/recording.h"

#include <QHostAddress>
#include <QList>

#include <functional>
#include <optional>

namespace recorder
{

/// What a stream may accept: set by signalling, kept by the shard (trust.md R1-R5).
struct StreamLock {
    QHostAddress
        expectedSource; ///< c= of the SDP; null or a dummy (0.0.0.0, Cisco's) = learn from the first packets
    quint16 expectedPort = 0;
    QList<int> payloadTypes; ///< negotiated ones; others are stored all the same and counted (siprec.md 3.17)
    int packetRate = 50;     ///< nominal packets/s; the cap is four times that
    bool srtp = false;
    CryptoAttribute peerKey; ///< key with which the peer encrypts, for srtp
    /// After a restart: how often the sequence number can have wrapped since the stream began. SRTP counts
    /// that without ever sending it; up to so many are tried until a packet authenticates.
    quint32 mostRollovers = 0;
};

/// A pair of bound UDP sockets (RTP, RTCP) that belongs to nobody yet.
struct MediaPort {
    int rtpSocket = -1;
    int rtcpSocket = -1;
    quint16 port = 0; ///< even; RTCP is port + 1
};

using MediaCall = quint64; ///< handle of an open call, never reused

struct MediaCallCounters {
    QList<StreamCounters> streams;
    qint64 lastPacketMonoNs = 0; ///< 0 = none yet
};

/// The real-time part: sockets, shards, journals. All methods are called on the SIP thread and return at
/// once; the shards get the orders through their own queues. What is written for one call keeps its order in
/// the journal.
class MediaEngine
{
public:
    virtual ~MediaEngine() = default;

    /// Binds a free port pair; Unavailable when the range is used up. `wanted` asks for a port of before a
    /// restart.
    virtual common::Result<MediaPort> reserve(SipProfile profile, std::optional<quint16> wanted = {}) = 0;
    /// Gives ports back after the cool-down.
    virtual void release(const MediaPort &port) = 0;

    /// Creates (or, after a restart, reopens and repairs) the journal of a call. Its key is wrapped to that
    /// of a tenant that encrypts, too.
    virtual common::Result<MediaCall> open(const common::CallId &id, const QString &spoolPath, bool resume,
                                           const std::optional<common::SealingKey> &tenantKey) = 0;
    /// From now on packets of this port are journalled as stream `index`. The call owns the port until
    /// detach/close.
    virtual void attach(MediaCall call, int index, const MediaPort &port, const StreamLock &lock) = 0;
    virtual void relock(MediaCall call, int index, const StreamLock &lock) = 0;
    virtual void detach(MediaCall call, int index) = 0;
    /// Appends a document or a message, in order with the packets.
    virtual void write(MediaCall call, SpoolKind kind, int stream, const QByteArray &payload) = 0;
    /// Drains the sockets once more, writes the last counters and the End document, syncs, closes, gives
    /// ports back; `closed` is called on an engine thread with the result.
    virtual void close(MediaCall call, const EndDocument &end,
                       std::function<void(common::Status)> closed) = 0;

    virtual MediaCallCounters counters(MediaCall call) const = 0;
};

} // namespace recorder
