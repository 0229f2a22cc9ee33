// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <QHash>
#include <QPair>
#include <QSet>
#include <QString>

#include <optional>

namespace recorder
{

/// Makes guessing slow without letting anybody lock out somebody else: the delay grows per login *and*
/// address, so the right user, who comes from elsewhere, does not feel it. An address that fails at many
/// logins is slowed down too, except for logins that it has signed in with before. Logins are counted whether
/// they exist or not. A /64 of IPv6 is one address. In memory: a restart forgets. Any thread.
class SignInThrottle
{
public:
    explicit SignInThrottle(const common::Clock &clock);

    /// What counts as one address.
    static QString sourceOf(const QString &peer);

    /// How long to wait still, or nothing: then the attempt counts as failed until one of the two below.
    std::optional<std::chrono::milliseconds> admit(const QString &loginKey, const QString &peer);
    void succeeded(const QString &loginKey, const QString &peer);
    /// It was never decided (busy, database down): does not count.
    void withdraw(const QString &loginKey, const QString &peer);

private:
    struct Count {
        int failures = 0;
        common::MonoTime last{};
    };
    using Pair = QPair<QString, QString>;
    struct State {
        QHash<Pair, Count> pairs;
        QHash<QString, Count> addresses;
        QSet<Pair> good;
    };
    void forgetOld(State &state, common::MonoTime now) const;

    const common::Clock &m_clock;
    common::Guarded<State> m_state;
};

} // namespace recorder
