-- SPDX-License-Identifier: GPL-3.0-or-later
-- The audit trail as a chain of hashes with signed heads; how long it is kept and where else it goes.
-- min_compatible: 5
-- Rows outlive the tenants that they tell of.
ALTER TABLE audit_log DROP CONSTRAINT audit_log_tenant_id_fkey;
--;;
-- Committed rows without a position. Whatever writes audit rows, they come here in the same transaction.
CREATE TABLE audit_unchained (audit_id bigint PRIMARY KEY);
--;;
INSERT INTO audit_unchained SELECT id FROM audit_log;
--;;
-- Stays when the row itself is removed after its time.
CREATE TABLE audit_chain (
    position bigint PRIMARY KEY CHECK (position > 0),
    audit_id bigint NOT NULL UNIQUE,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
--;;
-- removed: the rows up to the position may be gone; digest is over the links since the one before. previous: SHA-256 of
-- the head before, so that one signature vouches for all that came before it.
CREATE TABLE audit_heads (
    number bigint PRIMARY KEY CHECK (number > 0),
    kind text NOT NULL CHECK (kind IN ('head', 'removed')),
    position bigint NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    digest bytea NOT NULL CHECK (length(digest) IN (0, 32)),
    previous bytea NOT NULL CHECK (length(previous) = 32),
    at_ms bigint NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL
);
--;;
CREATE TABLE audit_keys (
    key_id text PRIMARY KEY,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    recorder text NOT NULL,
    made_ms bigint NOT NULL
);
--;;
-- syslog_from: the chain's end when syslog was first switched on.
CREATE TABLE audit_policy (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    keep_days integer NOT NULL DEFAULT 0 CHECK (keep_days = 0 OR keep_days >= 30),
    syslog boolean NOT NULL DEFAULT false,
    syslog_host text NOT NULL DEFAULT '',
    syslog_port integer NOT NULL DEFAULT 514,
    syslog_transport text NOT NULL DEFAULT 'local' CHECK (syslog_transport IN ('local', 'udp', 'tcp', 'tls')),
    syslog_ca text NOT NULL DEFAULT '',
    syslog_from bigint,
    removed_ms bigint NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1
);
--;;
INSERT INTO audit_policy DEFAULT VALUES;
--;;
-- Up to where syslog has it, and which recorder forwards until when. No position: nothing was sent yet.
CREATE TABLE audit_forwarding (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    position bigint,
    head bigint NOT NULL DEFAULT 0,
    holder text NOT NULL DEFAULT '',
    until_ms bigint NOT NULL DEFAULT 0
);
--;;
INSERT INTO audit_forwarding DEFAULT VALUES;
--;;
CREATE FUNCTION note_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = earshot, pg_temp AS $$
BEGIN
    INSERT INTO audit_unchained VALUES (NEW.id);
    RETURN NULL;
END
$$;
--;;
CREATE TRIGGER note AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION note_audit();
--;;
-- Against mistakes of ours; who owns the database is found out by the chain.
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql SET search_path = earshot, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('earshot.removes_audit', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit rows are not changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
--;;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION keep_audit();
--;;
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
--;;
-- Nobody but the owner.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_unchained', 'audit_chain', 'audit_heads', 'audit_keys', 'audit_policy',
                                'audit_forwarding'] LOOP
        EXECUTE format('ALTER TABLE earshot.%I ENABLE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;
--;;
UPDATE roles SET permissions = permissions || '{system.edit}'::text[]
WHERE code = 'root' AND NOT 'system.edit' = ANY (permissions);
