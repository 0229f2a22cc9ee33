-- SPDX-License-Identifier: GPL-3.0-or-later
-- Two hosts that meet at the first call of a month no longer get in each other's way.
-- min_compatible: 5
-- Creates the partitions of the month (UTC) that holds the moment. True = they are there. Not done for months that
-- only a wrong clock can mean, nor when the rest partition has rows of that month already.
CREATE OR REPLACE FUNCTION ensure_month(moment timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first_day timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
    suffix text := to_char(first_day, 'YYYY_MM');
    low uuid := uuid_floor(first_day AT TIME ZONE 'UTC');
    high uuid := uuid_floor((first_day + interval '1 month') AT TIME ZONE 'UTC');
    parent text;
BEGIN
    IF to_regclass('earshot.media_files_' || suffix) IS NOT NULL THEN
        RETURN true;
    END IF;
    IF moment < now() - interval '20 years' OR moment > now() + interval '6 months' THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(71263001);
    -- Asked of the catalog itself: to_regclass may answer from a cache that a lock of this kind does not renew, and then
    -- the second of two hosts fails at the first call of a month.
    IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE relname = 'media_files_' || suffix
               AND relnamespace = 'earshot'::regnamespace) THEN
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM calls_rest WHERE id >= low AND id < high) THEN
        RETURN false;
    END IF;
    FOREACH parent IN ARRAY ARRAY['calls', 'call_details', 'participants', 'media_files'] LOOP
        EXECUTE format('CREATE TABLE earshot.%I PARTITION OF earshot.%I FOR VALUES FROM (%L) TO (%L)',
                       parent || '_' || suffix, parent, low, high);
    END LOOP;
    RETURN true;
END
$$;
