// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/callcontext.h"

namespace recorder
{

/// Answers a unary call: `reply(message)` or `reply(fail(...))`, once, from any thread, now or later. The
/// message is serialised on the calling thread. When all copies are gone without an answer the client gets
/// INTERNAL, so no path through a handler can leave it waiting.
template <typename Message>
class Reply
{
public:
    explicit Reply(std::shared_ptr<CallPort> port)
        : m_guard(std::make_shared<Guard>(std::move(port)))
    {
    }

    void operator()(const common::Result<Message> &result) const
    {
        if (!result) {
            m_guard->port->reply(tl::unexpected<common::Error>(result.error()));
            return;
        }
        QByteArray bytes(static_cast<qsizetype>(result->ByteSizeLong()), Qt::Uninitialized);
        if (!result->SerializeToArray(bytes.data(), static_cast<int>(bytes.size()))) {
            m_guard->port->reply(common::fail(common::ErrorCode::Internal,
                                              QStringLiteral("the reply could not be serialised")));
            return;
        }
        m_guard->port->reply(std::move(bytes));
    }

private:
    struct Guard {
        explicit Guard(std::shared_ptr<CallPort> p)
            : port(std::move(p))
        {
        }
        Guard(const Guard &) = delete;
        Guard &operator=(const Guard &) = delete;
        ~Guard()
        {
            port->reply(
                common::fail(common::ErrorCode::Internal, QStringLiteral("the handler gave no answer")));
        }
        std::shared_ptr<CallPort> port;
    };
    std::shared_ptr<Guard> m_guard;
};

} // namespace recorder
