// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"

#include "common/core/result.h"

#include <QString>
#include <QStringList>

namespace recorder
{

/// Every journal below the spool folder.
QStringList spoolFiles(const QString &spoolFolder);
/// Those that SpoolWriter::resume() could not read: PATH.unreadable-N. Nothing removes them by itself.
QStringList journalsSetAside(const QString &spoolFolder);

/// At start, before traffic: removes journals that nobody needs any more. That are those of settled calls (a
/// crash came between `stored` and the shredding) and those without a ledger row (a crash came before the
/// INVITE was answered, so nothing was promised). Returns how many.
common::Result<int> sweepSpool(const QString &spoolFolder, const Ledger &ledger);

} // namespace recorder
