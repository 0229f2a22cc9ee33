// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/api/apilab.h"

#include "common/proto/session.pb.h"
#include "recorder/service/actor.h"
#include "tests/recorder/api/loopback.h"

#include <limits>
#include <stdexcept>

namespace tests
{

namespace v1 = earshot::v1;
using recorder::CallContext;
using recorder::Reply;
using recorder::StreamSource;
using recorder::StreamStep;

namespace
{
constexpr qint64 kPiece = 64 * 1024;

/// "user:anna" is always the same user; others are nobody whose connections would be counted.
std::shared_ptr<const recorder::Actor> actorFor(const std::string &login)
{
    recorder::Actor actor;
    if (login.rfind("user:", 0) == 0) {
        actor.user = common::UserId(QUuid::createUuidV5(QUuid(), QString::fromStdString(login)));
    }
    return std::make_shared<const recorder::Actor>(actor);
}
void must(const common::Status &status)
{
    if (!status) {
        qFatal("%s", qUtf8Printable(status.error().message));
    }
}
} // namespace

class ApiLab::Media final : public StreamSource
{
public:
    Media(ApiLab &lab, CallContext context, const v1::MediaRequest &request)
        : m_lab(lab)
        , m_context(std::move(context))
        , m_left(request.id() == "endless" ? std::numeric_limits<qint64>::max() : request.offset())
        , m_worker(request.id() == "worker")
    {
    }
    StreamStep next() override
    {
        ++m_lab.piecesAsked;
        if (m_left == 0) {
            return StreamStep::end();
        }
        if (m_worker && !m_fetched->exchange(false)) {
            m_lab.later([fetched = m_fetched, port = m_context.port] {
                *fetched = true;
                port->ready();
            });
            return StreamStep::wait();
        }
        const qint64 size = std::min(m_left, kPiece);
        std::string piece(static_cast<std::size_t>(size), '\0');
        for (std::size_t i = 0; i < piece.size(); ++i) {
            piece[i] = patternAt(m_at + static_cast<qint64>(i));
        }
        m_at += size;
        m_left -= size;
        v1::MediaChunk chunk;
        chunk.set_data(std::move(piece));
        return StreamStep::message(chunk);
    }
    void stopped() override { ++m_lab.sourcesStopped; }

private:
    ApiLab &m_lab;
    CallContext m_context;
    qint64 m_at = 0;
    qint64 m_left;
    bool m_worker;
    std::shared_ptr<std::atomic<bool>> m_fetched = std::make_shared<std::atomic<bool>>(false);
};

ApiLab::ApiLab(std::function<void(recorder::ApiOptions &)> change)
{
    recorder::ApiOptions options =
        loopbackOptions(QStringLiteral("lab 1"), QStringLiteral("0190a1b2-0000-7000-8000-000000000001"));
    if (change) {
        change(options);
    }
    m_server = std::make_unique<recorder::ApiServer>(options, methods());
    must(m_server->start());
}

ApiLab::~ApiLab()
{
    releaseHeld();
    m_server->stop();
    m_threads.with([](auto &threads) {
        for (std::thread &thread : threads) {
            thread.join();
        }
    });
    m_server.reset();
}

std::shared_ptr<const recorder::Dispatcher> ApiLab::methods()
{
    auto dispatcher = std::make_shared<recorder::Dispatcher>();
    addSession(*dispatcher);
    addCalls(*dispatcher);
    dispatcher->whenClosed([this](quint64 connection) { closed += connection > 0 ? 1 : 0; });
    return dispatcher;
}

void ApiLab::addSession(recorder::Dispatcher &dispatcher)
{
    must(dispatcher.unary<v1::BeginRequest, v1::BeginReply>(
        QStringLiteral("earshot.v1.Session/Begin"),
        [this](const CallContext &, const v1::BeginRequest &request, const Reply<v1::BeginReply> &reply) {
            ++handled;
            v1::BeginReply answer;
            answer.set_server_id(request.login());
            reply(answer);
        }));
    must(dispatcher.unary<v1::SignInRequest, v1::SignInReply>(
        QStringLiteral("earshot.v1.Session/SignIn"),
        [this](const CallContext &context, const v1::SignInRequest &request,
               const Reply<v1::SignInReply> &reply) {
            ++handled;
            const auto letIn = [context, reply, login = request.login()] {
                context.port->signIn(actorFor(login), QString::fromStdString(login));
                v1::SignInReply answer;
                answer.set_token("token");
                reply(answer);
            };
            if (request.login() == "denied") {
                reply(common::fail(common::ErrorCode::Denied, QStringLiteral("no"),
                                   {{QStringLiteral("reason"), QStringLiteral("credentials")}}));
            } else if (request.login() == "slow") {
                hold(letIn);
            } else {
                letIn();
            }
        }));
    must(dispatcher.unary<v1::SignOutRequest, v1::SignOutReply>(
        QStringLiteral("earshot.v1.Session/SignOut"),
        [](const CallContext &context, const v1::SignOutRequest &, const Reply<v1::SignOutReply> &reply) {
            context.port->signOut();
            reply(v1::SignOutReply());
        }));
}

void ApiLab::addCalls(recorder::Dispatcher &dispatcher)
{
    must(dispatcher.unary<v1::CallRef, v1::CallDetails>(
        QStringLiteral("earshot.v1.Calls/Get"),
        [this](const CallContext &context, const v1::CallRef &request, const Reply<v1::CallDetails> &reply) {
            ++handled;
            const auto answer = [reply, context, id = request.id()] {
                v1::CallDetails details;
                details.mutable_summary()->set_id(id);
                details.set_peer(context.peer.toStdString());
                details.set_session_id(context.sessionId.toStdString());
                details.set_protocol_call_id(context.requestId.toStdString());
                if (const auto at = id.find("large:"); at != std::string::npos) {
                    details.set_reason(std::string(std::stoul(id.substr(at + 6)), 'r'));
                }
                reply(details);
            };
            if (request.id() == "throw") {
                throw std::runtime_error("thrown by a handler");
            }
            if (request.id().starts_with("held")) {
                hold(answer);
            } else if (request.id() == "later") {
                later(answer);
            } else if (request.id() != "drop") {
                answer();
            }
        }));
    must(dispatcher.stream<v1::MediaRequest, v1::MediaChunk>(
        QStringLiteral("earshot.v1.Calls/Media"),
        [this](const CallContext &context,
               const v1::MediaRequest &request) -> common::Result<std::shared_ptr<StreamSource>> {
            ++handled;
            if (request.id() == "missing") {
                return common::fail(common::ErrorCode::NotFound, QStringLiteral("no such call"));
            }
            return std::make_shared<Media>(*this, context, request);
        }));
    must(dispatcher.stream<v1::WatchRequest, v1::CallChange>(
        QStringLiteral("earshot.v1.Calls/WatchChanges"),
        [this](const CallContext &context,
               const v1::WatchRequest &) -> common::Result<std::shared_ptr<StreamSource>> {
            auto watcher = std::make_shared<recorder::PushSource<v1::CallChange>>(
                context, 100, [this] { ++sourcesStopped; });
            m_watchers.with([&](auto &watchers) { watchers.push_back(watcher); });
            return watcher;
        }));
}

void ApiLab::hold(std::function<void()> answer)
{
    m_held.with([&](auto &held) { held.push_back(std::move(answer)); });
}

void ApiLab::later(std::function<void()> work)
{
    m_threads.with([&](auto &threads) { threads.emplace_back(std::move(work)); });
}

void ApiLab::releaseHeld()
{
    const auto held = m_held.with([](auto &list) { return std::exchange(list, {}); });
    for (const auto &answer : held) {
        answer();
    }
}

int ApiLab::held() const
{
    return m_held.with([](const auto &held) { return static_cast<int>(held.size()); });
}

int ApiLab::push(const std::string &id, const std::string &verb)
{
    v1::CallChange change;
    change.set_id(id);
    change.set_verb(verb);
    const auto all = m_watchers.with([](const auto &watchers) { return watchers; });
    int took = 0;
    for (const Watcher &watcher : all) {
        took += watcher->push(change) ? 1 : 0;
    }
    return took;
}

int ApiLab::watchers() const
{
    return m_watchers.with([](const auto &watchers) { return static_cast<int>(watchers.size()); });
}

std::unique_ptr<RawPeer> ApiLab::signedIn(const std::string &login)
{
    auto peer = std::make_unique<RawPeer>(port());
    if (!peer->hello()) {
        return nullptr;
    }
    v1::SignInRequest request;
    request.set_login(login);
    peer->open(1, "earshot.v1.Session/SignIn", request.SerializeAsString());
    const auto end = peer->endOf(1);
    return end && end->code() == v1::Status::OK ? std::move(peer) : nullptr;
}

} // namespace tests
