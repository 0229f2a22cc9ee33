-- SPDX-License-Identifier: GPL-3.0-or-later
-- Groups say more than a time zone: a language and a recording rule for those of their people who say nothing themselves.
-- min_compatible: 21
-- A program that does not know them goes on to the tenant's. '' and 'default' hand on to the tenant.
ALTER TABLE groups ADD COLUMN language text NOT NULL DEFAULT '',
    ADD COLUMN default_recording text NOT NULL DEFAULT 'default'
        CHECK (default_recording IN ('always', 'on-demand', 'never', 'default'));
