// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/sourcecodec.h"

#include "common/rpc/codecs/wirevalue.h"

namespace common
{

namespace v1 = earshot::v1;

v1::Directory toWire(const DirectoryRecord &directory)
{
    v1::Directory wire;
    wire.set_id(toWire(directory.id));
    wire.set_tenant_id(toWire(directory.tenantId));
    wire.set_tenant(toWire(directory.tenant));
    wire.set_name(toWire(directory.name));
    wire.set_enabled(directory.enabled);
    wire.set_url(toWire(directory.url));
    wire.set_ca_certificates(toWire(directory.caCertificates));
    wire.set_bind_dn(toWire(directory.bindDn));
    wire.set_bind_password(toWire(directory.bindPassword));
    wire.set_has_bind_password(directory.hasBindPassword);
    wire.set_base_dn(toWire(directory.baseDn));
    wire.set_filter(toWire(directory.filter));
    wire.set_login_attribute(toWire(directory.loginAttribute));
    wire.set_name_attribute(toWire(directory.nameAttribute));
    wire.set_email_attribute(toWire(directory.emailAttribute));
    wire.set_phone_attribute(toWire(directory.phoneAttribute));
    wire.set_key_attribute(toWire(directory.keyAttribute));
    wire.set_default_role_id(toWire(directory.defaultRoleId));
    wire.set_default_role(toWire(directory.defaultRole));
    wire.set_default_group(toWire(directory.defaultGroup));
    wire.set_default_group_id(toWire(directory.defaultGroupId));
    wire.set_deactivate_missing(directory.deactivateMissing);
    wire.set_sync_hours(directory.syncHours);
    wire.set_last_sync_ms(directory.lastSyncMs);
    wire.set_last_sync_state(toWire(directory.lastSyncState));
    wire.set_version(directory.version);
    return wire;
}

Result<DirectoryRecord> fromWire(const v1::Directory &wire)
{
    if (!isMoment(wire.last_sync_ms())) {
        return invalidField(QStringLiteral("last_sync_ms"), QStringLiteral("no moment"));
    }
    DirectoryRecord directory;
    directory.id = textOf(wire.id());
    directory.tenantId = textOf(wire.tenant_id());
    directory.tenant = textOf(wire.tenant());
    directory.name = textOf(wire.name());
    directory.enabled = wire.enabled();
    directory.url = textOf(wire.url());
    directory.caCertificates = textOf(wire.ca_certificates());
    directory.bindDn = textOf(wire.bind_dn());
    directory.bindPassword = textOf(wire.bind_password());
    directory.hasBindPassword = wire.has_bind_password();
    directory.baseDn = textOf(wire.base_dn());
    directory.filter = textOf(wire.filter());
    directory.loginAttribute = textOf(wire.login_attribute());
    directory.nameAttribute = textOf(wire.name_attribute());
    directory.emailAttribute = textOf(wire.email_attribute());
    directory.phoneAttribute = textOf(wire.phone_attribute());
    directory.keyAttribute = textOf(wire.key_attribute());
    directory.defaultRoleId = textOf(wire.default_role_id());
    directory.defaultRole = textOf(wire.default_role());
    directory.defaultGroup = textOf(wire.default_group());
    directory.defaultGroupId = textOf(wire.default_group_id());
    directory.deactivateMissing = wire.deactivate_missing();
    directory.syncHours = wire.sync_hours();
    directory.lastSyncMs = wire.last_sync_ms();
    directory.lastSyncState = textOf(wire.last_sync_state());
    directory.version = wire.version();
    return directory;
}

v1::Provider toWire(const ProviderRecord &provider)
{
    v1::Provider wire;
    wire.set_id(toWire(provider.id));
    wire.set_tenant_id(toWire(provider.tenantId));
    wire.set_tenant(toWire(provider.tenant));
    wire.set_name(toWire(provider.name));
    wire.set_enabled(provider.enabled);
    wire.set_every_tenant(provider.everyTenant);
    wire.set_issuer(toWire(provider.issuer));
    wire.set_ca_certificates(toWire(provider.caCertificates));
    wire.set_client_id(toWire(provider.clientId));
    wire.set_client_secret(toWire(provider.clientSecret));
    wire.set_has_client_secret(provider.hasClientSecret);
    wire.set_scopes(toWire(provider.scopes));
    wire.set_login_claim(toWire(provider.loginClaim));
    wire.set_name_claim(toWire(provider.nameClaim));
    wire.set_email_claim(toWire(provider.emailClaim));
    wire.set_groups_claim(toWire(provider.groupsClaim));
    wire.set_group_mappings(toWire(provider.groupMappings));
    wire.set_match_login(provider.matchLogin);
    wire.set_create_users(provider.createUsers);
    wire.set_default_role_id(toWire(provider.defaultRoleId));
    wire.set_default_role(toWire(provider.defaultRole));
    wire.set_default_group_id(toWire(provider.defaultGroupId));
    wire.set_default_group(toWire(provider.defaultGroup));
    wire.set_version(provider.version);
    return wire;
}

Result<ProviderRecord> fromWire(const v1::Provider &wire)
{
    ProviderRecord provider;
    provider.id = textOf(wire.id());
    provider.tenantId = textOf(wire.tenant_id());
    provider.tenant = textOf(wire.tenant());
    provider.name = textOf(wire.name());
    provider.enabled = wire.enabled();
    provider.everyTenant = wire.every_tenant();
    provider.issuer = textOf(wire.issuer());
    provider.caCertificates = textOf(wire.ca_certificates());
    provider.clientId = textOf(wire.client_id());
    provider.clientSecret = textOf(wire.client_secret());
    provider.hasClientSecret = wire.has_client_secret();
    provider.scopes = textOf(wire.scopes());
    provider.loginClaim = textOf(wire.login_claim());
    provider.nameClaim = textOf(wire.name_claim());
    provider.emailClaim = textOf(wire.email_claim());
    provider.groupsClaim = textOf(wire.groups_claim());
    provider.groupMappings = textOf(wire.group_mappings());
    provider.matchLogin = wire.match_login();
    provider.createUsers = wire.create_users();
    provider.defaultRoleId = textOf(wire.default_role_id());
    provider.defaultRole = textOf(wire.default_role());
    provider.defaultGroupId = textOf(wire.default_group_id());
    provider.defaultGroup = textOf(wire.default_group());
    provider.version = wire.version();
    return provider;
}

} // namespace common
