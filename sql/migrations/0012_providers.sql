-- SPDX-License-Identifier: GPL-3.0-or-later
-- Providers of single sign-on by OpenID Connect.
-- min_compatible: 11
-- client_secret is sealed by the recorder's own key. every_tenant: users of other tenants may be given to it. mappings: what
-- a value of the groups claim gives a new user, [{"value":, "role": uuid or null, "group": uuid or null}]. default_role,
-- default_group: of users that are made at their first sign-in. trusted: its server was named by whoever may see every
-- tenant, so it may be in a network inside that the configuration does not name.
CREATE TABLE providers (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    enabled boolean NOT NULL,
    every_tenant boolean NOT NULL DEFAULT false,
    issuer text NOT NULL CHECK (issuer LIKE 'https://%'),
    trusted boolean NOT NULL DEFAULT false,
    ca_certificates text NOT NULL DEFAULT '',
    client_id text NOT NULL CHECK (client_id <> ''),
    client_secret bytea,
    scopes text NOT NULL,
    login_claim text NOT NULL,
    name_claim text NOT NULL DEFAULT '',
    email_claim text NOT NULL DEFAULT '',
    groups_claim text NOT NULL DEFAULT '',
    mappings jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(mappings) = 'array'),
    match_login boolean NOT NULL,
    create_users boolean NOT NULL DEFAULT false,
    default_role uuid REFERENCES roles (id) ON DELETE SET NULL,
    default_group uuid REFERENCES groups (id) ON DELETE SET NULL,
    version integer NOT NULL DEFAULT 1,
    deleted_ms bigint,
    deleted_by text NOT NULL DEFAULT '',
    UNIQUE (tenant_id, id)
);
--;;
CREATE UNIQUE INDEX providers_name ON providers (tenant_id, lower(name)) WHERE deleted_ms IS NULL;
--;;
CREATE INDEX providers_role ON providers (default_role);
--;;
CREATE INDEX providers_group ON providers (default_group);
--;;
ALTER TABLE providers ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON providers USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
-- What the system gives to all is read by all, and changed by who sees every tenant.
CREATE POLICY of_all ON providers FOR SELECT USING (every_tenant);
