// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"

#include <QString>

namespace recorder
{

/// What capture tells the rest of the recorder. Implemented by recorder/app; capture never learns who
/// listens. Called on the SIP thread; must return at once.
class CaptureEvents
{
public:
    virtual ~CaptureEvents() = default;
    virtual void callStarted(const common::CallId &callId) = 0;
    virtual void callChanged(const common::CallId &callId) = 0;
    /// The journal is closed and synced, the ledger row says `ended`: it can be finished.
    virtual void callEnded(const common::CallId &callId, const QString &spoolPath) = 0;
};

} // namespace recorder
