// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/callcontext.h"
#include "recorder/service/gate.h"

#include <functional>

namespace recorder
{

/// The method of a call as the gate sees it.
inline Operation gateOperation(const CallContext &context)
{
    const MethodAccess &access = *context.access;
    return {access.method,   access.permission, access.mutates, access.audited,
            access.resource, access.action,     access.inPerson};
}

/// Who calls, with this call's request id and address.
inline Actor gateActor(const CallContext &context)
{
    Actor actor = context.actor ? *context.actor : Actor::anonymous(context.peer, context.requestId);
    actor.peer = context.peer;
    actor.requestId = context.requestId;
    actor.connection = context.connection;
    return actor;
}

/// Runs the work of a call inside the gate; Unavailable while there is none.
template <typename T>
void runInGate(const std::function<const Gate *()> &gate, const CallContext &context, Gate::Work<T> work,
               Gate::Done<T> done)
{
    const Gate *present = gate();
    if (present == nullptr) {
        done(common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet")));
        return;
    }
    present->run<T>(gateActor(context), gateOperation(context), std::move(work), std::move(done));
}

} // namespace recorder
