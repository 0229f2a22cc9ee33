-- SPDX-License-Identifier: GPL-3.0-or-later
-- Files on storage targets that no row of media_files names: the copy that a move is making (settled = false), and what it
-- moved away from (settled = true) until that is removed there. since_ms: by the recorders' clocks.
-- min_compatible: 19
CREATE TABLE storage_leftovers (
    target smallint NOT NULL REFERENCES storage_targets (id),
    call_id uuid NOT NULL,
    position smallint NOT NULL,
    tenant_id integer NOT NULL REFERENCES tenants (id),
    path text NOT NULL,
    settled boolean NOT NULL,
    since_ms bigint NOT NULL,
    PRIMARY KEY (target, call_id, position)
);
--;;
CREATE INDEX storage_leftovers_since ON storage_leftovers (since_ms);
--;;
CREATE INDEX storage_leftovers_tenant ON storage_leftovers (tenant_id);
--;;
ALTER TABLE storage_leftovers ENABLE ROW LEVEL SECURITY;
--;;
CREATE POLICY own_tenant ON storage_leftovers USING (tenant_id = (SELECT earshot.current_tenant()));
