-- SPDX-License-Identifier: GPL-3.0-or-later
-- LDAP directories, and how each user proves who he is.
-- min_compatible: 11
-- bind_secret is sealed by the recorder's own key. default_role, default_group: of users that the synchronisation makes.
CREATE TABLE directories (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    enabled boolean NOT NULL,
    url text NOT NULL,
    ca_certificates text NOT NULL DEFAULT '',
    bind_dn text NOT NULL DEFAULT '',
    bind_secret bytea,
    base_dn text NOT NULL,
    filter text NOT NULL,
    login_attribute text NOT NULL,
    name_attribute text NOT NULL,
    email_attribute text NOT NULL,
    phone_attribute text NOT NULL,
    key_attribute text NOT NULL,
    default_role uuid REFERENCES roles (id) ON DELETE SET NULL,
    default_group uuid REFERENCES groups (id) ON DELETE SET NULL,
    deactivate_missing boolean NOT NULL DEFAULT false,
    sync_hours integer NOT NULL DEFAULT 0 CHECK (sync_hours BETWEEN 0 AND 168),
    last_sync_ms bigint NOT NULL DEFAULT 0,
    last_sync_state text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    deleted_ms bigint,
    UNIQUE (tenant_id, id)
);
--;;
CREATE UNIQUE INDEX directories_name ON directories (tenant_id, lower(name)) WHERE deleted_ms IS NULL;
--;;
CREATE INDEX directories_role ON directories (default_role);
--;;
CREATE INDEX directories_group ON directories (default_group);
--;;
ALTER TABLE directories ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON directories USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
-- source_id: the directory or provider, by authenticate_with. external_key: what he is known by there, whatever his name
-- becomes; empty until he was seen there. external_phone: the extension that came from there. external_gone: switched off
-- because he was not found there any more.
ALTER TABLE users ADD COLUMN authenticate_with text NOT NULL DEFAULT 'password'
        CHECK (authenticate_with IN ('password', 'directory', 'single-sign-on')),
    ADD COLUMN source_id uuid, ADD COLUMN external_key text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN external_phone text NOT NULL DEFAULT '', ADD COLUMN external_gone boolean NOT NULL DEFAULT false,
    ADD CHECK ((authenticate_with = 'password') = (source_id IS NULL));
--;;
CREATE INDEX users_source ON users (source_id, external_key) WHERE source_id IS NOT NULL;
--;;
UPDATE roles SET permissions = permissions || '{sources.view,sources.edit}'::text[] WHERE code IN ('root', 'administrator');
