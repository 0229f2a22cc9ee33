// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/signonhandlers.h"

#include "recorder/api/gateserve.h"
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

Result<ProviderRecord> recordOf(const v1::Provider &wire)
{
    return common::fromWire(wire);
}
v1::Provider messageOf(const ProviderRecord &record)
{
    return common::toWire(record);
}

v1::ProviderList listOf(const common::ListPageOf<ProviderRecord> &rows)
{
    v1::ProviderList wire;
    for (const ProviderRecord &record : rows.items) {
        *wire.add_providers() = common::toWire(record);
    }
    *wire.mutable_info() = common::infoToWire(rows);
    return wire;
}

tl::unexpected<common::Error> notYet()
{
    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet"));
}

Status addReading(Dispatcher &dispatcher, const SignOnParts &parts)
{
    return allOf(
        {serve<v1::ListRequest, v1::ProviderList, common::ListQuery, common::ListPageOf<ProviderRecord>>(
             dispatcher, "Providers/List", parts.gate,
             [](const v1::ListRequest &wire) { return common::fromWire(wire); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                const common::ListQuery &query) { return listProviders(transaction, scope, query); },
             listOf),
         serve<v1::ObjectRef, v1::Provider, QString, ProviderRecord>(
             dispatcher, "Providers/Get", parts.gate,
             [](const v1::ObjectRef &wire) { return Result<QString>(common::textOf(wire.id())); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const QString &id) {
                 return showProvider(transaction, scope, id);
             },
             messageOf)});
}

Status addWriting(Dispatcher &dispatcher, const SignOnParts &parts)
{
    const auto refs = [](const v1::ObjectRefs &wire) { return common::idsFromWire(wire.ids()); };
    const auto with = [access = parts.access](auto work) {
        return [access, work](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const ProviderRecord &record) {
            return work(transaction, scope, trail, record, access()->key());
        };
    };
    return allOf(
        {serve<v1::Provider, v1::Provider, ProviderRecord, ProviderRecord>(
             dispatcher, "Providers/Create", parts.gate, recordOf, with(createProvider), messageOf),
         serve<v1::Provider, v1::Provider, ProviderRecord, ProviderRecord>(
             dispatcher, "Providers/Update", parts.gate, recordOf, with(updateProvider), messageOf),
         serve<v1::ObjectRefs, v1::RemoveReply, QStringList, QStringList>(
             dispatcher, "Providers/Remove", parts.gate, refs, removeProviders,
             [](const QStringList &ids) {
                 v1::RemoveReply reply;
                 reply.set_removed(static_cast<int>(ids.size()));
                 for (const QString &id : ids) {
                     reply.add_ids(common::toWire(id));
                 }
                 return reply;
             }),
         serve<v1::ObjectRefs, v1::RestoreReply, QStringList, int>(
             dispatcher, "Providers/Restore", parts.gate, refs, restoreProviders, [](const int &count) {
                 v1::RestoreReply reply;
                 reply.set_restored(count);
                 return reply;
             })});
}

Status addTest(Dispatcher &dispatcher, const SignOnParts &parts)
{
    return dispatcher.unary<v1::Provider, v1::TestReport>(
        QStringLiteral("earshot.v1.Providers/Test"),
        [access = parts.access](const CallContext &context, const v1::Provider &request,
                                const Reply<v1::TestReport> &reply) {
            SignOnAccess *present = access();
            const auto record = common::fromWire(request);
            if (present == nullptr || !record) {
                reply(present == nullptr ? notYet() : tl::unexpected<common::Error>(record.error()));
                return;
            }
            present->test(gateActor(context), gateOperation(context), *record,
                          [reply](const Result<QList<ConnectionStep>> &steps) {
                              if (steps) {
                                  reply(reportOf(*steps));
                              } else {
                                  reply(tl::unexpected<common::Error>(steps.error()));
                              }
                          });
        });
}

Status addBegin(Dispatcher &dispatcher, const SignOnParts &parts)
{
    return dispatcher.unary<v1::SingleSignOnBegin, v1::SingleSignOnStart>(
        QStringLiteral("earshot.v1.SingleSignOn/Begin"),
        [access = parts.access](const CallContext &context, const v1::SingleSignOnBegin &request,
                                const Reply<v1::SingleSignOnStart> &reply) {
            SignOnAccess *present = access();
            if (present == nullptr) {
                reply(notYet());
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
                reply(notYet());
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
    return allOf({addReading(dispatcher, parts), addWriting(dispatcher, parts), addTest(dispatcher, parts),
                  addBegin(dispatcher, parts), addFinish(dispatcher, parts)});
}

} // namespace recorder
