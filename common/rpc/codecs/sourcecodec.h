// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/sources.h"

#include "common/proto/sources.pb.h"

namespace common
{

/// Sources of users on the wire. Only shapes are checked here; the rules are the recorder's.
earshot::v1::Directory toWire(const DirectoryRecord &directory);
Result<DirectoryRecord> fromWire(const earshot::v1::Directory &wire);
earshot::v1::Provider toWire(const ProviderRecord &provider);
Result<ProviderRecord> fromWire(const earshot::v1::Provider &wire);

} // namespace common
