// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/sources.h"

namespace recorder
{

class Transaction;

/// How people may sign in here.
struct SignInWays {
    QList<common::SignInWay> ways; ///< password first, then every kind of source
    bool resetByMail = false;
};
common::Result<SignInWays> signInWays(Transaction &transaction);

} // namespace recorder
