// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace common
{

/// Names one running call of a client; 0 = none.
using RpcCallId = quint64;

struct RpcOptions {
    std::chrono::milliseconds deadline{10000}; ///< 0 = none, for subscriptions
    /// Data is counted as consumed (the server may send more) when `data` returns; true = the receiver says
    /// so with consumed(), for media that is taken up slower than it arrives.
    bool manualCredit = false;
};

/// Messages of a call as bytes. `end` is called exactly once, unless the call was cancelled or its context
/// died; never from inside start().
struct RpcHandlers {
    std::function<void(const QByteArray &)> data;
    std::function<void(const Status &)> end;
};

/// What pages, controllers and the command line see of the connection: methods by name
/// ("earshot.v1.Calls/List"), answers by callback on the same thread. An error that the transport adds has a
/// field "reason": signed-out, busy, deadline, cancelled, protocol, not-connected; its code is Denied for
/// signed-out, Unavailable for the rest.
class RpcClient : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Handlers are dropped when `context` dies; the call is cancelled then.
    virtual RpcCallId start(const QString &method, const QByteArray &request, QObject *context,
                            RpcHandlers handlers, RpcOptions options = {}) = 0;
    /// No handler is called afterwards. Harmless for calls that ended.
    virtual void cancel(RpcCallId call) = 0;
    /// See RpcOptions::manualCredit.
    virtual void consumed(RpcCallId call, qint64 bytes) = 0;
    virtual bool isReady() const = 0; ///< connected and signed in

Q_SIGNALS:
    void readyChanged(bool ready);
};

/// One request, one reply. `Reply` and `request` are protobuf messages of the contract.
template <typename Reply, typename Request>
RpcCallId call(RpcClient &client, const QString &method, const Request &request, QObject *context,
               std::function<void(Result<Reply>)> done, RpcOptions options = {})
{
    auto kept = std::make_shared<QByteArray>();
    auto seen = std::make_shared<bool>(false);
    RpcHandlers handlers;
    handlers.data = [kept, seen](const QByteArray &bytes) {
        *kept = bytes;
        *seen = true;
    };
    handlers.end = [kept, seen, done = std::move(done)](const Status &status) {
        if (!status) {
            done(tl::unexpected<Error>(status.error()));
            return;
        }
        Reply reply;
        if (!*seen || !reply.ParseFromArray(kept->constData(), static_cast<int>(kept->size()))) {
            done(fail(ErrorCode::Internal, QStringLiteral("the reply could not be read"),
                      {{QStringLiteral("reason"), QStringLiteral("protocol")}}));
            return;
        }
        done(std::move(reply));
    };
    return client.start(method, QByteArray::fromStdString(request.SerializeAsString()), context,
                        std::move(handlers), options);
}

/// A stream of replies, until `end`.
template <typename Reply, typename Request>
RpcCallId stream(RpcClient &client, const QString &method, const Request &request, QObject *context,
                 std::function<void(const Reply &)> next, std::function<void(const Status &)> end,
                 RpcOptions options = {.deadline = std::chrono::milliseconds(0)})
{
    RpcHandlers handlers;
    handlers.data = [next = std::move(next)](const QByteArray &bytes) {
        Reply reply;
        if (reply.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()))) {
            next(reply);
        }
    };
    handlers.end = std::move(end);
    return client.start(method, QByteArray::fromStdString(request.SerializeAsString()), context,
                        std::move(handlers), options);
}

} // namespace common
