// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <type_traits>

namespace console
{

/// Runs `work` in a thread of the pool and hands what it gives, moved and not copied, to `done` in the main
/// thread, where `context` lives. Nothing comes when that died meanwhile. Both may be called once; what they
/// capture can be copied.
template <typename Work, typename Done>
void inBackground(QObject *context, Work work, Done done)
{
    using Given = std::optional<std::invoke_result_t<Work>>;
    // Over the application, which outlives the pool's work: the thread of the pool cannot tell whether the
    // context is just being destroyed. What `done` holds lets go in the main thread, too.
    auto end = std::make_shared<Done>(std::move(done));
    QThreadPool::globalInstance()->start(
        [guard = QPointer<QObject>(context), end = std::move(end), work = std::move(work)]() mutable {
            auto given = std::make_shared<Given>();
            given->emplace(work());
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard = std::move(guard), end = std::move(end), given = std::move(given)] {
                    if (guard) {
                        (*end)(std::move(**given));
                    }
                },
                Qt::QueuedConnection);
        });
}

} // namespace console
