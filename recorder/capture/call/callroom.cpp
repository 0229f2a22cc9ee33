// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callroom.h"

#include "recorder/capture/call/callroomimpl.h"

namespace recorder
{

CallRoom::CallRoom(const Parts &parts, CallRoomServices services, CallRoomOptions options)
    : m_impl(std::make_unique<Impl>(parts, std::move(services), std::move(options)))
{
}

CallRoom::~CallRoom() = default;

void CallRoom::recover(const QList<LedgerRow> &rows)
{
    m_impl->recover(rows);
}

void CallRoom::offered(const SessionRequest &request, ReplyFunction reply)
{
    m_impl->offered(request, reply);
}

void CallRoom::changed(const SessionRequest &request, ReplyFunction reply)
{
    m_impl->changed(request, reply);
}

void CallRoom::confirmed(const SessionRequest &request)
{
    m_impl->confirmed(request);
}

void CallRoom::ended(DialogNumber dialog, EndCause cause, const std::optional<SessionRequest> &request)
{
    m_impl->ended(dialog, cause, request);
}

bool CallRoom::refreshMissed(DialogNumber dialog)
{
    return m_impl->refreshMissed(dialog);
}

void CallRoom::alive(DialogNumber dialog)
{
    m_impl->alive(dialog);
}

int CallRoom::refusingFor(SipProfile profile) const
{
    return m_impl->refusingFor(profile);
}

void CallRoom::tick()
{
    m_impl->tick();
}

void CallRoom::shutdown(bool hangUp, std::function<void()> done)
{
    m_impl->shutdown(hangUp, std::move(done));
}

QList<ActiveCall> CallRoom::activeCalls() const
{
    return m_impl->activeCalls();
}

RoomCounters CallRoom::counters() const
{
    return m_impl->counters();
}

} // namespace recorder
