// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "recorder/signalling/sessionevents.h"

#include <array>
#include <atomic>
#include <optional>

namespace recorder
{

/// Whether new calls may come in. Fed from any thread (disk watch, shutdown), asked on the SIP thread. Free
/// disk has two limits so that the answer does not flap at the edge.
class Admission
{
public:
    enum class Refusal { Draining, Full, Disk, Ports };

    struct Limits {
        int maxCalls = 2000;          ///< live and pending calls together
        double minFreePercent = 5.0;  ///< below it new calls are refused (trust.md F6: 95 % full)
        double goOnFreePercent = 6.0; ///< from it on they are accepted again
        int retryAfter = 10;          ///< seconds
        int retryAfterDraining = 60;
    };

    Admission();
    explicit Admission(const Limits &limits);

    void setDraining(bool draining) { m_draining.store(draining); }
    bool draining() const { return m_draining.load(); }
    /// Free space of the file system of the spool, 0..100.
    void setFreeDisk(double percent);
    /// Journals cannot be made or written: refuse for a moment.
    void spoolFails(common::MonoTime now);
    /// A reservation failed: refuse for a moment, ports come back after their cool-down. Each profile has
    /// ports of its own.
    void portsRanOut(SipProfile profile, common::MonoTime now);

    std::optional<Refusal> refusal(int calls, SipProfile profile, common::MonoTime now) const;
    int retryAfter(Refusal refusal) const;

private:
    const Limits m_limits;
    std::atomic<bool> m_draining{false};
    std::atomic<bool> m_diskLow{false};
    std::atomic<qint64> m_spoolFailsUntilNs{0};
    std::array<std::atomic<qint64>, 2> m_noPortsUntilNs{}; ///< by profile
};

/// Code for metrics and logs: "draining", "full", "disk", "ports".
const char *keyOf(Admission::Refusal refusal);

} // namespace recorder
