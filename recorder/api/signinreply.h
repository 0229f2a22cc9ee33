// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/reply.h"
#include "recorder/service/signindesk.h"

#include "common/proto/session.pb.h"
#include "common/rpc/codecs/recordcodec.h"

namespace recorder
{

/// The answer of every method that signs in. The connection belongs to the session before it goes out; with a
/// challenge it gets the time that the second step may take.
inline void answerSignedIn(const CallContext &context, const Reply<earshot::v1::SignInReply> &reply,
                           const common::Result<SignedIn> &entered)
{
    if (!entered) {
        reply(tl::unexpected<common::Error>(entered.error()));
        return;
    }
    earshot::v1::SignInReply message;
    if (!entered->challenge.isEmpty()) {
        context.port->allowMore(ChallengeBook::kLife);
        message.set_challenge(entered->challenge.toStdString());
        reply(message);
        return;
    }
    context.port->signIn(std::make_shared<const Actor>(entered->actor), entered->identity.sessionId);
    message.set_token(entered->token.toStdString());
    *message.mutable_identity() = common::toWire(entered->identity);
    reply(message);
}

} // namespace recorder
