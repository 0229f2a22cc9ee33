// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"

#include <QHash>
#include <QMap>
#include <QPointer>
#include <QSet>

namespace console
{

/// Whether a call of this method is one that a production server's user is asked about: it changes what
/// belongs to others than himself. So says the contract; what the contract does not know counts as one.
bool isAskedAbout(const QString &method);

/// Calls that were not sent: made without a connection, or held until the user has allowed changes on a
/// production server. Their ids are above every id of a link. GUI thread.
class UnsentCalls final : public QObject
{
    Q_OBJECT
public:
    struct Call {
        QString method;
        QByteArray request;
        QPointer<QObject> context;
        common::RpcHandlers handlers;
        common::RpcOptions options;
    };

    using QObject::QObject;

    /// Ends, later, with the reason "not-connected".
    common::RpcCallId refuse(QObject *context, common::RpcHandlers handlers);
    common::RpcCallId hold(Call call);
    /// Sends what is held, in the order it was made, and remembers the link's ids.
    void release(const std::function<common::RpcCallId(const Call &)> &send);
    /// Ends what is held with this reason.
    void drop(const QString &reason);

    /// Forgets a call that is cancelled: the link's id of it, 0 when the link never heard of it.
    common::RpcCallId cancel(common::RpcCallId call);
    /// The link's id of a call; 0 when the link never heard of it.
    common::RpcCallId onLink(common::RpcCallId call) const;

Q_SIGNALS:
    void firstHeld(); ///< never from inside hold(); once until release() or drop()

private:
    common::RpcCallId nextId();

    common::RpcCallId m_lastId = 0;
    QSet<common::RpcCallId> m_refused;                      ///< ends that are on their way
    QMap<common::RpcCallId, Call> m_held;                   ///< in the order they were made
    QHash<common::RpcCallId, common::RpcCallId> m_released; ///< were held -> the link's
    bool m_asking = false; ///< firstHeld() is on its way or waits for its answer
};

} // namespace console
