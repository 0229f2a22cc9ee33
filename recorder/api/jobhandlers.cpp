// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/jobhandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/api/jobwatch.h"
#include "recorder/service/deletedthings.h"

#include "common/rpc/codecs/jobcodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::JobRecord;
using common::Result;
using common::Status;
using GateSource = std::function<const Gate *()>;
using DeletedPage = common::ListPageOf<common::DeletedRecord>;
using JobPage = common::ListPageOf<JobRecord>;
constexpr int kMostRefs = 1000;

Result<common::ListQuery> queryOf(const v1::ListRequest &wire)
{
    return common::fromWire(wire);
}
Result<QString> refOf(const v1::JobRef &wire)
{
    return common::textOf(wire.id());
}
v1::Job jobOf(const JobRecord &job)
{
    return common::toWire(job);
}

Result<QList<DeletedRef>> refsOf(const v1::DeletedRefs &wire)
{
    if (wire.refs_size() > kMostRefs) {
        return common::invalidField(QStringLiteral("refs"), QStringLiteral("too many"));
    }
    QList<DeletedRef> refs;
    for (const v1::DeletedRef &ref : wire.refs()) {
        refs.append({common::textOf(ref.kind()), common::textOf(ref.id())});
    }
    return refs;
}

Status addJobs(Dispatcher &dispatcher, const GateSource &gate, ChangeHub &hub)
{
    return allOf({serve<v1::ListRequest, v1::JobList, common::ListQuery, JobPage>(
                      dispatcher, "Jobs/List", gate, queryOf,
                      [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                         const common::ListQuery &query) { return listJobs(transaction, scope, query); },
                      [](const JobPage &page) {
                          v1::JobList wire;
                          for (const JobRecord &job : page.items) {
                              *wire.add_jobs() = common::toWire(job);
                          }
                          *wire.mutable_info() = common::infoToWire(page);
                          return wire;
                      }),
                  serve<v1::JobRef, v1::Job, QString, JobRecord>(
                      dispatcher, "Jobs/Get", gate, refOf,
                      [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                         const QString &id) { return showJob(transaction, scope, id); },
                      jobOf),
                  serve<v1::JobRef, v1::Job, QString, JobRecord>(dispatcher, "Jobs/Cancel", gate, refOf,
                                                                 cancelJob, jobOf),
                  dispatcher.stream<v1::JobWatch, v1::JobUpdate>(
                      QStringLiteral("earshot.v1.Jobs/Watch"),
                      [gate, &hub](const CallContext &context,
                                   const v1::JobWatch &) -> Result<std::shared_ptr<StreamSource>> {
                          auto source = std::make_shared<JobUpdatesSource>(gate, hub, context);
                          source->begin();
                          return std::shared_ptr<StreamSource>(source);
                      })});
}

Status addDeleted(Dispatcher &dispatcher, const GateSource &gate)
{
    const auto encode = [](const common::Retention &retention) { return common::toWire(retention); };
    return allOf(
        {serve<v1::ListRequest, v1::DeletedList, common::ListQuery, DeletedPage>(
             dispatcher, "Deleted/List", gate, queryOf,
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                const common::ListQuery &query) { return listDeleted(transaction, scope, query); },
             [](const DeletedPage &page) {
                 v1::DeletedList wire;
                 for (const common::DeletedRecord &record : page.items) {
                     *wire.add_records() = common::toWire(record);
                 }
                 *wire.mutable_info() = common::infoToWire(page);
                 return wire;
             }),
         serve<v1::DeletedRefs, v1::PurgeReply, QList<DeletedRef>, int>(dispatcher, "Deleted/Purge", gate,
                                                                        refsOf, purgeDeleted,
                                                                        [](const int &purged) {
                                                                            v1::PurgeReply reply;
                                                                            reply.set_purged(purged);
                                                                            return reply;
                                                                        }),
         serve<v1::RetentionRequest, v1::Retention, int, common::Retention>(
             dispatcher, "Deleted/GetRetention", gate,
             [](const v1::RetentionRequest &) { return Result<int>(0); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const int &) {
                 return deletedRetention(transaction, scope);
             },
             encode),
         serve<v1::Retention, v1::Retention, common::Retention, common::Retention>(
             dispatcher, "Deleted/SetRetention", gate,
             [](const v1::Retention &wire) { return common::fromWire(wire); }, setDeletedRetention, encode)});
}

} // namespace

Status addJobHandlers(Dispatcher &dispatcher, const GateSource &gate, ChangeHub &hub)
{
    return allOf({addJobs(dispatcher, gate, hub), addDeleted(dispatcher, gate)});
}

} // namespace recorder
