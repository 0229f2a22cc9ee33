// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/databasehost.h"
#include "recorder/app/finishattempts.h"
#include "recorder/capture/ledger/ledger.h"
#include "recorder/capture/spool/spoolformat.h"

#include "common/core/clock.h"
#include "common/core/result.h"
#include "common/crypto/hostkey.h"
#include "common/model/recording.h"

#include <QString>

#include <memory>
#include <optional>
#include <stop_token>

namespace recorder
{

class SealingDesk;

/// The finisher's work for one call, with what it needs from the other rooms. Worker threads.
struct FinishStep {
    Ledger &ledger;
    const DatabaseHost &database;
    SealingDesk &sealing;
    const common::Clock &clock;
    common::HostKey hostKey;
    QString recordingsRoot;
    QString suspectFolder; ///< journals that cannot be read are moved here and never deleted
    QString recorderName;
    SpoolMode spoolMode = SpoolMode::Sealed;
    /// Of all steps together.
    std::shared_ptr<FinishAttempts> attempts = std::make_shared<FinishAttempts>();

    /// What the ledger already has of a call that was finished before a crash, or the database of one whose
    /// ledger row is older than that (a copy was restored), else the journal's files. For
    /// one that is not readable at all, or not there, or that ends the recorder, see settleWithoutJournal().
    /// While the tenant encrypts and there is no key to seal to, nothing is made of the journal of a call
    /// that is kept: the ledger's row says why, and the error is Unavailable until there is one.
    common::Result<common::FinishedCall> run(const common::CallId &id, const QString &spoolPath,
                                             std::stop_token stop) const;

private:
    common::Result<std::optional<common::FinishedCall>>
    ofOlderLedger(DatabaseHost::Services &services, const LedgerRow &row, const QString &spoolPath) const;
};

} // namespace recorder
