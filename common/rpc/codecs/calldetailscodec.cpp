// SPDX-License-Identifier: GPL-3.0-or-later
// The page of one call: details, segments, streams, gaps, files.
#include "common/rpc/codecs/callcodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace
{

using std::chrono::milliseconds;
namespace v1 = earshot::v1;

void write(const Segment &segment, v1::Segment &wire)
{
    const Participant &party = segment.party;
    wire.set_participant_id(toWire(party.participantId));
    wire.set_number(toWire(party.number));
    wire.set_name(toWire(party.name));
    wire.set_aor(toWire(party.aor));
    wire.set_ip_address(toWire(party.ipAddress));
    wire.set_port(party.port);
    wire.set_from(party.from);
    wire.set_join_ms(party.join.count());
    wire.set_leave_ms(party.leave.count());
    wire.set_stream(party.streamIndex);
    wire.set_channel(segment.channel);
    if (segment.user) {
        wire.set_user_id(toWire(segment.user->toString()));
    }
    wire.set_user(toWire(segment.userName));
    wire.set_group(toWire(segment.groupName));
    wire.set_extension(toWire(segment.extension));
}

Result<Segment> read(const v1::Segment &wire)
{
    Segment segment;
    Participant &party = segment.party;
    party.participantId = textOf(wire.participant_id());
    party.number = textOf(wire.number());
    party.name = textOf(wire.name());
    party.aor = textOf(wire.aor());
    party.ipAddress = textOf(wire.ip_address());
    party.port = wire.port();
    party.from = wire.from();
    party.join = milliseconds(wire.join_ms());
    party.leave = milliseconds(wire.leave_ms());
    party.streamIndex = wire.stream();
    segment.channel = wire.channel();
    if (!wire.user_id().empty()) {
        segment.user = UserId::fromString(textOf(wire.user_id()));
        if (segment.user->isNull()) {
            return invalidField(QStringLiteral("user_id"), QStringLiteral("no UUID"));
        }
    }
    segment.userName = textOf(wire.user());
    segment.groupName = textOf(wire.group());
    segment.extension = textOf(wire.extension());
    return segment;
}

void write(const StreamReport &stream, v1::StreamReport &wire)
{
    wire.set_index(stream.index);
    wire.set_label(toWire(stream.label));
    wire.set_codec(toWire(stream.codec));
    wire.set_channel(stream.channel);
    wire.set_mixed(stream.mixed);
    wire.set_packets(stream.packets);
    wire.set_lost(stream.lost);
    wire.set_duplicates(stream.duplicates);
    wire.set_dropped(stream.dropped);
    wire.set_foreign(stream.foreign);
    wire.set_undecodable(stream.undecodable);
}

StreamReport read(const v1::StreamReport &wire)
{
    return {wire.index(),   textOf(wire.label()), textOf(wire.codec()), wire.channel(),
            wire.mixed(),   wire.packets(),       wire.lost(),          wire.duplicates(),
            wire.dropped(), wire.foreign(),       wire.undecodable()};
}

Result<Gap> read(const v1::Gap &wire)
{
    const auto cause = gapCauseFromString(textOf(wire.cause()));
    if (!cause) {
        return invalidField(QStringLiteral("cause"), QStringLiteral("unknown"));
    }
    return Gap{wire.stream(), *cause, milliseconds(wire.start_ms()), milliseconds(wire.length_ms())};
}

/// What stands beside the lists; the rest of `call` is left as it is.
void readText(const v1::CallDetails &wire, FinishedCall &call)
{
    call.reason = textOf(wire.reason());
    call.recorder = textOf(wire.recorder());
    call.interface = textOf(wire.interface());
    call.peer = textOf(wire.peer());
    call.protocolCallId = textOf(wire.protocol_call_id());
    call.sessionId = textOf(wire.session_id());
    call.groupId = textOf(wire.group_id());
}

Status readLists(const v1::CallDetails &wire, StoredCall &stored)
{
    for (const auto &part : wire.segments()) {
        auto segment = read(part);
        if (!segment) {
            return propagate(segment);
        }
        stored.call.participants.append(segment->party);
        stored.segments.append(std::move(*segment));
    }
    for (const auto &part : wire.streams()) {
        stored.call.streams.append(read(part));
    }
    for (const auto &part : wire.gaps()) {
        auto gap = read(part);
        if (!gap) {
            return propagate(gap);
        }
        stored.call.gaps.append(*gap);
    }
    for (const auto &part : wire.files()) {
        auto file = fromWire(part);
        if (!file) {
            return propagate(file);
        }
        stored.call.files.append(std::move(*file));
    }
    return {};
}

} // namespace

v1::MediaFile toWire(const MediaFile &file)
{
    v1::MediaFile wire;
    wire.set_kind(toWire(keyOf(file.kind)));
    wire.set_format(toWire(file.format));
    wire.set_size(file.size);
    wire.set_sha256(bytesToWire(file.sha256));
    wire.set_key_fingerprint(bytesToWire(file.keyFingerprint));
    wire.set_wrap_fingerprint(bytesToWire(file.wrapFingerprint));
    wire.set_wrapped(bytesToWire(file.wrapped));
    return wire;
}

Result<MediaFile> fromWire(const v1::MediaFile &wire)
{
    constexpr size_t kHashSize = 32;
    constexpr size_t kMostWrapped = 1024; // of RSA with 8192 bits
    const auto kind = mediaFileKindFromString(textOf(wire.kind()));
    if (!kind) {
        return invalidField(QStringLiteral("kind"), QStringLiteral("unknown"));
    }
    if (wire.size() < 0) {
        return invalidField(QStringLiteral("size"), QStringLiteral("below zero"));
    }
    if (wire.sha256().size() != kHashSize) {
        return invalidField(QStringLiteral("sha256"), QStringLiteral("not 32 bytes"));
    }
    if (!wire.key_fingerprint().empty() && wire.key_fingerprint().size() != kHashSize) {
        return invalidField(QStringLiteral("key_fingerprint"), QStringLiteral("not 32 bytes"));
    }
    const bool moved = !wire.wrap_fingerprint().empty();
    if (moved && (wire.wrap_fingerprint().size() != kHashSize || wire.key_fingerprint().empty())) {
        return invalidField(QStringLiteral("wrap_fingerprint"), QStringLiteral("not 32 bytes"));
    }
    if (wire.wrapped().size() > kMostWrapped || wire.wrapped().empty() == moved) {
        return invalidField(QStringLiteral("wrapped"), QStringLiteral("not as long as a key"));
    }
    return MediaFile{*kind,
                     {},
                     wire.size(),
                     bytesFromWire(wire.sha256()),
                     textOf(wire.format()),
                     bytesFromWire(wire.key_fingerprint()),
                     bytesFromWire(wire.wrap_fingerprint()),
                     bytesFromWire(wire.wrapped())};
}

CallSummary summaryOf(const StoredCall &stored)
{
    const FinishedCall &call = stored.call;
    CallSummary summary;
    summary.id = call.id;
    summary.connectTime = call.connectTime;
    summary.disconnectTime = call.disconnectTime;
    summary.duration = call.duration;
    summary.state = call.state;
    summary.flags = call.flags;
    summary.tenant = call.tenant;
    const auto party = [&call](bool from) -> const Participant * {
        for (const Participant &participant : call.participants) {
            if (participant.from == from) {
                return &participant;
            }
        }
        return nullptr;
    };
    if (const Participant *from = party(true)) {
        summary.fromNumber = from->number;
        summary.fromName = from->name;
    }
    if (const Participant *to = party(false)) {
        summary.toNumber = to->number;
        summary.toName = to->name;
    }
    QList<UserId> seen;
    for (const Segment &segment : stored.segments) {
        if (segment.user && !seen.contains(*segment.user)) {
            seen.append(*segment.user);
            summary.users.append(segment.userName);
        }
    }
    return summary;
}

v1::CallDetails toWire(const StoredCall &stored)
{
    const FinishedCall &call = stored.call;
    v1::CallDetails wire;
    *wire.mutable_summary() = toWire(summaryOf(stored));
    wire.set_reason(toWire(call.reason));
    wire.set_recorder(toWire(call.recorder));
    wire.set_interface(toWire(call.interface));
    wire.set_peer(toWire(call.peer));
    wire.set_protocol_call_id(toWire(call.protocolCallId));
    wire.set_session_id(toWire(call.sessionId));
    wire.set_group_id(toWire(call.groupId));
    for (const Segment &segment : stored.segments) {
        write(segment, *wire.add_segments());
    }
    for (const StreamReport &stream : call.streams) {
        write(stream, *wire.add_streams());
    }
    for (const Gap &gap : call.gaps) {
        auto *to = wire.add_gaps();
        to->set_stream(gap.streamIndex);
        to->set_cause(toWire(keyOf(gap.cause)));
        to->set_start_ms(gap.start.count());
        to->set_length_ms(gap.length.count());
    }
    for (const MediaFile &file : call.files) {
        *wire.add_files() = toWire(file);
    }
    if (stored.hold) {
        wire.mutable_hold()->set_since_ms(toUnixMs(stored.hold->since));
        wire.mutable_hold()->set_by(toWire(stored.hold->by));
        wire.mutable_hold()->set_reason(toWire(stored.hold->reason));
    }
    return wire;
}

Result<StoredCall> fromWire(const v1::CallDetails &wire)
{
    auto summary = fromWire(wire.summary());
    if (!summary) {
        return propagate(summary);
    }
    StoredCall stored;
    FinishedCall &call = stored.call;
    call.id = summary->id;
    call.tenant = summary->tenant;
    call.connectTime = summary->connectTime;
    call.disconnectTime = summary->disconnectTime;
    call.duration = summary->duration;
    call.state = summary->state;
    call.flags = summary->flags;
    readText(wire, call);
    if (Status lists = readLists(wire, stored); !lists) {
        return propagate(lists);
    }
    if (wire.has_hold()) {
        if (!isMoment(wire.hold().since_ms())) {
            return invalidField(QStringLiteral("hold"), QStringLiteral("out of range"));
        }
        stored.hold = CallHold{wallFromUnixMs(wire.hold().since_ms()), textOf(wire.hold().by()),
                               textOf(wire.hold().reason())};
    }
    return stored;
}

} // namespace common
