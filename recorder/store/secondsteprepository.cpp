// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/secondsteprepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include <QStringList>

namespace recorder
{

namespace
{

const QString kTake =
    QStringLiteral("SELECT tenant_id, coalesce(seed, ''::bytea), coalesce(pending, ''::bytea), last_step, "
                   "array_to_string(wrong_ms, ' ') FROM second_steps WHERE user_id = $1 FOR UPDATE");
const QString kSet = QStringLiteral(
    "INSERT INTO second_steps AS s (user_id, tenant_id, seed, pending, last_step, wrong_ms, since_ms) VALUES "
    "($1, $2, nullif($3::bytea, ''::bytea), nullif($4::bytea, ''::bytea), $5, $6::bigint[], $7) "
    "ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, pending = excluded.pending, last_step = "
    "excluded.last_step, wrong_ms = excluded.wrong_ms, since_ms = CASE WHEN s.seed IS NOT DISTINCT FROM "
    "excluded.seed THEN s.since_ms ELSE excluded.since_ms END");
const QString kAddCode =
    QStringLiteral("INSERT INTO recovery_codes (user_id, tenant_id, hash) VALUES ($1, $2, $3)");

} // namespace

std::optional<StoredSecondStep> SecondStepRepository::take(const common::UserId &user)
{
    const auto rows = m_transaction.exec(kTake, SqlParams().add(user.uuid()));
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rowAt(rows, 0);
    StoredSecondStep step{user, static_cast<TenantKey>(numberOf(row[0])), bytesOf(row[1]), bytesOf(row[2]),
                          numberOf(row[3])};
    for (const QString &ms : textOf(row[4]).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        step.wrongMs.append(ms.toLongLong());
    }
    return step;
}

void SecondStepRepository::set(const StoredSecondStep &step, qint64 nowMs)
{
    QStringList wrong;
    for (const qint64 ms : step.wrongMs) {
        wrong.append(QString::number(ms));
    }
    m_transaction.exec(kSet, SqlParams()
                                 .add(step.user.uuid())
                                 .add(static_cast<qint64>(step.tenant))
                                 .addBytes(step.seed)
                                 .addBytes(step.pending)
                                 .add(step.lastStep)
                                 .addArray(wrong)
                                 .add(nowMs));
}

bool SecondStepRepository::remove(const common::UserId &user)
{
    m_transaction.exec(QStringLiteral("DELETE FROM recovery_codes WHERE user_id = $1"),
                       SqlParams().add(user.uuid()));
    return !m_transaction
                .exec(
                    QStringLiteral("DELETE FROM second_steps WHERE user_id = $1 RETURNING seed IS NOT NULL"),
                    SqlParams().add(user.uuid()))
                .empty();
}

void SecondStepRepository::setRecoveryCodes(const common::UserId &user, TenantKey tenant,
                                            const QList<QByteArray> &hashes)
{
    m_transaction.exec(QStringLiteral("DELETE FROM recovery_codes WHERE user_id = $1"),
                       SqlParams().add(user.uuid()));
    for (const QByteArray &hash : hashes) {
        m_transaction.exec(kAddCode,
                           SqlParams().add(user.uuid()).add(static_cast<qint64>(tenant)).addBytes(hash));
    }
}

bool SecondStepRepository::useRecoveryCode(const common::UserId &user, const QByteArray &hash)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2 RETURNING user_id"),
                      SqlParams().add(user.uuid()).addBytes(hash))
                .empty();
}

} // namespace recorder
