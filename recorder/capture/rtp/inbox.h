// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace recorder
{

/// Orders to one thread from any thread, without a lock on either side: a stack that the reader takes as a
/// whole and turns round, so that the orders of one sender keep their order. Bounded: over `limit` waiting
/// orders post() refuses.
template <typename T>
class Inbox
{
public:
    explicit Inbox(std::size_t limit)
        : m_limit(limit)
    {
    }
    Inbox(const Inbox &) = delete;
    Inbox &operator=(const Inbox &) = delete;
    ~Inbox()
    {
        take([](T &&) {});
    }

    bool post(T &&value)
    {
        if (m_waiting.fetch_add(1, std::memory_order_relaxed) >= m_limit) {
            m_waiting.fetch_sub(1, std::memory_order_relaxed);
            return false;
        }
        Node *node = new Node{std::move(value), m_top.load(std::memory_order_relaxed)};
        while (!m_top.compare_exchange_weak(node->next, node, std::memory_order_release,
                                            std::memory_order_relaxed)) {
        }
        return true;
    }

    /// Reader only: one load when nothing waits.
    template <typename F>
    void take(F &&each)
    {
        if (m_top.load(std::memory_order_relaxed) == nullptr) {
            return;
        }
        Node *stack = m_top.exchange(nullptr, std::memory_order_acquire);
        Node *queue = nullptr;
        while (stack != nullptr) {
            queue = std::exchange(stack, std::exchange(stack->next, queue));
        }
        while (queue != nullptr) {
            const std::unique_ptr<Node> node(std::exchange(queue, queue->next));
            m_waiting.fetch_sub(1, std::memory_order_relaxed);
            each(std::move(node->value));
        }
    }

private:
    struct Node {
        T value;
        Node *next = nullptr;
    };

    const std::size_t m_limit;
    std::atomic<Node *> m_top{nullptr};
    std::atomic<std::size_t> m_waiting{0};
};

} // namespace recorder
