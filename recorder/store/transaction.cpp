// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/transaction.h"

#include "recorder/store/pqxxcompat.h"

#include <algorithm>

namespace recorder
{

namespace
{

std::string utf8(QString text)
{
    text.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    // Lone surrogates become '?' here, so the server never sees invalid UTF-8.
    return text.toUtf8().toStdString();
}

/// An element of an array literal: always quoted, so that NULL, commas and braces are plain text.
std::string quotedElement(const QString &text)
{
    std::string quoted = "\"";
    for (const char c : utf8(text)) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + '"';
}

common::Error makeError(common::ErrorCode code, const char *what, const std::exception &exception)
{
    return {code, QStringLiteral("database: %1: %2")
                      .arg(QLatin1String(what), QString::fromUtf8(exception.what()).simplified().left(300))};
}

common::Error errorOfSqlState(const pqxx::sql_error &error)
{
    using common::ErrorCode;
    const std::string &state = error.sqlstate();
    const std::string group = state.substr(0, std::min<size_t>(2, state.size()));
    if (group == "08" || group == "53" || group == "57") {
        return makeError(ErrorCode::Unavailable, "not available", error); // connection, resources, cancelled
    }
    if (state == "55P03" || group == "40") {
        return makeError(ErrorCode::Conflict, "concurrent change", error);
    }
    if (group == "23") {
        return makeError(ErrorCode::Conflict, "rule of the schema", error);
    }
    if (group == "22") {
        return makeError(ErrorCode::Invalid, "value", error);
    }
    if (state == "44000") { // the condition of walled.calls
        return makeError(ErrorCode::Denied, "not permitted", error);
    }
    return makeError(ErrorCode::Internal, "statement failed", error);
}

} // namespace

common::Error errorOfCurrentException()
{
    using common::ErrorCode;
    try {
        throw;
    } catch (const pqxx::broken_connection &error) {
        return makeError(ErrorCode::Unavailable, "connection lost", error);
    } catch (const pqxx::in_doubt_error &error) {
        return makeError(ErrorCode::Unavailable, "commit in doubt", error);
    } catch (const pqxx::transaction_rollback &error) {
        return makeError(ErrorCode::Conflict, "concurrent change", error);
    } catch (const pqxx::insufficient_privilege &error) { // libpqxx 6 leaves its SQLSTATE empty
        return makeError(ErrorCode::Denied, "not permitted", error);
    } catch (const pqxx::sql_error &error) {
        return errorOfSqlState(error);
    } catch (const std::exception &error) {
        return makeError(ErrorCode::Internal, "unexpected", error);
    }
}

SqlParams &SqlParams::add(const QString &text)
{
    m_values.emplace_back(utf8(text));
    return *this;
}

SqlParams &SqlParams::add(qint64 number)
{
    m_values.emplace_back(std::to_string(number));
    return *this;
}

SqlParams &SqlParams::add(const QUuid &uuid)
{
    if (uuid.isNull()) {
        return addNull();
    }
    m_values.emplace_back(uuid.toString(QUuid::WithoutBraces).toStdString());
    return *this;
}

SqlParams &SqlParams::addBytes(const QByteArray &bytes)
{
    m_values.emplace_back("\\x" + bytes.toHex().toStdString());
    return *this;
}

SqlParams &SqlParams::addArray(const QStringList &texts)
{
    std::string literal = "{";
    for (const QString &text : texts) {
        literal += (literal.size() > 1 ? "," : "") + quotedElement(text);
    }
    m_values.emplace_back(literal + "}");
    return *this;
}

SqlParams &SqlParams::addArray(const QList<QUuid> &uuids)
{
    QStringList texts;
    for (const QUuid &uuid : uuids) {
        texts.append(uuid.toString(QUuid::WithoutBraces));
    }
    return addArray(texts);
}

SqlParams &SqlParams::addNull()
{
    m_values.emplace_back(std::nullopt);
    return *this;
}

QString SqlParams::last() const
{
    return QStringLiteral("$%1").arg(m_values.size());
}

pqxx::result Transaction::exec(const QString &sql, const SqlParams &params)
{
    return execParams(m_transaction, sql.toStdString(), params.values());
}

bool Transaction::execWithin(std::chrono::milliseconds limit, const QString &sql, const SqlParams &params,
                             const std::function<void(const pqxx::result &)> &use)
{
    static const std::string cancelled = "57014";
    m_transaction.exec("SAVEPOINT limited");
    m_transaction.exec("SET LOCAL statement_timeout TO " +
                       std::to_string(std::max<qint64>(1, limit.count())));
    try {
        use(exec(sql, params));
        // Also takes the timeout back to what it was.
        m_transaction.exec("ROLLBACK TO SAVEPOINT limited");
        return true;
    } catch (const pqxx::sql_error &error) {
        if (error.sqlstate() != cancelled) {
            throw;
        }
        m_transaction.exec("ROLLBACK TO SAVEPOINT limited");
        return false;
    }
}

QString escapedForLike(const QString &text)
{
    QString escaped = text;
    escaped.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    escaped.replace(QLatin1Char('%'), QLatin1String("\\%"));
    escaped.replace(QLatin1Char('_'), QLatin1String("\\_"));
    return escaped;
}

} // namespace recorder
