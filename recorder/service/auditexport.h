// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/auditrepository.h"

namespace recorder
{

/// How audit rows are written for taking away. CSV: one line for each field that was changed or noted, a row
/// without fields has one line; JSON Lines: one object for each row.
QByteArray auditCsvTitle();
QByteArray auditCsv(const AuditRepository::Exported &row);
QByteArray auditJsonLine(const AuditRepository::Exported &row);

} // namespace recorder
