// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrecords.h"
#include "recorder/store/directoryrecords.h"

#include <QList>

#include <optional>

namespace recorder
{

class Transaction;

/// Calls under legal hold: a row says who, when and why, CallFlag::Hold of the call that there is one. Both
/// are written here, with the call's row locked, so that a removal that has waited for it sees the flag.
class CallHolds
{
public:
    explicit CallHolds(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    struct Locked {
        common::CallId call;
        TenantKey tenant{};
        QString name; ///< "100 - 200"
    };
    /// Those of the calls that are there, ascending, until the end of the transaction.
    QList<Locked> lock(const QList<common::CallId> &calls);
    /// Of calls that are locked; returns those that were not held before. The others keep their first reason.
    QList<common::CallId> hold(const QList<Locked> &calls, const common::CallHold &hold);
    /// Returns those that were held.
    QList<common::CallId> release(const QList<Locked> &calls);
    std::optional<common::CallHold> find(const common::CallId &call);

private:
    void setFlag(const QList<common::CallId> &calls, bool on);
    Transaction &m_transaction;
};

} // namespace recorder
