// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/actor.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"
#include "common/core/result.h"

#include <QHash>

#include <optional>

namespace recorder
{

/// How somebody came who has shown that it is he.
struct Arrival {
    Actor asked;        ///< address, request and connection
    QString login;      ///< as he typed it: for the audit trail
    QString client;     ///< "earshot-console 0.1.0"
    QString system;     ///< "Debian GNU/Linux 12"
    QByteArray device;  ///< 16 bytes; empty = not kept
    QString way{};      ///< who vouched for him: directory, single-sign-on; empty = his password
    QString verifier{}; ///< of the password that was right: another one since, and all that follows is void
};

/// A sign-in whose first step was right and whose second is awaited.
struct Challenge {
    common::UserId user;
    Arrival arrival;
    common::MonoTime till{};
};

/// The challenges of this recorder: 32 random bytes, good for 5 minutes, once, on the connection that was
/// given them. In memory: a restart ends the connections as well. Any thread.
class ChallengeBook
{
public:
    static constexpr std::chrono::minutes kLife{5};

    explicit ChallengeBook(const common::Clock &clock);

    common::Result<QByteArray> add(Challenge challenge);
    /// Nobody else finds it from now on.
    std::optional<Challenge> take(const QByteArray &token, quint64 connection);
    /// It was not used up: a wrong code, or the database was away.
    void putBack(const QByteArray &token, const Challenge &challenge);

private:
    const common::Clock &m_clock;
    common::Guarded<QHash<QByteArray, Challenge>> m_open;
};

} // namespace recorder
