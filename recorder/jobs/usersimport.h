// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobkind.h"

namespace recorder
{

/// "users-import": the job's input is the CSV file, its subject the file's name, parameters: tenant_id. All
/// rows or none; a dry run says the same of every row and keeps nothing.
class UsersImport final : public JobKind
{
public:
    QString kind() const override { return QStringLiteral("users-import"); }
    common::Status run(JobContext &job) const override;
};

} // namespace recorder
