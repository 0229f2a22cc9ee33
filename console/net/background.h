// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <type_traits>

namespace console
{

/// Runs `work` in a thread of the pool and hands what it gives, moved and not copied, to `done` in the thread
/// of `context`. Nothing comes when that died meanwhile. Both may be called once; what they capture can be
/// copied.
template <typename Work, typename Done>
void inBackground(QObject *context, Work work, Done done)
{
    auto result = std::make_shared<std::optional<std::invoke_result_t<Work>>>();
    auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    promise->future().then(context, [result, done = std::move(done)] { done(std::move(**result)); });
    QThreadPool::globalInstance()->start([result, promise, work = std::move(work)] {
        result->emplace(work());
        promise->finish();
    });
}

} // namespace console
