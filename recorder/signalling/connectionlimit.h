// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHostAddress>
#include <QSet>

namespace recorder
{

/// How many TCP connections one source may hold to a listening port of this process (trust.md S5). sofia
/// accepts them all and shows them to nobody before they send a request, so they are found among our own file
/// descriptors. About 0.3 µs per descriptor. On the thread that accepts: nobody else may close these sockets
/// meanwhile.
class ConnectionLimit
{
public:
    explicit ConnectionLimit(int perSource)
        : m_perSource(perSource)
    {
    }

    /// Shuts down what is over the limit, those that came last; sofia closes them when it sees the end.
    /// Returns how many.
    int enforce(quint16 localPort);

private:
    int m_perSource;
    QHash<QHostAddress, QSet<quint16>> m_admitted; ///< ports of the peers, as they were last time
};

} // namespace recorder
