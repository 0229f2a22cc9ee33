// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/sourcehandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/api/signinreply.h"
#include "recorder/api/testreport.h"
#include "recorder/service/directoryaccess.h"
#include "recorder/service/directorysources.h"

#include "common/proto/signinways.pb.h"
#include "common/proto/sources.pb.h"
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/jobcodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/sourcecodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::DirectoryRecord;
using common::Result;
using common::Status;

Result<DirectoryRecord> recordOf(const v1::Directory &wire)
{
    return common::fromWire(wire);
}
v1::Directory messageOf(const DirectoryRecord &record)
{
    return common::toWire(record);
}

v1::DirectoryList listOf(const common::ListPageOf<DirectoryRecord> &rows)
{
    v1::DirectoryList wire;
    for (const DirectoryRecord &record : rows.items) {
        *wire.add_directories() = common::toWire(record);
    }
    *wire.mutable_info() = common::infoToWire(rows);
    return wire;
}

Status addReading(Dispatcher &dispatcher, const SourceParts &parts)
{
    return allOf(
        {serve<v1::ListRequest, v1::DirectoryList, common::ListQuery, common::ListPageOf<DirectoryRecord>>(
             dispatcher, "Directories/List", parts.gate,
             [](const v1::ListRequest &wire) { return common::fromWire(wire); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                const common::ListQuery &query) { return listDirectories(transaction, scope, query); },
             listOf),
         serve<v1::ObjectRef, v1::Directory, QString, DirectoryRecord>(
             dispatcher, "Directories/Get", parts.gate,
             [](const v1::ObjectRef &wire) { return Result<QString>(common::textOf(wire.id())); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const QString &id) {
                 return showDirectory(transaction, scope, id);
             },
             messageOf)});
}

Status addWriting(Dispatcher &dispatcher, const SourceParts &parts)
{
    const auto refs = [](const v1::ObjectRefs &wire) { return common::idsFromWire(wire.ids()); };
    const auto with = [access = parts.access](auto work) {
        return [access, work](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const DirectoryRecord &record) {
            return work(transaction, scope, trail, record, access()->key());
        };
    };
    return allOf(
        {serve<v1::Directory, v1::Directory, DirectoryRecord, DirectoryRecord>(
             dispatcher, "Directories/Create", parts.gate, recordOf, with(createDirectory), messageOf),
         serve<v1::Directory, v1::Directory, DirectoryRecord, DirectoryRecord>(
             dispatcher, "Directories/Update", parts.gate, recordOf, with(updateDirectory), messageOf),
         serve<v1::ObjectRefs, v1::RemoveReply, QStringList, QStringList>(
             dispatcher, "Directories/Remove", parts.gate, refs, removeDirectories,
             [](const QStringList &ids) {
                 v1::RemoveReply reply;
                 reply.set_removed(static_cast<int>(ids.size()));
                 for (const QString &id : ids) {
                     reply.add_ids(common::toWire(id));
                 }
                 return reply;
             }),
         serve<v1::ObjectRefs, v1::RestoreReply, QStringList, int>(dispatcher, "Directories/Restore",
                                                                   parts.gate, refs, restoreDirectories,
                                                                   [](const int &count) {
                                                                       v1::RestoreReply reply;
                                                                       reply.set_restored(count);
                                                                       return reply;
                                                                   }),
         serve<v1::DirectorySync, v1::Job, DirectorySyncRequest, common::JobRecord>(
             dispatcher, "Directories/Synchronize", parts.gate,
             [](const v1::DirectorySync &wire) {
                 return Result<DirectorySyncRequest>(
                     DirectorySyncRequest{common::textOf(wire.id()), wire.dry_run()});
             },
             synchronizeDirectory, [](const common::JobRecord &job) { return common::toWire(job); })});
}

tl::unexpected<common::Error> notYet()
{
    return common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet"));
}

Status addTest(Dispatcher &dispatcher, const SourceParts &parts)
{
    return dispatcher.unary<v1::Directory, v1::TestReport>(
        QStringLiteral("earshot.v1.Directories/Test"),
        [access = parts.access](const CallContext &context, const v1::Directory &request,
                                const Reply<v1::TestReport> &reply) {
            DirectoryAccess *present = access();
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

Status addEntering(Dispatcher &dispatcher, const SourceParts &parts)
{
    return dispatcher.unary<v1::DirectorySignInRequest, v1::SignInReply>(
        QStringLiteral("earshot.v1.DirectorySignIn/SignIn"),
        [access = parts.access](const CallContext &context, const v1::DirectorySignInRequest &request,
                                const Reply<v1::SignInReply> &reply) {
            DirectoryAccess *present = access();
            if (present == nullptr) {
                reply(notYet());
                return;
            }
            DirectoryAccess::Request wanted;
            wanted.directory = QUuid::fromString(common::textOf(request.directory_id()).left(40));
            wanted.proof.login = common::textOf(request.login());
            wanted.proof.client = common::textOf(request.client());
            wanted.proof.system = common::textOf(request.system());
            wanted.proof.device = common::bytesFromWire(request.device());
            wanted.password = common::bytesFromWire(request.password());
            present->signIn(gateActor(context), gateOperation(context), wanted,
                            [context, reply](const Result<SignInService::SignedIn> &entered) {
                                answerSignedIn(context, reply, entered);
                            });
        });
}

Status addWays(Dispatcher &dispatcher, const SourceParts &parts)
{
    return serve<v1::WaysRequest, v1::Ways, int, SignInWays>(
        dispatcher, "SignInWays/List", parts.gate, [](const v1::WaysRequest &) { return Result<int>(0); },
        [](Transaction &transaction, const TenantScope &, AuditDetail &, const int &) {
            return signInWays(transaction);
        },
        [](const SignInWays &ways) {
            v1::Ways wire;
            for (const common::SignInWay &way : ways.ways) {
                v1::Way *one = wire.add_ways();
                one->set_kind(common::toWire(way.kind));
                one->set_id(common::toWire(way.id));
                one->set_name(common::toWire(way.name));
            }
            wire.set_reset_by_mail(ways.resetByMail);
            return wire;
        });
}

} // namespace

Status addSourceHandlers(Dispatcher &dispatcher, const SourceParts &parts)
{
    return allOf({addReading(dispatcher, parts), addWriting(dispatcher, parts), addTest(dispatcher, parts),
                  addEntering(dispatcher, parts), addWays(dispatcher, parts)});
}

} // namespace recorder
