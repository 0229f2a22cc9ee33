// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"

#include <QString>

namespace recorder
{

struct ActiveCall; // recorder/capture/call/activecall.h

/// What capture tells the rest of the recorder. Implemented by recorder/app; capture never learns who
/// listens. Called on the SIP thread; must return at once.
class CaptureEvents
{
public:
    virtual ~CaptureEvents() = default;
    /// Answered 2xx, or taken up again after a restart: from now on it is recorded.
    virtual void callStarted(const ActiveCall &call) = 0;
    /// Parties, streams or hold changed. Also of a call of an earlier run that does not go on, once, before
    /// its callEnded().
    virtual void callChanged(const ActiveCall &call) = 0;
    /// The journal is closed and synced, the ledger row says `ended`: it can be finished.
    virtual void callEnded(const common::CallId &callId, const QString &spoolPath) = 0;
};

} // namespace recorder
