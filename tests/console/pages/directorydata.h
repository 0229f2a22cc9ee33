// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/codecs/directorycodec.h"

namespace tests
{

/// What a recorder says to the pages of the directory.
inline std::string idOf(int n)
{
    return QStringLiteral("0190bbbb-0000-7000-8000-%1").arg(n, 12, 10, QLatin1Char('0')).toStdString();
}
inline QString textId(int n)
{
    return QString::fromStdString(idOf(n));
}

inline earshot::v1::User user(int n)
{
    static const QStringList names{QStringLiteral("Anna Weber"),   QStringLiteral("Ben Okafor"),
                                   QStringLiteral("Carla Moreau"), QStringLiteral("Dmitri Sokolov"),
                                   QStringLiteral("Elif Kaya"),    QStringLiteral("Finn O'Brien")};
    earshot::v1::User user;
    user.set_id(idOf(n));
    user.set_tenant("Acme");
    user.set_name(names[n % names.size()].toStdString() + (n < 6 ? "" : " " + std::to_string(n)));
    user.set_active(n % 5 != 4);
    user.set_role_id(idOf(900));
    user.set_role(n == 0 ? "Administrator" : "User - Basic");
    user.add_group_ids(idOf(500));
    user.add_groups(n % 2 == 0 ? "Sales" : "Back Office");
    user.set_email("someone@example.com");
    user.set_time_zone("Europe/Berlin");
    user.set_created_ms(1'629'900'840'000);
    user.set_recording(n % 3 == 0 ? "always" : n % 3 == 1 ? "never" : "default");
    user.set_record_inbound(true);
    user.set_record_outbound(n % 2 == 0);
    user.add_extensions(std::to_string(2000 + n));
    user.set_login("user" + std::to_string(n));
    user.set_web_access(n % 2 == 0);
    user.set_last_login_ms(1'630'000'000'000);
    user.set_recording_seat(true);
    user.set_version(3);
    return user;
}
inline earshot::v1::UserList userList(int count)
{
    earshot::v1::UserList list;
    for (int i = 0; i < count; ++i) {
        *list.add_users() = user(i);
    }
    list.mutable_info()->set_total(count);
    list.mutable_info()->set_total_exact(true);
    return list;
}
inline earshot::v1::Group group(int n, const char *name, int users)
{
    earshot::v1::Group group;
    group.set_id(idOf(500 + n));
    group.set_tenant("Acme");
    group.set_name(name);
    group.set_users(users);
    group.set_version(1);
    return group;
}
inline earshot::v1::GroupList groupList()
{
    earshot::v1::GroupList list;
    *list.add_groups() = group(0, "Sales", 8);
    *list.add_groups() = group(1, "Back Office", 5);
    *list.add_groups() = group(2, "Technical Support", 0);
    list.mutable_info()->set_total(3);
    list.mutable_info()->set_total_exact(true);
    return list;
}
inline earshot::v1::Role role(int n, const char *name, const char *scope)
{
    earshot::v1::Role role;
    role.set_id(idOf(900 + n));
    role.set_name(name);
    role.set_scope(scope);
    role.set_predefined(true);
    for (const char *code : {"calls.view", "calls.playback", "groups.view", "users.view"}) {
        role.add_permissions(code);
    }
    role.set_users(n + 1);
    role.set_version(1);
    return role;
}
inline earshot::v1::RoleList roleList()
{
    earshot::v1::RoleList list;
    *list.add_roles() = role(0, "Administrator", "tenant");
    *list.add_roles() = role(1, "Supervisor", "groups");
    *list.add_roles() = role(2, "User - Advanced", "user");
    list.mutable_info()->set_total(3);
    list.mutable_info()->set_total_exact(true);
    return list;
}
inline earshot::v1::Tenant tenant(int n, const char *name)
{
    earshot::v1::Tenant tenant;
    tenant.set_id(idOf(700 + n));
    tenant.set_name(name);
    tenant.set_suspended(n == 1);
    tenant.set_recording_seats(n == 0 ? -1 : 50);
    tenant.set_screen_seats(-1);
    tenant.set_default_recording("always");
    tenant.set_users(12 * n);
    tenant.set_recording_used(12 * n);
    tenant.add_peers(n == 0 ? "192.0.2.0/24" : "198.51.100.7");
    tenant.add_extension_ranges(n == 0 ? "2000-2999" : "+49301234*");
    tenant.mutable_audio_limit()->set_megabytes(500'000);
    tenant.mutable_audio_limit()->set_minutes(-1);
    tenant.mutable_audio_limit()->set_days(90);
    tenant.set_version(2);
    return tenant;
}
inline earshot::v1::TenantList tenantList()
{
    earshot::v1::TenantList list;
    *list.add_tenants() = tenant(0, "Acme");
    *list.add_tenants() = tenant(1, "Globex");
    list.mutable_info()->set_total(2);
    list.mutable_info()->set_total_exact(true);
    return list;
}
inline earshot::v1::UserSessionList sessionList()
{
    earshot::v1::UserSessionList list;
    for (int i = 0; i < 3; ++i) {
        auto *session = list.add_sessions();
        session->set_id(idOf(300 + i));
        session->set_user_id(idOf(i));
        session->set_user(user(i).name());
        session->set_login(user(i).login());
        session->set_address("198.51.100." + std::to_string(i + 1));
        session->set_client("earshot-console 0.1");
        session->set_system("Debian GNU/Linux 12");
        session->set_started_ms(1'700'000'000'000);
        session->set_seen_ms(1'700'000'100'000);
        session->set_own(i == 0);
    }
    list.mutable_info()->set_total(3);
    list.mutable_info()->set_total_exact(true);
    return list;
}
inline earshot::v1::AuditRecord auditRecord(int n)
{
    earshot::v1::AuditRecord record;
    record.set_id(n + 1);
    record.set_at_ms(1'700'000'000'000 + n * 61'000);
    record.set_initiator("root");
    record.set_resource("users");
    record.set_action(n % 2 == 0 ? "update" : "create");
    record.set_subject(idOf(n));
    record.set_subject_name(user(n).name());
    record.set_peer("198.51.100.7");
    record.set_request_id("7f3a");
    auto *field = record.add_fields();
    field->set_field("role");
    field->set_before("User - Basic");
    field->set_after("Supervisor");
    field = record.add_fields();
    field->set_field("extensions");
    field->set_before("2001");
    field->set_after("2001, 2002");
    return record;
}
inline earshot::v1::AuditList auditList()
{
    earshot::v1::AuditList list;
    for (int i = 0; i < 6; ++i) {
        *list.add_records() = auditRecord(i);
    }
    list.mutable_info()->set_total(6);
    list.mutable_info()->set_total_exact(true);
    return list;
}

} // namespace tests
