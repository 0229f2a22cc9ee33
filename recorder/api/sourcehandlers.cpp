// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/sourcehandlers.h"

#include "recorder/api/kindhandlers.h"
#include "recorder/api/signinreply.h"
#include "recorder/api/testreport.h"
#include "recorder/service/directoryaccess.h"
#include "recorder/service/directorysources.h"
#include "recorder/service/signinways.h"

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

Status addDirectories(Dispatcher &dispatcher, const SourceParts &parts)
{
    const auto with = [access = parts.access](auto work) {
        return [access, work](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const DirectoryRecord &record) {
            return work(transaction, scope, trail, record, access()->key());
        };
    };
    const Kind<DirectoryRecord, v1::Directory, v1::DirectoryList> kind{
        "Directories",         listDirectories,   showDirectory,      with(createDirectory),
        with(updateDirectory), removeDirectories, restoreDirectories, &v1::DirectoryList::add_directories};
    return allOf(
        {addKind(dispatcher, parts.gate, kind),
         serve<v1::DirectorySync, v1::Job, DirectorySyncRequest, common::JobRecord>(
             dispatcher, "Directories/Synchronize", parts.gate,
             [](const v1::DirectorySync &wire) {
                 return Result<DirectorySyncRequest>(
                     DirectorySyncRequest{common::textOf(wire.id()), wire.dry_run()});
             },
             synchronizeDirectory, [](const common::JobRecord &job) { return common::toWire(job); })});
}

Status addEntering(Dispatcher &dispatcher, const SourceParts &parts)
{
    return dispatcher.unary<v1::DirectorySignInRequest, v1::SignInReply>(
        QStringLiteral("earshot.v1.DirectorySignIn/SignIn"),
        [access = parts.access](const CallContext &context, const v1::DirectorySignInRequest &request,
                                const Reply<v1::SignInReply> &reply) {
            DirectoryAccess *present = access();
            if (present == nullptr) {
                reply(notUpYet());
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
    return allOf({addDirectories(dispatcher, parts),
                  serveTest<v1::Directory>(dispatcher, "Directories/Test", parts.access),
                  addEntering(dispatcher, parts), addWays(dispatcher, parts)});
}

} // namespace recorder
