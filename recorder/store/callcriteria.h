// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrecords.h"

#include "common/core/result.h"
#include "common/model/listing.h"

namespace recorder
{

/// What a list of calls was asked for, in the list's own terms. Fields and their operators:
///   date, duration               between (from <= x < to), at-least, less-than; date also last-days
///   number, from, to (number or name), from-number, to-number, name, extension
///                                is, is-not, contains, not-contains, begins; from-number, to-number also
///                                is-empty, is-not-empty
///   user, group, tenant          is, is-not, any-of; user also is-empty, is-not-empty
///   assigned                     is (true | false)
///   state, flag                  is, is-not, any-of
/// `search` looks into numbers and names; a telephone number may be written with blanks, dashes and brackets.
/// Orders: date (also when empty, newest first), duration, from-number, to-number.
///
/// Invalid names the field in `fields`, with the reason "unknown" (no such field or order), "operator" or
/// "value"; of a criterion also its place ("criterion", from 1).
common::Result<CallPageRequest> callPageRequestOf(const common::ListQuery &query);

} // namespace recorder
