// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/recorderprocess.h"

namespace tests
{

/// Registers that many invented calls (tests/bench/fill.sql: three tenants, "tenant 1" has nine of ten) in
/// the database of a running recorder; there is no audio of them. Where the database is, for runSql(). Ends
/// the program when it does not work.
QString fillCalls(const RecorderProcess &recorder, int calls);

} // namespace tests
