-- SPDX-License-Identifier: GPL-3.0-or-later
-- The second wall between tenants: any role but the owner sees only rows of the tenant named by app.tenant, and none
-- when nothing is set. The owner (the recorder itself) registers calls of all tenants.
-- min_compatible: 2
CREATE FUNCTION current_tenant() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.tenant', true), '')::integer
$$;
--;;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['groups', 'users', 'user_extensions', 'sessions', 'settings', 'audit_log', 'storage_targets',
                                'calls', 'call_details', 'participants', 'media_files', 'call_counts'] LOOP
        EXECUTE format('ALTER TABLE earshot.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY own_tenant ON earshot.%I USING (tenant_id = (SELECT earshot.current_tenant()))', name);
    END LOOP;
    ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_tenant ON tenants USING (id = (SELECT earshot.current_tenant()));
END
$$;
