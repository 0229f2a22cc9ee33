-- SPDX-License-Identifier: GPL-3.0-or-later
-- The files of a call are looked up at each upload, move and playback. A block range index finds few blocks only as long as
-- rows stay where they were written; each file's row is written anew when it comes to its target, and after some hundred
-- thousand of those a look-up read a third of the month. Three rows share one entry, so the index stays small.
-- min_compatible: 21
DROP INDEX media_files_call;
--;;
CREATE INDEX media_files_call ON media_files (call_id);
--;;
-- Whether a storage target is in use, and what moves away from it. Most installations without targets pay nothing.
CREATE INDEX media_files_target ON media_files (storage_target) WHERE storage_target <> 1;
