// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/mediaoptions.h"

#include "common/core/result.h"

#include <atomic>
#include <optional>
#include <vector>

namespace recorder
{

/// The port pairs of the media ranges. A pair that was given back stays unbound for the cool-down, so that
/// late packets of the old call reach nobody (field.md 3.20). Reserving is for the SIP thread, giving back
/// for any. The next port is not predictable.
class PortPool
{
public:
    explicit PortPool(const MediaOptions &options);
    PortPool(const PortPool &) = delete;
    PortPool &operator=(const PortPool &) = delete;

    /// Unavailable: every pair is taken or cooling, or `wanted` is, or it is not of the profile's range.
    common::Result<MediaPort> reserve(SipProfile profile, std::optional<quint16> wanted, qint64 nowNs);
    /// Closes the sockets; the pair can be had again after the cool-down.
    void giveBack(const MediaPort &port, qint64 nowNs);

    int inUse() const; ///< pairs that are bound now

private:
    struct Range {
        explicit Range(const PortRange &ports);
        quint16 first = 0;
        /// Per pair: kFree, kTaken, or the moment when the cool-down ends.
        std::vector<std::atomic<qint64>> pairs;
    };
    static constexpr qint64 kFree = 0;
    static constexpr qint64 kTaken = -1;

    common::Result<MediaPort> tryPair(Range &range, std::size_t pair, qint64 nowNs);
    common::Result<int> bindSocket(quint16 port, int receiveBuffer) const;

    QHostAddress m_address;
    int m_receiveBuffer;
    qint64 m_coolDownNs;
    Range m_siprec;
    Range m_cisco;
};

} // namespace recorder
