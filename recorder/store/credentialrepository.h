// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/accessrecords.h"

#include "common/core/result.h"

#include <optional>

namespace recorder
{

class Transaction;

/// Credentials of all tenants, and what the installation needs for them.
class CredentialRepository
{
public:
    explicit CredentialRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    Installation installation();
    /// None of a user who signs in otherwise than with a password.
    std::optional<Credential> find(const QString &loginKey);
    std::optional<Credential> find(const common::UserId &user);
    /// By another user, of whatever tenant, who may sign in.
    bool isLoginTaken(const QString &loginKey, const common::UserId &except);
    /// Inserts or replaces the user's, who may sign in then. Conflict (fields: login = taken) when the login
    /// is another user's, of whatever tenant; (fields: accountId = taken) likewise.
    common::Status set(const Credential &credential, qint64 nowMs);
    int countOfRole(const QString &roleCode);

private:
    Transaction &m_transaction;
};

} // namespace recorder
