// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/callnews.h"

#include "recorder/app/callpipeline.h"

#include <QLoggingCategory>

namespace recorder
{

namespace
{
Q_LOGGING_CATEGORY(lcNews, "earshot.calls", QtInfoMsg)
} // namespace

common::ActiveCall liveCallOf(const ActiveCall &call, const QString &recorder)
{
    common::ActiveCall live;
    live.id = call.id;
    live.connectTime = common::wallFromUnixMs(call.startUnixMs);
    live.tenant = call.tenant;
    live.tenantId = call.tenantId;
    live.state = call.held ? common::ActiveState::Held : common::ActiveState::Talking;
    live.recorder = recorder;
    live.interface = call.interface;
    bool haveFrom = false;
    bool haveTo = false;
    for (const PartyDocument &party : call.parties) {
        bool &have = party.from ? haveFrom : haveTo;
        if (!std::exchange(have, true)) {
            (party.from ? live.fromNumber : live.toNumber) = party.number;
            (party.from ? live.fromName : live.toName) = party.name;
        }
    }
    return live;
}

QList<LiveParty> livePartiesOf(const ActiveCall &call)
{
    QList<LiveParty> parties;
    for (const PartyDocument &party : call.parties) {
        parties.append({party.number, party.aor, party.from});
    }
    return parties;
}

CallNews::CallNews(CallPipeline &pipeline, LiveBoard &board, QString recorder, bool finishesHere)
    : m_pipeline(pipeline)
    , m_board(board)
    , m_recorder(std::move(recorder))
    , m_finishesHere(finishesHere)
{
}

void CallNews::callStarted(const ActiveCall &call)
{
    qCInfo(lcNews, "call %s begins", qUtf8Printable(call.id.toString()));
    callChanged(call);
}

void CallNews::callChanged(const ActiveCall &call)
{
    m_board.show(liveCallOf(call, m_recorder), livePartiesOf(call));
}

void CallNews::callEnded(const common::CallId &call, const QString &spoolPath)
{
    if (m_finishesHere) {
        m_board.finishing(call);
    } else {
        m_board.gone(call);
    }
    m_pipeline.callEnded(call, spoolPath);
}

} // namespace recorder
