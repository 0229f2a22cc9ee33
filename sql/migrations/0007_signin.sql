-- SPDX-License-Identifier: GPL-3.0-or-later
-- 2-step verification, the devices that people sign in from, passwords by a link in an e-mail.
-- min_compatible: 5
ALTER TABLE roles ADD COLUMN require_second_step boolean NOT NULL DEFAULT false;
--;;
UPDATE roles SET permissions = permissions || '{system.edit}'::text[]
WHERE code = 'root' AND NOT 'system.edit' = ANY (permissions);
--;;
-- seed and pending: 20 bytes of the authenticator's secret and 32 bytes that key the hashes of the recovery codes, sealed
-- by the host key. seed is in force; pending waits for its first code. last_step: the step of the last code that was good,
-- which makes each good once. wrong_ms: when the last wrong codes came.
CREATE TABLE second_steps (
    user_id uuid PRIMARY KEY,
    tenant_id integer NOT NULL,
    seed bytea,
    pending bytea,
    since_ms bigint NOT NULL DEFAULT 0,
    last_step bigint NOT NULL DEFAULT 0,
    wrong_ms bigint[] NOT NULL DEFAULT '{}',
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
CREATE TABLE recovery_codes (
    user_id uuid NOT NULL,
    tenant_id integer NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (user_id, hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
-- device_hash: SHA-256 of the 16 bytes that a client made for itself. No second step until trusted_till_ms.
CREATE TABLE devices (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL,
    user_id uuid NOT NULL,
    device_hash bytea NOT NULL CHECK (length(device_hash) = 32),
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    ip_address text NOT NULL,
    client text NOT NULL DEFAULT '',
    system text NOT NULL DEFAULT '',
    trusted_till_ms bigint NOT NULL DEFAULT 0,
    UNIQUE (user_id, device_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
ALTER TABLE sessions ADD COLUMN device_id uuid REFERENCES devices (id) ON DELETE SET NULL;
--;;
CREATE INDEX sessions_device ON sessions (device_id) WHERE device_id IS NOT NULL;
--;;
-- Links that were sent: the SHA-256 of 32 random bytes. Used ones stay for an hour, to count the mails.
CREATE TABLE reset_links (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    tenant_id integer NOT NULL,
    user_id uuid NOT NULL,
    created_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    used_ms bigint,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
CREATE INDEX reset_links_user ON reset_links (user_id, created_ms);
--;;
-- Who forgot his password, as he typed his login: whether there is such a user is found out after he was answered.
CREATE TABLE reset_requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login_key text NOT NULL,
    at_ms bigint NOT NULL
);
--;;
-- body is sealed by the host key: it holds the link.
CREATE TABLE mail_outbox (
    id uuid PRIMARY KEY,
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    recipient text NOT NULL,
    subject text NOT NULL,
    body bytea NOT NULL,
    created_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0
);
--;;
CREATE INDEX mail_outbox_due ON mail_outbox (due_ms);
--;;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['second_steps', 'recovery_codes', 'devices', 'reset_links'] LOOP
        EXECUTE format('ALTER TABLE earshot.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_tenant ON earshot.%I USING (tenant_id = (SELECT earshot.current_tenant()))', name);
    END LOOP;
    -- Nobody but the owner sees these.
    ALTER TABLE reset_requests ENABLE ROW LEVEL SECURITY;
    ALTER TABLE mail_outbox ENABLE ROW LEVEL SECURITY;
END
$$;
