// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "recorder/api/callcontext.h"

#include <deque>
#include <functional>
#include <utility>

namespace recorder
{

/// What a source has for the stream right now.
struct StreamStep {
    enum class Kind { Message, Wait, End };

    Kind kind = Kind::Wait;
    QByteArray bytes{};      ///< Message: serialised; media are best cut into 64 KiB
    common::Status status{}; ///< End

    template <typename Message>
    static StreamStep message(const Message &value)
    {
        StreamStep step{Kind::Message};
        step.bytes.resize(static_cast<qsizetype>(value.ByteSizeLong()));
        if (!value.SerializeToArray(step.bytes.data(), static_cast<int>(step.bytes.size()))) {
            return end(common::fail(common::ErrorCode::Internal,
                                    QStringLiteral("a message could not be serialised")));
        }
        return step;
    }
    static StreamStep wait() { return {}; }
    static StreamStep end(common::Status status = {}) { return {Kind::End, {}, std::move(status)}; }
};

/// Makes the messages of one server stream. It is asked (rpc thread) whenever credit and socket take one
/// more; when it has none it answers Wait, and says context.port->ready() from any thread once it has. It
/// must not block: what reads files does so elsewhere, one chunk ahead.
class StreamSource
{
public:
    StreamSource() = default;
    StreamSource(const StreamSource &) = delete;
    StreamSource &operator=(const StreamSource &) = delete;
    virtual ~StreamSource() = default;

    /// rpc thread. Not called again after End.
    virtual StreamStep next() = 0;
    /// rpc thread, at most once, never after End: cancelled, deadline, session or connection gone. Nothing is
    /// asked for afterwards; the source is let go of right after.
    virtual void stopped() = 0;
};

/// A source that is pushed into from any thread: for subscriptions.
template <typename Message>
class PushSource final : public StreamSource
{
public:
    /// `onStopped` is called on the rpc thread when the client has gone.
    PushSource(CallContext context, std::size_t limit, std::function<void()> onStopped)
        : m_context(std::move(context))
        , m_limit(limit)
        , m_onStopped(std::move(onStopped))
    {
    }

    /// False: `limit` messages wait already (the client is slow) or the stream has ended; nothing was added.
    bool push(Message message)
    {
        const bool added = m_state.with([&](State &state) {
            if (state.done || state.queue.size() >= m_limit) {
                return false;
            }
            state.queue.push_back(std::move(message));
            return true;
        });
        if (added) {
            m_context.port->ready();
        }
        return added;
    }
    /// Drops what waits and puts this in its place: "what you have missed: read again".
    void replace(Message message)
    {
        m_state.with([&](State &state) {
            if (!state.done) {
                state.queue.clear();
                state.queue.push_back(std::move(message));
            }
        });
        m_context.port->ready();
    }
    /// After what waits.
    void end(common::Status status)
    {
        m_state.with([&](State &state) {
            if (!std::exchange(state.done, true)) {
                state.status = std::move(status);
            }
        });
        m_context.port->ready();
    }

    StreamStep next() override
    {
        auto [message, step] = m_state.with([](State &state) {
            std::pair<std::optional<Message>, StreamStep> taken;
            if (!state.queue.empty()) {
                taken.first = std::move(state.queue.front());
                state.queue.pop_front();
            } else if (state.done) {
                taken.second = StreamStep::end(state.status);
            }
            return taken;
        });
        return message ? StreamStep::message(*message) : step;
    }
    void stopped() override
    {
        m_state.with([](State &state) {
            state.done = true;
            state.queue.clear();
        });
        if (m_onStopped) {
            m_onStopped();
        }
    }

private:
    struct State {
        std::deque<Message> queue;
        bool done = false;
        common::Status status;
    };
    CallContext m_context;
    std::size_t m_limit;
    std::function<void()> m_onStopped;
    common::Guarded<State> m_state;
};

} // namespace recorder
