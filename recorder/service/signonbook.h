// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/signonport.h"

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <QHash>
#include <QUuid>

namespace recorder
{

/// The sign-ins of this recorder for which a browser is out: 32 random bytes each, good for 10 minutes, once,
/// on the connection that was given them, which has one at a time. In memory: a restart ends the connections
/// as well. Any thread.
class SignOnBook
{
public:
    static constexpr std::chrono::minutes kLife{10};
    /// Strangers keep their connection meanwhile, of which there are 200: half of them at most. Then the
    /// oldest of the address that has most gives way.
    static constexpr qsizetype kMost = 100;
    static constexpr qsizetype kMostOfPeer = 25; ///< then the oldest of that address gives way

    struct Entry {
        QUuid provider;
        SignOnStart start;
        QString peer;           ///< a /64 of IPv6 is one
        quint64 connection = 0; ///< 0 = none
        common::MonoTime till{};
    };

    explicit SignOnBook(const common::Clock &clock);

    /// Keeps a place before the provider is asked, instead of what the connection had before.
    common::Result<QByteArray> reserve(const QString &peer, quint64 connection, const QUuid &provider);
    /// False when the place is gone.
    bool fill(const QByteArray &handle, const SignOnStart &start);
    void drop(const QByteArray &handle);
    /// The connection is closed.
    void dropAllOf(quint64 connection);
    /// Nobody else finds it from now on.
    std::optional<Entry> take(const QByteArray &handle, quint64 connection);

private:
    const common::Clock &m_clock;
    common::Guarded<QHash<QByteArray, Entry>> m_open;
};

} // namespace recorder
