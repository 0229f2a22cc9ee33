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
} // namespace

std::unique_ptr<LiveCall> CallRoom::Impl::makeCall(const SessionRequest &request,
                                                   const common::TenantRef &tenant) const
{
    auto call = std::make_unique<LiveCall>(m_media);
    call->id = common::CallId::generate();
    call->spoolPath = journalPath(m_options.spoolFolder, call->id);
    call->parties = CallParties(request.profile);
    call->watch = CallWatch(now());
    CallDocument &document = call->document;
    document.callId = call->id.toString();
    document.tenant = tenant.name;
    document.tenantId = tenant.id.isNull() ? QString() : tenant.id.toString();
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

LiveCall *CallRoom::Impl::partnerOf(const CiscoLeg &cisco, const common::TenantRef &tenant) const
{
    LiveCall *call = cisco.pairKey.isEmpty() ? nullptr : m_pairs.value(cisco.pairKey, nullptr);
    if (call == nullptr || !tenantOf(call->document).isSame(tenant)) {
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

std::optional<common::SealingKey> CallRoom::Impl::tenantKeyOf(const LiveCall &call) const
{
    return m_services.tenantKey ? m_services.tenantKey(tenantOf(call.document)) : std::nullopt;
}

bool CallRoom::Impl::openJournal(LiveCall &call)
{
    const common::Status folder = makeFolderFor(call.spoolPath);
    const common::Result<MediaCall> handle =
        folder ? m_media.open(call.id, call.spoolPath, false, tenantKeyOf(call))
               : common::Result<MediaCall>(0);
    if (!folder || !handle) {
        qCWarning(lcCall) << "no journal:" << (folder ? handle.error() : folder.error()).message;
        return false;
    }
    call.handle = *handle;
    return true;
}

void CallRoom::Impl::offered(const SessionRequest &request, const ReplyFunction &reply)
{
    const std::optional<common::TenantRef> tenant = m_services.tenantOf(request);
    if (!tenant) {
        return refuse(reply, 403, QStringLiteral("peer"));
    }
    const bool cisco = request.profile == SipProfile::CiscoForked;
    const CiscoLeg ciscoLeg = cisco ? readCiscoLeg(request.from) : CiscoLeg{};
    LiveCall *call = cisco ? partnerOf(ciscoLeg, *tenant) : nullptr;
    auto refusal = m_admission.refusal(static_cast<int>(m_calls.size()), request.profile, now());
    if (call != nullptr && refusal != Admission::Refusal::Draining) {
        refusal.reset(); // half of a call that runs, not one more
    }
    if (refusal) {
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
            m_admission.portsRanOut(request.profile, now());
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
    row.tenantId = tenantOf(call.document).id;
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
        m_events.callStarted(describe(call));
    } else {
        m_events.callChanged(describe(call));
    }
}

} // namespace recorder
