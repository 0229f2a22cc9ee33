// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

#include <QString>

namespace common
{

/// One answered INVITE of the recorder's ledger, as lists show it.
struct LedgerEntry {
    QString id; ///< of the call
    WallTime answered{};
    QString state;  ///< code: accepted, ended, finalised, stored, partial, excluded
    QString reason; ///< code why partial or excluded
    QString tenant;
    QString interface;
    QString peer;
    QString protocolCallId;

    bool operator==(const LedgerEntry &) const = default;
};

} // namespace common
