// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/usersimport.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/userimport.h"

namespace recorder
{

common::Status UsersImport::run(JobContext &job) const
{
    const UserImportWork work{job.task().input, job.task().subject,
                              job.parameters().value(QStringLiteral("tenant_id")).toString()};
    const ImportFeed feed{[&job](const common::JobProgress &progress) { job.progress(progress); },
                          [&job](common::JobLine line) { job.line(std::move(line)); },
                          [&job] { return job.cancelled(); }};
    const Operation operation{QStringLiteral("earshot.v1.UserTransfer/Import"),
                              QStringLiteral("users.edit"),
                              true,
                              false,
                              QStringLiteral("users"),
                              QStringLiteral("import")};
    const Gate::Work<ImportOutcome> all = [&work, &feed](Transaction &transaction, const TenantScope &scope,
                                                         AuditDetail &trail) {
        return importUsers(transaction, scope, trail, work, feed);
    };
    const auto outcome = job.task().dryRun ? job.rehearse<ImportOutcome>(operation, all)
                                           : job.runLast<ImportOutcome>(operation, all);
    if (job.cancelled()) {
        return jobCancelled();
    }
    return outcome ? common::Status() : common::Status(tl::unexpected<common::Error>(outcome.error()));
}

} // namespace recorder
