// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/clientcalls.h"

#include "common/core/ids.h"
#include "common/proto/frame.pb.h"
#include "common/rpc/wirestatus.h"

namespace common
{

namespace
{
namespace v1 = earshot::v1;

/// A server that never ends what we cancel would make us remember streams without end.
constexpr qsizetype kMaxCancelled = 1000;

tl::unexpected<Error> violation(const QString &what)
{
    return tl::unexpected<Error>(transportError(reason::kProtocol, what));
}
} // namespace

ClientCalls::ClientCalls(std::function<void(const v1::Frame &)> send, QObject *parent)
    : QObject(parent)
    , m_send(std::move(send))
{
}

RpcCallId ClientCalls::add(Call call, QObject *context)
{
    const RpcCallId id = ++m_lastId;
    if (context != nullptr) {
        call.context = context;
        call.contextDeath = connect(context, &QObject::destroyed, this, [this, id] { cancel(id); });
    }
    m_calls.emplace(id, std::move(call));
    return id;
}

RpcCallId ClientCalls::start(const QString &method, const QByteArray &request, QObject *context,
                             RpcHandlers handlers, RpcOptions options)
{
    Call call;
    call.stream = std::exchange(m_nextStream, m_nextStream + 2);
    call.handlers = std::make_shared<const RpcHandlers>(std::move(handlers));
    call.manualCredit = options.manualCredit;
    if (options.deadline.count() > 0) {
        call.deadline = std::chrono::steady_clock::now() + options.deadline;
    }
    v1::Frame frame;
    frame.set_stream_id(call.stream);
    frame.mutable_open()->set_method(method.toStdString());
    frame.mutable_open()->set_request(request.constData(), static_cast<std::size_t>(request.size()));
    frame.mutable_open()->set_deadline_ms(static_cast<quint32>(options.deadline.count()));
    frame.mutable_open()->set_request_id(makeUuidV7().toString(QUuid::WithoutBraces).toStdString());
    const quint32 stream = call.stream;
    const RpcCallId id = add(std::move(call), context);
    m_streams.insert(stream, id);
    m_send(frame);
    return id;
}

RpcCallId ClientCalls::refuse(QObject *context, RpcHandlers handlers, Error error)
{
    Call call;
    call.handlers = std::make_shared<const RpcHandlers>(std::move(handlers));
    const RpcCallId id = add(std::move(call), context);
    QMetaObject::invokeMethod(
        this,
        [this, id, error = std::move(error)] {
            if (const auto found = m_calls.find(id); found != m_calls.end()) {
                finish(found, tl::unexpected<Error>(error));
            }
        },
        Qt::QueuedConnection);
    return id;
}

void ClientCalls::cancel(RpcCallId id)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end()) {
        return;
    }
    const quint32 stream = found->second.stream;
    disconnect(found->second.contextDeath);
    m_calls.erase(found);
    if (stream != 0) {
        sendCancel(stream);
    }
}

void ClientCalls::sendCancel(quint32 stream)
{
    m_streams.remove(stream);
    m_cancelled.insert(stream);
    v1::Frame frame;
    frame.set_stream_id(stream);
    frame.mutable_cancel();
    m_send(frame);
}

void ClientCalls::consumed(RpcCallId id, qint64 bytes)
{
    if (const auto found = m_calls.find(id); found != m_calls.end()) {
        giveCredit(found->second, bytes);
    }
}

void ClientCalls::giveCredit(Call &call, qint64 bytes)
{
    const quint32 grant = call.credit.consumed(bytes);
    if (grant > 0 && call.stream != 0) {
        v1::Frame frame;
        frame.set_stream_id(call.stream);
        frame.set_credit(grant);
        m_send(frame);
    }
}

Status ClientCalls::take(const v1::Frame &frame)
{
    const quint32 stream = frame.stream_id();
    if (m_cancelled.contains(stream)) {
        if (frame.has_end()) {
            m_cancelled.remove(stream);
        } else if (!frame.has_data()) {
            return violation(QStringLiteral("an unexpected frame on stream %1").arg(stream));
        }
        return m_cancelled.size() > kMaxCancelled
                   ? Status(violation(QStringLiteral("cancelled streams do not end")))
                   : Status();
    }
    const auto found = m_streams.constFind(stream);
    if (found == m_streams.cend()) {
        return violation(QStringLiteral("a frame on stream %1, which is not open").arg(stream));
    }
    if (frame.has_data()) {
        return takeData(*found, frame.data());
    }
    if (!frame.has_end()) {
        return violation(QStringLiteral("an unexpected frame on stream %1").arg(stream));
    }
    const auto call = m_calls.find(*found);
    m_streams.erase(found);
    finish(call, fromWire(frame.end().status()));
    return {};
}

Status ClientCalls::takeData(RpcCallId id, const std::string &message)
{
    Call &call = m_calls.at(id);
    const auto size = static_cast<qint64>(message.size());
    if (!call.credit.received(size)) {
        return violation(QStringLiteral("data without credit on stream %1").arg(call.stream));
    }
    if (!call.handlers->data || !call.wanted()) {
        giveCredit(call, size);
        return {};
    }
    const auto handlers = call.handlers; // outlives the call, which the handler may cancel
    const bool manual = call.manualCredit;
    const QPointer<ClientCalls> self(this);
    handlers->data(QByteArray(message.data(), size));
    if (self && !manual) {
        consumed(id, size);
    }
    return {};
}

void ClientCalls::finish(Calls::iterator call, const Status &status)
{
    disconnect(call->second.contextDeath);
    const Call ended = std::move(call->second);
    m_calls.erase(call);
    if (ended.wanted() && ended.handlers->end) {
        ended.handlers->end(status);
    }
}

void ClientCalls::expire(MonoTime now)
{
    QList<RpcCallId> late;
    for (const auto &[id, call] : m_calls) {
        if (call.deadline && *call.deadline <= now) {
            late.append(id);
        }
    }
    const QPointer<ClientCalls> self(this);
    for (const RpcCallId id : late) {
        const auto found = self ? m_calls.find(id) : Calls::iterator();
        if (!self) {
            return;
        }
        if (found != m_calls.end()) { // the end of one call may cancel another
            sendCancel(found->second.stream);
            finish(found, tl::unexpected<Error>(transportError(
                              reason::kDeadline, QStringLiteral("no answer within the deadline"))));
        }
    }
}

std::optional<MonoTime> ClientCalls::nextDeadline() const
{
    std::optional<MonoTime> next;
    for (const auto &[id, call] : m_calls) {
        if (call.deadline && (!next || *call.deadline < *next)) {
            next = call.deadline;
        }
    }
    return next;
}

void ClientCalls::reset(const Error &error)
{
    m_streams.clear();
    m_cancelled.clear();
    m_nextStream = 1;
    QList<RpcCallId> sent;
    for (auto &[id, call] : m_calls) {
        if (std::exchange(call.stream, 0) != 0) {
            sent.append(id);
        }
    }
    const QPointer<ClientCalls> self(this);
    for (const RpcCallId id : sent) {
        if (!self) {
            return;
        }
        if (const auto found = m_calls.find(id); found != m_calls.end()) {
            finish(found, tl::unexpected<Error>(error));
        }
    }
}

} // namespace common
