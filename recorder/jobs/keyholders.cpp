// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/keyholders.h"

#include "recorder/jobs/jobcontext.h"

namespace recorder
{

using common::Result;

namespace
{

Operation operation(const char *action, bool mutates)
{
    return {QStringLiteral("earshot.v1.TenantKeys/List"),
            QStringLiteral("keys.view"),
            mutates,
            false,
            QStringLiteral("keys"),
            QLatin1String(action)};
}

} // namespace

common::Status KeyHolders::run(JobContext &job) const
{
    auto found = job.run<QList<LonelyKeys>>(operation("list", false), lonelyKeys);
    if (!found) {
        return common::propagate(found);
    }
    common::JobProgress progress;
    progress.stage = QStringLiteral("checking");
    for (const LonelyKeys &lonely : std::as_const(*found)) {
        if (job.cancelled()) {
            return jobCancelled();
        }
        auto told = job.run<bool>(operation("warn", true), [&](Transaction &transaction,
                                                               const TenantScope &scope, AuditDetail &trail) {
            return m_warnings.warn(transaction, scope, trail, lonely);
        });
        if (!told) {
            return common::propagate(told);
        }
        for (const LonelyKey &key : lonely.keys) {
            job.line({0,
                      {},
                      QStringLiteral("few-holders"),
                      lonely.name + QStringLiteral(": ") + key.text(),
                      true});
        }
        progress.done += lonely.keys.size();
        job.progress(progress);
    }
    return {};
}

} // namespace recorder
