// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sipstack.h"

#include "common/core/clock.h"

#include <QHash>
#include <QHostAddress>
#include <QList>

#include <optional>

namespace recorder
{

/// Which sources may talk to us and to which tenant they belong. A value; const functions on any thread.
class PeerList
{
public:
    /// No rules: loopback and private networks (RFC 1918, 4193, link local), tenant empty.
    explicit PeerList(const QList<PeerRule> &rules = {});

    /// The rule with the longest prefix that holds the address; nothing = unknown peer.
    std::optional<PeerRule> find(const QHostAddress &source) const;
    bool allows(const QHostAddress &source) const { return find(source).has_value(); }

private:
    QList<PeerRule> m_rules; ///< longest prefix first
};

/// ::ffff:192.0.2.1 and 192.0.2.1 are the same source.
QHostAddress plainAddress(const QHostAddress &address);

/// Token buckets, one for each source; at most kMaxSources of them, so that forged sources cost a fixed
/// memory (trust.md S2). One thread.
class SourceRates
{
public:
    static constexpr int kMaxSources = 4096;
    /// `perSecond` requests in the long run, twice as many at once. 0 = no limit.
    explicit SourceRates(int perSecond);

    bool take(const QHostAddress &source, common::MonoTime now);
    qsizetype sources() const { return m_buckets.size(); }

private:
    struct Bucket {
        double tokens = 0;
        common::MonoTime filled{};
    };
    void forgetFull(common::MonoTime now);

    double m_rate;
    double m_burst;
    QHash<QHostAddress, Bucket> m_buckets;
    common::MonoTime m_swept{};
};

} // namespace recorder
