-- SPDX-License-Identifier: GPL-3.0-or-later
-- How the key that seals a user's bundle came of his password, or of the passphrase of who signs in elsewhere: a password
-- that was in force before has other parameters than the present one. 40 bytes: salt (16), account id (16), passes and
-- KiB (4 each, big-endian). And what people call a tenant's key.
-- min_compatible: 17
ALTER TABLE user_keys ADD COLUMN kdf bytea CHECK (length(kdf) = 40);
--;;
ALTER TABLE user_keys ADD COLUMN next_kdf bytea CHECK (length(next_kdf) = 40);
--;;
ALTER TABLE tenant_keys ADD COLUMN name text NOT NULL DEFAULT '';
