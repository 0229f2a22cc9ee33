// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

namespace tests
{

/// Time that stands still until the test moves it. Starts at a time that no boot reaches by itself.
class FakeClock final : public common::Clock
{
public:
    common::MonoTime mono() const override { return m_mono; }
    common::WallTime wall() const override { return m_wall; }

    void advance(std::chrono::milliseconds span)
    {
        m_mono += span;
        m_wall += span;
    }
    void setWall(common::WallTime wall) { m_wall = wall; }

private:
    common::MonoTime m_mono{std::chrono::hours(100'000)};
    common::WallTime m_wall{std::chrono::seconds(1'790'000'000)};
};

} // namespace tests
