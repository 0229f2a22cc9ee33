-- SPDX-License-Identifier: GPL-3.0-or-later
-- Storage limits that are enforced: what must not go, what went, what is still to be removed, who was warned.
-- min_compatible: 19
-- A call that must not be removed, whatever the limits say. Who holds one locks the call's row first.
CREATE TABLE call_holds (
    call_id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    set_ms bigint NOT NULL,
    set_by text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT ''
);
--;;
CREATE INDEX call_holds_tenant ON call_holds (tenant_id);
--;;
-- Calls that were removed on purpose: a ledger that still knows one does not miss it. cause: what asked for it, a code.
CREATE TABLE removed_calls (
    call_id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    removed_ms bigint NOT NULL,
    cause text NOT NULL
);
--;;
CREATE INDEX removed_calls_tenant ON removed_calls (tenant_id);
--;;
-- Files on storage targets whose call is gone; files in a recorder's own folder go as copies do (uploads, stored).
-- due_ms: by the recorders' clocks. cause: why the last try failed, a code.
CREATE TABLE file_removals (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id uuid NOT NULL,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    target smallint NOT NULL REFERENCES storage_targets (id),
    path text NOT NULL,
    due_ms bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    cause text NOT NULL DEFAULT ''
);
--;;
CREATE INDEX file_removals_due ON file_removals (target, due_ms, id);
--;;
CREATE INDEX file_removals_tenant ON file_removals (tenant_id);
--;;
-- The highest step (per cent of the nearest limit) that people were told of. media: as in storage_usage.
CREATE TABLE storage_warnings (
    tenant_id integer NOT NULL REFERENCES tenants (id),
    media smallint NOT NULL CHECK (media IN (1, 2)),
    step smallint NOT NULL CHECK (step IN (80, 90)),
    crossed_ms bigint NOT NULL,
    PRIMARY KEY (tenant_id, media)
);
--;;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['call_holds', 'removed_calls', 'file_removals', 'storage_warnings'] LOOP
        EXECUTE format('ALTER TABLE earshot.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_tenant ON earshot.%I USING (tenant_id = (SELECT earshot.current_tenant()))', name);
    END LOOP;
END
$$;
--;;
-- Warns each hour; removes only when somebody switched that on.
INSERT INTO job_schedules (id, tenant_id, kind, subject, parameters, every_hours, daily_minute, time_zone, next_ms)
    VALUES ('00000000-0000-7000-8000-0000000000b3', 0, 'storage-limits', '', '{}', 1, 0, '', 0);
