// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/peerlist.h"

#include <algorithm>
#include <array>
#include <utility>

namespace recorder
{

namespace
{

QList<PeerRule> privateNetworks()
{
    static constexpr std::array<std::pair<const char *, int>, 8> kNetworks{{{"127.0.0.0", 8},
                                                                            {"10.0.0.0", 8},
                                                                            {"172.16.0.0", 12},
                                                                            {"192.168.0.0", 16},
                                                                            {"169.254.0.0", 16},
                                                                            {"::1", 128},
                                                                            {"fc00::", 7},
                                                                            {"fe80::", 10}}};
    QList<PeerRule> rules;
    for (const auto &[network, prefix] : kNetworks) {
        rules.append({QHostAddress(QLatin1String(network)), prefix, {}});
    }
    return rules;
}

double secondsBetween(common::MonoTime from, common::MonoTime to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

QHostAddress plainAddress(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

PeerList::PeerList(const QList<PeerRule> &rules)
    : m_rules(rules.isEmpty() ? privateNetworks() : rules)
{
    std::stable_sort(m_rules.begin(), m_rules.end(),
                     [](const PeerRule &a, const PeerRule &b) { return a.prefix > b.prefix; });
}

std::optional<PeerRule> PeerList::find(const QHostAddress &source) const
{
    QHostAddress address = plainAddress(source);
    address.setScopeId({});
    const auto rule = std::find_if(m_rules.cbegin(), m_rules.cend(), [&address](const PeerRule &candidate) {
        const QHostAddress network = plainAddress(candidate.network);
        return network.protocol() == address.protocol() && address.isInSubnet(network, candidate.prefix);
    });
    return rule == m_rules.cend() ? std::nullopt : std::optional(*rule);
}

SourceRates::SourceRates(int perSecond)
    : m_rate(perSecond)
    , m_burst(perSecond * 2.0)
{
}

bool SourceRates::take(const QHostAddress &source, common::MonoTime now)
{
    if (m_rate <= 0) {
        return true;
    }
    auto bucket = m_buckets.find(source);
    if (bucket == m_buckets.end()) {
        if (m_buckets.size() >= kMaxSources && now - m_swept >= std::chrono::seconds(1)) {
            m_swept = now; // rarely: a flood of forged sources must not buy a scan with each packet
            forgetFull(now);
        }
        if (m_buckets.size() >= kMaxSources) {
            return false; // more sources at once than any site has phone systems
        }
        bucket = m_buckets.insert(source, {m_burst, now});
    }
    bucket->tokens = std::min(m_burst, bucket->tokens + secondsBetween(bucket->filled, now) * m_rate);
    bucket->filled = now;
    if (bucket->tokens < 1) {
        return false;
    }
    bucket->tokens -= 1;
    return true;
}

void SourceRates::forgetFull(common::MonoTime now)
{
    erase_if(m_buckets, [this, now](const QHash<QHostAddress, Bucket>::iterator &it) {
        return it->tokens + secondsBetween(it->filled, now) * m_rate >= m_burst;
    });
}

} // namespace recorder
