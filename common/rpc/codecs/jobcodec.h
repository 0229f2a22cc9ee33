// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/deleted.h"
#include "common/model/job.h"

#include "common/proto/jobs.pb.h"

namespace common
{

/// Jobs and deleted things on the wire. Only shapes are checked here.
earshot::v1::Job toWire(const JobRecord &job);
Result<JobRecord> fromWire(const earshot::v1::Job &wire);

earshot::v1::DeletedRecord toWire(const DeletedRecord &record);
Result<DeletedRecord> fromWire(const earshot::v1::DeletedRecord &wire);

earshot::v1::Retention toWire(const Retention &retention);
Result<Retention> fromWire(const earshot::v1::Retention &wire);

} // namespace common
