// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/sessioncalls.h"

#include "common/rpc/codecs/recordcodec.h"

#include <utility>

namespace console
{

namespace v1 = earshot::v1;

void resumeSession(common::RpcClient &rpc, const QByteArray &token, QObject *context, IdentityDone done)
{
    v1::ResumeRequest request;
    request.set_token(token.toStdString());
    common::call<v1::SignInReply>(
        rpc, QStringLiteral("earshot.v1.Session/Resume"), request, context,
        [done = std::move(done)](const common::Result<v1::SignInReply> &reply) {
            done(reply ? common::fromWire(reply->identity())
                       : common::Result<common::Identity>(tl::unexpected(reply.error())));
        });
}

void askWhoIAm(common::RpcClient &rpc, QObject *context, IdentityDone done)
{
    common::call<v1::Identity>(
        rpc, QStringLiteral("earshot.v1.Session/WhoAmI"), v1::WhoAmIRequest{}, context,
        [done = std::move(done)](const common::Result<v1::Identity> &reply) {
            done(reply ? common::fromWire(*reply)
                       : common::Result<common::Identity>(tl::unexpected(reply.error())));
        });
}

void endSession(common::RpcClient &rpc, QObject *context, std::function<void(const common::Status &)> end,
                common::RpcOptions options)
{
    rpc.start(QStringLiteral("earshot.v1.Session/SignOut"), {}, context,
              {[](const QByteArray &) {}, std::move(end)}, options);
}

} // namespace console
