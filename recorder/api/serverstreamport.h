// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/serverstreams.h"

#include <QPointer>

#include <atomic>

namespace recorder
{

/// Posts everything; what arrives after the call or the connection finds nothing there.
class ServerStreams::Port final : public CallPort
{
public:
    Port(const ApiShared &shared, ServerStreams *streams, quint32 stream)
        : m_mailbox(shared.mailbox)
        , m_wakes(shared.wakes)
        , m_streams(streams)
        , m_stream(stream)
    {
    }
    void reply(common::Result<QByteArray> message) override
    {
        if (!m_answered.exchange(true)) {
            post([message = std::move(message)](ServerStreams &s, quint32 id) { s.answer(id, message); });
        }
    }
    void ready() override
    {
        if (!m_woken.exchange(true)) {
            m_wakes->add(m_streams, m_stream);
        }
    }
    void signIn(std::shared_ptr<const Actor> actor, QString sessionId) override
    {
        post([actor = std::move(actor), sessionId = std::move(sessionId)](ServerStreams &s, quint32) {
            Q_EMIT s.signInAsked(actor, sessionId);
        });
    }
    void allowMore(std::chrono::milliseconds span) override
    {
        post([span](ServerStreams &s, quint32) { Q_EMIT s.moreTimeAsked(span); });
    }
    void signOut() override
    {
        post([](ServerStreams &s, quint32 id) { s.signOut(id); });
    }
    bool cancelled() const override { return m_cancelled; }

    void setCancelled() { m_cancelled = true; }
    void setHeard() { m_woken = false; }

private:
    template <typename Task>
    void post(Task task)
    {
        // The pointer is looked at on the rpc thread only, where its object lives and dies.
        m_mailbox->post([streams = m_streams, id = m_stream, task = std::move(task)] {
            if (streams) {
                task(*streams, id);
            }
        });
    }
    std::shared_ptr<ApiMailbox> m_mailbox;
    std::shared_ptr<StreamWakes> m_wakes;
    QPointer<ServerStreams> m_streams;
    quint32 m_stream;
    std::atomic<bool> m_answered = false;
    std::atomic<bool> m_woken = false;
    std::atomic<bool> m_cancelled = false;
};

} // namespace recorder
