// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/storageusage.h"

#include "common/proto/storageusage.pb.h"

namespace common
{

earshot::v1::StorageUsageRow toWire(const StorageUsageRecord &record);
Result<StorageUsageRecord> fromWire(const earshot::v1::StorageUsageRow &wire);

earshot::v1::StorageEnforcement toWire(const StorageEnforcement &setting);
Result<StorageEnforcement> fromWire(const earshot::v1::StorageEnforcement &wire);

} // namespace common
