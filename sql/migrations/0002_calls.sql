-- SPDX-License-Identifier: GPL-3.0-or-later
-- Recorded calls. Lists read only `calls`, which is kept narrow; what only a single call's page shows is in the
-- three tables beside it. All four are divided by month on the call's id (a UUIDv7), so the id alone is the key
-- and a month can be dropped as a whole. Rows of one call are written in one transaction, in one place: foreign
-- keys between the four would cost five look-ups a call and stand in the way of dropping a month.
-- min_compatible: 2
CREATE TABLE storage_targets (
    id smallint PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    tenant_id integer REFERENCES tenants (id),
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('local')),
    location text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1
);
--;;
INSERT INTO storage_targets (id, uuid, name, kind) VALUES (1, '00000000-0000-7000-8000-000000000001', 'Local', 'local');
--;;
-- state: 0 open, 1 stored, 2 excluded, 3 partial. Numbers are in lower case. other_numbers and names_key hold one
-- line per party with a line feed before and after each, so that "begins with" and "is" are LIKE patterns as well;
-- names_key is folded. associated: the users of the segments in
-- the order of joining, then their home groups: one index for both questions.
CREATE TABLE calls (
    id uuid PRIMARY KEY,
    connect_ms bigint NOT NULL,
    disconnect_ms bigint NOT NULL,
    duration_ms bigint NOT NULL,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    flags integer NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 0 AND 3),
    from_number text COLLATE "C" NOT NULL,
    to_number text COLLATE "C" NOT NULL,
    other_numbers text COLLATE "C" NOT NULL,
    from_name text NOT NULL,
    to_name text NOT NULL,
    names_key text NOT NULL,
    associated uuid[] NOT NULL
) PARTITION BY RANGE (id);
--;;
-- Without id: half the size, and equal values are few enough to be sorted when they are met.
CREATE INDEX calls_by_date ON calls (tenant_id, connect_ms);
--;;
CREATE INDEX calls_by_duration ON calls (tenant_id, duration_ms);
--;;
CREATE INDEX calls_unassigned ON calls (tenant_id, connect_ms) WHERE associated = '{}';
--;;
CREATE INDEX calls_associated ON calls USING gin (associated) WITH (gin_pending_list_limit = 256);
--;;
CREATE INDEX calls_text ON calls USING gin (from_number gin_trgm_ops, to_number gin_trgm_ops,
    other_numbers gin_trgm_ops, names_key gin_trgm_ops) WITH (gin_pending_list_limit = 256);
--;;
-- streams: [[index, label, codec, channel, mixed, packets, lost, duplicates, dropped, foreign, undecodable], ...] and
-- gaps: [[stream, cause, start ms, length ms], ...], zeros at the end of a row left out. Kept as text: jsonb is three
-- times as long for such rows.
CREATE TABLE call_details (
    call_id uuid PRIMARY KEY,
    tenant_id integer NOT NULL,
    reason text NOT NULL,
    recorder text NOT NULL,
    interface text NOT NULL,
    peer text NOT NULL,
    protocol_call_id text NOT NULL,
    session_id text NOT NULL,
    group_id text NOT NULL,
    streams json NOT NULL,
    gaps json NOT NULL
) PARTITION BY RANGE (call_id);
--;;
-- One row per participation. Rows are asked for by call or by a range of calls and lie in the order of calls, nearly:
-- BRIN finds them by reading some 30 pages, and saves 100 MB per million calls against B-trees here and on files.
CREATE TABLE participants (
    call_id uuid NOT NULL,
    join_ms bigint NOT NULL,
    leave_ms bigint NOT NULL,
    tenant_id integer NOT NULL,
    port integer NOT NULL,
    position smallint NOT NULL,
    stream smallint NOT NULL,
    channel smallint NOT NULL,
    calling boolean NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    aor text NOT NULL,
    participant_id text NOT NULL,
    ip_address text NOT NULL,
    extension text NOT NULL,
    user_id uuid,
    group_id uuid
) PARTITION BY RANGE (call_id);
--;;
CREATE INDEX participants_call ON participants USING brin (call_id) WITH (pages_per_range = 16, autosummarize = on);
--;;
-- kind: 1 audio, 2 peaks, 3 signalling. path: relative to the target's root, with '%{id}' for the call's id.
CREATE TABLE media_files (
    call_id uuid NOT NULL,
    size bigint NOT NULL,
    tenant_id integer NOT NULL,
    position smallint NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),
    storage_target smallint NOT NULL REFERENCES storage_targets (id),
    format text NOT NULL,
    path text NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32)
) PARTITION BY RANGE (call_id);
--;;
CREATE INDEX media_files_call ON media_files USING brin (call_id) WITH (pages_per_range = 16, autosummarize = on);
--;;
-- Catches what has no month: clocks that are wrong by years.
CREATE TABLE calls_rest PARTITION OF calls DEFAULT;
--;;
CREATE TABLE call_details_rest PARTITION OF call_details DEFAULT;
--;;
CREATE TABLE participants_rest PARTITION OF participants DEFAULT;
--;;
CREATE TABLE media_files_rest PARTITION OF media_files DEFAULT;
--;;
-- The smallest UUIDv7 of a moment.
CREATE FUNCTION uuid_floor(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;
--;;
-- Creates the partitions of the month (UTC) that holds the moment. True = they are there. Not done for months that
-- only a wrong clock can mean, nor when the rest partition has rows of that month already.
CREATE FUNCTION ensure_month(moment timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first_day timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
    suffix text := to_char(first_day, 'YYYY_MM');
    low uuid := uuid_floor(first_day AT TIME ZONE 'UTC');
    high uuid := uuid_floor((first_day + interval '1 month') AT TIME ZONE 'UTC');
    parent text;
BEGIN
    IF to_regclass('earshot.media_files_' || suffix) IS NOT NULL THEN
        RETURN true;
    END IF;
    IF moment < now() - interval '20 years' OR moment > now() + interval '6 months' THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(71263001);
    IF to_regclass('earshot.media_files_' || suffix) IS NOT NULL THEN
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM calls_rest WHERE id >= low AND id < high) THEN
        RETURN false;
    END IF;
    FOREACH parent IN ARRAY ARRAY['calls', 'call_details', 'participants', 'media_files'] LOOP
        EXECUTE format('CREATE TABLE earshot.%I PARTITION OF earshot.%I FOR VALUES FROM (%L) TO (%L)',
                       parent || '_' || suffix, parent, low, high);
    END LOOP;
    RETURN true;
END
$$;
--;;
-- How many calls a tenant has per day (UTC, days since 1970): totals without counting.
CREATE TABLE call_counts (
    tenant_id integer NOT NULL REFERENCES tenants (id),
    day integer NOT NULL,
    calls bigint NOT NULL,
    PRIMARY KEY (tenant_id, day)
) WITH (fillfactor = 50);
--;;
-- Ordered, so that two transactions cannot wait for each other.
CREATE FUNCTION count_new_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_counts AS c (tenant_id, day, calls)
        SELECT tenant_id, floor(connect_ms / 86400000.0)::integer AS day, count(*) FROM changed GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, day) DO UPDATE SET calls = c.calls + excluded.calls;
    RETURN NULL;
END
$$;
--;;
CREATE FUNCTION count_removed_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO call_counts AS c (tenant_id, day, calls)
        SELECT tenant_id, floor(connect_ms / 86400000.0)::integer AS day, -count(*) FROM changed GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, day) DO UPDATE SET calls = c.calls + excluded.calls;
    RETURN NULL;
END
$$;
--;;
CREATE TRIGGER calls_counted AFTER INSERT ON calls REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_new_calls();
--;;
CREATE TRIGGER calls_uncounted AFTER DELETE ON calls REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_removed_calls();
