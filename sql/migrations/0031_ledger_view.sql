-- SPDX-License-Identifier: GPL-3.0-or-later
-- The ledger is a tenant's own matter, the recorder's health and log are not: it has a permission of its own. Whoever read it
-- before goes on reading it.
-- min_compatible: 23
UPDATE roles SET permissions = permissions || '{ledger.view}'::text[]
    WHERE (code IN ('root', 'administrator') OR 'system.view' = ANY (permissions)) AND NOT 'ledger.view' = ANY (permissions);
