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
    auto found = job.run<QList<KeyTroubles>>(operation("list", false), keyTroubles);
    if (!found) {
        return common::propagate(found);
    }
    common::JobProgress progress;
    progress.stage = QStringLiteral("checking");
    for (const KeyTroubles &troubles : std::as_const(*found)) {
        if (job.cancelled()) {
            return jobCancelled();
        }
        auto told = job.run<bool>(operation("warn", true), [&](Transaction &transaction,
                                                               const TenantScope &scope, AuditDetail &trail) {
            return m_warnings.warn(transaction, scope, trail, troubles);
        });
        if (!told) {
            return common::propagate(told);
        }
        const QString tenant = troubles.name + QStringLiteral(": ");
        for (const UnvouchedKey &key : troubles.unvouched) {
            job.line({0, {}, QStringLiteral("unvouched-key"), tenant + key.text(), true});
        }
        for (const LonelyKey &key : troubles.lonely) {
            job.line({0, {}, QStringLiteral("few-holders"), tenant + key.text(), true});
        }
        progress.done += troubles.unvouched.size() + troubles.lonely.size();
        job.progress(progress);
    }
    return {};
}

} // namespace recorder
