// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/savedsearch.h"

#include "common/proto/savedsearches.pb.h"

namespace common
{

/// Saved searches on the wire. The shape of their criteria is checked as in lists.
earshot::v1::SavedSearch toWire(const SavedSearch &search);
Result<SavedSearch> fromWire(const earshot::v1::SavedSearch &wire);

} // namespace common
