// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/directory.h"
#include "console/crud/page.h"
#include "console/kit/field.h"

#include <vector>

namespace console
{

/// What is edited of one user. Keys are the field names of the contract.
std::vector<Field<common::UserRecord>> userFields(const PageContext &context, const common::UserRecord &user);
/// What can be set for many at once (UserBulkChange).
std::vector<Field<common::UserRecord>> userBulkFields(const PageContext &context);

/// The licences a user has a seat of, one a line.
QString userSeats(const common::UserRecord &user);
QString userDirections(const common::UserRecord &user); ///< "any direction"

} // namespace console
