-- SPDX-License-Identifier: GPL-3.0-or-later
-- Calls under legal hold by a method of their own; when a storage target was tested last.
-- min_compatible: 23
-- 8192: the flag "hold" of calls. With it, a removal that waited for the row of a call sees that it is held by now: rows
-- of other tables are read as they were before.
UPDATE calls SET flags = flags | 8192 WHERE id IN (SELECT call_id FROM call_holds);
--;;
-- Whatever removes calls: not those on hold, nor their files.
CREATE FUNCTION keep_held_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM changed c JOIN call_holds h ON h.call_id = c.id) THEN
        RAISE EXCEPTION 'a call is on hold' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
--;;
CREATE FUNCTION keep_held_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM changed c JOIN call_holds h ON h.call_id = c.call_id) THEN
        RAISE EXCEPTION 'a call is on hold' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
--;;
CREATE TRIGGER calls_held AFTER DELETE ON calls REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_held_calls();
--;;
CREATE TRIGGER media_files_held AFTER DELETE ON media_files REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_held_files();
--;;
UPDATE roles SET permissions = permissions || '{calls.hold}'::text[] WHERE code IN ('root', 'administrator');
--;;
-- Which calls have screen recordings, for their minutes and days: few have.
CREATE INDEX media_files_screen ON media_files (call_id) WHERE kind > 3;
--;;
-- tested_ms: 0 = never since the settings are what they are. tested_step, tested_cause: of the step that failed; empty =
-- all passed.
ALTER TABLE storage_targets ADD COLUMN tested_ms bigint NOT NULL DEFAULT 0,
    ADD COLUMN tested_step text NOT NULL DEFAULT '', ADD COLUMN tested_cause text NOT NULL DEFAULT '';
