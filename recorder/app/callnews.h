// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/call/activecall.h"
#include "recorder/capture/captureevents.h"
#include "recorder/service/liveboard.h"

namespace recorder
{

class CallPipeline;

/// A call of capture as the board of active calls keeps it.
common::ActiveCall liveCallOf(const ActiveCall &call, const QString &recorder);
QList<LiveParty> livePartiesOf(const ActiveCall &call);

/// What capture says goes two ways: to those who watch, and, at its end, to the finisher. On the SIP thread;
/// only hands values over.
class CallNews final : public CaptureEvents
{
public:
    /// Without `finishesHere` (no worker role) a call leaves the board with its end: nothing would take it
    /// away later.
    CallNews(CallPipeline &pipeline, LiveBoard &board, QString recorder, bool finishesHere);

    void callStarted(const ActiveCall &call) override;
    void callChanged(const ActiveCall &call) override;
    void callEnded(const common::CallId &call, const QString &spoolPath) override;

private:
    CallPipeline &m_pipeline;
    LiveBoard &m_board;
    const QString m_recorder;
    const bool m_finishesHere;
};

} // namespace recorder
