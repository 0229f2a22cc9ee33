// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobcontext.h"
#include "recorder/jobs/jobrunner.h"
#include "recorder/service/jobqueue.h"

#include "tests/recorder/service/directoryworld.h"

#include <QTest>

namespace tests
{

/// A kind that does what a test says.
class TestKind final : public recorder::JobKind
{
public:
    using Run = std::function<common::Status(recorder::JobContext &)>;
    TestKind(QString kind, Run run, WhenLost lost = WhenLost::Fail, bool isLong = false)
        : m_kind(std::move(kind))
        , m_run(std::move(run))
        , m_lost(lost)
        , m_isLong(isLong)
    {
    }
    QString kind() const override { return m_kind; }
    WhenLost whenLost() const override { return m_lost; }
    bool isLong() const override { return m_isLong; }
    common::Status run(recorder::JobContext &job) const override { return m_run(job); }

private:
    const QString m_kind;
    const Run m_run;
    const WhenLost m_lost;
    const bool m_isLong;
};

/// A DirectoryWorld with hosts that run jobs, in real time.
struct JobWorld : DirectoryWorld {
    common::SystemClock real;

    std::unique_ptr<recorder::JobRunner> host(recorder::JobRunner::Kinds kinds, int threads = 2,
                                              const char *name = "host1")
    {
        recorder::JobRunnerOptions options;
        options.pool = db.options();
        options.host = QLatin1String(name);
        options.threads = threads;
        options.beat = std::chrono::milliseconds(50);
        options.look = std::chrono::milliseconds(50);
        return std::make_unique<recorder::JobRunner>(options, hub, real, std::move(kinds));
    }
    std::unique_ptr<recorder::JobRunner>
    host(const char *kind, TestKind::Run run,
         recorder::JobKind::WhenLost lost = recorder::JobKind::WhenLost::Fail)
    {
        return host({std::make_shared<TestKind>(QLatin1String(kind), std::move(run), lost)});
    }
    common::Result<common::JobRecord> enqueue(const char *login, const recorder::NewJob &job)
    {
        return change<common::JobRecord, const recorder::NewJob &>(login, "users.edit", recorder::enqueueJob,
                                                                   job);
    }
    QString put(const char *login, const char *kind)
    {
        recorder::NewJob job;
        job.kind = QLatin1String(kind);
        const auto made = enqueue(login, job);
        return made ? made->id : outcome(made);
    }
    common::JobRecord show(const QString &id, const char *login = "root")
    {
        const auto job = read<common::JobRecord, const QString &>(login, "users.view", recorder::showJob, id);
        return job ? *job : common::JobRecord();
    }
    common::Result<common::JobRecord> cancel(const char *login, const QString &id)
    {
        return change<common::JobRecord, const QString &>(login, "users.view", recorder::cancelJob, id);
    }
    bool waitFor(const QString &id, const char *state, int ms = 10000)
    {
        return QTest::qWaitFor([&] { return show(id).state == QLatin1String(state); }, ms);
    }
};

inline const recorder::Operation kRename{QStringLiteral("earshot.v1.Users/Update"),
                                         QStringLiteral("users.edit"),
                                         true,
                                         false,
                                         QStringLiteral("users"),
                                         QStringLiteral("update")};

/// A change that a test can look for.
inline recorder::Gate::Work<bool> renaming(const QString &login, const QString &name,
                                           std::function<void()> afterwards = {})
{
    return [=](recorder::Transaction &transaction, const recorder::TenantScope &,
               recorder::AuditDetail &trail) -> common::Result<bool> {
        execute(transaction,
                QStringLiteral("UPDATE users SET name = '%2' WHERE login = '%1'").arg(login, name));
        trail.note(QStringLiteral("name"), name);
        if (afterwards) {
            afterwards();
        }
        return true;
    };
}

template <typename T>
common::Status statusOf(const common::Result<T> &result)
{
    return result ? common::Status() : common::Status(tl::unexpected<common::Error>(result.error()));
}

} // namespace tests
