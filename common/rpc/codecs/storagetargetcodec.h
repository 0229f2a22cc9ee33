// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/storagetargets.h"

#include "common/proto/storagetargets.pb.h"

namespace common
{

/// Storage targets on the wire. Only shapes are checked here; the rules are the recorder's.
earshot::v1::StorageTarget toWire(const StorageTargetRecord &target);
Result<StorageTargetRecord> fromWire(const earshot::v1::StorageTarget &wire);

} // namespace common
