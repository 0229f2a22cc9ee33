// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/sessionhandlers.h"

#include "recorder/api/gatecall.h"
#include "recorder/api/signinreply.h"
#include "recorder/service/signinservice.h"

#include "common/proto/session.pb.h"
#include "common/rpc/codecs/recordcodec.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using Find = std::function<SignInService *()>;

QByteArray bytesOf(const std::string &bytes)
{
    return QByteArray::fromStdString(bytes);
}

v1::KdfParameters toWire(const common::KdfParameters &parameters)
{
    v1::KdfParameters wire;
    wire.set_salt(parameters.salt.toStdString());
    wire.set_passes(static_cast<quint32>(parameters.passes));
    wire.set_memory_kib(static_cast<quint32>(parameters.memoryKib));
    wire.set_account_id(parameters.accountId.toStdString());
    return wire;
}

/// Numbers beyond int become -1, which nothing accepts.
common::KdfParameters fromWire(const v1::KdfParameters &wire)
{
    const auto number = [](quint32 value) { return value <= 0x7fffffffu ? static_cast<int>(value) : -1; };
    return {bytesOf(wire.salt()), number(wire.passes()), number(wire.memory_kib()),
            bytesOf(wire.account_id())};
}

/// Registers a handler that gets the service, or answers for it while there is none.
template <typename Request, typename Message, typename Use>
common::Status add(Dispatcher &dispatcher, const QString &method, const Find &find, Use use)
{
    return dispatcher.unary<Request, Message>(
        QStringLiteral("earshot.v1.Session/") + method,
        [find, use](const CallContext &context, const Request &request, const Reply<Message> &reply) {
            SignInService *service = find();
            if (service == nullptr) {
                reply(common::fail(common::ErrorCode::Unavailable,
                                   QStringLiteral("the database is not up yet")));
                return;
            }
            use(*service, context, request, reply);
        });
}

common::Status addEntering(Dispatcher &dispatcher, const Find &find)
{
    if (common::Status begin = add<v1::BeginRequest, v1::BeginReply>(
            dispatcher, QStringLiteral("Begin"), find,
            [](SignInService &service, const CallContext &context, const v1::BeginRequest &request,
               const Reply<v1::BeginReply> &reply) {
                service.begin(gateActor(context), gateOperation(context),
                              QString::fromStdString(request.login()),
                              [reply](const Result<SignInService::Beginning> &beginning) {
                                  if (!beginning) {
                                      reply(tl::unexpected<common::Error>(beginning.error()));
                                      return;
                                  }
                                  v1::BeginReply message;
                                  *message.mutable_parameters() = toWire(beginning->parameters);
                                  message.set_server_id(beginning->serverId.toStdString());
                                  reply(message);
                              });
            });
        !begin) {
        return begin;
    }
    if (common::Status signIn = add<v1::SignInRequest, v1::SignInReply>(
            dispatcher, QStringLiteral("SignIn"), find,
            [](SignInService &service, const CallContext &context, const v1::SignInRequest &request,
               const Reply<v1::SignInReply> &reply) {
                service.signIn(gateActor(context), gateOperation(context),
                               {QString::fromStdString(request.login()), bytesOf(request.secret()),
                                QString::fromStdString(request.client()),
                                QString::fromStdString(request.system()), bytesOf(request.device())},
                               [context, reply](const Result<SignInService::SignedIn> &entered) {
                                   answerSignedIn(context, reply, entered);
                               });
            });
        !signIn) {
        return signIn;
    }
    return add<v1::ResumeRequest, v1::SignInReply>(
        dispatcher, QStringLiteral("Resume"), find,
        [](SignInService &service, const CallContext &context, const v1::ResumeRequest &request,
           const Reply<v1::SignInReply> &reply) {
            service.resume(gateActor(context), gateOperation(context), bytesOf(request.token()),
                           [context, reply](const Result<SignInService::SignedIn> &entered) {
                               answerSignedIn(context, reply, entered);
                           });
        });
}

} // namespace

common::Status addSessionHandlers(Dispatcher &dispatcher, const std::function<SignInService *()> &service)
{
    if (common::Status entering = addEntering(dispatcher, service); !entering) {
        return entering;
    }
    if (common::Status signOut = add<v1::SignOutRequest, v1::SignOutReply>(
            dispatcher, QStringLiteral("SignOut"), service,
            [](SignInService &s, const CallContext &context, const v1::SignOutRequest &,
               const Reply<v1::SignOutReply> &reply) {
                s.signOut(gateActor(context), gateOperation(context),
                          [context, reply](const common::Status &status) {
                              if (status) {
                                  context.port->signOut();
                                  reply(v1::SignOutReply());
                              } else {
                                  reply(tl::unexpected<common::Error>(status.error()));
                              }
                          });
            });
        !signOut) {
        return signOut;
    }
    if (common::Status whoAmI = add<v1::WhoAmIRequest, v1::Identity>(
            dispatcher, QStringLiteral("WhoAmI"), service,
            [](SignInService &s, const CallContext &context, const v1::WhoAmIRequest &,
               const Reply<v1::Identity> &reply) {
                s.whoAmI(gateActor(context), gateOperation(context),
                         [reply](const Result<common::Identity> &identity) {
                             if (identity) {
                                 reply(common::toWire(*identity));
                             } else {
                                 reply(tl::unexpected<common::Error>(identity.error()));
                             }
                         });
            });
        !whoAmI) {
        return whoAmI;
    }
    return add<v1::ChangePasswordRequest, v1::ChangePasswordReply>(
        dispatcher, QStringLiteral("ChangePassword"), service,
        [](SignInService &s, const CallContext &context, const v1::ChangePasswordRequest &request,
           const Reply<v1::ChangePasswordReply> &reply) {
            s.changePassword(gateActor(context), gateOperation(context),
                             {bytesOf(request.secret()), fromWire(request.new_parameters()),
                              bytesOf(request.new_secret())},
                             [reply](const common::Status &status) {
                                 if (status) {
                                     reply(v1::ChangePasswordReply());
                                 } else {
                                     reply(tl::unexpected<common::Error>(status.error()));
                                 }
                             });
        });
}

} // namespace recorder
