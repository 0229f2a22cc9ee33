// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/userloads.h"

#include "recorder/service/actor.h"

namespace recorder
{

QUuid UserLoads::keyOf(const Actor &actor)
{
    return actor.isImpersonated() ? actor.impersonator.uuid() : actor.user.uuid();
}

void UserLoads::disconnected(const QUuid &user)
{
    --m_loads[user].connections;
    forgetIdle(user);
}

void UserLoads::mediaEnded(const QUuid &user)
{
    --m_loads[user].media;
    forgetIdle(user);
}

void UserLoads::forgetIdle(const QUuid &user)
{
    const Load left = m_loads.value(user);
    if (left.connections <= 0 && left.media <= 0) {
        m_loads.remove(user);
    }
}

} // namespace recorder
