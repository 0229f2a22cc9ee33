// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrecords.h"
#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/result.h"

namespace recorder
{

/// The form in which numbers and extensions are kept and compared.
QString foldedNumber(const QString &number);
/// The form in which names are searched: compatibility forms and case folded, one line.
QString foldedName(const QString &name);

/// A WHERE clause with its bound values.
struct CallCondition {
    QString sql; ///< without the word WHERE; never empty; over "calls" under this name
    SqlParams params;
};

/// The only place where criteria become SQL. Column names come from here, values are always bound.
common::Result<CallCondition> conditionOf(std::optional<TenantKey> tenant, const CallCriteria &criteria);
/// Only tenant and dates: the counters can answer.
bool isDateOnly(const CallCriteria &criteria);

/// A place in the list: the sort value and id of the last call seen. Opaque outside.
struct PageToken {
    QString value;
    common::CallId id;
};
QString textOfToken(const CallPageRequest &request, const PageToken &token);
/// Invalid when it belongs to another order.
common::Result<PageToken> tokenOf(const CallPageRequest &request);

QString columnOf(CallOrder order);

} // namespace recorder
