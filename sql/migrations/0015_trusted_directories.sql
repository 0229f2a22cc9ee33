-- SPDX-License-Identifier: GPL-3.0-or-later
-- min_compatible: 5
-- Whether the server was named by somebody who may see every tenant: only then may it be in a network inside that the
-- configuration does not name. Those that there are go on.
ALTER TABLE directories ADD COLUMN trusted boolean NOT NULL DEFAULT false;
--;;
UPDATE directories SET trusted = true;
