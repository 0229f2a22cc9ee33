// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <utility>

namespace recorder
{

/// Bounded queue between exactly one producer and one consumer thread: no lock, no allocation after the
/// constructor. A full ring refuses (push returns false): the producer decides what overflow means and counts
/// it.
template <typename T>
class SpscRing
{
public:
    /// Holds at least `capacity` values.
    explicit SpscRing(std::size_t capacity)
        : m_mask(std::bit_ceil(capacity) - 1)
        , m_slots(std::make_unique<T[]>(m_mask + 1))
    {
    }

    /// Producer only. `value` is untouched when the ring is full.
    bool push(T &&value)
    {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        if (tail - m_knownHead > m_mask) {
            m_knownHead = m_head.load(std::memory_order_acquire);
            if (tail - m_knownHead > m_mask) {
                return false;
            }
        }
        m_slots[tail & m_mask] = std::move(value);
        m_tail.store(tail + 1, std::memory_order_release);
        return true;
    }

    /// Consumer only.
    bool pop(T &value)
    {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        if (head == m_knownTail) {
            m_knownTail = m_tail.load(std::memory_order_acquire);
            if (head == m_knownTail) {
                return false;
            }
        }
        value = std::move(m_slots[head & m_mask]);
        m_head.store(head + 1, std::memory_order_release);
        return true;
    }

private:
    static constexpr std::size_t kLine = 64; ///< the two ends must not share a cache line

    const std::size_t m_mask;
    const std::unique_ptr<T[]> m_slots;
    alignas(kLine) std::atomic<std::size_t> m_tail{0};
    std::size_t m_knownHead = 0;
    alignas(kLine) std::atomic<std::size_t> m_head{0};
    std::size_t m_knownTail = 0;
};

} // namespace recorder
