-- SPDX-License-Identifier: GPL-3.0-or-later
-- Machines that open recordings, and what they were granted. A service's private key was made on that machine and stays
-- there; here is its record, as of a user's keys, and grants as of key_grants, which always end. And a daily look at keys that
-- too few people hold. Ids are made by the machines: a tenant takes none away from another one by using it first.
-- min_compatible: 21
CREATE TABLE key_services (
    id uuid NOT NULL,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL,
    identity bytea NOT NULL CHECK (length(identity) = 32),
    spki bytea NOT NULL,
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
    created_ms bigint NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    added_ms bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, identity)
);
--;;
-- revoked_ms: as in key_grants. Nothing refers to key_services: what was revoked stays when the service is removed, so that the
-- same grant is not taken again once it is registered anew.
CREATE TABLE service_grants (
    key_id uuid NOT NULL REFERENCES tenant_keys (id) ON DELETE CASCADE,
    service_id uuid NOT NULL,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    grantee_key bytea NOT NULL CHECK (length(grantee_key) = 32),
    granted_ms bigint NOT NULL,
    expires_ms bigint NOT NULL CHECK (expires_ms > granted_ms),
    bundle bytea NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    revoked_ms bigint,
    PRIMARY KEY (key_id, service_id)
);
--;;
CREATE INDEX service_grants_service ON service_grants (service_id);
--;;
CREATE INDEX service_grants_tenant ON service_grants (tenant_id);
--;;
-- Over the wall, answered by yes and no: no service goes by the id of a person, of whatever tenant.
CREATE FUNCTION is_user_id(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = earshot, pg_temp AS $$
    SELECT EXISTS (SELECT FROM users WHERE id = wanted)
$$;
--;;
-- Each day (UTC).
INSERT INTO job_schedules (id, tenant_id, kind, subject, parameters, every_hours, daily_minute, time_zone, next_ms)
    VALUES ('00000000-0000-7000-8000-0000000000c6', 0, 'key-holders', '', '{}', 0, 360, '', 0);
