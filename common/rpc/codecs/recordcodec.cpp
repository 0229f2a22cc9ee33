// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/recordcodec.h"

#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace v1 = earshot::v1;

v1::FileFormat toWire(const FileFormat &format)
{
    v1::FileFormat wire;
    wire.set_container(format.container == FileFormat::Container::Mp3 ? "mp3" : "wav");
    wire.set_channels(format.channels == FileFormat::Channels::Stereo ? "stereo" : "mono");
    wire.set_agc(format.agc);
    wire.set_agc_max_gain(format.agcMaxGain);
    wire.set_plc(format.plc);
    wire.set_mp3_bitrate(format.mp3Bitrate);
    wire.set_mp3_quality(format.mp3Quality);
    return wire;
}

Result<FileFormat> fromWire(const v1::FileFormat &wire)
{
    // One place knows the ranges: the reader of settings.
    return fileFormatFromJson({{QStringLiteral("container"), textOf(wire.container())},
                               {QStringLiteral("channels"), textOf(wire.channels())},
                               {QStringLiteral("agc"), wire.agc()},
                               {QStringLiteral("agcMaxGain"), wire.agc_max_gain()},
                               {QStringLiteral("plc"), wire.plc()},
                               {QStringLiteral("mp3Bitrate"), wire.mp3_bitrate()},
                               {QStringLiteral("mp3Quality"), wire.mp3_quality()}});
}

v1::Identity toWire(const Identity &identity)
{
    v1::Identity wire;
    wire.set_user_id(toWire(identity.userId));
    wire.set_login(toWire(identity.login));
    wire.set_name(toWire(identity.name));
    wire.set_tenant_id(toWire(identity.tenantId));
    wire.set_tenant(toWire(identity.tenant));
    wire.set_role(toWire(identity.role));
    wire.set_scope(toWire(identity.scope));
    for (const QString &permission : identity.permissions) {
        wire.add_permissions(toWire(permission));
    }
    wire.set_must_change_password(identity.mustChangePassword);
    wire.set_session_id(toWire(identity.sessionId));
    wire.set_expires_ms(toUnixMs(identity.expires));
    wire.set_time_zone(toWire(identity.timeZone));
    wire.set_impersonator_id(toWire(identity.impersonatorId));
    wire.set_impersonator(toWire(identity.impersonator));
    wire.set_second_step(identity.secondStep);
    wire.set_must_set_second_step(identity.mustSetSecondStep);
    wire.set_language(toWire(identity.language));
    wire.set_authenticated_by(toWire(identity.authenticatedBy));
    wire.set_role_name(toWire(identity.roleName));
    return wire;
}

Result<Identity> fromWire(const v1::Identity &wire)
{
    if (!isMoment(wire.expires_ms())) {
        return invalidField(QStringLiteral("expires_ms"), QStringLiteral("out of range"));
    }
    Identity identity;
    identity.userId = textOf(wire.user_id());
    identity.login = textOf(wire.login());
    identity.name = textOf(wire.name());
    identity.tenantId = textOf(wire.tenant_id());
    identity.tenant = textOf(wire.tenant());
    identity.role = textOf(wire.role());
    identity.scope = textOf(wire.scope());
    identity.permissions = textsOf(wire.permissions());
    identity.mustChangePassword = wire.must_change_password();
    identity.sessionId = textOf(wire.session_id());
    identity.expires = wallFromUnixMs(wire.expires_ms());
    identity.timeZone = textOf(wire.time_zone());
    identity.impersonatorId = textOf(wire.impersonator_id());
    identity.impersonator = textOf(wire.impersonator());
    identity.secondStep = wire.second_step();
    identity.mustSetSecondStep = wire.must_set_second_step();
    identity.language = textOf(wire.language());
    identity.authenticatedBy = textOf(wire.authenticated_by());
    identity.roleName = textOf(wire.role_name());
    return identity;
}

v1::LedgerEntry toWire(const LedgerEntry &entry)
{
    v1::LedgerEntry wire;
    wire.set_id(toWire(entry.id));
    wire.set_answered_ms(toUnixMs(entry.answered));
    wire.set_state(toWire(entry.state));
    wire.set_reason(toWire(entry.reason));
    wire.set_tenant(toWire(entry.tenant));
    wire.set_interface(toWire(entry.interface));
    wire.set_peer(toWire(entry.peer));
    wire.set_protocol_call_id(toWire(entry.protocolCallId));
    return wire;
}

Result<LedgerEntry> fromWire(const v1::LedgerEntry &wire)
{
    if (!isMoment(wire.answered_ms())) {
        return invalidField(QStringLiteral("answered_ms"), QStringLiteral("out of range"));
    }
    return LedgerEntry{textOf(wire.id()),     wallFromUnixMs(wire.answered_ms()),
                       textOf(wire.state()),  textOf(wire.reason()),
                       textOf(wire.tenant()), textOf(wire.interface()),
                       textOf(wire.peer()),   textOf(wire.protocol_call_id())};
}

} // namespace common
