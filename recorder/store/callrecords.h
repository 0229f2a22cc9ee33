// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"

namespace recorder
{

// The records of calls are shared with the console; here they are known by their short names.
using common::CallCriteria;
using common::CallOrder;
using common::CallPage;
using common::CallPageRequest;
using common::CallPeopleCondition;
using common::CallSide;
using common::CallSummary;
using common::CallTextCondition;
using common::GroupId;
using common::Segment;
using common::StoredCall;
using common::TextFilter;
using common::TextMatch;

} // namespace recorder
