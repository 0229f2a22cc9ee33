// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callroomimpl.h"
#include "recorder/capture/captureevents.h"

#include "common/core/failpoint.h"

#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

namespace
{
Q_LOGGING_CATEGORY(lcCall, "earshot.call")

QString causeText(EndCause cause)
{
    switch (cause) {
    case EndCause::Bye: return QStringLiteral("bye");
    case EndCause::Cancel: return QStringLiteral("cancelled");
    case EndCause::Timeout: return QStringLiteral("timeout");
    case EndCause::TransportLost: return QStringLiteral("transport-lost");
    case EndCause::Shutdown: return QStringLiteral("shutdown");
    }
    return {};
}
} // namespace

CallRoom::Impl::Impl(const Parts &parts, CallRoomServices services, CallRoomOptions options)
    : m_media(parts.media)
    , m_events(parts.events)
    , m_admission(parts.admission)
    , m_clock(parts.clock)
    , m_services(std::move(services))
    , m_options(std::move(options))
    , m_ledger(parts.ledger, m_services.post)
    , m_settler(parts.media, m_ledger, parts.events, m_services.post)
{
    m_settler.onSettled([this] { checkIdle(); });
}

void CallRoom::Impl::refuse(const ReplyFunction &reply, int status, const QString &reason, int retryAfter)
{
    count(&RoomCounters::refused, reason);
    SessionReply answer;
    answer.status = status;
    answer.retryAfter = retryAfter;
    reply(answer);
}

int CallRoom::Impl::refusingFor(SipProfile profile) const
{
    const auto refusal = m_admission.refusal(static_cast<int>(m_calls.size()), profile, now());
    return refusal ? m_admission.retryAfter(*refusal) : 0;
}

SessionReply CallRoom::Impl::okReply(const SessionRequest &request) const
{
    SessionReply answer;
    answer.address = m_options.mediaAddress.isNull() ? request.local : m_options.mediaAddress;
    return answer;
}

void CallRoom::Impl::writeCall(LiveCall &call)
{
    m_media.write(call.handle, SpoolKind::Call, SpoolRecordHead::kCallStream, toJson(call.document));
}

void CallRoom::Impl::writeMessage(const LiveCall &call, const SessionRequest &request)
{
    if (!request.raw.isEmpty()) {
        m_media.write(call.handle, SpoolKind::Message, SpoolRecordHead::kCallStream, request.raw);
    }
}

void CallRoom::Impl::writeParties(LiveCall &call, const CallLeg &leg)
{
    if (const auto snapshot = call.parties.update(call.media, leg.media.row)) {
        m_media.write(call.handle, SpoolKind::Participants, SpoolRecordHead::kCallStream, toJson(*snapshot));
    }
    // Metadata may come late, and name the session then (Avaya's first INVITE has a dummy).
    const QString session = call.parties.sessionId();
    const QString group = call.parties.groupId();
    if (session != call.document.sessionId || group != call.document.groupId) {
        call.document.sessionId = session;
        call.document.groupId = group;
        writeCall(call);
    }
}

bool CallRoom::Impl::isRefresh(const SessionRequest &request) const
{
    const bool proxy = std::any_of(request.headers.begin(), request.headers.end(), [](const auto &header) {
        return header.first == "x-cisco-recording-participant";
    });
    return !request.sdp && !request.metadata && !proxy && request.profile == SipProfile::Siprec;
}

void CallRoom::Impl::changed(const SessionRequest &request, const ReplyFunction &reply)
{
    LiveCall *call = callOf(request.dialog);
    CallLeg *leg = call != nullptr ? call->legOf(request.dialog) : nullptr;
    SessionReply answer = okReply(request);
    if (leg == nullptr) {
        answer.status = 481; // RFC 3261 section 12.2.2
        return reply(answer);
    }
    call->watch.signalled(now());
    leg->state = request.state;
    leg->local = request.local;
    writeMessage(*call, request);
    if (isRefresh(request)) {
        if (request.method == "INVITE") {
            answer.offer = call->media.offerLines(leg->media);
            leg->offeredByUs = true;
        }
        storeRow(*call, *leg, {}); // sequence numbers; nobody has to wait for them
        return reply(answer);
    }
    applyChange(*call, *leg, request, answer);
    const bool failed = common::failpoint("call.at-change") != common::Fault::None;
    const quint64 token = ++m_lastToken;
    m_pending.insert(token, {reply, answer, now(), request.dialog, false});
    const auto answerNow = [this, token, id = call->id](const common::Status &status) {
        if (!status) {
            // Refusing would cost audio; the row is written again at each tick until it is in.
            qCWarning(lcCall) << "change of call" << id.toString()
                              << "not in the ledger yet:" << status.error().message;
        }
        if (m_pending.contains(token)) {
            const Pending waiting = m_pending.take(token);
            waiting.reply(waiting.answer);
        }
        checkIdle();
    };
    storeRow(*call, *leg, failed ? LedgerGate::Done() : LedgerGate::Done(answerNow));
    if (failed) {
        answerNow(common::fail(common::ErrorCode::Unavailable, QStringLiteral("failpoint")));
    }
    tellChange(*call);
}

void CallRoom::Impl::applyChange(LiveCall &call, CallLeg &leg, const SessionRequest &request,
                                 SessionReply &answer)
{
    call.parties.take(request);
    if (request.sdp) {
        leg.offeredByUs = false;
        const QList<int> mixed = call.parties.mixedLines(*request.sdp);
        answer.media = call.media.applyOffer(leg.media, *request.sdp, mixed, false)
                           .value_or(QList<MediaAnswer>(request.sdp->lines.size()));
    } else if (request.method == "INVITE") {
        answer.offer = call.media.offerLines(leg.media);
        leg.offeredByUs = true;
    }
    call.media.setMixed(leg.media.row, call.parties.mixedLines(call.media.describe(leg.media.row)));
    call.media.commit(call.handle);
    writeParties(call, leg);
}

void CallRoom::Impl::storeRow(const LiveCall &call, const CallLeg &leg, const LedgerGate::Done &done)
{
    m_ledger.update(leg.media.row, leg.state, legToJson(call, leg, m_services.seal),
                    [this, done](const common::Status &status) {
                        if (done) {
                            done(status);
                        }
                        checkIdle();
                    });
}

void CallRoom::Impl::confirmed(const SessionRequest &request)
{
    LiveCall *call = callOf(request.dialog);
    CallLeg *leg = call != nullptr ? call->legOf(request.dialog) : nullptr;
    if (leg == nullptr) {
        return;
    }
    call->watch.signalled(now());
    if (!leg->offeredByUs || !request.sdp) {
        return;
    }
    leg->offeredByUs = false;
    leg->state = request.state;
    writeMessage(*call, request);
    call->media.applyAnswer(leg->media, *request.sdp);
    call->media.commit(call->handle);
    writeParties(*call, *leg);
    storeRow(*call, *leg, {});
    tellChange(*call);
}

void CallRoom::Impl::ended(DialogNumber dialog, EndCause cause, const std::optional<SessionRequest> &request)
{
    LiveCall *call = callOf(dialog);
    CallLeg *leg = call != nullptr ? call->legOf(dialog) : nullptr;
    if (leg == nullptr) {
        return; // ended by us before
    }
    common::failpoint("call.at-end");
    if (request) {
        writeMessage(*call, *request);
        const qsizetype before = call->parties.snapshot().parties.size();
        CallParties last = call->parties;
        last.take(*request, true);
        const auto snapshot = last.update(call->media, leg->media.row);
        // A BYE that says who was there is welcome; one that takes people away says only that it is over.
        if (snapshot && snapshot->parties.size() >= before) {
            call->parties.take(*request, true);
            writeParties(*call, *leg);
        }
    }
    // Nobody knows when a session ended that was no longer refreshed: with the last of what was said.
    const common::MonoTime at = cause == EndCause::Timeout ? call->watch.lastPacket().value_or(now()) : now();
    endLeg(*call, *leg, {causeText(cause), at}, QStringLiteral("cancelled"));
}

void CallRoom::Impl::alive(DialogNumber dialog)
{
    if (LiveCall *call = callOf(dialog)) {
        call->watch.signalled(now());
    }
}

} // namespace recorder
