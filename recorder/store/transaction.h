// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pqxx
{
class result;
class transaction_base;
} // namespace pqxx

namespace recorder
{

/// What is bound to $1, $2, ... of a statement, as PostgreSQL's text form. A NUL character, which PostgreSQL
/// cannot keep, becomes U+FFFD here, so that what was stored so is also found so.
class SqlParams
{
public:
    SqlParams &add(const QString &text);
    SqlParams &add(qint64 number);
    SqlParams &add(const QUuid &uuid); ///< null = NULL
    SqlParams &addBytes(const QByteArray &bytes);
    SqlParams &addArray(const QStringList &texts);
    SqlParams &addArray(const QList<QUuid> &uuids);
    SqlParams &addNull();
    /// "$7" for the parameter that was added last.
    QString last() const;

    const std::vector<std::optional<std::string>> &values() const { return m_values; }

private:
    std::vector<std::optional<std::string>> m_values;
};

/// A running transaction on a pool thread. Only for repositories; throws what libpqxx throws, which the pool
/// (or whoever made it) catches.
class Transaction
{
public:
    explicit Transaction(pqxx::transaction_base &transaction)
        : m_transaction(transaction)
    {
    }
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    pqxx::result exec(const QString &sql, const SqlParams &params = {});
    /// Like exec, but given up after `limit`: false then, and the transaction goes on as if nothing had been
    /// asked.
    bool execWithin(std::chrono::milliseconds limit, const QString &sql, const SqlParams &params,
                    const std::function<void(const pqxx::result &)> &use);

private:
    pqxx::transaction_base &m_transaction;
};

/// The pattern of LIKE that stands for the text itself: \, % and _ lose their meaning.
QString escapedForLike(const QString &text);

} // namespace recorder
