-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was finished is signed once a day: manifests of files, each naming the one before.
-- min_compatible: 19
-- Files that no manifest has yet. Whatever registers files, they come here in the same transaction.
CREATE TABLE manifest_pending (
    call_id uuid NOT NULL,
    position smallint NOT NULL,
    tenant_id integer NOT NULL,
    noted timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (call_id, position)
);
--;;
CREATE INDEX manifest_pending_noted ON manifest_pending (noted, tenant_id);
--;;
-- content: exactly what was signed. hash: SHA-256 over content and signature, which the next one names. Outlives the files
-- that it tells of, and the tenant.
CREATE TABLE file_manifests (
    tenant_id integer NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    day date NOT NULL,
    files integer NOT NULL,
    made_ms bigint NOT NULL,
    key_id text NOT NULL,
    content text NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, number)
);
--;;
CREATE INDEX file_manifests_day ON file_manifests (tenant_id, day);
--;;
ALTER TABLE manifest_pending ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON manifest_pending USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
ALTER TABLE file_manifests ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON file_manifests USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
-- Public keys, by which everybody may judge what was signed for him.
CREATE POLICY of_all ON audit_keys FOR SELECT TO earshot_gate USING (true);
--;;
CREATE FUNCTION note_new_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO manifest_pending (call_id, position, tenant_id)
        SELECT call_id, position, tenant_id FROM changed ORDER BY 1, 2 ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
--;;
CREATE FUNCTION forget_removed_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM manifest_pending p USING changed c WHERE p.call_id = c.call_id AND p.position = c.position;
    RETURN NULL;
END
$$;
--;;
CREATE TRIGGER media_files_noted AFTER INSERT ON media_files REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_new_files();
--;;
CREATE TRIGGER media_files_forgotten AFTER DELETE ON media_files REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION forget_removed_files();
--;;
-- What was finished before is told of by the first manifests.
INSERT INTO manifest_pending (call_id, position, tenant_id)
    SELECT call_id, position, tenant_id FROM media_files ON CONFLICT DO NOTHING;
--;;
-- Each day after it has ended (UTC).
INSERT INTO job_schedules (id, tenant_id, kind, subject, parameters, every_hours, daily_minute, time_zone, next_ms)
    VALUES ('00000000-0000-7000-8000-0000000000c4', 0, 'file-manifests', '', '{}', 0, 10, '', 0);
