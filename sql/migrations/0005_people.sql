-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the directory's pages edit: properties of tenants, roles, groups and users, further groups of users, and removing
-- that can be taken back (deleted_ms). Key 0 of tenants holds what the whole system has where a tenant says nothing.
-- min_compatible: 5
ALTER TABLE tenants ADD COLUMN time_zone text NOT NULL DEFAULT '', ADD COLUMN language text NOT NULL DEFAULT '',
    ADD COLUMN suspended boolean NOT NULL DEFAULT false,
    ADD COLUMN recording_seats integer NOT NULL DEFAULT -1 CHECK (recording_seats >= -1),
    ADD COLUMN screen_seats integer NOT NULL DEFAULT -1 CHECK (screen_seats >= -1),
    ADD COLUMN evaluation_seats integer NOT NULL DEFAULT -1 CHECK (evaluation_seats >= -1),
    ADD COLUMN live_seats integer NOT NULL DEFAULT -1 CHECK (live_seats >= -1),
    ADD COLUMN default_recording text NOT NULL DEFAULT '' CHECK (default_recording IN ('', 'always', 'on-demand', 'never')),
    ADD COLUMN deleted_ms bigint;
--;;
UPDATE tenants SET default_recording = 'always' WHERE id = 0;
--;;
DROP INDEX tenants_name;
--;;
CREATE UNIQUE INDEX tenants_name ON tenants (lower(name)) WHERE deleted_ms IS NULL;
--;;
ALTER TABLE roles ADD COLUMN networks text[] NOT NULL DEFAULT '{}', ADD COLUMN predefined boolean NOT NULL DEFAULT false,
    ADD COLUMN deleted_ms bigint;
--;;
UPDATE roles SET predefined = true WHERE code IN ('root', 'administrator', 'supervisor', 'user-advanced', 'user-basic');
--;;
UPDATE roles SET permissions = permissions || CASE code
    WHEN 'root' THEN '{tenants.view,tenants.edit,roles.view,roles.edit,groups.view,groups.edit,users.view,users.edit,users.reset-password,audit.view,sessions.view,sessions.end}'::text[]
    WHEN 'administrator' THEN '{roles.view,groups.view,groups.edit,users.view,users.edit,users.reset-password,audit.view,sessions.view,sessions.end}'::text[]
    ELSE '{groups.view,users.view}'::text[] END
WHERE code IN ('root', 'administrator', 'supervisor');
--;;
ALTER TABLE groups ADD COLUMN time_zone text NOT NULL DEFAULT '', ADD COLUMN deleted_ms bigint;
--;;
DROP INDEX groups_name;
--;;
CREATE UNIQUE INDEX groups_name ON groups (tenant_id, lower(name)) WHERE deleted_ms IS NULL;
--;;
-- Names of users became unique after the first of them were made: the recorder sees to it, the index only finds them.
-- login_key: see credentials, which is left with the password alone. kept_extensions: of a user who was removed; others
-- may take them meanwhile.
ALTER TABLE users DROP CONSTRAINT users_login_check, ADD CHECK (length(login) <= 200),
    ADD COLUMN login_key text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN web_access boolean NOT NULL DEFAULT false,
    ADD COLUMN email text NOT NULL DEFAULT '', ADD COLUMN time_zone text NOT NULL DEFAULT '',
    ADD COLUMN language text NOT NULL DEFAULT '',
    ADD COLUMN recording text NOT NULL DEFAULT 'default' CHECK (recording IN ('always', 'on-demand', 'never', 'default')),
    ADD COLUMN record_inbound boolean NOT NULL DEFAULT true, ADD COLUMN record_outbound boolean NOT NULL DEFAULT true,
    ADD COLUMN confidential boolean NOT NULL DEFAULT false, ADD COLUMN screen_logins text[] NOT NULL DEFAULT '{}',
    ADD COLUMN kept_extensions text[] NOT NULL DEFAULT '{}', ADD COLUMN valid_till_ms bigint NOT NULL DEFAULT 0,
    ADD COLUMN last_login_ms bigint NOT NULL DEFAULT 0, ADD COLUMN deleted_ms bigint;
--;;
UPDATE users SET login_key = c.login_key, web_access = true FROM credentials c WHERE c.user_id = users.id;
--;;
ALTER TABLE credentials DROP COLUMN login_key;
--;;
DROP INDEX users_login;
--;;
CREATE UNIQUE INDEX users_login ON users (tenant_id, lower(login)) WHERE deleted_ms IS NULL AND login <> '';
--;;
CREATE UNIQUE INDEX users_login_key ON users (login_key) WHERE web_access AND deleted_ms IS NULL;
--;;
CREATE INDEX users_name ON users (tenant_id, lower(name), id) WHERE deleted_ms IS NULL;
--;;
CREATE INDEX users_by_name ON users (lower(name), id) WHERE deleted_ms IS NULL;
--;;
-- Further groups, after the home group, which stays in users: calls of a user belong to that one.
CREATE TABLE user_groups (
    tenant_id integer NOT NULL,
    user_id uuid NOT NULL,
    group_id uuid NOT NULL,
    position smallint NOT NULL,
    PRIMARY KEY (user_id, group_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE
);
--;;
CREATE INDEX user_groups_group ON user_groups (group_id);
--;;
ALTER TABLE user_groups ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON user_groups USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
CREATE INDEX audit_log_subject ON audit_log (subject, id) WHERE subject IS NOT NULL;
--;;
CREATE INDEX audit_log_request ON audit_log (request_id, id) WHERE request_id <> '';
