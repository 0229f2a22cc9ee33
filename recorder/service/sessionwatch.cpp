// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/sessionwatch.h"

#include "recorder/store/sessionrepository.h"

namespace recorder
{

SessionWatch::SessionWatch(ConnectionPool &pool, const common::Clock &clock, SessionLimits limits)
    : m_pool(pool)
    , m_clock(clock)
    , m_limits(limits)
    , m_state(std::make_shared<common::Guarded<State>>())
{
}

SessionWatch::~SessionWatch()
{
    m_state->with([](State &state) { state.told = nullptr; });
}

void SessionWatch::setTold(Told told)
{
    m_state->with([&told](State &state) { state.told = std::move(told); });
}

void SessionWatch::add(const SessionId &session, const QString &mark)
{
    m_state->with([&](State &state) {
        if (!state.known.contains(session.uuid())) {
            state.known.insert(session.uuid(), mark);
        }
    });
}

void SessionWatch::renew(const SessionId &session, const QString &mark)
{
    m_state->with([&](State &state) {
        if (const auto known = state.known.find(session.uuid()); known != state.known.end()) {
            *known = mark;
        }
    });
}

void SessionWatch::ended(const QList<SessionId> &sessions)
{
    const Told told = m_state->with([&sessions](State &state) {
        for (const SessionId &session : sessions) {
            state.known.remove(session.uuid());
        }
        return state.told;
    });
    if (told && !sessions.isEmpty()) {
        told(sessions, {});
    }
}

qsizetype SessionWatch::count() const
{
    return m_state->with([](const State &state) { return state.known.size(); });
}

void SessionWatch::tick()
{
    const QList<QUuid> asked = m_state->with([](State &state) {
        if (state.known.isEmpty() || state.asking) {
            return QList<QUuid>();
        }
        state.asking = true;
        return state.known.keys();
    });
    if (asked.isEmpty()) {
        return;
    }
    using Valid = QHash<QUuid, QString>;
    m_pool.post<Valid>(
        [asked, now = common::toUnixMs(m_clock.wall()),
         idle = qint64{m_limits.idle.count()}](Transaction &transaction) -> common::Result<Valid> {
            return SessionRepository(transaction).valid(asked, now, idle);
        },
        [asked, shared = m_state](const common::Result<Valid> &valid) {
            QList<SessionId> ended;
            QList<SessionId> changed;
            const Told told = shared->with([&](State &state) {
                state.asking = false;
                if (!valid) {
                    return Told(); // the database is away: nobody can be asked, and no right was cut there
                }
                for (const QUuid &id : asked) {
                    const auto known = state.known.find(id);
                    if (known == state.known.end()) {
                        continue;
                    }
                    const auto now = valid->constFind(id);
                    if (now == valid->constEnd()) {
                        ended.append(SessionId(id));
                        state.known.erase(known);
                    } else if (*known != *now) {
                        changed.append(SessionId(id));
                        *known = *now;
                    }
                }
                return state.told;
            });
            if (told && !(ended.isEmpty() && changed.isEmpty())) {
                told(ended, changed);
            }
        });
}

} // namespace recorder
