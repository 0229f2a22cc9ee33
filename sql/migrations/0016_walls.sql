-- SPDX-License-Identifier: GPL-3.0-or-later
-- min_compatible: 5
-- The second wall: what a use case does inside the gate runs as earshot_gate, which sees the rows of the tenant named by
-- app.tenant, or as earshot_gate_all (unrestricted actors, the system, before sign-in), which sees every tenant. Neither
-- owns anything, makes anything, or writes the audit trail; nobody signs in as them. The owner, who connects, stays above
-- the policies: the gate's own rows, registering calls and migrations are his.
--
-- Sees to it that both roles are there, harmless, and can be taken on by whoever connects.
CREATE FUNCTION ensure_gate_roles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['earshot_gate', 'earshot_gate_all'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
                BEGIN
                    EXECUTE format('CREATE ROLE %I NOLOGIN', name);
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    NULL; -- another database of this server was quicker
                END;
            END IF;
            BEGIN
                EXECUTE format('SET LOCAL ROLE %I', name);
            EXCEPTION WHEN insufficient_privilege THEN
                EXECUTE format('GRANT %I TO CURRENT_USER', name);
                EXECUTE format('SET LOCAL ROLE %I', name);
            END;
            RESET ROLE;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'have an administrator of this server run: CREATE ROLE earshot_gate NOLOGIN; CREATE ROLE earshot_gate_all NOLOGIN; GRANT earshot_gate, earshot_gate_all TO %',
                quote_ident(current_user) USING ERRCODE = 'insufficient_privilege';
        END;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = name AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole)) THEN
            RAISE EXCEPTION 'the role % must have none of SUPERUSER, BYPASSRLS, CREATEROLE, LOGIN', name;
        END IF;
    END LOOP;
END
$$;
--;;
-- Grants, policies and views over all tables that there are; changes nothing where nothing is missing. Called after every
-- migration, so that tables of later ones are behind the wall as well. Partitions are not granted: they are reached
-- through their parents.
--
-- walled.calls stands for calls while a tenant is named: the same condition as the policy's, but in a view, where it does
-- not keep the planner from indexes for LIKE and &&, whose functions are not leakproof (6 ms against 240 ms for a part of
-- a number among a million calls).
CREATE FUNCTION raise_walls() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t record;
    rights text;
    part text;
BEGIN
    PERFORM earshot.ensure_gate_roles();
    IF to_regnamespace('walled') IS NULL THEN
        CREATE SCHEMA walled;
    END IF;
    IF NOT has_schema_privilege('earshot_gate', 'walled', 'USAGE') OR NOT has_schema_privilege('earshot_gate_all', 'earshot', 'USAGE') THEN
        GRANT USAGE ON SCHEMA earshot, walled TO earshot_gate, earshot_gate_all;
    END IF;
    FOR t IN SELECT c.oid, c.relname AS name, c.relrowsecurity AS walled, quote_ident(pg_get_userbyid(c.relowner)) AS owner,
                EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS tenants
            FROM pg_class c WHERE c.relnamespace = 'earshot'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition LOOP
        rights := CASE WHEN t.name = 'schema_migrations' THEN NULL
            WHEN (t.name LIKE 'audit%' AND t.name <> 'audit_policy') OR t.name = 'installation' THEN 'SELECT'
            ELSE 'SELECT, INSERT, UPDATE, DELETE' END;
        CONTINUE WHEN rights IS NULL;
        FOREACH part IN ARRAY string_to_array(rights, ', ') LOOP
            IF NOT has_table_privilege('earshot_gate_all', t.oid, part) THEN
                EXECUTE format('GRANT %s ON earshot.%I TO earshot_gate_all', part, t.name);
            END IF;
            -- Who is in a tenant changes no tenants.
            IF (t.name <> 'tenants' OR part = 'SELECT') AND NOT has_table_privilege('earshot_gate', t.oid, part) THEN
                EXECUTE format('GRANT %s ON earshot.%I TO earshot_gate', part, t.name);
            END IF;
        END LOOP;
        IF t.tenants AND NOT t.walled THEN
            EXECUTE format('ALTER TABLE earshot.%I ENABLE ROW LEVEL SECURITY', t.name);
        END IF;
        CONTINUE WHEN NOT (t.tenants OR t.walled);
        IF t.tenants AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'own_tenant') THEN
            EXECUTE format('CREATE POLICY own_tenant ON earshot.%I USING (tenant_id = (SELECT earshot.current_tenant()))', t.name);
        END IF;
        IF NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'every_tenant') THEN
            EXECUTE format('CREATE POLICY every_tenant ON earshot.%I TO earshot_gate_all USING (true) WITH CHECK (true)', t.name);
        END IF;
    END LOOP;
    IF (SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'earshot.calls'::regclass AND attnum > 0 AND NOT attisdropped)
        IS DISTINCT FROM (SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = to_regclass('walled.calls') AND attnum > 0) THEN
        DROP VIEW IF EXISTS walled.calls;
        CREATE VIEW walled.calls AS SELECT * FROM earshot.calls WHERE tenant_id = (SELECT earshot.current_tenant()) WITH CASCADED CHECK OPTION;
        GRANT SELECT, INSERT, UPDATE, DELETE ON walled.calls TO earshot_gate;
    END IF;
END
$$;
--;;
-- Of no tenant are: what the system gives to all (predefined roles, settings, targets), and the system's defaults. Tenants
-- read it and change nothing of it.
DROP POLICY own_tenant ON roles;
--;;
CREATE POLICY own_tenant ON roles USING (tenant_id = (SELECT earshot.current_tenant()));
--;;
SELECT raise_walls();
--;;
CREATE POLICY of_all ON roles FOR SELECT TO earshot_gate USING (tenant_id IS NULL);
--;;
CREATE POLICY of_all ON settings FOR SELECT TO earshot_gate USING (tenant_id IS NULL);
--;;
CREATE POLICY of_all ON storage_targets FOR SELECT TO earshot_gate USING (tenant_id IS NULL);
--;;
CREATE POLICY of_all ON tenants FOR SELECT TO earshot_gate USING (id = 0);
--;;
-- Who signs in and who resets a password derives with it.
CREATE POLICY of_all ON installation FOR SELECT TO earshot_gate USING (true);
--;;
-- Of the tables that only the owner sees, what an administrator of a tenant needs: mail to his own people, and where his rows
-- of the trail stand in the chain.
DO $$
BEGIN
    IF to_regclass('earshot.mail_outbox') IS NOT NULL THEN
        CREATE POLICY own_people ON mail_outbox TO earshot_gate
            USING (EXISTS (SELECT FROM earshot.users u WHERE u.id = user_id AND u.tenant_id = (SELECT earshot.current_tenant())));
    END IF;
    IF to_regclass('earshot.audit_chain') IS NOT NULL THEN
        CREATE POLICY own_rows ON audit_chain FOR SELECT TO earshot_gate
            USING (EXISTS (SELECT FROM earshot.audit_log a WHERE a.id = audit_id AND a.tenant_id = (SELECT earshot.current_tenant())));
    END IF;
END
$$;
--;;
-- The two questions that go over the wall, answered by yes and no: logins and account ids are unique among all tenants.
CREATE FUNCTION is_login_taken(key text, but_for uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = earshot, pg_temp AS $$
    SELECT EXISTS (SELECT FROM users WHERE login_key = key AND web_access AND deleted_ms IS NULL AND id IS DISTINCT FROM but_for)
$$;
--;;
CREATE FUNCTION is_account_taken(account bytea, but_for uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = earshot, pg_temp AS $$
    SELECT EXISTS (SELECT FROM credentials WHERE account_id = account AND user_id <> but_for)
$$;
