-- SPDX-License-Identifier: GPL-3.0-or-later
-- How calls find their tenant, storage limits, seats of users, extensions as ranges, recording rules.
-- min_compatible: 5
-- peers: networks; trunks: hosts in lower case; extension_ranges: "2000-2999", "+4930*". No two tenants have the same peer or
-- trunk nor ranges that overlap: the recorder sees to it. Storage limits: -1 = none.
ALTER TABLE tenants ADD COLUMN peers text[] NOT NULL DEFAULT '{}', ADD COLUMN trunks text[] NOT NULL DEFAULT '{}',
    ADD COLUMN extension_ranges text[] NOT NULL DEFAULT '{}',
    ADD COLUMN audio_megabytes bigint NOT NULL DEFAULT -1 CHECK (audio_megabytes >= -1),
    ADD COLUMN audio_minutes bigint NOT NULL DEFAULT -1 CHECK (audio_minutes >= -1),
    ADD COLUMN audio_days integer NOT NULL DEFAULT -1 CHECK (audio_days >= -1),
    ADD COLUMN screen_megabytes bigint NOT NULL DEFAULT -1 CHECK (screen_megabytes >= -1),
    ADD COLUMN screen_minutes bigint NOT NULL DEFAULT -1 CHECK (screen_minutes >= -1),
    ADD COLUMN screen_days integer NOT NULL DEFAULT -1 CHECK (screen_days >= -1);
--;;
ALTER TABLE users ADD COLUMN recording_seat boolean NOT NULL DEFAULT true,
    ADD COLUMN screen_seat boolean NOT NULL DEFAULT false, ADD COLUMN evaluation_seat boolean NOT NULL DEFAULT false,
    ADD COLUMN live_seat boolean NOT NULL DEFAULT false;
--;;
-- One row per number, so that a call's owner is one look into the key; span: the range it was written as, empty = alone.
ALTER TABLE user_extensions ADD COLUMN span text NOT NULL DEFAULT '';
--;;
-- Of calls that are recorded on demand: kept = somebody wants it; not kept = it was thrown away and cannot be wanted any
-- more (those rows go after a day). A kept call's row goes when the call is stored.
CREATE TABLE call_marks (
    call_id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    kept boolean NOT NULL,
    at_ms bigint NOT NULL
);
--;;
CREATE INDEX call_marks_lost ON call_marks (at_ms) WHERE NOT kept;
--;;
ALTER TABLE call_marks ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON call_marks USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
UPDATE roles SET permissions = permissions || CASE code
    WHEN 'supervisor' THEN '{calls.keep}'::text[]
    ELSE '{calls.keep,calls.confidential}'::text[] END
WHERE code IN ('root', 'administrator', 'supervisor');
