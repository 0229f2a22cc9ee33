// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <utility>

namespace common
{

/// Data that lives inside its lock: the only way to it is `with`.
template <typename T>
class Guarded
{
public:
    Guarded() = default;
    explicit Guarded(T value)
        : m_value(std::move(value))
    {
    }
    Guarded(const Guarded &) = delete;
    Guarded &operator=(const Guarded &) = delete;

    template <typename F>
    decltype(auto) with(F &&use)
    {
        const std::scoped_lock lock(m_mutex);
        return std::forward<F>(use)(m_value);
    }
    template <typename F>
    decltype(auto) with(F &&use) const
    {
        const std::scoped_lock lock(m_mutex);
        return std::forward<F>(use)(m_value);
    }

private:
    mutable std::mutex m_mutex;
    T m_value{};
};

} // namespace common
