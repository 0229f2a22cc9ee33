-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which limits a trial was of; what moves left over is removed under a lease, again and again; storage targets that are one
-- place under two names. A recorder from before would remove what somebody else is at, so it must not run beside this.
-- min_compatible: 28
-- The limits that the last trial of a tenant went by. Only those, or wider ones, are enforced. -1 = none.
CREATE TABLE storage_trials (
    tenant_id integer PRIMARY KEY REFERENCES tenants (id),
    tried_ms bigint NOT NULL,
    audio_megabytes bigint NOT NULL,
    audio_minutes bigint NOT NULL,
    audio_days bigint NOT NULL,
    screen_megabytes bigint NOT NULL,
    screen_minutes bigint NOT NULL,
    screen_days bigint NOT NULL
);
--;;
ALTER TABLE storage_trials ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON storage_trials USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
-- due_ms: by the recorders' clocks. cause: why the last try failed, a code. taken_by: who is removing it just now, until
-- taken_until by the database's clock; nothing is stored there meanwhile.
ALTER TABLE storage_leftovers ADD COLUMN attempts integer NOT NULL DEFAULT 0, ADD COLUMN due_ms bigint NOT NULL DEFAULT 0,
    ADD COLUMN cause text NOT NULL DEFAULT '', ADD COLUMN taken_by uuid, ADD COLUMN taken_until timestamptz;
--;;
CREATE INDEX storage_leftovers_call ON storage_leftovers (call_id);
--;;
CREATE INDEX storage_leftovers_taken ON storage_leftovers (taken_by) WHERE taken_by IS NOT NULL;
--;;
-- Whether two targets are the same place, as a file showed that was written to the one and looked for at the other. Forgotten
-- when one of them is changed.
CREATE TABLE storage_pairs (
    a smallint NOT NULL REFERENCES storage_targets (id) ON DELETE CASCADE,
    b smallint NOT NULL REFERENCES storage_targets (id) ON DELETE CASCADE,
    same boolean NOT NULL,
    seen_ms bigint NOT NULL,
    PRIMARY KEY (a, b),
    CHECK (a < b)
);
--;;
CREATE INDEX storage_pairs_b ON storage_pairs (b);
--;;
-- What limits must leave alone is counted from the few rows that say so.
CREATE INDEX calls_open ON calls (tenant_id) WHERE state = 0;
