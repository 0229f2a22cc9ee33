-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tenants, users, groups, sign-in sessions, settings, audit.
-- min_compatible: 1
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--;;
-- id is small because it stands in every row of the big tables; uuid is what the outside knows.
CREATE TABLE tenants (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    created_ms bigint NOT NULL,
    version integer NOT NULL DEFAULT 1
);
--;;
CREATE UNIQUE INDEX tenants_name ON tenants (lower(name));
--;;
CREATE TABLE groups (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    version integer NOT NULL DEFAULT 1,
    UNIQUE (tenant_id, id)
);
--;;
CREATE UNIQUE INDEX groups_name ON groups (tenant_id, lower(name));
--;;
CREATE TABLE users (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    login text NOT NULL CHECK (login <> '' AND length(login) <= 200),
    name text NOT NULL CHECK (length(name) <= 1000),
    home_group uuid,
    active boolean NOT NULL DEFAULT true,
    created_ms bigint NOT NULL,
    version integer NOT NULL DEFAULT 1,
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, home_group) REFERENCES groups (tenant_id, id)
);
--;;
CREATE UNIQUE INDEX users_login ON users (tenant_id, lower(login));
--;;
CREATE INDEX users_group ON users (home_group);
--;;
-- Kept in the form in which numbers of calls are compared: trimmed, lower case.
CREATE TABLE user_extensions (
    tenant_id integer NOT NULL,
    extension text NOT NULL CHECK (extension <> '' AND length(extension) <= 200),
    user_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, extension),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
CREATE INDEX user_extensions_user ON user_extensions (user_id);
--;;
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL,
    user_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    ip_address text NOT NULL,
    client text NOT NULL DEFAULT '',
    created_ms bigint NOT NULL,
    seen_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
CREATE INDEX sessions_user ON sessions (user_id);
--;;
CREATE INDEX sessions_expiry ON sessions (expires_ms);
--;;
-- No tenant = the default of the whole system.
CREATE TABLE settings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id integer REFERENCES tenants (id),
    key text NOT NULL CHECK (key <> '' AND length(key) <= 200),
    value jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1
);
--;;
CREATE UNIQUE INDEX settings_of_tenant ON settings (tenant_id, key) WHERE tenant_id IS NOT NULL;
--;;
CREATE UNIQUE INDEX settings_of_system ON settings (key) WHERE tenant_id IS NULL;
--;;
-- Append only. No tenant = the system itself.
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id integer REFERENCES tenants (id),
    at_ms bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject uuid,
    detail jsonb
);
--;;
CREATE INDEX audit_log_tenant ON audit_log (tenant_id, id);
--;;
CREATE INDEX audit_log_time ON audit_log USING brin (at_ms);
