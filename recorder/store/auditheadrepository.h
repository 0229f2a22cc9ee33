// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/auditrecords.h"

#include <QList>

namespace recorder
{

class Transaction;

/// Signed heads of the audit chain and the public keys of those who sign.
class AuditHeadRepository
{
public:
    explicit AuditHeadRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    /// By number, after this one.
    QList<AuditHead> after(qint64 number, int limit);
    std::optional<AuditHead> last();
    std::optional<AuditHead> last(AuditHead::Kind kind);
    void insert(const AuditHead &head);

    QList<AuditSigner> signers();
    /// Does nothing when the key is known.
    void addSigner(const AuditSigner &signer);

private:
    QList<AuditHead> read(const QString &rest, qint64 number);
    Transaction &m_transaction;
};

QString keyOf(AuditHead::Kind kind);

} // namespace recorder
