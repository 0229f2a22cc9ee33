-- SPDX-License-Identifier: GPL-3.0-or-later
-- Files on their way from the recorder's own folder to storage targets. A row lives from the registration of the call
-- until the local copy is gone; media_files says at every moment where the file is to be read.
-- min_compatible: 19
-- host: the recorder that has the local copy. source: its path there. due_ms: by the recorders' clocks; leases by the
-- database's. stored: the target has it, verified, and media_files says so; what is left is the local copy.
-- cause: why the last try failed, a code.
CREATE TABLE uploads (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id uuid NOT NULL,
    position smallint NOT NULL,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    target smallint NOT NULL REFERENCES storage_targets (id),
    host text NOT NULL,
    source text NOT NULL,
    path text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    format text NOT NULL,
    created_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    cause text NOT NULL DEFAULT '',
    stored boolean NOT NULL DEFAULT false,
    runner uuid,
    lease_until timestamptz,
    UNIQUE (call_id, position, target)
);
--;;
CREATE INDEX uploads_due ON uploads (host, target, due_ms, id);
--;;
CREATE INDEX uploads_runner ON uploads (runner) WHERE runner IS NOT NULL;
--;;
CREATE INDEX uploads_tenant ON uploads (tenant_id);
--;;
ALTER TABLE uploads ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON uploads USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
-- Part of what is on the targets is read again each night.
INSERT INTO job_schedules (id, tenant_id, kind, subject, parameters, every_hours, daily_minute, time_zone, next_ms)
    VALUES ('00000000-0000-7000-8000-0000000000b2', 0, 'storage-scrub', '', '{}', 0, 130, '', 0);
--;;
-- What each tenant's recordings take, kept by the database: nobody has to count. media: 1 audio with all that belongs to
-- it, 2 screen.
CREATE TABLE storage_usage (
    tenant_id integer NOT NULL REFERENCES tenants (id),
    media smallint NOT NULL CHECK (media IN (1, 2)),
    files bigint NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (tenant_id, media)
) WITH (fillfactor = 50);
--;;
ALTER TABLE storage_usage ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON storage_usage USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
INSERT INTO storage_usage (tenant_id, media, files, bytes)
    SELECT tenant_id, CASE WHEN kind <= 3 THEN 1 ELSE 2 END, count(*), sum(size) FROM media_files GROUP BY 1, 2;
--;;
-- Ordered, so that two transactions cannot wait for each other.
CREATE FUNCTION count_new_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO storage_usage AS u (tenant_id, media, files, bytes)
        SELECT tenant_id, CASE WHEN kind <= 3 THEN 1 ELSE 2 END AS media, count(*), sum(size) FROM changed
            GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, media) DO UPDATE SET files = u.files + excluded.files, bytes = u.bytes + excluded.bytes;
    RETURN NULL;
END
$$;
--;;
CREATE FUNCTION count_removed_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO storage_usage AS u (tenant_id, media, files, bytes)
        SELECT tenant_id, CASE WHEN kind <= 3 THEN 1 ELSE 2 END AS media, -count(*), -sum(size) FROM changed
            GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, media) DO UPDATE SET files = u.files + excluded.files, bytes = u.bytes + excluded.bytes;
    RETURN NULL;
END
$$;
--;;
CREATE TRIGGER media_files_counted AFTER INSERT ON media_files REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_new_files();
--;;
CREATE TRIGGER media_files_uncounted AFTER DELETE ON media_files REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_removed_files();
--;;
-- How long the calls of a day are in all, beside how many they are.
ALTER TABLE call_counts ADD COLUMN duration_ms bigint NOT NULL DEFAULT 0;
--;;
UPDATE call_counts c SET duration_ms = s.duration FROM (SELECT tenant_id, floor(connect_ms / 86400000.0)::integer AS day,
    sum(duration_ms) AS duration FROM calls GROUP BY 1, 2) s WHERE s.tenant_id = c.tenant_id AND s.day = c.day;
--;;
CREATE OR REPLACE FUNCTION count_new_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_counts AS c (tenant_id, day, calls, duration_ms)
        SELECT tenant_id, floor(connect_ms / 86400000.0)::integer AS day, count(*), sum(duration_ms) FROM changed
            GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, day) DO UPDATE SET calls = c.calls + excluded.calls,
            duration_ms = c.duration_ms + excluded.duration_ms;
    RETURN NULL;
END
$$;
--;;
CREATE OR REPLACE FUNCTION count_removed_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_counts AS c (tenant_id, day, calls, duration_ms)
        SELECT tenant_id, floor(connect_ms / 86400000.0)::integer AS day, -count(*), -sum(duration_ms) FROM changed
            GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, day) DO UPDATE SET calls = c.calls + excluded.calls,
            duration_ms = c.duration_ms + excluded.duration_ms;
    RETURN NULL;
END
$$;
