// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/usersupdate.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/userbulkjob.h"

namespace recorder
{

using common::Result;

common::Status UsersUpdate::run(JobContext &job) const
{
    const auto change = bulkChangeFromJson(job.parameters());
    if (!change) {
        return tl::unexpected<common::Error>(change.error());
    }
    const Operation operation{QStringLiteral("earshot.v1.Users/BulkUpdate"),
                              QStringLiteral("users.edit"),
                              true,
                              false,
                              QStringLiteral("users"),
                              QStringLiteral("update")};
    const BulkWatch watch = [&job](const char *stage, qint64 done, qint64 total) {
        job.progress({QLatin1String(stage), total, done});
        return !job.cancelled();
    };
    const auto outcome = job.runLast<BulkOutcome>(
        operation,
        [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Result<BulkOutcome> {
            auto done = updateManyUsers(transaction, scope, trail, *change, watch);
            if (!done && job.cancelled()) {
                return jobCancelled();
            }
            if (done) {
                const qint64 total = done->changed + done->unchanged + done->refused;
                job.progress(
                    {QStringLiteral("done"), total, total, done->changed, done->unchanged, done->refused});
                if (done->refused > 0) {
                    job.line({0, {}, QStringLiteral("refused"), QString::number(done->refused), false});
                }
            }
            return done;
        });
    return outcome ? common::Status() : common::Status(tl::unexpected<common::Error>(outcome.error()));
}

} // namespace recorder
