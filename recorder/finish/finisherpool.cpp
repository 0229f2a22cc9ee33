// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finisherpool.h"

#include "common/core/background.h"

#include <exception>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

common::Result<common::FinishedCall> guarded(const FinisherPool::Work &work, const std::stop_token &token)
{
    try {
        return work(token);
    } catch (const std::exception &error) {
        return fail(ErrorCode::Internal, QStringLiteral("finisher: %1").arg(QLatin1String(error.what())));
    }
}

} // namespace

FinisherPool::FinisherPool(int threads, std::size_t capacity)
    : m_capacity(capacity)
{
    for (int i = 0; i < threads; ++i) {
        m_threads.emplace_back([this](const std::stop_token &token) { run(token); });
    }
}

FinisherPool::~FinisherPool()
{
    stop();
}

common::Status FinisherPool::submit(Work work, Done done)
{
    const bool taken = m_queue.with([&](Queue &queue) {
        if (queue.stopped || queue.waiting.size() >= m_capacity) {
            return false;
        }
        queue.waiting.push_back({std::move(work), std::move(done)});
        return true;
    });
    if (!taken) {
        return fail(ErrorCode::Unavailable, QStringLiteral("finisher: no room in the queue"));
    }
    m_wake.release();
    return {};
}

std::size_t FinisherPool::backlog() const
{
    return m_queue.with([](const Queue &queue) { return queue.waiting.size() + queue.running; });
}

void FinisherPool::stop()
{
    std::deque<Job> left;
    m_queue.with([&left](Queue &queue) {
        queue.stopped = true;
        left.swap(queue.waiting);
    });
    for (std::jthread &thread : m_threads) {
        thread.request_stop();
    }
    m_wake.release(static_cast<int>(m_threads.size()));
    m_threads.clear(); // joins
    for (const Job &job : left) {
        job.done(fail(ErrorCode::Unavailable, QStringLiteral("stopped")));
    }
}

bool FinisherPool::take(Job &job)
{
    return m_queue.with([&job](Queue &queue) {
        if (queue.waiting.empty()) {
            return false;
        }
        job = std::move(queue.waiting.front());
        queue.waiting.pop_front();
        ++queue.running;
        return true;
    });
}

void FinisherPool::run(const std::stop_token &token)
{
    common::stepBack();
    while (true) {
        m_wake.acquire();
        Job job;
        if (!take(job)) {
            return; // woken to end
        }
        auto result = guarded(job.work, token);
        m_queue.with([](Queue &queue) { --queue.running; });
        job.done(std::move(result));
    }
}

} // namespace recorder
