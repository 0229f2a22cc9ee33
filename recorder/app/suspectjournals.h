// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"

#include "common/core/result.h"

#include <QString>

namespace recorder
{

/// Moves a journal to the folder of those that nothing removes by itself (DataFolder::suspect()): it may be
/// read by a later version, with a backup of a key, or by somebody who knows more than the program. Under
/// another name when there is one of its name already; also to another file system. On return its new name is
/// on the disk. Unavailable: it is where it was.
common::Result<QString> setAsideJournal(const QString &spoolPath, const QString &suspectFolder);
/// The same of a call that is stored; one that is not there was moved before.
common::Status keepJournal(const QString &spoolPath, const QString &suspectFolder);
/// Whether the ledger says of a call that its journal is to be kept, although it is stored.
bool keepsJournal(const LedgerRow &row);

} // namespace recorder
