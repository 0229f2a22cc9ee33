// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/mediasource.h"

#include <QtGlobal>

#include <array>

namespace recorder
{

/// Decides which packets of a port belong to the stream (trust.md R1-R3): locked to one source, to SSRCs that
/// proved themselves, and to a rate. Stores no packets: those that have to wait for the proof are held by the
/// caller, who is told what becomes of them. One thread; no allocation.
///
/// Learning. A packet from the very address and port of the SDP locks at once. A packet from that address but
/// another port (Cisco's dummy port, asymmetric RTP), or from any address when the SDP's can not be reached
/// from here (none, 0.0.0.0, loopback, private: NAT), locks only when kLearn packets came and nothing better
/// did. A packet that beats the lock moves it. After new word from signalling a source that was learnt from
/// just anywhere can be followed by another such one, unless it goes on itself. Everything else is foreign.
class StreamGate
{
public:
    static constexpr int kLearn = 5;    ///< packets of a candidate before it is believed
    static constexpr int kMaxSsrcs = 8; ///< known at a time; the one unheard for longest makes room
    static constexpr int kMaxStep = 16; ///< sequence step that still counts as "the next" on probation
    static constexpr qint64 kSilentNs = 3'000'000'000; ///< a lock silent for so long can be moved
    static constexpr qint64 kLearnNs = 200'000'000;    ///< a lonely candidate is believed after this
    static constexpr int kBurstSeconds = 10;           ///< what a stalled network may deliver at once

    enum class Action {
        Accept,
        Hold,   ///< keep it until a later verdict says what becomes of it
        Refuse, ///< foreign
    };
    enum class Held {
        Keep,
        CommitAll,  ///< they were genuine: journal them, before this packet
        CommitSsrc, ///< those with this packet's SSRC
        Drop,       ///< they were foreign
    };
    struct Verdict {
        Action action = Action::Refuse;
        Held held = Held::Keep;
    };

    StreamGate() = default;
    StreamGate(const MediaSource &expected, int packetRate);

    /// New word from signalling. Whoever is locked stays so until somebody fits the new description better.
    void describe(const MediaSource &expected, int packetRate);

    /// First look, before any cost: false = refuse without parsing or authenticating.
    bool mayPass(const MediaSource &source, qint64 arrivalNs) const;
    /// Takes one packet out of the allowance; false = over the cap.
    bool withinRate(qint64 arrivalNs);
    /// For a packet that parsed. `authentic`: its SRTP tag was good, which proves more than an address.
    Verdict admit(const MediaSource &source, quint32 ssrc, quint16 sequence, qint64 arrivalNs,
                  bool authentic);
    /// RTCP: from the host of the lock (any port), or of the SDP while nothing is locked.
    bool mayControl(const MediaSource &source) const;

    /// A candidate at the SDP's address has waited long enough for a better one: locks it. True = journal all
    /// that is held. At the end of a stream ask with a moment far ahead.
    bool settle(qint64 nowNs);
    bool locked() const { return m_lockRank != kUnlocked; }
    const MediaSource &source() const { return m_locked; }

private:
    struct Ssrc {
        quint32 ssrc = 0;
        quint16 sequence = 0;
        bool known = false;
        bool used = false;
        qint64 heardNs = 0;
    };
    static constexpr int kUnlocked = -1;

    int rankOf(const MediaSource &source) const;
    bool mayMove(const MediaSource &source, int rank, qint64 arrivalNs) const;
    Verdict lockTo(const MediaSource &source, int rank, quint32 ssrc, quint16 sequence, qint64 arrivalNs);
    Verdict learn(const MediaSource &source, int rank, quint32 ssrc, quint16 sequence, qint64 arrivalNs);
    Verdict fromLocked(quint32 ssrc, quint16 sequence, qint64 arrivalNs, bool authentic);
    Ssrc &remember(quint32 ssrc, quint16 sequence, qint64 arrivalNs, bool known);

    MediaSource m_expected;
    bool m_reachable = false; ///< the SDP's address is one that packets can come from
    MediaSource m_locked;
    int m_lockRank = kUnlocked;
    qint64 m_heardNs = 0;
    int m_reopened = 0; ///< packets after describe() until a source from anywhere goes on

    MediaSource m_candidate;
    int m_candidateRank = 0;
    int m_candidateCount = 0;
    qint64 m_candidateFirstNs = 0;
    qint64 m_candidateLastNs = 0;

    std::array<Ssrc, kMaxSsrcs> m_ssrcs{};

    qint64 m_intervalNs = 5'000'000; ///< between packets at the cap
    qint64 m_burstNs = 0;
    qint64 m_allowedNs = 0; ///< virtual time up to which the allowance is used (GCRA)
};

} // namespace recorder
