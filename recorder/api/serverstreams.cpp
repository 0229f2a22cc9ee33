// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/serverstreamport.h"

#include "common/core/ids.h"
#include "common/proto/frame.pb.h"
#include "common/rpc/framecodec.h"
#include "common/rpc/wirestatus.h"

#include <QLoggingCategory>
#include <QPointer>

#include <algorithm>
#include <exception>

namespace recorder
{

Q_LOGGING_CATEGORY(lcApi, "earshot.api", QtInfoMsg)

namespace
{
namespace v1 = earshot::v1;
using common::ErrorCode;
namespace reason = common::reason;

constexpr std::size_t kMaxMethod = 200;
constexpr std::size_t kMaxRequestId = 64;
constexpr qint64 kBulk = 8 * 1024; ///< larger messages let smaller ones pass
constexpr qint64 kFrameRoom = 32;  ///< what a frame adds to a message
constexpr qint64 kSmallMark = 2 * common::kSocketMark;

common::Error violation(const QString &what)
{
    return common::transportError(reason::kProtocol, what);
}
common::Error invalid(const char *why, const QString &message)
{
    return {ErrorCode::Invalid, message, {{QStringLiteral("reason"), QLatin1String(why)}}};
}
bool isRequestId(const std::string &id)
{
    return id.size() <= kMaxRequestId &&
           std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
}
/// What is read from files for as long as it is heard.
bool isMedia(const Dispatcher::Method &method)
{
    static const QString kPlayback = QStringLiteral("calls.playback");
    return method.open && method.access->permission == kPlayback;
}
common::Error handlerThrew(const QString &method, const std::string &requestId, const char *what)
{
    qCWarning(lcApi, "%s, request %s: a handler threw: %s", qUtf8Printable(method), requestId.c_str(), what);
    return {ErrorCode::Internal, QStringLiteral("the handler failed")};
}
} // namespace

ServerStreams::ServerStreams(const ApiShared &shared, Peer peer, Link link, QObject *parent)
    : QObject(parent)
    , m_shared(shared)
    , m_peer(std::move(peer))
    , m_link(std::move(link))
{
}

ServerStreams::~ServerStreams()
{
    dropAll();
}

common::Status ServerStreams::take(const v1::Frame &frame)
{
    const quint32 stream = frame.stream_id();
    if (frame.has_open()) {
        return open(stream, frame.open());
    }
    if (stream > m_lastStream || stream % 2 == 0 || !(frame.has_credit() || frame.has_cancel())) {
        return tl::unexpected<common::Error>(
            violation(QStringLiteral("an unexpected frame on stream %1").arg(stream)));
    }
    const auto call = m_calls.find(stream);
    if (call == m_calls.end() || call->second.ended) {
        return {}; // its End has crossed this frame
    }
    if (frame.has_cancel()) {
        stop(call, common::transportError(reason::kCancelled, QStringLiteral("cancelled by the client")));
    } else if (!call->second.credit.grant(frame.credit())) {
        return tl::unexpected<common::Error>(
            violation(QStringLiteral("credit of %1 bytes").arg(frame.credit())));
    }
    pump();
    return {};
}

common::Status ServerStreams::open(quint32 stream, const v1::Open &open)
{
    if (stream % 2 == 0 || stream <= m_lastStream) {
        return tl::unexpected<common::Error>(
            violation(QStringLiteral("stream %1 opened after %2").arg(stream).arg(m_lastStream)));
    }
    m_lastStream = stream;
    if (m_peer.actor == nullptr && ++m_opens > m_shared.options.maxOpensOfStranger) {
        return tl::unexpected<common::Error>(violation(QStringLiteral("too many calls before sign-in")));
    }
    const Dispatcher::Method *method = open.method().size() <= kMaxMethod
                                           ? m_shared.dispatcher->find(QString::fromStdString(open.method()))
                                           : nullptr;
    if (const auto refused = refusal(open, method)) {
        ++m_shared.counters->callsRefused;
        sendEnd(stream, tl::unexpected<common::Error>(*refused));
        return {};
    }
    ++m_shared.counters->calls;
    dispatch(stream, *method, open);
    return {};
}

std::optional<common::Error> ServerStreams::refusal(const v1::Open &open,
                                                    const Dispatcher::Method *method) const
{
    const bool stranger = m_peer.actor == nullptr;
    const int most = stranger ? m_shared.options.maxStreamsOfStranger : m_shared.options.maxStreams;
    if (!isRequestId(open.request_id())) {
        return invalid("request-id", QStringLiteral("request_id: at most 64 printable characters of ASCII"));
    }
    if (method == nullptr) {
        return invalid("unknown-method", QStringLiteral("no such method here"));
    }
    if (stranger && !method->isPublic()) {
        return common::transportError(reason::kSignedOut, QStringLiteral("sign in first"));
    }
    if (static_cast<int>(m_calls.size()) >= most) {
        return common::transportError(reason::kBusy, QStringLiteral("at most %1 calls at a time").arg(most));
    }
    if (isMedia(*method) && m_shared.loads->of(user()).media >= m_shared.options.maxMediaOfUser) {
        ++m_shared.counters->refusedOfUser;
        return common::transportError(
            reason::kBusy,
            QStringLiteral("at most %1 media streams of one user").arg(m_shared.options.maxMediaOfUser));
    }
    return std::nullopt;
}

void ServerStreams::dispatch(quint32 stream, const Dispatcher::Method &method, const v1::Open &open)
{
    CallContext context;
    context.access = method.access;
    context.connection = m_peer.connection;
    context.peer = m_peer.address;
    context.requestId = open.request_id().empty() ? common::makeUuidV7().toString(QUuid::WithoutBraces)
                                                  : QString::fromStdString(open.request_id());
    context.actor = m_peer.actor;
    context.sessionId = m_peer.sessionId;
    if (open.deadline_ms() > 0) {
        context.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(open.deadline_ms());
    }
    const auto port = std::make_shared<Port>(m_shared, this, stream);
    context.port = port;
    const auto call = m_calls.emplace(stream, Call{port, nullptr}).first;
    call->second.deadline = context.deadline;
    call->second.isPublic = method.isPublic();
    if (isMedia(method) && !user().isNull()) {
        call->second.media = user();
        m_shared.loads->mediaBegan(call->second.media);
    }
    ++m_shared.counters->streams;
    const QByteArray request(open.request().data(), static_cast<qsizetype>(open.request().size()));
    try {
        if (method.answer) {
            method.answer(context, request);
            return;
        }
        auto opened = method.open(context, request);
        if (opened && *opened) {
            call->second.source = std::move(*opened);
            pump();
            return;
        }
        call->second.ended = true; // no source: nothing works on it
        end(call, opened ? common::Status(common::fail(ErrorCode::Internal, QStringLiteral("no source")))
                         : common::Status(common::propagate(opened)));
    } catch (const std::exception &thrown) {
        const common::Error error = handlerThrew(method.access->method, open.request_id(), thrown.what());
        if (method.answer) {
            port->reply(tl::unexpected<common::Error>(error));
            return;
        }
        call->second.ended = true;
        end(call, tl::unexpected<common::Error>(error));
    }
}

void ServerStreams::answer(quint32 stream, const common::Result<QByteArray> &message)
{
    const auto call = m_calls.find(stream);
    if (call == m_calls.end()) {
        return;
    }
    const bool signsOut = call->second.signsOut;
    if (call->second.ended) {
        erase(call);
    } else if (message && message->size() > qint64{common::kFrameLimitSignedIn} - kFrameRoom) {
        call->second.ended = true;
        end(call, common::fail(ErrorCode::Internal, QStringLiteral("the reply is too large")));
    } else {
        // Unary replies do not wait for credit or mark: their number is limited, and they overtake media.
        if (message) {
            m_link.write(common::encodeData(stream, *message));
        }
        call->second.ended = true;
        end(call,
            message ? common::Status() : common::Status(tl::unexpected<common::Error>(message.error())));
    }
    if (signsOut) {
        Q_EMIT signOutAsked();
    }
}

void ServerStreams::signOut(quint32 stream)
{
    if (const auto call = m_calls.find(stream); call != m_calls.end()) {
        call->second.signsOut = true;
    } else {
        Q_EMIT signOutAsked();
    }
}

void ServerStreams::signIn(std::shared_ptr<const Actor> actor, const QString &sessionId)
{
    m_peer.actor = std::move(actor);
    m_peer.sessionId = sessionId;
}

bool ServerStreams::rouse(quint32 stream)
{
    const auto call = m_calls.find(stream);
    if (call == m_calls.end()) {
        return false;
    }
    call->second.port->setHeard(); // before next(): what comes later wakes again
    call->second.ready = true;
    return !std::exchange(m_roused, true);
}

void ServerStreams::goOn()
{
    m_roused = false;
    pump();
    m_link.flush();
}

void ServerStreams::pump()
{
    bool moved = true;
    while (moved) {
        moved = false;
        for (auto call = m_calls.begin(); call != m_calls.end() && m_link.queued() < kSmallMark;) {
            const auto next = std::next(call); // a step may end its own call, and no other
            moved |= !call->second.bulk && step(call);
            call = next;
        }
        moved |= m_link.queued() < common::kSocketMark && stepBulk();
    }
}

bool ServerStreams::stepBulk()
{
    // Each in its turn, beginning after the one that went last.
    auto call = m_calls.upper_bound(m_lastBulk);
    for (std::size_t i = 0, count = m_calls.size(); i < count; ++i) {
        if (call == m_calls.end()) {
            call = m_calls.begin();
        }
        const quint32 stream = call->first;
        const auto next = std::next(call);
        if (call->second.bulk && step(call)) {
            m_lastBulk = stream;
            return true;
        }
        call = next;
    }
    return false;
}

bool ServerStreams::step(Calls::iterator call)
{
    Call &stream = call->second;
    if (!stream.source || !stream.ready || !stream.credit.maySend()) {
        return false;
    }
    StreamStep taken;
    try {
        taken = stream.source->next();
    } catch (const std::exception &thrown) {
        taken = StreamStep::end(tl::unexpected<common::Error>(
            handlerThrew(QStringLiteral("stream"), std::to_string(call->first), thrown.what())));
    }
    if (taken.kind == StreamStep::Kind::Message &&
        taken.bytes.size() > qint64{common::kFrameLimitSignedIn} - kFrameRoom) {
        stream.source->stopped();
        taken = StreamStep::end(
            common::fail(ErrorCode::Internal, QStringLiteral("a message of the stream is too large")));
    }
    switch (taken.kind) {
    case StreamStep::Kind::Wait: stream.ready = false; return false;
    case StreamStep::Kind::End: end(call, taken.status); return false;
    case StreamStep::Kind::Message: break;
    }
    stream.credit.sent(taken.bytes.size());
    stream.bulk = taken.bytes.size() > kBulk;
    m_link.write(common::encodeData(call->first, taken.bytes));
    return true;
}

void ServerStreams::expire(common::MonoTime now)
{
    for (auto call = m_calls.begin(); call != m_calls.end();) {
        const auto next = std::next(call);
        if (call->second.deadline && *call->second.deadline <= now && !call->second.ended) {
            stop(call, common::transportError(reason::kDeadline, QStringLiteral("the deadline is over")));
        }
        call = next;
    }
}

bool ServerStreams::answering() const
{
    return std::any_of(m_calls.begin(), m_calls.end(),
                       [](const auto &call) { return call.second.isPublic && !call.second.ended; });
}

void ServerStreams::endAll(const common::Error &error)
{
    for (auto call = m_calls.begin(); call != m_calls.end();) {
        const auto next = std::next(call);
        if (!call->second.ended) {
            stop(call, error);
        }
        call = next;
    }
}

void ServerStreams::dropAll()
{
    while (!m_calls.empty()) {
        const auto call = m_calls.begin();
        call->second.port->setCancelled();
        if (call->second.source) {
            call->second.source->stopped();
        }
        erase(call);
    }
}

void ServerStreams::stop(Calls::iterator call, const common::Error &error)
{
    call->second.port->setCancelled();
    if (call->second.source) {
        call->second.source->stopped();
    }
    end(call, tl::unexpected<common::Error>(error));
}

void ServerStreams::end(Calls::iterator call, const common::Status &status)
{
    sendEnd(call->first, status);
    if (call->second.source || call->second.ended) {
        erase(call);
    } else {
        call->second.ended = true;
    }
}

void ServerStreams::erase(Calls::iterator call)
{
    if (!call->second.media.isNull()) {
        m_shared.loads->mediaEnded(call->second.media);
    }
    m_calls.erase(call);
    --m_shared.counters->streams;
}

void ServerStreams::sendEnd(quint32 stream, const common::Status &status)
{
    v1::Frame frame;
    frame.set_stream_id(stream);
    frame.mutable_end();
    if (!status) {
        *frame.mutable_end()->mutable_status() = common::toWire(status);
    }
    m_link.write(common::encodeFrame(frame));
}

} // namespace recorder
