// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/result.h"
#include "common/rpc/methodaccess.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace recorder
{

struct Actor; // recorder/service/actor.h

using common::MethodAccess;

/// The transport's end of one call. Any thread, any time: after the call has ended all of it does nothing.
class CallPort
{
public:
    CallPort() = default;
    CallPort(const CallPort &) = delete;
    CallPort &operator=(const CallPort &) = delete;
    virtual ~CallPort() = default;

    /// The answer of a unary call: a serialised message. The first one counts.
    virtual void reply(common::Result<QByteArray> message) = 0;
    /// The stream's source has something new: it is asked for it when credit and socket allow.
    virtual void ready() = 0;
    /// The connection belongs to this session from now on: before any frame that comes after it is looked at,
    /// and before the answer of this call goes out when that is given afterwards.
    virtual void signIn(std::shared_ptr<const Actor> actor, QString sessionId) = 0;
    /// Somebody who is half signed in has so much more time for the other half.
    virtual void allowMore(std::chrono::milliseconds span) { Q_UNUSED(span) }
    /// Ends the connection's session once this call is answered: streams end with SIGNED_OUT, then the
    /// connection closes.
    virtual void signOut() = 0;
    /// Nobody waits for the answer any more: cancelled, past its deadline, session or connection gone.
    virtual bool cancelled() const = 0;
};

/// What a handler knows of the call it answers. A value: copies may go to any thread.
struct CallContext {
    std::shared_ptr<const MethodAccess> access;
    quint64 connection = 0;                   ///< of this run of the recorder, never used twice
    QString peer;                             ///< the client's address, without port
    QString requestId;                        ///< chosen by the client, checked: at most 64 printable ASCII
    std::optional<common::MonoTime> deadline; ///< when the client stops waiting
    std::shared_ptr<const Actor> actor;       ///< as given to signIn; null before sign-in
    QString sessionId;                        ///< as given to signIn; empty before sign-in
    std::shared_ptr<CallPort> port;

    bool cancelled() const { return port->cancelled(); }
};

} // namespace recorder
