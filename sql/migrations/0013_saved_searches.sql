-- SPDX-License-Identifier: GPL-3.0-or-later
-- Searches that people keep for themselves.
-- min_compatible: 5
-- list: the page ("users", "calls"). search: JSON with criteria ([[field, operator, value...], ...]), order, descending and
-- columns (as the console keeps them). Deleted ones are there for Undo, a day long.
CREATE TABLE saved_searches (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL,
    user_id uuid NOT NULL,
    list text NOT NULL,
    name text NOT NULL,
    search text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    deleted_ms bigint,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
--;;
CREATE UNIQUE INDEX saved_searches_name ON saved_searches (user_id, list, lower(name)) WHERE deleted_ms IS NULL;
--;;
-- For the users that go.
CREATE INDEX saved_searches_user ON saved_searches (tenant_id, user_id);
