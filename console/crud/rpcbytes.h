// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"

#include <functional>

namespace console
{

/// One request and one reply as bytes, for code that is the same for all records.
inline common::RpcCallId callBytes(common::RpcClient &rpc, const QString &method, const QByteArray &request,
                                   QObject *context, std::function<void(common::Result<QByteArray>)> done)
{
    auto kept = std::make_shared<QByteArray>();
    common::RpcHandlers handlers;
    handlers.data = [kept](const QByteArray &bytes) { *kept = bytes; };
    handlers.end = [kept, done = std::move(done)](const common::Status &status) {
        if (status) {
            done(*kept);
        } else {
            done(tl::unexpected<common::Error>(status.error()));
        }
    };
    return rpc.start(method, request, context, std::move(handlers));
}

} // namespace console
