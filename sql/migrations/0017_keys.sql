-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keys that recordings are sealed to, who holds them, and the keys of users that they are granted to.
-- min_compatible: 14
--
-- Private keys are here only sealed by what the recorder does not have: bundles by a key derived from the owner's password,
-- recovery by his code, grants to the grantee's key. identity: SHA-256 over both public keys of the record.
-- next_bundle: the same bundle under the password that is being set. retired_ms: since he was given a new password; what
-- was granted to it has to be granted anew, or it is opened with the code.
CREATE TABLE user_keys (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    identity bytea NOT NULL CHECK (length(identity) = 32),
    spki bytea NOT NULL,
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
    created_ms bigint NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    bundle bytea NOT NULL,
    next_bundle bytea,
    recovery bytea,
    retired_ms bigint,
    PRIMARY KEY (user_id, identity)
);
--;;
CREATE UNIQUE INDEX user_keys_current ON user_keys (user_id) WHERE retired_ms IS NULL;
--;;
CREATE INDEX user_keys_tenant ON user_keys (tenant_id);
--;;
-- has_private: somebody here can hold it; false for a public key that was imported alone.
CREATE TABLE tenant_keys (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    identity bytea NOT NULL CHECK (length(identity) = 32),
    spki bytea NOT NULL,
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
    created_ms bigint NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    bits integer NOT NULL,
    has_private boolean NOT NULL,
    active boolean NOT NULL DEFAULT false CHECK (NOT active OR bits >= 2048),
    exported_ms bigint NOT NULL DEFAULT 0,
    UNIQUE (tenant_id, fingerprint)
);
--;;
CREATE UNIQUE INDEX tenant_keys_active ON tenant_keys (tenant_id) WHERE active;
--;;
-- The chain of what recordings were sealed to: each link is signed by its key and by the one before, or was accepted. A key
-- that is a link stays: without it the next one could not be judged, or would pass for the first.
CREATE TABLE key_activations (
    id uuid PRIMARY KEY,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    key_id uuid NOT NULL REFERENCES tenant_keys (id) ON DELETE RESTRICT,
    key_identity bytea NOT NULL,
    previous bytea NOT NULL,
    at_ms bigint NOT NULL,
    signature bytea NOT NULL,
    vouch bytea NOT NULL,
    vouching text NOT NULL CHECK (vouching IN ('first', 'vouched', 'unvouched')),
    accepted_by text NOT NULL DEFAULT '' CHECK ((vouching = 'unvouched') = (accepted_by <> ''))
);
--;;
CREATE INDEX key_activations_tenant ON key_activations (tenant_id, id);
--;;
CREATE INDEX key_activations_key ON key_activations (key_id);
--;;
-- revoked_ms: since then it is worth nothing; its bundle is empty. The row stays, so that the same grant is not taken again.
CREATE TABLE key_grants (
    key_id uuid NOT NULL REFERENCES tenant_keys (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    grantee_key bytea NOT NULL CHECK (length(grantee_key) = 32),
    granted_ms bigint NOT NULL,
    expires_ms bigint NOT NULL,
    bundle bytea NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    revoked_ms bigint,
    PRIMARY KEY (key_id, user_id)
);
--;;
CREATE INDEX key_grants_user ON key_grants (user_id);
--;;
CREATE INDEX key_grants_tenant ON key_grants (tenant_id);
--;;
-- What the file is sealed to; null: it is not.
ALTER TABLE media_files ADD COLUMN key_id uuid;
--;;
CREATE INDEX media_files_key ON media_files (key_id) WHERE key_id IS NOT NULL;
--;;
UPDATE roles SET permissions = permissions || '{keys.view,keys.edit}'::text[] WHERE code IN ('root', 'administrator');
