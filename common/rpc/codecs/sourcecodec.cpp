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

} // namespace common
