// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"

#include <QHash>

#include <functional>
#include <memory>

namespace recorder
{

/// The ledger as the call room wants it: answers come back on the SIP thread, and a write that failed is not
/// forgotten. Updates and advances are repeated at each tick until they are in; of several updates of one row
/// only the last is repeated. Inserts are not repeated: their INVITE is refused. Lives on the SIP thread.
class LedgerGate
{
public:
    using Done = std::function<void(common::Status)>;

    LedgerGate(Ledger &ledger, std::function<void(std::function<void()>)> post);

    void insert(const LedgerRow &row, Done done);
    /// `done` gets the result of the first attempt.
    void update(const QUuid &row, const DialogState &dialog, const QJsonObject &media, Done done);
    /// `done` is called once it is in, or with Conflict or NotFound, which no repetition can mend.
    void advance(const common::CallId &call, LedgerState state, const QString &reason, Done done);
    /// The row is settled: nothing of it needs to be repeated.
    void forget(const QUuid &row) { m_stale.remove(row); }

    void tick();
    bool idle() const { return m_inFlight == 0 && m_waiting.isEmpty() && m_stale.isEmpty(); }
    quint64 failures() const { return m_failures; }

private:
    struct Advance {
        common::CallId call;
        LedgerState state;
        QString reason;
        Done done;
    };
    struct Update {
        DialogState dialog;
        QJsonObject media;
        quint64 number = 0;
        bool sent = false;
    };
    void sendAdvance(Advance advance);
    /// A function for the ledger's thread that brings the result here.
    LedgerDone bring(Done done);

    Ledger &m_ledger;
    std::function<void(std::function<void()>)> m_post;
    QList<Advance> m_waiting;     ///< failed, to be repeated
    QHash<QUuid, Update> m_stale; ///< sent or failed, not in yet
    quint64 m_updates = 0;
    quint64 m_failures = 0;
    int m_inFlight = 0;
    std::shared_ptr<bool> m_alive; ///< results that come after our end are dropped
};

} // namespace recorder
