// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/callfacts.h"

#include <algorithm>
#include <utility>

namespace recorder
{

using common::CallFlag;
using common::Gap;

namespace
{

std::chrono::milliseconds toMs(qint64 ns)
{
    return std::chrono::milliseconds((std::max<qint64>(ns, 0) + 500'000) / 1'000'000);
}

/// The same person going on. Ids repeat between people in some systems, so the address counts too.
bool samePerson(const PartyDocument &a, const PartyDocument &b)
{
    return a.participantId == b.participantId && a.aor == b.aor &&
           (a.participantId.isEmpty() && a.aor.isEmpty() ? a.number == b.number : true);
}

} // namespace

void CallFacts::close(Stream &stream, qint64 atNs)
{
    const StreamDocument &was = stream.document;
    if (was.held && !was.removed) {
        m_gaps.add(was.index, Gap::Cause::Hold, stream.sinceNs, atNs - stream.sinceNs);
    }
    if (!was.held && !was.removed && was.codecProblem.isEmpty()) {
        stream.expectedNs += std::max<qint64>(atNs - stream.sinceNs, 0);
    }
    stream.sinceNs = atNs;
}

void CallFacts::apply(const StreamDocument &document, qint64 atNs)
{
    const auto known = m_streams.find(document.index);
    if (known == m_streams.end()) {
        m_streams.insert(document.index, {document, atNs, 0});
        return;
    }
    close(*known, atNs);
    known->document = document;
}

void CallFacts::apply(const ParticipantsDocument &document, qint64 atNs)
{
    m_malformed = m_malformed || document.malformed;
    m_latin1 = m_latin1 || document.latin1;
    m_missing = document.missing;
    QList<bool> present(m_parties.size(), false);
    for (const PartyDocument &party : document.parties) {
        m_spokenOn.insert(party.streamIndex);
        qsizetype found = -1;
        for (qsizetype i = 0; i < present.size() && found < 0; ++i) {
            const Party &known = m_parties.at(i);
            if (!present.at(i) && known.leaveNs < 0 && samePerson(known.document, party)) {
                found = i;
            }
        }
        if (found >= 0) {
            present[found] = true;
            PartyDocument &known = m_parties[found].document;
            const PartyDocument before = std::exchange(known, party); // name or stream may have become known
            if (known.streamIndex < 0) { // his stream is over, but it was on that one that he spoke
                known.streamIndex = before.streamIndex;
                known.ipAddress = before.ipAddress;
                known.port = before.port;
            }
        } else {
            m_parties.append({party, atNs, -1});
        }
    }
    for (qsizetype i = 0; i < present.size(); ++i) {
        if (!present.at(i) && m_parties.at(i).leaveNs < 0) {
            m_parties[i].leaveNs = atNs;
        }
    }
}

void CallFacts::apply(const CountersDocument &document, qint64 atNs)
{
    for (const StreamCounters &counters : document.streams) {
        Dropped &before = m_counters[counters.index];
        const Dropped now{counters.kernelDrops + counters.ringDrops, counters.foreign, counters.unauthentic};
        if (now.dropped > before.dropped) {
            // Somewhere between the two counts; which packets it was, nobody knows.
            m_gaps.add(counters.index, Gap::Cause::Dropped, m_countersNs, atNs - m_countersNs);
        }
        before = now;
    }
    m_countersNs = atNs;
}

void CallFacts::interrupted(qint64 fromNs, qint64 toNs, const QList<int> &others)
{
    if (toNs <= fromNs) {
        return; // the last record is as late as the moment from which it went on
    }
    m_interrupted = true;
    for (const int index : others) {
        if (!m_streams.contains(index)) {
            m_gaps.add(index, Gap::Cause::Interrupted, fromNs, toNs - fromNs);
        }
    }
    for (const Stream &stream : std::as_const(m_streams)) {
        if (!stream.document.held && !stream.document.removed) {
            m_gaps.add(stream.document.index, Gap::Cause::Interrupted, fromNs, toNs - fromNs);
        }
    }
}

void CallFacts::finish(qint64 endNs)
{
    m_endNs = endNs;
    for (Stream &stream : m_streams) {
        close(stream, endNs);
    }
}

common::CallFlags CallFacts::flags() const
{
    common::CallFlags flags = 0;
    const auto set = [&flags](bool condition, CallFlag flag) { flags = condition ? flags | flag : flags; };
    set(m_malformed, CallFlag::MetadataMalformed);
    set(m_missing, CallFlag::MetadataMissing);
    set(m_latin1, CallFlag::MetadataCharset);
    set(m_interrupted, CallFlag::Interrupted);
    set(m_damaged, CallFlag::SpoolDamaged);
    set(m_end.cause == QLatin1String("timeout"), CallFlag::TimedOut);
    for (const Stream &stream : m_streams) {
        set(stream.document.mixed, CallFlag::Mixed);
        set(!stream.document.codecProblem.isEmpty(), CallFlag::Undecodable);
    }
    for (const Dropped &counters : m_counters) {
        set(counters.dropped > 0, CallFlag::PacketsDropped);
        set(counters.foreign > 0, CallFlag::ForeignPackets);
        set(counters.unauthentic > 0, CallFlag::Undecodable);
    }
    return flags;
}

common::FinishedCall CallFacts::summary() const
{
    common::FinishedCall call;
    call.id = common::CallId::fromString(m_call.callId);
    call.tenant = m_call.tenant;
    call.tenantId = tenantOf(m_call).id;
    call.duration = toMs(m_endNs);
    call.connectTime = common::wallFromUnixMs(m_call.startUnixMs);
    call.disconnectTime =
        m_end.endUnixMs != 0 ? common::wallFromUnixMs(m_end.endUnixMs) : call.connectTime + call.duration;
    call.flags = flags();
    if (m_damaged) {
        call.reason = QStringLiteral("spool-damaged");
    } else if (m_interrupted) {
        call.reason = QStringLiteral("interrupted");
    } else if (has(call.flags, CallFlag::PacketsDropped)) {
        call.reason = QStringLiteral("dropped");
    }
    call.state = call.reason.isEmpty() ? common::CallState::Stored : common::CallState::Partial;
    call.recorder = m_call.recorder;
    call.interface = m_call.interface;
    call.peer = m_call.peer;
    call.protocolCallId = m_call.protocolCallId;
    call.sessionId = m_call.sessionId;
    call.groupId = m_call.groupId;
    for (const Party &party : m_parties) {
        const PartyDocument &document = party.document;
        call.participants.append(
            {document.participantId, document.number, document.aor, document.name, document.ipAddress,
             document.port, document.streamIndex, document.from, std::min(toMs(party.joinNs), call.duration),
             party.leaveNs < 0 ? call.duration : std::min(toMs(party.leaveNs), call.duration)});
    }
    call.gaps = m_gaps.sorted();
    return call;
}

} // namespace recorder
