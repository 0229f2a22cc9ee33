// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/model/recording.h"

namespace recorder
{

/// Who a party of a call was, said afterwards.
struct CallAssignment {
    static constexpr int kMostSimilar = 1000; ///< of one request

    common::CallId call;
    int position = 0; ///< of the participation
    QString user;     ///< his id
    bool similar = false;
};
struct AssignedCalls {
    int changed = 0;
    bool more = false; ///< further similar ones

    bool operator==(const AssignedCalls &) const = default;
};

/// Errors as common/proto/calls.proto says of Calls/Assign, and those of updateUser() under "position" when
/// they are about his extensions. A row of the trail for the call, one for the user with his extensions
/// before and after, one for each similar call.
common::Result<AssignedCalls> assignCall(Transaction &transaction, const TenantScope &scope,
                                         AuditDetail &trail, const CallAssignment &what);

} // namespace recorder
