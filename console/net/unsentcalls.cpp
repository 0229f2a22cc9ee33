// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/unsentcalls.h"

#include "common/rpc/methodaccess.h"

#include <utility>

namespace console
{

namespace
{
constexpr common::RpcCallId kUnsentBit = common::RpcCallId(1) << 63;
} // namespace

bool isAskedAbout(const QString &method)
{
    const auto access = common::accessOf(method);
    return !access || (access->mutates && access->permission != QLatin1String("public") &&
                       (access->permission != QLatin1String("session") || !access->wider.isEmpty()));
}

common::RpcCallId UnsentCalls::nextId()
{
    return kUnsentBit | ++m_lastId;
}

common::RpcCallId UnsentCalls::refuse(QObject *context, common::RpcHandlers handlers)
{
    const common::RpcCallId id = nextId();
    m_refused.insert(id);
    const QPointer<UnsentCalls> self(this);
    QMetaObject::invokeMethod(
        context,
        [self, id, end = std::move(handlers.end)] {
            if (self && self->m_refused.remove(id) && end) {
                end(common::fail(common::ErrorCode::Unavailable,
                                 QStringLiteral("not connected to the server"),
                                 {{QStringLiteral("reason"), QStringLiteral("not-connected")}}));
            }
        },
        Qt::QueuedConnection);
    return id;
}

common::RpcCallId UnsentCalls::hold(Call call)
{
    const common::RpcCallId id = nextId();
    connect(call.context, &QObject::destroyed, this, [this, id] { m_held.remove(id); });
    m_held.insert(id, std::move(call));
    if (!std::exchange(m_asking, true)) {
        // Later: the caller does not have his id yet.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_held.isEmpty()) {
                    m_asking = false; // cancelled meanwhile
                } else {
                    Q_EMIT firstHeld();
                }
            },
            Qt::QueuedConnection);
    }
    return id;
}

void UnsentCalls::release(const std::function<common::RpcCallId(const Call &)> &send)
{
    m_asking = false;
    const auto held = std::exchange(m_held, {});
    for (auto call = held.begin(); call != held.end(); ++call) {
        if (call->context) {
            m_released.insert(call.key(), send(*call));
        }
    }
}

void UnsentCalls::drop(const QString &reason)
{
    m_asking = false;
    const auto held = std::exchange(m_held, {});
    m_released.clear();
    for (const Call &call : held) {
        if (call.context && call.handlers.end) {
            call.handlers.end(common::fail(common::ErrorCode::Unavailable, QStringLiteral("was not sent"),
                                           {{QStringLiteral("reason"), reason}}));
        }
    }
}

common::RpcCallId UnsentCalls::cancel(common::RpcCallId call)
{
    const common::RpcCallId sent = onLink(call);
    m_released.remove(call);
    m_refused.remove(call);
    m_held.remove(call);
    return sent;
}

common::RpcCallId UnsentCalls::onLink(common::RpcCallId call) const
{
    return (call & kUnsentBit) == 0 ? call : m_released.value(call, 0);
}

} // namespace console
