// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/recording.h"

#include <QHash>

#include <functional>

namespace recorder
{

/// What the pipeline has other rooms do. Each may answer on any thread, exactly once.
struct PipelineSteps {
    /// Journal to files. Repeating it gives the same files.
    std::function<void(const common::CallId &, const QString &spoolPath,
                       std::function<void(common::Result<common::FinishedCall>)>)>
        finish;
    /// Files to database rows. Repeating it is harmless.
    std::function<void(const common::FinishedCall &, std::function<void(common::Status)>)> registerCall;
    std::function<common::Status(const QString &spoolPath)> shred;
    /// Instead of shredding: the journal of a call with CallFlag::JournalKept. May be repeated.
    std::function<common::Status(const QString &spoolPath)> keep;
    /// The files of the call are sealed and durable: the host needs its journal no more. May be left out;
    /// quick, may be repeated, and nothing rests on it: shredding follows.
    std::function<void(const QString &spoolPath)> leave{};
};

struct PipelineCounters {
    int finishing = 0;   ///< waiting for or being finished
    int registering = 0; ///< files are there, the database row is not
    int waiting = 0;     ///< failed and waiting for the next try
    quint64 settled = 0; ///< since the start
    quint64 failures = 0;
    QString lastProblem; ///< empty when the last try of every call went well
};

/// The way of a call after its end: finish -> ledger `finalised` -> database -> ledger `stored`, `partial` or
/// `excluded` (which the database is not told of)
/// -> shred the journal, or keep it when it has what the files have not (trust.md section 4). What fails is
/// tried again, from 1 s to 5 min apart, until it works: a journal is never given up and never shredded
/// before. Methods from any thread; tick() once a second.
class CallPipeline final
{
public:
    CallPipeline(Ledger &ledger, const common::Clock &clock, PipelineSteps steps);
    ~CallPipeline();

    /// The journal is closed and the ledger row says `ended`.
    void callEnded(const common::CallId &callId, const QString &spoolPath);

    void tick();
    /// What waits for its next try is tried at the next tick: something that was down is up again.
    void hurry();
    /// No new steps begin; those that run may end. What is not settled goes on at the next start.
    void stop();
    PipelineCounters counters() const;

private:
    enum class Step { Finish, Finalise, Register, Settle, Shred, Wait };
    struct Call {
        QString spoolPath;
        Step step = Step::Finish;
        Step next = Step::Finish; ///< for Wait
        int tries = 0;
        common::MonoTime due{};
        common::FinishedCall finished;
    };
    struct State {
        QHash<common::CallId, Call> calls;
        bool stopped = false;
        quint64 settled = 0;
        quint64 failures = 0;
        QString lastProblem;
    };

    void begin(const common::CallId &id, Step step);
    void finish(const common::CallId &id, const QString &spoolPath);
    void settle(const common::CallId &id, const common::FinishedCall &finished, LedgerState state, Step next);
    void shred(const common::CallId &id, const Call &call);
    void went(const common::CallId &id, Step done, Step next, const common::Status &status);

    Ledger &m_ledger;
    const common::Clock &m_clock;
    PipelineSteps m_steps;
    common::Guarded<State> m_state;
};

} // namespace recorder
