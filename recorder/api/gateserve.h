// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"
#include "recorder/api/gatecall.h"

namespace recorder
{

/// Registers a method that is one piece of work in the gate: `decode` makes its argument of the request (an
/// error goes to the client), `work` is the service's function, `encode` makes the message of what it
/// returned.
template <typename Request, typename Message, typename In, typename Out>
common::Status
serve(Dispatcher &dispatcher, const QByteArray &method, const std::function<const Gate *()> &gate,
      std::function<common::Result<In>(const Request &)> decode,
      std::function<common::Result<Out>(Transaction &, const TenantScope &, AuditDetail &, const In &)> work,
      std::function<Message(const Out &)> encode)
{
    return dispatcher.unary<Request, Message>(
        QStringLiteral("earshot.v1.") + QString::fromLatin1(method),
        [gate, decode = std::move(decode), work = std::move(work), encode = std::move(encode)](
            const CallContext &context, const Request &request, const Reply<Message> &reply) {
            auto argument = decode(request);
            // What cannot be read is told to those only who may ask: the gate speaks first.
            runInGate<Out>(
                gate, context,
                [argument = std::move(argument), work](Transaction &transaction, const TenantScope &scope,
                                                       AuditDetail &trail) -> common::Result<Out> {
                    if (!argument) {
                        return tl::unexpected<common::Error>(argument.error());
                    }
                    return work(transaction, scope, trail, *argument);
                },
                [reply, encode](const common::Result<Out> &result) {
                    if (result) {
                        reply(encode(*result));
                    } else {
                        reply(tl::unexpected<common::Error>(result.error()));
                    }
                });
        });
}

/// The first that failed.
inline common::Status allOf(std::initializer_list<common::Status> statuses)
{
    for (const common::Status &status : statuses) {
        if (!status) {
            return status;
        }
    }
    return {};
}

} // namespace recorder
