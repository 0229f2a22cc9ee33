// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/core/guarded.h"

#include <QHash>
#include <QList>

#include <functional>
#include <memory>

namespace recorder
{

/// Knows the sessions that were signed in here and notices when one ends or gets other rights, wherever that
/// was decided: open streams must end within a second, and they pass no gate. Any thread; called back on a
/// pool thread.
class SessionWatch
{
public:
    /// `changed` = the session is still good, but role, scope, permissions or groups are not what they were
    /// when its streams were opened.
    using Told = std::function<void(const QList<SessionId> &ended, const QList<SessionId> &changed)>;

    SessionWatch(ConnectionPool &pool, const common::Clock &clock, SessionLimits limits);
    ~SessionWatch();

    /// Before the first tick.
    void setTold(Told told);
    /// `mark` is that of the rights which its streams are opened with at first (UserRights). One that is
    /// known keeps its own: streams may run with it.
    void add(const SessionId &session, const QString &mark);
    /// The rights became others in a way that no running stream has to notice.
    void renew(const SessionId &session, const QString &mark);
    /// It was ended here: tells at once.
    void ended(const QList<SessionId> &sessions);
    /// Asks the database unless that still runs; to be called every half second.
    void tick();
    qsizetype count() const;

private:
    struct State {
        QHash<QUuid, QString> known; ///< with the mark of the rights
        Told told;
        bool asking = false;
    };
    ConnectionPool &m_pool;
    const common::Clock &m_clock;
    const SessionLimits m_limits;
    std::shared_ptr<common::Guarded<State>> m_state; ///< an answer may come after the end
};

} // namespace recorder
