// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/targetbreaker.h"

#include <QRandomGenerator>

#include <algorithm>

namespace recorder
{

using std::chrono::milliseconds;

milliseconds backoff(int tries, milliseconds first, milliseconds last)
{
    const milliseconds whole = std::min(last, milliseconds(first * (qint64{1} << std::clamp(tries, 0, 30))));
    const auto half = static_cast<quint32>(whole.count() / 2);
    return milliseconds(half + QRandomGenerator::global()->bounded(half + 1));
}

TargetBreaker::Pass TargetBreaker::ask()
{
    return m_state.with([this](State &state) {
        if (!state.open) {
            return Pass::Go;
        }
        if (state.probing || m_clock.mono() < state.until) {
            return Pass::Stop;
        }
        state.probing = true;
        return Pass::Probe;
    });
}

bool TargetBreaker::succeeded()
{
    return m_state.with([](State &state) { return std::exchange(state, State{}).open; });
}

void TargetBreaker::failed()
{
    m_state.with([this](State &state) {
        ++state.failures;
        if (state.open && !state.probing) {
            return; // of one who went before it opened
        }
        if (state.open || state.failures >= kFailures) {
            state.open = true;
            state.probing = false;
            state.until = m_clock.mono() + backoff(state.pauses++, kFirstPause, kLastPause);
        }
    });
}

void TargetBreaker::nothingToDo()
{
    m_state.with([](State &state) { state.probing = false; });
}

bool TargetBreaker::isOpen() const
{
    return m_state.with([](const State &state) { return state.open; });
}

} // namespace recorder
