// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QUuid>

namespace recorder
{

struct Actor;

/// How much each user uses at this moment, over all his connections. Of an impersonation it is the
/// impersonator who does. rpc thread.
class UserLoads
{
public:
    struct Load {
        int connections = 0;
        int media = 0; ///< streams of sound and peaks that run
    };
    static QUuid keyOf(const Actor &actor);

    Load of(const QUuid &user) const { return m_loads.value(user); }
    void connected(const QUuid &user) { ++m_loads[user].connections; }
    void disconnected(const QUuid &user);
    void mediaBegan(const QUuid &user) { ++m_loads[user].media; }
    void mediaEnded(const QUuid &user);

private:
    void forgetIdle(const QUuid &user);
    QHash<QUuid, Load> m_loads;
};

} // namespace recorder
