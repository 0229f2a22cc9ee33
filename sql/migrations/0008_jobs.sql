-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the recorder does in the background, its schedule, and what remains of people who were deleted for good.
-- min_compatible: 5
--
-- owner: null = the schedule; no key into users, a job outlives who asked for it. runner: the run of a recorder that has
-- it until lease_until, by this server's clock. input: a file, forgotten when the job has ended.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    kind text NOT NULL CHECK (kind ~ '^[a-z0-9-]{1,60}$'),
    subject text NOT NULL CHECK (length(subject) <= 1000),
    owner uuid,
    impersonator uuid,
    owner_name text NOT NULL,
    request_id text NOT NULL,
    parameters jsonb NOT NULL,
    input bytea NOT NULL,
    dry_run boolean NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    stopping boolean NOT NULL DEFAULT false,
    stage text NOT NULL DEFAULT '',
    total bigint NOT NULL DEFAULT -1,
    done bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT '',
    created_ms bigint NOT NULL,
    started_ms bigint NOT NULL DEFAULT 0,
    ended_ms bigint NOT NULL DEFAULT 0,
    host text NOT NULL DEFAULT '',
    runner uuid,
    lease_until timestamptz,
    attempt smallint NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 70);
--;;
CREATE INDEX jobs_unended ON jobs (created_ms, id) WHERE ended_ms = 0;
--;;
CREATE INDEX jobs_of_tenant ON jobs (tenant_id, created_ms);
--;;
CREATE INDEX jobs_of_owner ON jobs (owner, created_ms);
--;;
CREATE INDEX jobs_changed ON jobs (changed_at);
--;;
CREATE TABLE job_lines (
    job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    tenant_id integer NOT NULL,
    position integer NOT NULL,
    line bigint NOT NULL,
    field text NOT NULL,
    code text NOT NULL,
    detail text NOT NULL,
    error boolean NOT NULL,
    PRIMARY KEY (job_id, position)
);
--;;
-- every_hours: 0 = once a day at daily_minute of time_zone.
CREATE TABLE job_schedules (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    kind text NOT NULL CHECK (kind ~ '^[a-z0-9-]{1,60}$'),
    subject text NOT NULL CHECK (length(subject) <= 1000),
    parameters jsonb NOT NULL,
    every_hours smallint NOT NULL CHECK (every_hours BETWEEN 0 AND 168),
    daily_minute smallint NOT NULL CHECK (daily_minute BETWEEN 0 AND 1439),
    time_zone text NOT NULL,
    next_ms bigint NOT NULL,
    UNIQUE (kind, subject)
);
--;;
INSERT INTO job_schedules (id, tenant_id, kind, subject, parameters, every_hours, daily_minute, time_zone, next_ms)
    VALUES ('00000000-0000-7000-8000-0000000000b1', 0, 'purge', '', '{}', 0, 190, '', 0);
--;;
-- Users and groups whose rows are gone for good and that calls still name: calls keep their history.
CREATE TABLE former_names (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    kind text NOT NULL CHECK (kind IN ('users', 'groups')),
    name text NOT NULL
);
--;;
-- deleted_by: login. A tenant that was purged keeps its row, empty: calls and the audit trail name it.
ALTER TABLE tenants ADD COLUMN deleted_by text NOT NULL DEFAULT '', ADD COLUMN purged_ms bigint;
--;;
ALTER TABLE roles ADD COLUMN deleted_by text NOT NULL DEFAULT '';
--;;
ALTER TABLE groups ADD COLUMN deleted_by text NOT NULL DEFAULT '';
--;;
ALTER TABLE users ADD COLUMN deleted_by text NOT NULL DEFAULT '';
--;;
CREATE INDEX users_deleted ON users (deleted_ms) WHERE deleted_ms IS NOT NULL;
--;;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['jobs', 'job_lines', 'job_schedules', 'former_names'] LOOP
        EXECUTE format('ALTER TABLE earshot.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_tenant ON earshot.%I USING (tenant_id = (SELECT earshot.current_tenant()))', name);
    END LOOP;
END
$$;
--;;
UPDATE roles SET permissions = ARRAY(SELECT DISTINCT unnest(permissions || CASE code
    WHEN 'root' THEN '{jobs.view,deleted.view,deleted.purge,system.edit}'::text[]
    ELSE '{jobs.view,deleted.view,deleted.purge}'::text[] END))
WHERE code IN ('root', 'administrator');
