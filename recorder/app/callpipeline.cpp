// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/callpipeline.h"

#include "common/core/failpoint.h"
#include "common/model/recordingjson.h"

#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcPipeline, "earshot.pipeline", QtInfoMsg)

using common::CallId;
using common::FinishedCall;
using common::Status;

namespace
{

constexpr std::chrono::seconds kFirstPause{1};
constexpr std::chrono::seconds kLongestPause{300};

std::chrono::seconds pauseAfter(int tries)
{
    return std::min(kLongestPause, kFirstPause * (1 << std::min(tries, 9)));
}

LedgerState finalState(const FinishedCall &finished)
{
    if (finished.state == common::CallState::Excluded) {
        return LedgerState::Excluded;
    }
    return finished.state == common::CallState::Partial ? LedgerState::Partial : LedgerState::Stored;
}

} // namespace

CallPipeline::CallPipeline(Ledger &ledger, const common::Clock &clock, PipelineSteps steps)
    : m_ledger(ledger)
    , m_clock(clock)
    , m_steps(std::move(steps))
{
}

CallPipeline::~CallPipeline() = default;

void CallPipeline::callEnded(const CallId &callId, const QString &spoolPath)
{
    const bool fresh = m_state.with([&](State &state) {
        if (state.calls.contains(callId)) {
            return false; // recovery may name it twice
        }
        Call call;
        call.spoolPath = spoolPath;
        state.calls.insert(callId, call);
        return true;
    });
    if (fresh) {
        begin(callId, Step::Finish);
    }
}

void CallPipeline::tick()
{
    const auto now = m_clock.mono();
    const auto due = m_state.with([now](State &state) {
        QList<std::pair<CallId, Step>> found;
        for (auto it = state.calls.begin(); it != state.calls.end(); ++it) {
            if (it->step == Step::Wait && it->due <= now) {
                it->step = it->next;
                found.append({it.key(), it->next});
            }
        }
        return found;
    });
    for (const auto &[id, step] : due) {
        begin(id, step);
    }
}

void CallPipeline::hurry()
{
    m_state.with([this](State &state) {
        for (Call &call : state.calls) {
            call.tries = 0;
            call.due = m_clock.mono();
        }
    });
}

void CallPipeline::stop()
{
    m_state.with([](State &state) { state.stopped = true; });
}

PipelineCounters CallPipeline::counters() const
{
    return m_state.with([](const State &state) {
        PipelineCounters counters;
        for (const Call &call : state.calls) {
            counters.finishing += call.step == Step::Finish || call.step == Step::Finalise;
            counters.registering += call.step == Step::Register || call.step == Step::Settle;
            counters.waiting += call.step == Step::Wait;
        }
        counters.settled = state.settled;
        counters.failures = state.failures;
        counters.lastProblem = counters.waiting > 0 ? state.lastProblem : QString();
        return counters;
    });
}

void CallPipeline::begin(const CallId &id, Step step)
{
    const auto call = m_state.with([&](State &state) -> std::optional<Call> {
        const auto it = state.calls.find(id);
        if (state.stopped || it == state.calls.end()) {
            return std::nullopt;
        }
        it->step = step;
        return *it;
    });
    if (!call) {
        return;
    }
    switch (step) {
    case Step::Finish: finish(id, call->spoolPath); break;
    case Step::Finalise: settle(id, call->finished, LedgerState::Finalised, Step::Register); break;
    case Step::Register:
        if (m_steps.leave && std::any_of(call->finished.files.begin(), call->finished.files.end(),
                                         [](const auto &file) { return file.isSealed(); })) {
            m_steps.leave(call->spoolPath);
        }
        m_steps.registerCall(call->finished, [this, id](const Status &status) {
            went(id, Step::Register, Step::Settle, status);
        });
        break;
    case Step::Settle: settle(id, call->finished, finalState(call->finished), Step::Shred); break;
    case Step::Shred: shred(id, *call); break;
    case Step::Wait: break;
    }
}

void CallPipeline::finish(const CallId &id, const QString &spoolPath)
{
    m_steps.finish(id, spoolPath, [this, id](common::Result<FinishedCall> result) {
        if (!result) {
            went(id, Step::Finish, Step::Finalise, common::propagate(result));
            return;
        }
        m_state.with([&](State &state) {
            if (const auto it = state.calls.find(id); it != state.calls.end()) {
                it->finished = std::move(*result);
            }
        });
        went(id, Step::Finish, Step::Finalise, {});
    });
}

void CallPipeline::settle(const CallId &id, const FinishedCall &finished, LedgerState ledgerState, Step next)
{
    const Step step = ledgerState == LedgerState::Finalised ? Step::Finalise : Step::Settle;
    m_ledger.advance(id, ledgerState, finished.reason, common::toJson(finished),
                     [this, id, step, next](const Status &status) { went(id, step, next, status); });
}

void CallPipeline::shred(const CallId &id, const Call &call)
{
    common::failpoint("pipeline.before-shred");
    const bool kept = common::has(call.finished.flags, common::CallFlag::JournalKept);
    const Status status = kept ? m_steps.keep(call.spoolPath) : m_steps.shred(call.spoolPath);
    common::failpoint("pipeline.after-shred");
    if (status) {
        m_state.with([&](State &state) {
            state.calls.remove(id);
            ++state.settled;
        });
        qCInfo(lcPipeline, "call %s is settled", qUtf8Printable(id.toString()));
        return;
    }
    went(id, Step::Shred, Step::Shred, status);
}

void CallPipeline::went(const CallId &id, Step done, Step next, const Status &status)
{
    if (status) {
        m_state.with([&](State &state) {
            if (const auto it = state.calls.find(id); it != state.calls.end()) {
                it->tries = 0;
            }
        });
        begin(id, next);
        return;
    }
    const auto pause = m_state.with([&](State &state) {
        ++state.failures;
        state.lastProblem = status.error().message;
        const auto it = state.calls.find(id);
        if (it == state.calls.end()) {
            return std::chrono::seconds{0};
        }
        const auto wait = pauseAfter(it->tries++);
        it->step = Step::Wait;
        it->next = done;
        it->due = m_clock.mono() + wait;
        return wait;
    });
    qCWarning(lcPipeline, "call %s: %s; next try in %lld s", qUtf8Printable(id.toString()),
              qUtf8Printable(status.error().message), static_cast<long long>(pause.count()));
}

} // namespace recorder
