// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <future>
#include <memory>

namespace recorder
{

/// What a service has asked of others and will be called back for: every piece on its way holds one, and the
/// service's destructor waits until all are home. Any thread.
class Errands
{
public:
    using One = std::shared_ptr<void>;

    Errands()
        : m_first(nullptr, [this](void *) { m_home.set_value(); })
    {
    }
    /// Waits; nothing may be asked any more.
    ~Errands()
    {
        m_first.reset();
        m_home.get_future().wait();
    }
    Errands(const Errands &) = delete;
    Errands &operator=(const Errands &) = delete;

    One one() const { return m_first; }

private:
    std::promise<void> m_home;
    One m_first;
};

} // namespace recorder
