// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>
#include <QUuid>

#include <pqxx/pqxx>

#include <optional>
#include <string>
#include <vector>

/// What differs between libpqxx 6.4 (Debian 12) and 7.x, and how fields become our values. Included by .cpp
/// files of this module only.
namespace recorder
{

inline pqxx::result execParams(pqxx::transaction_base &transaction, const std::string &sql,
                               const std::vector<std::optional<std::string>> &values)
{
#if PQXX_VERSION_MAJOR >= 7
    pqxx::params params;
    for (const auto &value : values) {
        params.append(value);
    }
#if PQXX_VERSION_MAJOR > 7 || PQXX_VERSION_MINOR >= 10
    return transaction.exec(sql, params); // exec_params is deprecated from 7.10 on
#else
    return transaction.exec_params(sql, params);
#endif
#else
    return transaction.exec_params(sql, pqxx::prepare::make_dynamic_params(values));
#endif
}

/// False once the connection was lost. libpqxx 6 would silently connect again: never ask it to run anything
/// then.
inline bool isOpen(const pqxx::connection &connection)
{
    return connection.is_open();
}

inline QString textOf(const pqxx::field &field)
{
    return QString::fromUtf8(field.c_str(), static_cast<qsizetype>(field.size()));
}
inline qint64 numberOf(const pqxx::field &field)
{
    return field.is_null() ? 0 : field.as<long long>();
}
inline bool boolOf(const pqxx::field &field)
{
    return !field.is_null() && *field.c_str() == 't';
}
inline QUuid uuidOf(const pqxx::field &field)
{
    return QUuid::fromString(QLatin1String(field.c_str(), static_cast<qsizetype>(field.size())));
}
/// bytea in hex form (the server's default since 9.0).
inline QByteArray bytesOf(const pqxx::field &field)
{
    // Nothing for NULL, whose text has no "\\x" to skip.
    return field.is_null()
               ? QByteArray()
               : QByteArray::fromHex(QByteArray(field.c_str() + 2, static_cast<qsizetype>(field.size()) - 2));
}
/// The n-th row; libpqxx 6 and 7 number rows with different types.
inline pqxx::row rowAt(const pqxx::result &result, size_t n)
{
    return result[static_cast<pqxx::result::size_type>(n)];
}

/// The meaning of what libpqxx threw. Call inside a catch block.
common::Error errorOfCurrentException();

} // namespace recorder
