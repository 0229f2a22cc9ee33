// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/activecall.h"
#include "common/model/callrecords.h"
#include "common/model/listing.h"

#include "common/proto/calls.pb.h"

namespace common
{

/// Calls on the wire, for both ends. Reading: unknown fields and unknown flags are ignored; a value that is
/// none (id, state, cause, kind, time, hash) is Invalid with the key of its field.
earshot::v1::CallSummary toWire(const CallSummary &call);
Result<CallSummary> fromWire(const earshot::v1::CallSummary &wire);

earshot::v1::CallList toWire(const ListPageOf<CallSummary> &page);
Result<ListPageOf<CallSummary>> fromWire(const earshot::v1::CallList &wire);

/// Paths of files stay at the recorder: they come back empty.
earshot::v1::MediaFile toWire(const MediaFile &file);
Result<MediaFile> fromWire(const earshot::v1::MediaFile &wire);

earshot::v1::CallDetails toWire(const StoredCall &stored);
Result<StoredCall> fromWire(const earshot::v1::CallDetails &wire);
/// The line of the list that belongs to the call: first calling and first called party, users in the order of
/// joining.
CallSummary summaryOf(const StoredCall &stored);

earshot::v1::ActiveCall toWire(const ActiveCall &call);
Result<ActiveCall> fromWire(const earshot::v1::ActiveCall &wire);

earshot::v1::ActiveCallsUpdate toWire(const ActiveCallsUpdate &update);
Result<ActiveCallsUpdate> fromWire(const earshot::v1::ActiveCallsUpdate &wire);

earshot::v1::CallChange toWire(const CallChange &change);
Result<CallChange> fromWire(const earshot::v1::CallChange &wire);

} // namespace common
