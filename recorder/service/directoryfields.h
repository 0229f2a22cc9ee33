// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/sources.h"

namespace recorder
{

/// A filter by the grammar of RFC 4515, nested at most 20 deep.
bool isLdapFilter(const QString &filter);
/// Shapes only; blanks at the ends are taken away. Invalid names the field as the contract does.
common::Status cleanDirectory(common::DirectoryRecord &directory);

} // namespace recorder
