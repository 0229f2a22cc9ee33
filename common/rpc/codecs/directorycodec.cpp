// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/directorycodec.h"

#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace v1 = earshot::v1;

namespace
{

constexpr int kMostIds = 1000;

template <typename Repeated>
void addTexts(Repeated *to, const QStringList &texts)
{
    for (const QString &text : texts) {
        to->Add(toWire(text));
    }
}

Status checkMoments(std::initializer_list<std::pair<const char *, qint64>> moments)
{
    for (const auto &[field, ms] : moments) {
        if (!isMoment(ms)) {
            return invalidField(QLatin1String(field), QStringLiteral("out of range"));
        }
    }
    return {};
}

v1::StorageLimit limitToWire(const StorageLimit &limit)
{
    v1::StorageLimit wire;
    wire.set_megabytes(limit.megabytes);
    wire.set_minutes(limit.minutes);
    wire.set_days(limit.days);
    return wire;
}

StorageLimit limitFromWire(const v1::StorageLimit &wire)
{
    return {wire.megabytes(), wire.minutes(), wire.days()};
}

} // namespace

v1::Tenant toWire(const TenantRecord &tenant)
{
    v1::Tenant wire;
    wire.set_id(toWire(tenant.id));
    wire.set_name(toWire(tenant.name));
    wire.set_time_zone(toWire(tenant.timeZone));
    wire.set_language(toWire(tenant.language));
    wire.set_suspended(tenant.suspended);
    wire.set_recording_seats(tenant.recordingSeats);
    wire.set_screen_seats(tenant.screenSeats);
    wire.set_evaluation_seats(tenant.evaluationSeats);
    wire.set_live_seats(tenant.liveSeats);
    wire.set_default_recording(toWire(tenant.defaultRecording));
    wire.set_created_ms(toUnixMs(tenant.created));
    wire.set_version(tenant.version);
    wire.set_users(tenant.users);
    addTexts(wire.mutable_peers(), tenant.peers);
    addTexts(wire.mutable_trunks(), tenant.trunks);
    addTexts(wire.mutable_extension_ranges(), tenant.extensionRanges);
    *wire.mutable_audio_limit() = limitToWire(tenant.audioLimit);
    *wire.mutable_screen_limit() = limitToWire(tenant.screenLimit);
    wire.set_recording_used(tenant.recordingUsed);
    wire.set_screen_used(tenant.screenUsed);
    wire.set_evaluation_used(tenant.evaluationUsed);
    wire.set_live_used(tenant.liveUsed);
    return wire;
}

Result<TenantRecord> fromWire(const v1::Tenant &wire)
{
    if (Status good = checkMoments({{"created_ms", wire.created_ms()}}); !good) {
        return propagate(good);
    }
    TenantRecord tenant;
    tenant.id = textOf(wire.id());
    tenant.name = textOf(wire.name());
    tenant.timeZone = textOf(wire.time_zone());
    tenant.language = textOf(wire.language());
    tenant.suspended = wire.suspended();
    tenant.recordingSeats = wire.recording_seats();
    tenant.screenSeats = wire.screen_seats();
    tenant.evaluationSeats = wire.evaluation_seats();
    tenant.liveSeats = wire.live_seats();
    tenant.defaultRecording = textOf(wire.default_recording());
    tenant.created = wallFromUnixMs(wire.created_ms());
    tenant.version = wire.version();
    tenant.users = wire.users();
    tenant.peers = textsOf(wire.peers());
    tenant.trunks = textsOf(wire.trunks());
    tenant.extensionRanges = textsOf(wire.extension_ranges());
    // Left out is no limit: nobody means "nothing at all".
    tenant.audioLimit = wire.has_audio_limit() ? limitFromWire(wire.audio_limit()) : StorageLimit{};
    tenant.screenLimit = wire.has_screen_limit() ? limitFromWire(wire.screen_limit()) : StorageLimit{};
    tenant.recordingUsed = wire.recording_used();
    tenant.screenUsed = wire.screen_used();
    tenant.evaluationUsed = wire.evaluation_used();
    tenant.liveUsed = wire.live_used();
    return tenant;
}

v1::Role toWire(const RoleRecord &role)
{
    v1::Role wire;
    wire.set_id(toWire(role.id));
    wire.set_code(toWire(role.code));
    wire.set_name(toWire(role.name));
    wire.set_scope(toWire(role.scope));
    addTexts(wire.mutable_permissions(), role.permissions);
    addTexts(wire.mutable_networks(), role.networks);
    wire.set_predefined(role.predefined);
    wire.set_version(role.version);
    wire.set_users(role.users);
    wire.set_require_second_step(role.requireSecondStep);
    return wire;
}

Result<RoleRecord> fromWire(const v1::Role &wire)
{
    RoleRecord role;
    role.id = textOf(wire.id());
    role.code = textOf(wire.code());
    role.name = textOf(wire.name());
    role.scope = textOf(wire.scope());
    role.permissions = textsOf(wire.permissions());
    role.networks = textsOf(wire.networks());
    role.predefined = wire.predefined();
    role.version = wire.version();
    role.users = wire.users();
    role.requireSecondStep = wire.require_second_step();
    return role;
}

v1::Group toWire(const GroupRecord &group)
{
    v1::Group wire;
    wire.set_id(toWire(group.id));
    wire.set_tenant_id(toWire(group.tenantId));
    wire.set_tenant(toWire(group.tenant));
    wire.set_name(toWire(group.name));
    wire.set_time_zone(toWire(group.timeZone));
    wire.set_users(group.users);
    wire.set_version(group.version);
    wire.set_language(toWire(group.language));
    wire.set_default_recording(toWire(group.defaultRecording));
    return wire;
}

Result<GroupRecord> fromWire(const v1::Group &wire)
{
    GroupRecord group;
    group.id = textOf(wire.id());
    group.tenantId = textOf(wire.tenant_id());
    group.tenant = textOf(wire.tenant());
    group.name = textOf(wire.name());
    group.timeZone = textOf(wire.time_zone());
    group.users = wire.users();
    group.version = wire.version();
    group.language = textOf(wire.language());
    if (!wire.default_recording().empty()) { // older peers leave it out
        group.defaultRecording = textOf(wire.default_recording());
    }
    return group;
}

v1::OwnProfile toWire(const OwnProfile &profile)
{
    v1::OwnProfile wire;
    wire.set_id(toWire(profile.id));
    wire.set_time_zone(toWire(profile.timeZone));
    wire.set_language(toWire(profile.language));
    wire.set_version(profile.version);
    return wire;
}

Result<OwnProfile> fromWire(const v1::OwnProfile &wire)
{
    return OwnProfile{textOf(wire.id()), textOf(wire.time_zone()), textOf(wire.language()), wire.version()};
}

v1::User toWire(const UserRecord &user)
{
    v1::User wire;
    wire.set_id(toWire(user.id));
    wire.set_tenant_id(toWire(user.tenantId));
    wire.set_tenant(toWire(user.tenant));
    wire.set_name(toWire(user.name));
    wire.set_active(user.active);
    wire.set_role_id(toWire(user.roleId));
    wire.set_role(toWire(user.role));
    addTexts(wire.mutable_group_ids(), user.groupIds);
    addTexts(wire.mutable_groups(), user.groups);
    addTexts(wire.mutable_managed_group_ids(), user.managedGroupIds);
    addTexts(wire.mutable_managed_groups(), user.managedGroups);
    wire.set_email(toWire(user.email));
    wire.set_time_zone(toWire(user.timeZone));
    wire.set_language(toWire(user.language));
    wire.set_created_ms(toUnixMs(user.created));
    wire.set_recording(toWire(user.recording));
    wire.set_record_inbound(user.recordInbound);
    wire.set_record_outbound(user.recordOutbound);
    addTexts(wire.mutable_extensions(), user.extensions);
    wire.set_confidential(user.confidential);
    addTexts(wire.mutable_screen_logins(), user.screenLogins);
    wire.set_login(toWire(user.login));
    wire.set_web_access(user.webAccess);
    wire.set_valid_till_ms(user.validTillMs);
    wire.set_must_change_password(user.mustChangePassword);
    wire.set_has_password(user.hasPassword);
    wire.set_last_login_ms(user.lastLoginMs);
    wire.set_version(user.version);
    wire.set_authenticate_with(toWire(user.authenticateWith));
    wire.set_source_id(toWire(user.sourceId));
    wire.set_source(toWire(user.source));
    wire.set_second_step(user.secondStep);
    wire.set_recording_seat(user.recordingSeat);
    wire.set_screen_seat(user.screenSeat);
    wire.set_evaluation_seat(user.evaluationSeat);
    wire.set_live_seat(user.liveSeat);
    return wire;
}

Result<UserRecord> fromWire(const v1::User &wire)
{
    if (Status good = checkMoments({{"created_ms", wire.created_ms()},
                                    {"valid_till_ms", wire.valid_till_ms()},
                                    {"last_login_ms", wire.last_login_ms()}});
        !good) {
        return propagate(good);
    }
    UserRecord user;
    user.id = textOf(wire.id());
    user.tenantId = textOf(wire.tenant_id());
    user.tenant = textOf(wire.tenant());
    user.name = textOf(wire.name());
    user.active = wire.active();
    user.roleId = textOf(wire.role_id());
    user.role = textOf(wire.role());
    user.groupIds = textsOf(wire.group_ids());
    user.groups = textsOf(wire.groups());
    user.managedGroupIds = textsOf(wire.managed_group_ids());
    user.managedGroups = textsOf(wire.managed_groups());
    user.email = textOf(wire.email());
    user.timeZone = textOf(wire.time_zone());
    user.language = textOf(wire.language());
    user.created = wallFromUnixMs(wire.created_ms());
    user.recording = textOf(wire.recording());
    user.recordInbound = wire.record_inbound();
    user.recordOutbound = wire.record_outbound();
    user.extensions = textsOf(wire.extensions());
    user.confidential = wire.confidential();
    user.screenLogins = textsOf(wire.screen_logins());
    user.login = textOf(wire.login());
    user.webAccess = wire.web_access();
    user.validTillMs = wire.valid_till_ms();
    user.mustChangePassword = wire.must_change_password();
    user.hasPassword = wire.has_password();
    user.lastLoginMs = wire.last_login_ms();
    user.version = wire.version();
    if (!wire.authenticate_with().empty()) {
        user.authenticateWith = textOf(wire.authenticate_with());
    }
    user.sourceId = textOf(wire.source_id());
    user.source = textOf(wire.source());
    user.secondStep = wire.second_step();
    user.recordingSeat = wire.recording_seat();
    user.screenSeat = wire.screen_seat();
    user.evaluationSeat = wire.evaluation_seat();
    user.liveSeat = wire.live_seat();
    return user;
}

v1::AuditRecord toWire(const AuditRecord &record)
{
    v1::AuditRecord wire;
    wire.set_id(record.id);
    wire.set_at_ms(toUnixMs(record.at));
    wire.set_initiator(toWire(record.initiator));
    wire.set_resource(toWire(record.resource));
    wire.set_action(toWire(record.action));
    wire.set_subject(toWire(record.subject));
    wire.set_subject_name(toWire(record.subjectName));
    wire.set_peer(toWire(record.peer));
    wire.set_request_id(toWire(record.requestId));
    wire.set_tenant(toWire(record.tenant));
    wire.set_impersonator(toWire(record.impersonator));
    for (const AuditFieldRecord &field : record.fields) {
        auto *to = wire.add_fields();
        to->set_field(toWire(field.field));
        to->set_before(toWire(field.before));
        to->set_after(toWire(field.after));
    }
    for (const qint64 id : record.related) {
        wire.add_related(id);
    }
    return wire;
}

Result<AuditRecord> fromWire(const v1::AuditRecord &wire)
{
    if (Status good = checkMoments({{"at_ms", wire.at_ms()}}); !good) {
        return propagate(good);
    }
    AuditRecord record;
    record.id = wire.id();
    record.at = wallFromUnixMs(wire.at_ms());
    record.initiator = textOf(wire.initiator());
    record.resource = textOf(wire.resource());
    record.action = textOf(wire.action());
    record.subject = textOf(wire.subject());
    record.subjectName = textOf(wire.subject_name());
    record.peer = textOf(wire.peer());
    record.requestId = textOf(wire.request_id());
    record.tenant = textOf(wire.tenant());
    record.impersonator = textOf(wire.impersonator());
    for (const auto &field : wire.fields()) {
        record.fields.append({textOf(field.field()), textOf(field.before()), textOf(field.after())});
    }
    for (const auto id : wire.related()) {
        record.related.append(id);
    }
    return record;
}

v1::UserSession toWire(const UserSessionRecord &session)
{
    v1::UserSession wire;
    wire.set_id(toWire(session.id));
    wire.set_user_id(toWire(session.userId));
    wire.set_user(toWire(session.user));
    wire.set_login(toWire(session.login));
    wire.set_tenant(toWire(session.tenant));
    wire.set_address(toWire(session.address));
    wire.set_client(toWire(session.client));
    wire.set_system(toWire(session.system));
    wire.set_started_ms(toUnixMs(session.started));
    wire.set_seen_ms(toUnixMs(session.seen));
    wire.set_own(session.own);
    wire.set_impersonator(toWire(session.impersonator));
    return wire;
}

Result<UserSessionRecord> fromWire(const v1::UserSession &wire)
{
    if (Status good = checkMoments({{"started_ms", wire.started_ms()}, {"seen_ms", wire.seen_ms()}}); !good) {
        return propagate(good);
    }
    UserSessionRecord session;
    session.id = textOf(wire.id());
    session.userId = textOf(wire.user_id());
    session.user = textOf(wire.user());
    session.login = textOf(wire.login());
    session.tenant = textOf(wire.tenant());
    session.address = textOf(wire.address());
    session.client = textOf(wire.client());
    session.system = textOf(wire.system());
    session.started = wallFromUnixMs(wire.started_ms());
    session.seen = wallFromUnixMs(wire.seen_ms());
    session.own = wire.own();
    session.impersonator = textOf(wire.impersonator());
    return session;
}

Result<QStringList> idsFromWire(const google::protobuf::RepeatedPtrField<std::string> &wire)
{
    if (wire.size() > kMostIds) {
        return invalidField(QStringLiteral("ids"), QStringLiteral("more than 1000"));
    }
    QStringList ids = textsOf(wire);
    ids.removeDuplicates();
    return ids;
}

} // namespace common
