// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/signonhandlers.h"

#include "recorder/api/kindhandlers.h"
#include "recorder/api/signinreply.h"
#include "recorder/api/testreport.h"
#include "recorder/service/providers.h"
#include "recorder/service/signonaccess.h"

#include "common/proto/signinways.pb.h"
#include "common/proto/sources.pb.h"
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/sourcecodec.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::ProviderRecord;
using common::Result;
using common::Status;

/// A provider that does not answer must not cost the browser its turn.
constexpr std::chrono::seconds kTimeToBegin{20};

Status addProviders(Dispatcher &dispatcher, const SignOnParts &parts)
{
    const auto with = [access = parts.access](auto work) {
        return [access, work](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const ProviderRecord &record) {
            return work(transaction, scope, trail, record, access()->key());
        };
    };
    const Kind<ProviderRecord, v1::Provider, v1::ProviderList> kind{
        "Providers",          listProviders,   showProvider,     with(createProvider),
        with(updateProvider), removeProviders, restoreProviders, &v1::ProviderList::add_providers};
    return addKind(dispatcher, parts.gate, kind);
}

Status addBegin(Dispatcher &dispatcher, const SignOnParts &parts)
{
    return dispatcher.unary<v1::SingleSignOnBegin, v1::SingleSignOnStart>(
        QStringLiteral("earshot.v1.SingleSignOn/Begin"),
        [access = parts.access](const CallContext &context, const v1::SingleSignOnBegin &request,
                                const Reply<v1::SingleSignOnStart> &reply) {
            SignOnAccess *present = access();
            if (present == nullptr) {
                reply(notUpYet());
                return;
            }
            const SignOnAccess::Beginning wanted{
                QUuid::fromString(common::textOf(request.provider_id()).left(40)),
                common::textOf(request.redirect_uri())};
            present->begin(
                gateActor(context), gateOperation(context), wanted,
                [port = context.port] { port->allowMore(kTimeToBegin); },
                [port = context.port, reply](const Result<SignOnAccess::Begun> &begun) {
                    if (!begun) {
                        reply(tl::unexpected<common::Error>(begun.error()));
                        return;
                    }
                    port->allowMore(SignOnBook::kLife);
                    v1::SingleSignOnStart start;
                    start.set_handle(begun->handle.toStdString());
                    start.set_url(common::toWire(begun->url));
                    reply(start);
                });
        });
}

Status addFinish(Dispatcher &dispatcher, const SignOnParts &parts)
{
    return dispatcher.unary<v1::SingleSignOnResult, v1::SignInReply>(
        QStringLiteral("earshot.v1.SingleSignOn/Finish"),
        [access = parts.access](const CallContext &context, const v1::SingleSignOnResult &request,
                                const Reply<v1::SignInReply> &reply) {
            SignOnAccess *present = access();
            if (present == nullptr) {
                reply(notUpYet());
                return;
            }
            SignOnAccess::Ending ending;
            ending.handle = common::bytesFromWire(request.handle());
            ending.answer = QByteArray::fromStdString(request.answer());
            ending.proof.client = common::textOf(request.client());
            ending.proof.system = common::textOf(request.system());
            ending.proof.device = common::bytesFromWire(request.device());
            present->finish(gateActor(context), gateOperation(context), ending,
                            [context, reply](const Result<SignInService::SignedIn> &entered) {
                                answerSignedIn(context, reply, entered);
                            });
        });
}

} // namespace

Status addSignOnHandlers(Dispatcher &dispatcher, const SignOnParts &parts)
{
    dispatcher.whenClosed([access = parts.access](quint64 connection) {
        if (SignOnAccess *present = access()) {
            present->forgetConnection(connection);
        }
    });
    return allOf({addProviders(dispatcher, parts),
                  serveTest<v1::Provider>(dispatcher, "Providers/Test", parts.access),
                  addBegin(dispatcher, parts), addFinish(dispatcher, parts)});
}

} // namespace recorder
