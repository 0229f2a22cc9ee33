-- SPDX-License-Identifier: GPL-3.0-or-later
-- What opens a sealed file since the tenant's key was rotated: the file's own key, wrapped for that one. The file stays as it
-- is, with its entry for key_id; it goes with its row. Programs before this one go on with that entry.
-- min_compatible: 21
ALTER TABLE media_files ADD COLUMN wrap_key_id uuid,
    ADD COLUMN wrapped bytea,
    ADD CONSTRAINT media_files_wrapped CHECK ((wrap_key_id IS NULL) = (wrapped IS NULL) AND (wrapped IS NULL OR (key_id IS NOT NULL AND length(wrapped) BETWEEN 256 AND 1024)));
--;;
-- What still has to be moved, page by page.
CREATE INDEX media_files_opened_by ON media_files ((coalesce(wrap_key_id, key_id)), call_id, position) WHERE key_id IS NOT NULL;
