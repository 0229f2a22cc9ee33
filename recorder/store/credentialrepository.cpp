// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/credentialrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

const QString kColumns = QStringLiteral(
    "c.user_id, c.tenant_id, u.login_key, c.account_id, c.salt, c.passes, c.memory_kib, c.verifier, "
    "c.must_change, c.changed_ms, u.name");
const QString kSelect = QStringLiteral("SELECT ") + kColumns +
                        QStringLiteral(" FROM credentials c JOIN users u ON u.id = c.user_id WHERE ");
/// For a login that nobody has, somebody's row is read in the place of his: both take the same way through
/// the same indexes, so that the time of an answer does not tell them apart. The last column does.
const QString kSelectByLogin =
    QStringLiteral("SELECT ") + kColumns +
    QStringLiteral(", coalesce(o.user_id = w.id, false) "
                   "FROM (SELECT user_id FROM credentials ORDER BY user_id LIMIT 1) d "
                   "LEFT JOIN users w ON w.login_key = $1 AND w.web_access AND w.deleted_ms IS NULL AND "
                   "w.authenticate_with = 'password' "
                   "LEFT JOIN credentials o ON o.user_id = coalesce(w.id, d.user_id) "
                   "JOIN credentials c ON c.user_id = coalesce(o.user_id, d.user_id) "
                   "JOIN users u ON u.id = c.user_id");
const QString kSet = QStringLiteral(
    "INSERT INTO credentials (user_id, tenant_id, account_id, salt, passes, memory_kib, verifier, "
    "must_change, changed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8::boolean, $9) "
    "ON CONFLICT (user_id) DO UPDATE SET account_id = excluded.account_id, "
    "salt = excluded.salt, passes = excluded.passes, memory_kib = excluded.memory_kib, verifier = "
    "excluded.verifier, must_change = excluded.must_change, changed_ms = excluded.changed_ms");

std::optional<Credential> credentialFrom(const pqxx::result &rows)
{
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rowAt(rows, 0);
    return Credential{common::UserId(uuidOf(row[0])),
                      static_cast<TenantKey>(numberOf(row[1])),
                      textOf(row[2]),
                      bytesOf(row[3]),
                      bytesOf(row[4]),
                      static_cast<int>(numberOf(row[5])),
                      static_cast<int>(numberOf(row[6])),
                      textOf(row[7]),
                      boolOf(row[8]),
                      numberOf(row[9]),
                      textOf(row[10])};
}

} // namespace

QString loginKeyOf(const QString &login)
{
    return login.normalized(QString::NormalizationForm_KC).toCaseFolded().trimmed();
}

Installation CredentialRepository::installation()
{
    const auto rows = m_transaction.exec(QStringLiteral("SELECT server_id, secret FROM installation"));
    const pqxx::row row = rowAt(rows, 0);
    return {uuidOf(row[0]), bytesOf(row[1])};
}

std::optional<Credential> CredentialRepository::find(const QString &loginKey)
{
    const auto rows = m_transaction.exec(kSelectByLogin, SqlParams().add(loginKey));
    auto credential = credentialFrom(rows); // in any case, for the time that it takes
    return credential && boolOf(rowAt(rows, 0)[11]) ? credential : std::nullopt;
}

std::optional<Credential> CredentialRepository::find(const common::UserId &user)
{
    return credentialFrom(
        m_transaction.exec(kSelect + QStringLiteral("c.user_id = $1"), SqlParams().add(user.uuid())));
}

bool CredentialRepository::isLoginTaken(const QString &loginKey, const common::UserId &except)
{
    const auto rows = m_transaction.exec(QStringLiteral("SELECT is_login_taken($1, $2)"),
                                         SqlParams().add(loginKey).add(except.uuid()));
    return boolOf(rowAt(rows, 0)[0]);
}

common::Status CredentialRepository::set(const Credential &credential, qint64 nowMs)
{
    if (isLoginTaken(credential.loginKey, credential.user)) {
        return common::fail(common::ErrorCode::Conflict,
                            QStringLiteral("the login belongs to another user of this system"),
                            {{QStringLiteral("login"), QStringLiteral("taken")}});
    }
    const auto sameId =
        m_transaction.exec(QStringLiteral("SELECT is_account_taken($1, $2)"),
                           SqlParams().addBytes(credential.accountId).add(credential.user.uuid()));
    if (boolOf(rowAt(sameId, 0)[0])) {
        return common::fail(common::ErrorCode::Conflict,
                            QStringLiteral("the account id belongs to another account"),
                            {{QStringLiteral("accountId"), QStringLiteral("taken")}});
    }
    m_transaction.exec(QStringLiteral("UPDATE users SET login_key = $2, web_access = true WHERE id = $1"),
                       SqlParams().add(credential.user.uuid()).add(credential.loginKey));
    m_transaction.exec(kSet, SqlParams()
                                 .add(credential.user.uuid())
                                 .add(static_cast<qint64>(credential.tenant))
                                 .addBytes(credential.accountId)
                                 .addBytes(credential.salt)
                                 .add(qint64{credential.passes})
                                 .add(qint64{credential.memoryKib})
                                 .add(credential.verifier)
                                 .add(credential.mustChange ? QStringLiteral("t") : QStringLiteral("f"))
                                 .add(nowMs));
    return {};
}

int CredentialRepository::countOfRole(const QString &roleCode)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM credentials c JOIN users u ON u.id = c.user_id JOIN roles r ON "
                       "r.id = u.role WHERE r.code = $1 AND u.active AND u.deleted_ms IS NULL"),
        SqlParams().add(roleCode));
    return static_cast<int>(numberOf(rowAt(rows, 0)[0]));
}

} // namespace recorder
