// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"

#include <deque>
#include <utility>

namespace tests
{

/// A client without a wire: calls are kept, replies are delivered by hand, never from inside start(). Methods
/// are given as "Calls/Get".
class FakeRpc final : public common::RpcClient
{
public:
    struct Call {
        common::RpcCallId id = 0;
        QString method; ///< without the package
        QByteArray request;
        common::RpcHandlers handlers;
        common::RpcOptions options;
        qint64 consumed = 0;    ///< bytes given back by hand
        bool running = true;    ///< neither ended nor cancelled
        bool cancelled = false; ///< by cancel() or because the context died
    };

    /// A call may have the client itself for its context; what is kept is gone when QObject says that it is.
    ~FakeRpc() override { disconnect(this, &QObject::destroyed, this, nullptr); }

    common::RpcCallId start(const QString &method, const QByteArray &request, QObject *context,
                            common::RpcHandlers handlers, common::RpcOptions options = {}) override
    {
        const common::RpcCallId id = ++m_lastId;
        Call call;
        call.id = id;
        call.method = method;
        call.method.remove(QStringLiteral("earshot.v1."));
        call.request = request;
        call.handlers = std::move(handlers);
        call.options = options;
        m_calls.push_back(std::move(call));
        connect(context, &QObject::destroyed, this, [this, id] { cancel(id); });
        return id;
    }
    void cancel(common::RpcCallId id) override
    {
        if (Call *call = find(id); call != nullptr && call->running) {
            call->running = false;
            call->cancelled = true;
            call->handlers = {};
        }
    }
    void consumed(common::RpcCallId id, qint64 bytes) override
    {
        if (Call *call = find(id)) {
            call->consumed += bytes;
        }
    }
    bool isReady() const override { return m_ready; }
    void setReady(bool ready)
    {
        if (std::exchange(m_ready, ready) != ready) {
            Q_EMIT readyChanged(ready);
        }
    }

    /// All calls in the order they were made; addresses stay valid.
    const std::deque<Call> &calls() const { return m_calls; }
    int count(const QString &method) const
    {
        int n = 0;
        for (const Call &call : m_calls) {
            n += call.method == method ? 1 : 0;
        }
        return n;
    }
    /// The newest call of this method, running or not; null when there was none.
    const Call *last(const QString &method) const
    {
        for (auto call = m_calls.rbegin(); call != m_calls.rend(); ++call) {
            if (call->method == method) {
                return &*call;
            }
        }
        return nullptr;
    }
    /// What the newest call of this method asked for.
    template <typename Request>
    Request request(const QString &method) const
    {
        Request message;
        if (const Call *call = last(method)) {
            message.ParseFromArray(call->request.constData(), static_cast<int>(call->request.size()));
        }
        return message;
    }

    /// Each answers the newest running call of the method; false when none is running.
    template <typename Message>
    bool send(const QString &method, const Message &message)
    {
        return sendTo(running(method), message);
    }
    bool end(const QString &method, const common::Status &status = {})
    {
        return endOf(running(method), status);
    }
    template <typename Message>
    bool reply(const QString &method, const Message &message)
    {
        const common::RpcCallId id = running(method);
        return sendTo(id, message) && endOf(id);
    }
    bool fail(const QString &method, common::ErrorCode code, const QString &text = {},
              const QMap<QString, QString> &fields = {})
    {
        return endOf(running(method), common::fail(code, text, fields));
    }

    /// The same for one call, also a late one: nothing is delivered to a call that was cancelled.
    template <typename Message>
    bool sendTo(common::RpcCallId id, const Message &message)
    {
        const Call *call = find(id);
        if (call == nullptr || !call->running) {
            return false;
        }
        const auto data = call->handlers.data; // the handler may cancel its own call
        if (data) {
            data(QByteArray::fromStdString(message.SerializeAsString()));
        }
        return true;
    }
    bool endOf(common::RpcCallId id, const common::Status &status = {})
    {
        Call *call = find(id);
        if (call == nullptr || !call->running) {
            return false;
        }
        call->running = false;
        const common::RpcHandlers handlers = std::exchange(call->handlers, {});
        if (handlers.end) {
            handlers.end(status);
        }
        return true;
    }

private:
    Call *find(common::RpcCallId id)
    {
        return id >= 1 && id <= m_calls.size() ? &m_calls[static_cast<std::size_t>(id - 1)] : nullptr;
    }
    common::RpcCallId running(const QString &method) const
    {
        for (auto call = m_calls.rbegin(); call != m_calls.rend(); ++call) {
            if (call->method == method && call->running) {
                return call->id;
            }
        }
        return 0;
    }

    std::deque<Call> m_calls;
    common::RpcCallId m_lastId = 0;
    bool m_ready = true;
};

} // namespace tests
