// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/job.h"
#include "console/kit/words.h"

namespace console
{

// What jobs say, in words. Unknown codes as they are.
QString jobKindWord(const QString &kind);      ///< "users-update" -> "Bulk edit of users"
QString jobName(const common::JobRecord &job); ///< with what it is about, when that is a name
StatusWord jobStateWord(const common::JobRecord &job);
/// Of one that runs: what it does just now. Of one that has ended: how.
QString jobStageText(const common::JobRecord &job);
/// "1,499 changed, 1 left as it was": of one that is done.
QString jobOutcome(const common::JobRecord &job);
/// What a line is about; figures of calls that go in words.
QString jobLineValue(const common::JobLine &line);
QString jobReasonWords(const QString &reason);
/// 0..1; below 0 = not known.
double jobFraction(const common::JobRecord &job);
QStringList knownJobKinds();
QStringList knownJobStates();
QString jobStateText(const QString &state);

} // namespace console
