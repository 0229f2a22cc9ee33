// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/streamgate.h"

#include <QtEndian>

#include <algorithm>

namespace recorder
{

namespace
{

constexpr qint64 kSecond = 1'000'000'000;
constexpr int kCapFactor = 4;
constexpr qint64 kRivalNs = kSecond; // a candidate unheard for so long is forgotten

// How well a source fits the description; a higher one takes the lock from a lower one.
constexpr int kNoFit = 0;
constexpr int kSomewhere = 1; // the SDP names no usable address
constexpr int kHost = 2;
constexpr int kHostAndPort = 3;

quint64 hostOrder(quint64 raw)
{
    return qFromBigEndian(raw);
}

/// Addresses that say nothing about where packets will come from when seen from another network: none,
/// loopback, private (RFC 1918, RFC 6598, RFC 4193) and link-local.
bool reachable(const MediaSource &source)
{
    const quint64 high = hostOrder(source.high);
    const quint64 low = hostOrder(source.low);
    if (high == 0 && low >> 32 == 0xffff) {
        const auto ip = static_cast<quint32>(low);
        return !(ip >> 24 == 0 || ip >> 24 == 10 || ip >> 24 == 127 || ip >> 22 == (100u << 2 | 1) ||
                 ip >> 16 == 0xa9fe || ip >> 20 == (172u << 4 | 1) || ip >> 16 == 0xc0a8);
    }
    if (high == 0) {
        return false; // :: and ::1
    }
    return high >> 57 != 0x7e /* fc00::/7 */ && high >> 54 != 0x3fa /* fe80::/10 */;
}

} // namespace

StreamGate::StreamGate(const MediaSource &expected, int packetRate)
{
    describe(expected, packetRate);
}

void StreamGate::describe(const MediaSource &expected, int packetRate)
{
    m_expected = expected;
    m_reachable = reachable(expected);
    const int rate = std::clamp(packetRate, 1, 2000);
    m_intervalNs = kSecond / (static_cast<qint64>(rate) * kCapFactor);
    m_burstNs = m_intervalNs * rate * kBurstSeconds;
    if (m_lockRank != kUnlocked) {
        m_lockRank = rankOf(m_locked);
    }
    m_reopened = m_lockRank == kSomewhere ? kLearn : 0;
    m_candidateRank = rankOf(m_candidate);
    if (m_candidateRank == kNoFit) {
        m_candidateCount = 0;
    }
}

int StreamGate::rankOf(const MediaSource &source) const
{
    if (source.sameHost(m_expected)) {
        return source.port == m_expected.port ? kHostAndPort : kHost;
    }
    return m_reachable ? kNoFit : kSomewhere;
}

bool StreamGate::mayMove(const MediaSource &source, int rank, qint64 arrivalNs) const
{
    const qint64 silentNs = arrivalNs - m_heardNs;
    return rank > m_lockRank || (source.sameHost(m_locked) && silentNs > kSilentNs) ||
           (m_reopened > 0 && rank >= m_lockRank && silentNs > kLearnNs);
}

bool StreamGate::mayPass(const MediaSource &source, qint64 arrivalNs) const
{
    if (source == m_locked && m_lockRank != kUnlocked) {
        return true;
    }
    const int rank = rankOf(source);
    return m_lockRank == kUnlocked ? rank != kNoFit : mayMove(source, rank, arrivalNs);
}

bool StreamGate::withinRate(qint64 arrivalNs)
{
    const qint64 from = std::max(m_allowedNs, arrivalNs - m_burstNs);
    if (from + m_intervalNs > arrivalNs) {
        return false;
    }
    m_allowedNs = from + m_intervalNs;
    return true;
}

bool StreamGate::mayControl(const MediaSource &source) const
{
    return source.sameHost(m_lockRank == kUnlocked ? m_expected : m_locked);
}

StreamGate::Ssrc &StreamGate::remember(quint32 ssrc, quint16 sequence, qint64 arrivalNs, bool known)
{
    Ssrc *oldest = &m_ssrcs.front();
    for (Ssrc &entry : m_ssrcs) {
        if (entry.used && entry.ssrc == ssrc) {
            oldest = &entry;
            break;
        }
        // Free places go first, then those on probation, then the known one unheard for longest.
        const auto age = [](const Ssrc &e) { return std::pair(e.used + e.known, e.heardNs); };
        if (age(entry) < age(*oldest)) {
            oldest = &entry;
        }
    }
    *oldest = Ssrc{ssrc, sequence, known, true, arrivalNs};
    return *oldest;
}

StreamGate::Verdict StreamGate::lockTo(const MediaSource &source, int rank, quint32 ssrc, quint16 sequence,
                                       qint64 arrivalNs)
{
    const bool heldAreHis = m_candidateCount > 0 && m_candidate == source;
    if (!heldAreHis) {
        m_ssrcs = {};
    }
    for (Ssrc &entry : m_ssrcs) {
        entry.known = entry.used;
    }
    m_locked = source;
    m_lockRank = rank;
    m_reopened = 0;
    m_heardNs = arrivalNs;
    m_candidateCount = 0;
    remember(ssrc, sequence, arrivalNs, true);
    return {Action::Accept, heldAreHis ? Held::CommitAll : Held::Drop};
}

StreamGate::Verdict StreamGate::learn(const MediaSource &source, int rank, quint32 ssrc, quint16 sequence,
                                      qint64 arrivalNs)
{
    const bool known = m_candidateCount > 0 && m_candidate == source;
    Held held = Held::Keep;
    if (!known) {
        const bool rival =
            m_candidateCount > 0 && m_candidateRank >= rank && arrivalNs - m_candidateLastNs < kRivalNs;
        if (rival) {
            return {Action::Refuse, Held::Keep};
        }
        held = Held::Drop;
        m_candidate = source;
        m_candidateRank = rank;
        m_candidateCount = 0;
        m_candidateFirstNs = arrivalNs;
        if (m_lockRank == kUnlocked) {
            m_ssrcs = {};
        }
    }
    m_candidateLastNs = arrivalNs;
    ++m_candidateCount;
    if (m_candidateCount >= kLearn) {
        return lockTo(source, rank, ssrc, sequence, arrivalNs);
    }
    if (m_lockRank == kUnlocked) {
        remember(ssrc, sequence, arrivalNs, false);
    }
    return {Action::Hold, held};
}

StreamGate::Verdict StreamGate::fromLocked(quint32 ssrc, quint16 sequence, qint64 arrivalNs, bool authentic)
{
    m_heardNs = arrivalNs;
    m_reopened -= m_reopened > 0 ? 1 : 0;
    for (Ssrc &entry : m_ssrcs) {
        if (!entry.used || entry.ssrc != ssrc) {
            continue;
        }
        if (entry.known) {
            entry.heardNs = arrivalNs;
            return {Action::Accept, Held::Keep};
        }
        const auto step = static_cast<qint16>(sequence - entry.sequence);
        entry.sequence = sequence;
        entry.heardNs = arrivalNs;
        entry.known = authentic || (step >= 1 && step <= kMaxStep);
        return entry.known ? Verdict{Action::Accept, Held::CommitSsrc} : Verdict{Action::Hold, Held::Keep};
    }
    remember(ssrc, sequence, arrivalNs, authentic);
    return {authentic ? Action::Accept : Action::Hold, Held::Keep};
}

StreamGate::Verdict StreamGate::admit(const MediaSource &source, quint32 ssrc, quint16 sequence,
                                      qint64 arrivalNs, bool authentic)
{
    if (m_lockRank != kUnlocked && source == m_locked) {
        return fromLocked(ssrc, sequence, arrivalNs, authentic);
    }
    const int rank = rankOf(source);
    if (m_lockRank == kUnlocked ? rank == kNoFit : !mayMove(source, rank, arrivalNs)) {
        return {Action::Refuse, Held::Keep};
    }
    if (rank == kHostAndPort || authentic) {
        return lockTo(source, rank, ssrc, sequence, arrivalNs);
    }
    return learn(source, rank, ssrc, sequence, arrivalNs);
}

bool StreamGate::settle(qint64 nowNs)
{
    if (m_candidateCount == 0 || m_lockRank != kUnlocked || m_candidateRank < kHost ||
        nowNs - m_candidateFirstNs < kLearnNs) {
        return false;
    }
    for (Ssrc &entry : m_ssrcs) {
        entry.known = entry.used;
    }
    m_locked = m_candidate;
    m_lockRank = m_candidateRank;
    m_heardNs = m_candidateLastNs;
    m_candidateCount = 0;
    return true;
}

} // namespace recorder
