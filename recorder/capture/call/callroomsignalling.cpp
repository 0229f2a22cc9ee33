// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callroomimpl.h"
#include "recorder/capture/captureevents.h"

#include "common/core/failpoint.h"
#include "common/core/posixfile.h"

#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>

#include <algorithm>

namespace recorder
{

namespace
{
Q_LOGGING_CATEGORY(lcCall, "earshot.call")

constexpr int kLedgerRetryAfter = 5; // seconds

QString interfaceName(SipProfile profile)
{
    return profile == SipProfile::CiscoForked ? QStringLiteral("cisco-bib") : QStringLiteral("siprec");
}

/// 256 folders by the last, random byte: the first ones of a UUIDv7 are the same for weeks.
QString journalPath(const QString &folder, const common::CallId &id)
{
    const QString name = id.toString();
    return folder + QLatin1Char('/') + name.right(2) + QLatin1Char('/') + name + QStringLiteral(".spool");
}

common::Status makeFolderFor(const QString &path)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (QFileInfo::exists(folder)) {
        return {};
    }
    if (!QDir().mkpath(folder)) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("cannot make %1").arg(folder));
    }
    return common::syncDirectoryOf(folder);
}

bool usable(const QList<MediaAnswer> &answers)
{
    return std::any_of(answers.begin(), answers.end(), [](const MediaAnswer &one) { return one.port != 0; });
}

bool wantsMedia(const SessionDescription &sdp)
{
    return std::any_of(sdp.lines.begin(), sdp.lines.end(),
                       [](const MediaLine &line) { return line.port != 0; });
}

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

int CallRoom::Impl::refusingFor() const
{
    const auto refusal = m_admission.refusal(static_cast<int>(m_calls.size()), now());
    return refusal ? m_admission.retryAfter(*refusal) : 0;
}

SessionReply CallRoom::Impl::okReply(const SessionRequest &request) const
{
    SessionReply answer;
    answer.address = m_options.mediaAddress.isNull() ? request.local : m_options.mediaAddress;
    return answer;
}

std::unique_ptr<LiveCall> CallRoom::Impl::makeCall(const SessionRequest &request, const QString &tenant) const
{
    auto call = std::make_unique<LiveCall>(m_media);
    call->id = common::CallId::generate();
    call->spoolPath = journalPath(m_options.spoolFolder, call->id);
    call->parties = CallParties(request.profile);
    call->watch = CallWatch(now());
    CallDocument &document = call->document;
    document.callId = call->id.toString();
    document.tenant = tenant;
    document.recorder = m_options.recorderName;
    document.interface = interfaceName(request.profile);
    document.peer = request.peer.toString();
    document.protocolCallId = QString::fromUtf8(request.state.callId);
    document.bootId = common::bootId();
    document.startMonoNs = common::toNs(now());
    document.startUnixMs = common::toUnixMs(m_clock.wall());
    return call;
}

CallLeg CallRoom::Impl::makeLeg(const SessionRequest &request, const CiscoLeg &cisco) const
{
    CallLeg leg;
    leg.media.row = common::makeUuidV7();
    leg.media.profile = request.profile;
    leg.media.peer = request.peer;
    if (request.profile == SipProfile::CiscoForked) {
        leg.media.ciscoStream = cisco.side == CiscoLeg::Side::Near ? 0 : 1;
    }
    leg.dialog = request.dialog;
    leg.state = request.state;
    leg.local = request.local;
    return leg;
}

LiveCall *CallRoom::Impl::partnerOf(const CiscoLeg &cisco, const QString &tenant) const
{
    LiveCall *call = cisco.pairKey.isEmpty() ? nullptr : m_pairs.value(cisco.pairKey, nullptr);
    if (call == nullptr || call->document.tenant != tenant) {
        return nullptr;
    }
    const int stream = cisco.side == CiscoLeg::Side::Near ? 0 : 1;
    const bool taken = std::any_of(call->legs.begin(), call->legs.end(), [stream](const CallLeg &leg) {
        return leg.media.ciscoStream == stream && leg.phase != CallLeg::Phase::Over;
    });
    return taken ? nullptr : call;
}

common::Status CallRoom::Impl::negotiate(LiveCall &call, CallLeg &leg, const SessionRequest &request,
                                         SessionReply &answer) const
{
    call.parties.take(request);
    if (!request.sdp) {
        common::Status added = call.media.addOfferedStream(leg.media);
        if (!added) {
            return added;
        }
        leg.offeredByUs = true;
        answer.offer = call.media.offerLines(leg.media);
        return {};
    }
    const QList<int> mixed = call.parties.mixedLines(*request.sdp);
    common::Result<QList<MediaAnswer>> answers = call.media.applyOffer(leg.media, *request.sdp, mixed, true);
    if (!answers) {
        return common::propagate(answers);
    }
    if (!usable(*answers) && wantsMedia(*request.sdp)) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("nothing in the offer can be recorded"));
    }
    answer.media = *answers;
    return {};
}

bool CallRoom::Impl::openJournal(LiveCall &call)
{
    const common::Status folder = makeFolderFor(call.spoolPath);
    const common::Result<MediaCall> handle =
        folder ? m_media.open(call.id, call.spoolPath, false) : common::Result<MediaCall>(0);
    if (!folder || !handle) {
        qCWarning(lcCall) << "no journal:" << (folder ? handle.error() : folder.error()).message;
        return false;
    }
    call.handle = *handle;
    return true;
}

void CallRoom::Impl::offered(const SessionRequest &request, const ReplyFunction &reply)
{
    const std::optional<QString> tenant = m_services.tenantOf(request.peer);
    if (!tenant) {
        return refuse(reply, 403, QStringLiteral("peer"));
    }
    const bool cisco = request.profile == SipProfile::CiscoForked;
    const CiscoLeg ciscoLeg = cisco ? readCiscoLeg(request.from) : CiscoLeg{};
    LiveCall *call = cisco ? partnerOf(ciscoLeg, *tenant) : nullptr;
    // The second half of a call that is running is not one more call.
    const int calls = call != nullptr ? 0 : static_cast<int>(m_calls.size());
    if (const auto refusal = m_admission.refusal(calls, now())) {
        return refuse(reply, 503, QLatin1String(keyOf(*refusal)), m_admission.retryAfter(*refusal));
    }
    std::unique_ptr<LiveCall> fresh = call == nullptr ? makeCall(request, *tenant) : nullptr;
    LiveCall &target = fresh ? *fresh : *call;
    CallLeg leg = makeLeg(request, ciscoLeg);
    SessionReply answer = okReply(request);
    const common::Status agreed = negotiate(target, leg, request, answer);
    const bool noPorts = !agreed && agreed.error().code == common::ErrorCode::Unavailable;
    if (!agreed || (fresh && !openJournal(target))) {
        target.media.dropLeg(leg.media.row);
        if (noPorts) {
            m_admission.portsRanOut(now());
        }
        const QString reason = agreed    ? QStringLiteral("journal")
                               : noPorts ? QStringLiteral("ports")
                                         : QStringLiteral("media");
        const int status = agreed || noPorts ? 503 : 488;
        return refuse(reply, status, reason, status == 503 ? kLedgerRetryAfter : 0);
    }
    if (fresh) {
        target.pairKey = ciscoLeg.pairKey;
        if (!target.pairKey.isEmpty()) {
            m_pairs.insert(target.pairKey, &target);
        }
        m_calls.emplace(target.id, std::move(fresh));
    }
    enter(target, leg, request);
    insertRow(target, leg, {reply, answer, now(), request.dialog, true});
}

/// The journal's first records and the sockets: all before the answer, media may come before the ACK.
void CallRoom::Impl::enter(LiveCall &call, const CallLeg &leg, const SessionRequest &request)
{
    const bool first = call.legs.isEmpty();
    call.legs.append(leg);
    m_dialogs.insert(leg.dialog, &call);
    call.watch.signalled(now());
    call.document.sessionId = call.parties.sessionId();
    call.document.groupId = call.parties.groupId();
    if (first) {
        writeCall(call);
    }
    writeMessage(call, request);
    call.media.commit(call.handle);
    writeParties(call, leg);
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

void CallRoom::Impl::insertRow(LiveCall &call, const CallLeg &leg, Pending pending)
{
    const quint64 token = ++m_lastToken;
    m_pending.insert(token, pending);
    if (common::failpoint("call.before-ledger") != common::Fault::None) {
        return inserted(token, call.id, leg.media.row,
                        common::fail(common::ErrorCode::Unavailable, QStringLiteral("failpoint")));
    }
    LedgerRow row;
    row.id = leg.media.row;
    row.call = call.id;
    row.tenant = call.document.tenant;
    row.dialog = leg.state;
    row.media = legToJson(call, leg, m_services.seal);
    row.spoolPath = call.spoolPath;
    row.bootId = call.document.bootId;
    row.startMonoNs = call.document.startMonoNs;
    row.startUnixMs = call.document.startUnixMs;
    m_ledger.insert(row, [this, token, id = call.id, rowId = row.id](const common::Status &status) {
        inserted(token, id, rowId, status);
        checkIdle();
    });
}

void CallRoom::Impl::inserted(quint64 token, const common::CallId &id, const QUuid &row,
                              const common::Status &status)
{
    const auto pending = m_pending.constFind(token);
    const auto found = m_calls.find(id);
    if (pending == m_pending.constEnd() || found == m_calls.end()) {
        return; // cancelled or given up meanwhile: whoever did that took care of the row
    }
    const Pending waiting = m_pending.take(token);
    LiveCall &call = *found->second;
    const auto leg = std::find_if(call.legs.begin(), call.legs.end(),
                                  [&row](const CallLeg &one) { return one.media.row == row; });
    if (!status) {
        qCWarning(lcCall) << "call" << id.toString() << "refused, no ledger row:" << status.error().message;
        refuse(waiting.reply, 503, QStringLiteral("ledger"), kLedgerRetryAfter);
        return endLeg(call, *leg, {QStringLiteral("refused"), now()}, QStringLiteral("refused"));
    }
    common::failpoint("call.before-answer");
    const bool first = !call.answered;
    leg->phase = CallLeg::Phase::Live;
    call.answered = true;
    m_counters.with([](RoomCounters &counters) { ++counters.accepted; });
    waiting.reply(waiting.answer);
    common::failpoint("call.after-answer");
    if (first) {
        m_events.callStarted(id);
    } else {
        m_events.callChanged(id);
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
    m_events.callChanged(call->id);
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
    m_events.callChanged(call->id);
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
    endLeg(*call, *leg, {causeText(cause), now()}, QStringLiteral("cancelled"));
}

} // namespace recorder
