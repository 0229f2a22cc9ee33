-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who deleted a directory, as of everything else that can be had back. Of those that are deleted already nobody knows.
-- min_compatible: 21
ALTER TABLE directories ADD COLUMN deleted_by text NOT NULL DEFAULT '';
