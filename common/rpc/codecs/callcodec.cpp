// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/callcodec.h"

#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace
{

using std::chrono::milliseconds;
namespace v1 = earshot::v1;

Result<CallId> callIdOf(const std::string &text)
{
    const CallId id = CallId::fromString(textOf(text));
    if (id.isNull()) {
        return invalidField(QStringLiteral("id"), QStringLiteral("no UUID"));
    }
    return id;
}

template <typename R, typename W>
Status readAll(const W &wires, QList<R> &records)
{
    for (const auto &wire : wires) {
        auto record = fromWire(wire);
        if (!record) {
            return propagate(record);
        }
        records.append(std::move(*record));
    }
    return {};
}

} // namespace

v1::CallSummary toWire(const CallSummary &call)
{
    v1::CallSummary wire;
    wire.set_id(toWire(call.id.toString()));
    wire.set_connect_ms(toUnixMs(call.connectTime));
    wire.set_disconnect_ms(toUnixMs(call.disconnectTime));
    wire.set_duration_ms(call.duration.count());
    wire.set_state(toWire(keyOf(call.state)));
    for (const QString &flag : flagKeys(call.flags)) {
        wire.add_flags(toWire(flag));
    }
    wire.set_tenant(toWire(call.tenant));
    wire.set_from_number(toWire(call.fromNumber));
    wire.set_from_name(toWire(call.fromName));
    wire.set_to_number(toWire(call.toNumber));
    wire.set_to_name(toWire(call.toName));
    for (const QString &user : call.users) {
        wire.add_users(toWire(user));
    }
    return wire;
}

Result<CallSummary> fromWire(const v1::CallSummary &wire)
{
    auto id = callIdOf(wire.id());
    if (!id) {
        return propagate(id);
    }
    const auto state = callStateFromString(textOf(wire.state()));
    if (!state) {
        return invalidField(QStringLiteral("state"), QStringLiteral("unknown"));
    }
    if (!isMoment(wire.connect_ms()) || !isMoment(wire.disconnect_ms())) {
        return invalidField(QStringLiteral("connect_ms"), QStringLiteral("out of range"));
    }
    CallSummary call;
    call.id = *id;
    call.connectTime = wallFromUnixMs(wire.connect_ms());
    call.disconnectTime = wallFromUnixMs(wire.disconnect_ms());
    call.duration = milliseconds(wire.duration_ms());
    call.state = *state;
    call.flags = flagsFromKeys(textsOf(wire.flags()));
    call.tenant = textOf(wire.tenant());
    call.fromNumber = textOf(wire.from_number());
    call.fromName = textOf(wire.from_name());
    call.toNumber = textOf(wire.to_number());
    call.toName = textOf(wire.to_name());
    call.users = textsOf(wire.users());
    return call;
}

v1::CallList toWire(const ListPageOf<CallSummary> &page)
{
    v1::CallList wire;
    for (const CallSummary &call : page.items) {
        *wire.add_calls() = toWire(call);
    }
    *wire.mutable_info() = infoToWire(page);
    return wire;
}

Result<ListPageOf<CallSummary>> fromWire(const v1::CallList &wire)
{
    ListPageOf<CallSummary> page;
    if (Status read = readAll(wire.calls(), page.items); !read) {
        return propagate(read);
    }
    readInfo(wire.info(), page);
    return page;
}

v1::ActiveCall toWire(const ActiveCall &call)
{
    v1::ActiveCall wire;
    wire.set_id(toWire(call.id.toString()));
    wire.set_connect_ms(toUnixMs(call.connectTime));
    wire.set_tenant(toWire(call.tenant));
    wire.set_from_number(toWire(call.fromNumber));
    wire.set_from_name(toWire(call.fromName));
    wire.set_to_number(toWire(call.toNumber));
    wire.set_to_name(toWire(call.toName));
    for (const QString &user : call.users) {
        wire.add_users(toWire(user));
    }
    wire.set_state(toWire(keyOf(call.state)));
    wire.set_recorder(toWire(call.recorder));
    wire.set_interface(toWire(call.interface));
    wire.set_recording(toWire(call.recording));
    wire.set_kept(call.kept);
    wire.set_confidential(call.confidential);
    return wire;
}

Result<ActiveCall> fromWire(const v1::ActiveCall &wire)
{
    auto id = callIdOf(wire.id());
    if (!id) {
        return propagate(id);
    }
    const auto state = activeStateFromString(textOf(wire.state()));
    if (!state) {
        return invalidField(QStringLiteral("state"), QStringLiteral("unknown"));
    }
    if (!isMoment(wire.connect_ms())) {
        return invalidField(QStringLiteral("connect_ms"), QStringLiteral("out of range"));
    }
    ActiveCall call;
    call.id = *id;
    call.connectTime = wallFromUnixMs(wire.connect_ms());
    call.tenant = textOf(wire.tenant());
    call.fromNumber = textOf(wire.from_number());
    call.fromName = textOf(wire.from_name());
    call.toNumber = textOf(wire.to_number());
    call.toName = textOf(wire.to_name());
    call.users = textsOf(wire.users());
    call.state = *state;
    call.recorder = textOf(wire.recorder());
    call.interface = textOf(wire.interface());
    call.recording = textOf(wire.recording());
    call.kept = wire.kept();
    call.confidential = wire.confidential();
    return call;
}

v1::ActiveCallsUpdate toWire(const ActiveCallsUpdate &update)
{
    v1::ActiveCallsUpdate wire;
    wire.set_snapshot(update.snapshot);
    for (const ActiveCall &call : update.calls) {
        *wire.add_calls() = toWire(call);
    }
    for (const CallId &id : update.ended) {
        wire.add_ended(toWire(id.toString()));
    }
    wire.set_server_ms(toUnixMs(update.serverTime));
    return wire;
}

Result<ActiveCallsUpdate> fromWire(const v1::ActiveCallsUpdate &wire)
{
    ActiveCallsUpdate update;
    update.snapshot = wire.snapshot();
    if (Status read = readAll(wire.calls(), update.calls); !read) {
        return propagate(read);
    }
    for (const std::string &text : wire.ended()) {
        auto id = callIdOf(text);
        if (!id) {
            return propagate(id);
        }
        update.ended.append(*id);
    }
    if (!isMoment(wire.server_ms())) {
        return invalidField(QStringLiteral("server_ms"), QStringLiteral("out of range"));
    }
    update.serverTime = wallFromUnixMs(wire.server_ms());
    return update;
}

v1::CallChange toWire(const CallChange &change)
{
    v1::CallChange wire;
    if (!change.id.isNull()) {
        wire.set_id(toWire(change.id.toString()));
    }
    wire.set_verb(toWire(change.verb));
    return wire;
}

Result<CallChange> fromWire(const v1::CallChange &wire)
{
    CallChange change;
    change.verb = textOf(wire.verb());
    if (change.verb == QLatin1String("missed")) {
        return change;
    }
    if (!QStringList{QStringLiteral("stored"), QStringLiteral("changed"), QStringLiteral("removed")}.contains(
            change.verb)) {
        return invalidField(QStringLiteral("verb"), QStringLiteral("unknown"));
    }
    auto id = callIdOf(wire.id());
    if (!id) {
        return propagate(id);
    }
    change.id = *id;
    return change;
}

} // namespace common
