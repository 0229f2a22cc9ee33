// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/mailrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

const QString kAdd =
    QStringLiteral("INSERT INTO mail_outbox (id, user_id, recipient, subject, body, created_ms, "
                   "due_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)");
const QString kClaim = QStringLiteral(
    "UPDATE mail_outbox SET attempts = attempts + 1, due_ms = $2 WHERE id = (SELECT id FROM mail_outbox "
    "WHERE "
    "due_ms <= $1 ORDER BY due_ms LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, user_id, recipient, subject, "
    "body, expires_ms, attempts");

} // namespace

void MailRepository::add(const OutgoingMail &mail, qint64 nowMs)
{
    m_transaction.exec(kAdd, SqlParams()
                                 .add(mail.id)
                                 .add(mail.user.uuid())
                                 .add(mail.recipient)
                                 .add(mail.subject)
                                 .addBytes(mail.body)
                                 .add(nowMs)
                                 .add(mail.expiresMs));
}

std::optional<OutgoingMail> MailRepository::claim(qint64 nowMs, qint64 claimedTillMs)
{
    const auto rows = m_transaction.exec(kClaim, SqlParams().add(nowMs).add(claimedTillMs));
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rowAt(rows, 0);
    return OutgoingMail{
        uuidOf(row[0]),   common::UserId(uuidOf(row[1])),    textOf(row[2]), textOf(row[3]), bytesOf(row[4]),
        numberOf(row[5]), static_cast<int>(numberOf(row[6]))};
}

void MailRepository::postpone(const QUuid &id, qint64 dueMs)
{
    m_transaction.exec(QStringLiteral("UPDATE mail_outbox SET due_ms = $2 WHERE id = $1"),
                       SqlParams().add(id).add(dueMs));
}

void MailRepository::remove(const QUuid &id)
{
    m_transaction.exec(QStringLiteral("DELETE FROM mail_outbox WHERE id = $1"), SqlParams().add(id));
}

} // namespace recorder
