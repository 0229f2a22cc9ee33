// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/secondstephandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/api/signinreply.h"
#include "recorder/service/devicebook.h"
#include "recorder/service/secondstepservice.h"

#include "common/proto/secondstep.pb.h"
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using Find = std::function<SecondStepService *()>;

/// Registers a handler that gets the service, or answers for it while there is none.
template <typename Request, typename Message, typename Use>
common::Status add(Dispatcher &dispatcher, const char *method, const Find &find, Use use)
{
    return dispatcher.unary<Request, Message>(
        QStringLiteral("earshot.v1.SecondStep/") + QLatin1String(method),
        [find, use](const CallContext &context, const Request &request, const Reply<Message> &reply) {
            SecondStepService *service = find();
            if (service == nullptr) {
                reply(common::fail(common::ErrorCode::Unavailable,
                                   QStringLiteral("the database is not up yet")));
                return;
            }
            use(*service, context, request, reply);
        });
}

std::function<void(Result<QStringList>)> codesTo(const Reply<v1::RecoveryCodes> &reply)
{
    return [reply](const Result<QStringList> &codes) {
        if (!codes) {
            reply(tl::unexpected<common::Error>(codes.error()));
            return;
        }
        v1::RecoveryCodes message;
        for (const QString &code : *codes) {
            message.add_codes(common::toWire(code));
        }
        reply(message);
    };
}

std::function<void(common::Status)> endedTo(const Reply<v1::SecondStepEnded> &reply)
{
    return [reply](const common::Status &status) {
        if (status) {
            reply(v1::SecondStepEnded());
        } else {
            reply(tl::unexpected<common::Error>(status.error()));
        }
    };
}

common::Status addEntering(Dispatcher &dispatcher, const Find &find)
{
    return allOf({add<v1::SecondStepCode, v1::SignInReply>(
                      dispatcher, "Finish", find,
                      [](SecondStepService &service, const CallContext &context,
                         const v1::SecondStepCode &request, const Reply<v1::SignInReply> &reply) {
                          service.finish(gateActor(context), gateOperation(context),
                                         {common::bytesFromWire(request.challenge()),
                                          common::textOf(request.code()), request.remember_device()},
                                         [context, reply](const Result<SignedIn> &entered) {
                                             answerSignedIn(context, reply, entered);
                                         });
                      }),
                  add<v1::SecondStepBegin, v1::SecondStepSecret>(
                      dispatcher, "Begin", find,
                      [](SecondStepService &service, const CallContext &context,
                         const v1::SecondStepBegin &request, const Reply<v1::SecondStepSecret> &reply) {
                          service.begin(gateActor(context), gateOperation(context),
                                        common::bytesFromWire(request.secret()),
                                        [reply](const Result<SecondStepService::Enrolment> &enrolment) {
                                            if (!enrolment) {
                                                reply(tl::unexpected<common::Error>(enrolment.error()));
                                                return;
                                            }
                                            v1::SecondStepSecret message;
                                            message.set_base32(common::toWire(enrolment->base32));
                                            message.set_uri(common::toWire(enrolment->uri));
                                            reply(message);
                                        });
                      })});
}

common::Status addKeeping(Dispatcher &dispatcher, const Find &find)
{
    return allOf({add<v1::SecondStepConfirm, v1::RecoveryCodes>(
                      dispatcher, "Confirm", find,
                      [](SecondStepService &service, const CallContext &context,
                         const v1::SecondStepConfirm &request, const Reply<v1::RecoveryCodes> &reply) {
                          service.confirm(gateActor(context), gateOperation(context),
                                          common::textOf(request.code()), codesTo(reply));
                      }),
                  add<v1::SecondStepConfirm, v1::RecoveryCodes>(
                      dispatcher, "NewRecoveryCodes", find,
                      [](SecondStepService &service, const CallContext &context,
                         const v1::SecondStepConfirm &request, const Reply<v1::RecoveryCodes> &reply) {
                          service.newRecoveryCodes(gateActor(context), gateOperation(context),
                                                   common::textOf(request.code()), codesTo(reply));
                      }),
                  add<v1::SecondStepConfirm, v1::SecondStepEnded>(
                      dispatcher, "End", find,
                      [](SecondStepService &service, const CallContext &context,
                         const v1::SecondStepConfirm &request, const Reply<v1::SecondStepEnded> &reply) {
                          service.end(gateActor(context), gateOperation(context),
                                      common::textOf(request.code()), endedTo(reply));
                      }),
                  add<v1::SecondStepUser, v1::SecondStepEnded>(
                      dispatcher, "Remove", find,
                      [](SecondStepService &service, const CallContext &context,
                         const v1::SecondStepUser &request, const Reply<v1::SecondStepEnded> &reply) {
                          service.remove(gateActor(context), gateOperation(context),
                                         common::textOf(request.id()), endedTo(reply));
                      })});
}

v1::DeviceList devicesOf(const QList<ListedDevice> &listed)
{
    v1::DeviceList wire;
    for (const ListedDevice &entry : listed) {
        v1::Device *device = wire.add_devices();
        device->set_id(common::toWire(entry.device.id.toString(QUuid::WithoutBraces)));
        device->set_user_id(common::toWire(entry.device.user.toString()));
        device->set_first_ms(entry.device.firstMs);
        device->set_last_ms(entry.device.lastMs);
        device->set_address(common::toWire(entry.device.ipAddress));
        device->set_client(common::toWire(entry.device.client));
        device->set_system(common::toWire(entry.device.system));
        device->set_trusted_till_ms(entry.device.trustedTillMs);
        device->set_own(entry.own);
    }
    return wire;
}

common::Status addDevices(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    return allOf(
        {serve<v1::DeviceListRequest, v1::DeviceList, QString, QList<ListedDevice>>(
             dispatcher, "UserDevices/List", gate,
             [](const v1::DeviceListRequest &wire) {
                 return Result<QString>(common::textOf(wire.user_id()));
             },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const QString &user) {
                 return listDevices(transaction, scope, user);
             },
             devicesOf),
         serve<v1::DeviceRefs, v1::RevokeReply, QStringList, int>(
             dispatcher, "UserDevices/Revoke", gate,
             [](const v1::DeviceRefs &refs) { return common::idsFromWire(refs.ids()); }, revokeDevices,
             [](const int &revoked) {
                 v1::RevokeReply reply;
                 reply.set_revoked(revoked);
                 return reply;
             })});
}

} // namespace

common::Status addSecondStepHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate,
                                     const std::function<SecondStepService *()> &service)
{
    return allOf(
        {addEntering(dispatcher, service), addKeeping(dispatcher, service), addDevices(dispatcher, gate)});
}

} // namespace recorder
