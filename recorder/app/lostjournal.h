// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"
#include "recorder/finish/finishcall.h"

#include "common/core/result.h"
#include "common/crypto/hostkey.h"
#include "common/model/recording.h"

#include <QString>

#include <functional>

namespace recorder
{

/// A call of whose journal no recording can be made, and what there is besides.
struct LostJournal {
    QString spoolPath;
    QString suspectFolder;
    QString recorderName;
    common::HostKey key; ///< of what the ledger's rows hold sealed
    std::function<common::Result<KeepVerdict>(const common::FinishedCall &)> judge;
};

/// Whether the ledger says of a call that it was settled without its journal: if that is there again, it is
/// the only recording there is.
bool wasSettledWithoutJournal(const LedgerRow &row);

/// What becomes of the call. A journal that cannot be read (Invalid) is set aside for good; its call is
/// partial, `journal-unreadable` or what the error's field "reason" says, with the names and times of its
/// ledger rows (names only when it is one that is kept), and no files. A journal that is not there (NotFound)
/// is waited for, Unavailable: the spool may not be mounted yet. An empty file in its place says that it will
/// not come back.
common::Result<common::FinishedCall>
settleWithoutJournal(const LostJournal &lost, const QList<LedgerRow> &rows, const common::Error &why);

} // namespace recorder
