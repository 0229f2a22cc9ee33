// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/rpc/credit.h"
#include "common/rpc/rpcclient.h"

#include <QHash>
#include <QSet>

#include <map>
#include <optional>

namespace earshot::v1
{
class Frame;
}

namespace common
{

/// The calls of one client connection: which stream is whose, credit, deadlines, and what a server may not
/// do to them. Knows frames but no socket. One thread.
class ClientCalls : public QObject
{
    Q_OBJECT
public:
    /// `send` is called with frames in the order they must go out.
    ClientCalls(std::function<void(const earshot::v1::Frame &)> send, QObject *parent = nullptr);

    /// Sends Open. Ids are never used twice, not even after reset().
    RpcCallId start(const QString &method, const QByteArray &request, QObject *context, RpcHandlers handlers,
                    RpcOptions options);
    /// A call that cannot be sent: ends with `error` from the event loop.
    RpcCallId refuse(QObject *context, RpcHandlers handlers, Error error);
    void cancel(RpcCallId id);
    void consumed(RpcCallId id, qint64 bytes);

    /// A frame with a stream id. An error (reason protocol) when the server breaks the rules: a stream that
    /// we did not open, anything after its end, data without credit, a body that only clients send. Handlers
    /// are called inside; they may do anything, deleting this included, so look whether it is there still.
    Status take(const earshot::v1::Frame &frame);

    /// Ends calls that are past their deadline.
    void expire(MonoTime now);
    std::optional<MonoTime> nextDeadline() const;
    /// The connection has gone: ends all calls that were sent and forgets the streams.
    void reset(const Error &error);
    int open() const { return static_cast<int>(m_calls.size()); }

private:
    struct Call {
        quint32 stream = 0; ///< 0: refused, its end is on its way
        std::shared_ptr<const RpcHandlers> handlers;
        std::optional<QPointer<QObject>> context;
        QMetaObject::Connection contextDeath;
        std::optional<MonoTime> deadline;
        ReceiveCredit credit;
        bool manualCredit = false;

        bool wanted() const { return !context || !context->isNull(); }
    };
    using Calls = std::map<RpcCallId, Call>;

    RpcCallId add(Call call, QObject *context);
    Status takeData(RpcCallId id, const std::string &message);
    void finish(Calls::iterator call, const Status &status);
    void sendCancel(quint32 stream);
    void giveCredit(Call &call, qint64 bytes);

    std::function<void(const earshot::v1::Frame &)> m_send;
    Calls m_calls;
    QHash<quint32, RpcCallId> m_streams;
    QSet<quint32> m_cancelled; ///< the server's End has not come yet: its data is dropped
    RpcCallId m_lastId = 0;
    quint32 m_nextStream = 1;
};

} // namespace common
