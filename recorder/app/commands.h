// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/commandline.h"
#include "recorder/app/config.h"

namespace recorder
{

/// The commands that look at or prepare the store of a data folder, with or without a running recorder. Each
/// prints to standard output, complains on standard error and returns the exit code.
int runCallsCommand(const CommandLine &line, const Config &config);
int runVerifyCommand(const CommandLine &line, const Config &config);
int runAuditVerifyCommand(const CommandLine &line, const Config &config);
int runOpenJournalsCommand(const CommandLine &line, const Config &config);
int runCreateAdminCommand(const CommandLine &line, const Config &config);
int runEnsureUserCommand(const CommandLine &line, const Config &config);

/// "earshot-recorder: message" on standard error.
int complain(int exitCode, const QString &message);

} // namespace recorder
