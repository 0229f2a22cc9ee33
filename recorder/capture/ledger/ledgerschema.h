// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace recorder
{

/// The table of the ledger: PRAGMA user_version, how it is made, and its columns in the order in which rows
/// are written and read. A column that an older program can do without keeps the version: that program goes
/// on with the file.
inline constexpr int kLedgerVersion = 1;

inline constexpr const char *kLedgerSchema[] = {
    "CREATE TABLE entries ("
    " seq INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " call_id TEXT NOT NULL,"
    " tenant TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('accepted','ended','finalised','stored','partial','excluded')),"
    " dialog TEXT NOT NULL,"
    " media TEXT NOT NULL,"
    " spool_path TEXT NOT NULL,"
    " boot_id TEXT NOT NULL,"
    " start_mono_ns INTEGER NOT NULL,"
    " start_unix_ms INTEGER NOT NULL,"
    " reason TEXT NOT NULL,"
    " result TEXT NOT NULL,"
    " tenant_id TEXT NOT NULL DEFAULT '',"
    " ended_unix_ms INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX entries_call ON entries (call_id)",
    "CREATE INDEX entries_state ON entries (state)",
};

inline constexpr char kLedgerColumns[] =
    "id, call_id, tenant, state, dialog, media, spool_path, boot_id, start_mono_ns,"
    " start_unix_ms, reason, result, tenant_id";

/// When a row was accepted no more, as the recorder learned it: written by who moves it on, and only asked
/// for. Rows that were moved on before it was there have 0.
inline constexpr char kLedgerAddEnded[] =
    "ALTER TABLE entries ADD COLUMN ended_unix_ms INTEGER NOT NULL DEFAULT 0";

/// Files of before have no tenant_id: it is added by who writes, and read as empty by who only reads.
inline constexpr char kLedgerAddTenantId[] =
    "ALTER TABLE entries ADD COLUMN tenant_id TEXT NOT NULL DEFAULT ''";
inline constexpr char kLedgerColumnsBefore[] =
    "id, call_id, tenant, state, dialog, media, spool_path, boot_id, start_mono_ns,"
    " start_unix_ms, reason, result, ''";

} // namespace recorder
