// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/ledgerentry.h"
#include "common/model/listing.h"
#include "common/model/recording.h"

namespace recorder
{

/// A page of the ledger for the admin protocol, over a connection of its own. Fields: state (is,
/// any-of), ended (at-least, less-than; ms since 1970); order: answered; no free text. Invalid (fields:
/// criteria | order | search | page-token) for anything else.
common::Result<common::ListPageOf<common::LedgerEntry>>
listLedger(const QString &file, const common::ListQuery &query, const common::TenantRef &tenant);

} // namespace recorder
