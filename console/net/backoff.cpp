// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/backoff.h"

#include <algorithm>

namespace console
{

using namespace std::chrono_literals;

namespace
{
constexpr std::chrono::milliseconds kLongest = 30s;
constexpr int kLongestAfter = 5; // 2^5 s is over 30 s
} // namespace

Backoff::Backoff(const common::Clock &clock, std::function<double()> random)
    : m_clock(clock)
    , m_random(std::move(random))
{
}

void Backoff::failed()
{
    const std::chrono::milliseconds plain = 1s * (1 << std::min(m_failures, kLongestAfter));
    const double factor = 0.75 + 0.5 * m_random();
    const auto wait = std::chrono::milliseconds(
        static_cast<std::chrono::milliseconds::rep>(static_cast<double>(plain.count()) * factor));
    m_due = m_clock.mono() + std::min(wait, kLongest);
    m_failures = std::min(m_failures + 1, kLongestAfter);
    m_waiting = true;
}

void Backoff::pause()
{
    m_waiting = false;
}

void Backoff::hurry()
{
    m_failures = 0;
    m_waiting = true;
    m_due = m_clock.mono();
}

void Backoff::reset()
{
    m_failures = 0;
    m_waiting = false;
}

std::chrono::milliseconds Backoff::remaining() const
{
    if (!m_waiting) {
        return 0ms;
    }
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(m_due - m_clock.mono()));
}

} // namespace console
