-- SPDX-License-Identifier: GPL-3.0-or-later
-- Machines that open recordings, and what they were granted. A service's private key was made on that machine and stays
-- there; here is its record, as of a user's keys, and grants as of key_grants, which always end. And a daily look at keys that
-- too few people hold.
-- min_compatible: 21
CREATE TABLE key_services (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL,
    identity bytea NOT NULL CHECK (length(identity) = 32),
    spki bytea NOT NULL,
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
    created_ms bigint NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    added_ms bigint NOT NULL,
    UNIQUE (tenant_id, identity)
);
--;;
-- revoked_ms: as in key_grants.
CREATE TABLE service_grants (
    key_id uuid NOT NULL REFERENCES tenant_keys (id) ON DELETE CASCADE,
    service_id uuid NOT NULL REFERENCES key_services (id) ON DELETE CASCADE,
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
-- Each day (UTC).
INSERT INTO job_schedules (id, tenant_id, kind, subject, parameters, every_hours, daily_minute, time_zone, next_ms)
    VALUES ('00000000-0000-7000-8000-0000000000c6', 0, 'key-holders', '', '{}', 0, 360, '', 0);
