// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/admission.h"

namespace recorder
{

namespace
{
/// Long enough that a burst of calls does not try every port again, short beside a port's cool-down.
constexpr std::chrono::seconds kPortPause{2};
/// Longer than the time after which a journal is tried again (journalwriter.cpp).
constexpr std::chrono::seconds kSpoolPause{5};

std::size_t indexOf(SipProfile profile)
{
    return profile == SipProfile::Siprec ? 0 : 1;
}
} // namespace

Admission::Admission()
    : Admission(Limits{})
{
}

Admission::Admission(const Limits &limits)
    : m_limits(limits)
{
}

void Admission::setFreeDisk(double percent)
{
    if (percent < m_limits.minFreePercent) {
        m_diskLow.store(true);
    } else if (percent >= m_limits.goOnFreePercent) {
        m_diskLow.store(false);
    }
}

void Admission::spoolFails(common::MonoTime now)
{
    m_spoolFailsUntilNs.store(common::toNs(now + kSpoolPause));
}

void Admission::portsRanOut(SipProfile profile, common::MonoTime now)
{
    m_noPortsUntilNs.at(indexOf(profile)).store(common::toNs(now + kPortPause));
}

std::optional<Admission::Refusal> Admission::refusal(int calls, SipProfile profile,
                                                     common::MonoTime now) const
{
    if (m_draining.load()) {
        return Refusal::Draining;
    }
    if (m_diskLow.load() || common::toNs(now) < m_spoolFailsUntilNs.load()) {
        return Refusal::Disk;
    }
    if (calls >= m_limits.maxCalls) {
        return Refusal::Full;
    }
    if (common::toNs(now) < m_noPortsUntilNs.at(indexOf(profile)).load()) {
        return Refusal::Ports;
    }
    return std::nullopt;
}

int Admission::retryAfter(Refusal refusal) const
{
    return refusal == Refusal::Draining ? m_limits.retryAfterDraining : m_limits.retryAfter;
}

const char *keyOf(Admission::Refusal refusal)
{
    switch (refusal) {
    case Admission::Refusal::Draining: return "draining";
    case Admission::Refusal::Full: return "full";
    case Admission::Refusal::Disk: return "disk";
    case Admission::Refusal::Ports: return "ports";
    }
    return "";
}

} // namespace recorder
