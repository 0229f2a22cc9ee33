// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/callcontext.h"
#include "recorder/api/dispatcher.h"

#include "common/core/guarded.h"

#include <QDeadlineTimer>
#include <QTest>

namespace tests
{

/// The transport's end of a call, kept for looking at.
class KeptCall final : public recorder::CallPort
{
public:
    void reply(common::Result<QByteArray> message) override
    {
        m_state.with([&](State &state) {
            if (!state.answer) {
                state.answer = std::move(message);
            }
        });
    }
    void ready() override {}
    void signIn(std::shared_ptr<const recorder::Actor> actor, QString) override
    {
        m_state.with([&](State &state) { state.actor = std::move(actor); });
    }
    void signOut() override
    {
        m_state.with([](State &state) { state.signedOut = true; });
    }
    bool cancelled() const override { return false; }

    std::optional<common::Result<QByteArray>> answer() const
    {
        return m_state.with([](const State &state) { return state.answer; });
    }
    std::shared_ptr<const recorder::Actor> actor() const
    {
        return m_state.with([](const State &state) { return state.actor; });
    }
    bool signedOut() const
    {
        return m_state.with([](const State &state) { return state.signedOut; });
    }

private:
    struct State {
        std::optional<common::Result<QByteArray>> answer;
        std::shared_ptr<const recorder::Actor> actor;
        bool signedOut = false;
    };
    common::Guarded<State> m_state;
};

/// Calls a method of the dispatcher as the connection would; waits for its answer, for streams for the first
/// message or the end, but no longer than `patienceMs`. `kept` (optional) gets the port.
inline common::Result<QByteArray> callMethod(const recorder::Dispatcher &dispatcher, const QString &method,
                                             const QByteArray &request,
                                             const std::shared_ptr<const recorder::Actor> &actor,
                                             std::shared_ptr<KeptCall> *kept = nullptr,
                                             int patienceMs = 10000)
{
    const auto *found = dispatcher.find(method);
    if (found == nullptr) {
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("no method"));
    }
    const auto port = std::make_shared<KeptCall>();
    if (kept != nullptr) {
        *kept = port;
    }
    recorder::CallContext context;
    context.access = found->access;
    context.peer = QStringLiteral("192.0.2.5");
    context.requestId = QStringLiteral("walk");
    context.actor = actor;
    context.port = port;
    const QDeadlineTimer patience(patienceMs);
    if (found->answer) {
        found->answer(context, request);
        while (!port->answer() && !patience.hasExpired()) {
            QTest::qWait(2);
        }
        return port->answer().value_or(
            common::fail(common::ErrorCode::Internal, QStringLiteral("no answer")));
    }
    auto source = found->open(context, request);
    if (!source) {
        return common::propagate(source);
    }
    using Kind = recorder::StreamStep::Kind;
    recorder::StreamStep step = (*source)->next();
    while (step.kind == Kind::Wait && !patience.hasExpired()) {
        QTest::qWait(2);
        step = (*source)->next();
    }
    if (step.kind == Kind::End) {
        return step.status ? common::Result<QByteArray>(QByteArray())
                           : common::Result<QByteArray>(tl::unexpected<common::Error>(step.status.error()));
    }
    (*source)->stopped();
    return step.bytes;
}

} // namespace tests
