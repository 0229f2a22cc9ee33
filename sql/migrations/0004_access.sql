-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may sign in and what he may do: roles, managed groups, credentials, sessions by token, the installation.
-- min_compatible: 2
--
-- The home of root users: key 0, never shown among tenants and never a tenant of calls. A tenant may have that name
-- already.
INSERT INTO tenants (id, uuid, name, created_ms) OVERRIDING SYSTEM VALUE
    SELECT 0, '00000000-0000-7000-8000-000000000000',
           CASE WHEN EXISTS (SELECT FROM tenants WHERE lower(name) = 'system') THEN 'System ' || gen_random_uuid() ELSE 'System' END,
           floor(extract(epoch FROM now()) * 1000)::bigint;
--;;
-- No tenant = predefined or made by root, for every tenant. scope: how far the permissions reach.
CREATE TABLE roles (
    id uuid PRIMARY KEY,
    tenant_id integer REFERENCES tenants (id),
    code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9-]{1,60}$'),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    scope text NOT NULL CHECK (scope IN ('unrestricted', 'tenant', 'groups', 'user')),
    permissions text[] NOT NULL,
    version integer NOT NULL DEFAULT 1
);
--;;
INSERT INTO roles (id, code, name, scope, permissions) VALUES
    ('00000000-0000-7000-8000-0000000000a1', 'root', 'Root Administrator', 'unrestricted',
     '{calls.view,calls.playback,calls.live,settings.view,settings.edit,system.view}'),
    ('00000000-0000-7000-8000-0000000000a2', 'administrator', 'Administrator', 'tenant',
     '{calls.view,calls.playback,calls.live,settings.view,settings.edit}'),
    ('00000000-0000-7000-8000-0000000000a3', 'supervisor', 'Supervisor', 'groups', '{calls.view,calls.playback,calls.live}'),
    ('00000000-0000-7000-8000-0000000000a4', 'user-advanced', 'User – Advanced', 'user', '{calls.view,calls.playback}'),
    ('00000000-0000-7000-8000-0000000000a5', 'user-basic', 'User – Basic', 'user', '{calls.view}');
--;;
ALTER TABLE users ADD COLUMN role uuid NOT NULL DEFAULT '00000000-0000-7000-8000-0000000000a5' REFERENCES roles (id);
--;;
CREATE INDEX users_role ON users (role);
--;;
CREATE TABLE managed_groups (
    tenant_id integer NOT NULL,
    user_id uuid NOT NULL,
    group_id uuid NOT NULL,
    PRIMARY KEY (user_id, group_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE
);
--;;
CREATE INDEX managed_groups_group ON managed_groups (group_id);
--;;
-- A user with a row here may sign in. login_key: the login trimmed, compatibility forms and case folded; unique over all
-- tenants, because who signs in names no tenant. The password never comes here: the client derives a secret with salt,
-- account_id, passes and memory_kib, and verifier is what libsodium makes of that.
CREATE TABLE credentials (
    user_id uuid PRIMARY KEY,
    tenant_id integer NOT NULL,
    login_key text COLLATE "C" NOT NULL UNIQUE CHECK (login_key <> ''),
    account_id bytea NOT NULL UNIQUE CHECK (length(account_id) = 16),
    salt bytea NOT NULL CHECK (length(salt) = 16),
    passes integer NOT NULL,
    memory_kib integer NOT NULL,
    verifier text NOT NULL,
    must_change boolean NOT NULL DEFAULT false,
    changed_ms bigint NOT NULL,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
-- secret_hash is the SHA-256 of the token, which only the client has.
ALTER TABLE sessions ADD COLUMN system text NOT NULL DEFAULT '';
--;;
CREATE UNIQUE INDEX sessions_secret ON sessions (secret_hash);
--;;
ALTER TABLE audit_log ADD COLUMN request_id text NOT NULL DEFAULT '', ADD COLUMN peer text NOT NULL DEFAULT '';
--;;
-- One row. server_id is part of what clients derive: it never changes. secret makes the answers for logins that do not
-- exist.
CREATE TABLE installation (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    server_id uuid NOT NULL,
    secret bytea NOT NULL CHECK (length(secret) = 32)
);
--;;
INSERT INTO installation (server_id, secret) VALUES (gen_random_uuid(),
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
--;;
-- Roles of no tenant are seen by all of them; nobody but the owner sees the installation's row.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['managed_groups', 'credentials'] LOOP
        EXECUTE format('ALTER TABLE earshot.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_tenant ON earshot.%I USING (tenant_id = (SELECT earshot.current_tenant()))', name);
    END LOOP;
    ALTER TABLE roles ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_tenant ON roles USING (tenant_id IS NULL OR tenant_id = (SELECT earshot.current_tenant()));
    ALTER TABLE installation ENABLE ROW LEVEL SECURITY;
END
$$;
