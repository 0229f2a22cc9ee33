// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/identity.h"
#include "common/rpc/rpcclient.h"

namespace console
{

using IdentityDone = std::function<void(const common::Result<common::Identity> &)>;

/// Goes on with the session of this token. DENIED: there is no such session any more.
void resumeSession(common::RpcClient &rpc, const QByteArray &token, QObject *context, IdentityDone done);
void askWhoIAm(common::RpcClient &rpc, QObject *context, IdentityDone done);
void endSession(common::RpcClient &rpc, QObject *context, std::function<void(const common::Status &)> end,
                common::RpcOptions options = {});

} // namespace console
