-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who looks with somebody else's eyes: his session carries those that he lent, and both names stand in the trail.
-- min_compatible: 5
ALTER TABLE sessions ADD COLUMN impersonator text NOT NULL DEFAULT '',
    ADD COLUMN impersonator_session uuid REFERENCES sessions (id) ON DELETE CASCADE,
    ADD CHECK ((impersonator = '') = (impersonator_session IS NULL));
--;;
CREATE INDEX sessions_impersonator ON sessions (impersonator_session) WHERE impersonator_session IS NOT NULL;
--;;
ALTER TABLE audit_log ADD COLUMN impersonator text NOT NULL DEFAULT '';
--;;
UPDATE roles SET permissions = array_append(permissions, 'users.impersonate')
    WHERE code IN ('root', 'administrator') AND NOT 'users.impersonate' = ANY (permissions);
