// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/directoryhandlers.h"
#include "recorder/api/gateserve.h"
#include "recorder/service/impersonation.h"

#include "common/proto/impersonation.pb.h"
#include "common/rpc/codecs/recordcodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

namespace v1 = earshot::v1;

common::Status addImpersonationHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    return serve<v1::ImpersonationRequest, v1::SignInReply, QString, Impersonation>(
        dispatcher, "Impersonation/Begin", gate,
        [](const v1::ImpersonationRequest &request) {
            return common::Result<QString>(common::textOf(request.user_id()));
        },
        beginImpersonation,
        [](const Impersonation &begun) {
            v1::SignInReply reply;
            reply.set_token(begun.token.toStdString());
            *reply.mutable_identity() = common::toWire(begun.identity);
            return reply;
        });
}

} // namespace recorder
