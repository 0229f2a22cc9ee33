// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/storagehandlers.h"

#include "recorder/api/gateserve.h"
#include "recorder/api/streamsource.h"
#include "recorder/service/storageaccess.h"
#include "recorder/service/storagemoves.h"

#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/jobcodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/storagetargetcodec.h"
#include "common/rpc/codecs/wirevalue.h"

#include <atomic>

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using common::Status;
using common::StorageTargetRecord;

Result<StorageTargetRecord> recordOf(const v1::StorageTarget &wire)
{
    return common::fromWire(wire);
}
v1::StorageTarget messageOf(const StorageTargetRecord &record)
{
    return common::toWire(record);
}

v1::StorageTargetList listOf(const common::ListPageOf<StorageTargetRecord> &rows)
{
    v1::StorageTargetList wire;
    for (const StorageTargetRecord &record : rows.items) {
        *wire.add_targets() = common::toWire(record);
    }
    *wire.mutable_info() = common::infoToWire(rows);
    return wire;
}

Status addReading(Dispatcher &dispatcher, const StorageParts &parts)
{
    return allOf(
        {serve<v1::ListRequest, v1::StorageTargetList, common::ListQuery,
               common::ListPageOf<StorageTargetRecord>>(
             dispatcher, "StorageTargets/List", parts.gate,
             [](const v1::ListRequest &wire) { return common::fromWire(wire); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                const common::ListQuery &query) { return listStorageTargets(transaction, scope, query); },
             listOf),
         serve<v1::ObjectRef, v1::StorageTarget, QString, StorageTargetRecord>(
             dispatcher, "StorageTargets/Get", parts.gate,
             [](const v1::ObjectRef &wire) { return Result<QString>(common::textOf(wire.id())); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const QString &id) {
                 return showStorageTarget(transaction, scope, id);
             },
             messageOf)});
}

Status addWriting(Dispatcher &dispatcher, const StorageParts &parts)
{
    const auto refs = [](const v1::ObjectRefs &wire) { return common::idsFromWire(wire.ids()); };
    const auto with = [access = parts.access](auto work) {
        return [access, work](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const StorageTargetRecord &record) {
            return work(transaction, scope, trail, record, access()->key());
        };
    };
    return allOf(
        {serve<v1::StorageTarget, v1::StorageTarget, StorageTargetRecord, StorageTargetRecord>(
             dispatcher, "StorageTargets/Create", parts.gate, recordOf, with(createStorageTarget), messageOf),
         serve<v1::StorageTarget, v1::StorageTarget, StorageTargetRecord, StorageTargetRecord>(
             dispatcher, "StorageTargets/Update", parts.gate, recordOf, with(updateStorageTarget), messageOf),
         serve<v1::ObjectRefs, v1::RemoveReply, QStringList, QStringList>(
             dispatcher, "StorageTargets/Remove", parts.gate, refs, removeStorageTargets,
             [](const QStringList &ids) {
                 v1::RemoveReply reply;
                 reply.set_removed(static_cast<int>(ids.size()));
                 for (const QString &id : ids) {
                     reply.add_ids(common::toWire(id));
                 }
                 return reply;
             }),
         serve<v1::ObjectRefs, v1::RestoreReply, QStringList, int>(dispatcher, "StorageTargets/Restore",
                                                                   parts.gate, refs, restoreStorageTargets,
                                                                   [](const int &count) {
                                                                       v1::RestoreReply reply;
                                                                       reply.set_restored(count);
                                                                       return reply;
                                                                   })});
}

Status addMoving(Dispatcher &dispatcher, const StorageParts &parts)
{
    return serve<v1::StorageMove, v1::Job, StorageMoveRequest, common::JobRecord>(
        dispatcher, "StorageTargets/Move", parts.gate,
        [](const v1::StorageMove &wire) {
            return Result<StorageMoveRequest>(StorageMoveRequest{
                common::textOf(wire.from()), common::textOf(wire.to()), common::textOf(wire.tenant_id()),
                wire.begin_ms(), wire.end_ms(), wire.dry_run()});
        },
        moveStorageFiles, [](const common::JobRecord &job) { return common::toWire(job); });
}

v1::TestReport reportOf(const StorageAccess::Steps &steps)
{
    v1::TestReport report;
    report.set_passed(true);
    for (const common::ConnectionStep &step : steps) {
        v1::TestStep *wire = report.add_steps();
        wire->set_name(common::toWire(step.name));
        wire->set_state(common::toWire(step.state));
        wire->set_ms(step.ms);
        wire->set_detail(common::toWire(step.detail));
        wire->set_cause(common::toWire(step.cause));
        report.set_passed(report.passed() && step.state == QLatin1String("passed"));
    }
    return report;
}

using Source = Result<std::shared_ptr<StreamSource>>;

/// A report after each step, and one at the end. Nobody waits for a test that nobody sees any more.
Source openTest(const StorageParts &parts, const CallContext &context, const v1::StorageTarget &request)
{
    constexpr std::size_t kMostReports = 32; // more than there are steps
    StorageAccess *present = parts.access();
    if (present == nullptr) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet"));
    }
    auto record = common::fromWire(request);
    if (!record) {
        return common::propagate(record);
    }
    const auto stop = std::make_shared<std::atomic<bool>>(false);
    const auto source =
        std::make_shared<PushSource<v1::TestReport>>(context, kMostReports, [stop] { stop->store(true); });
    const StorageAccess::Listener listener{[source, stop](const StorageAccess::Steps &steps) {
                                               source->push(reportOf(steps));
                                               return !stop->load();
                                           },
                                           stop};
    present->test(gateActor(context), gateOperation(context), *record, listener,
                  [source](const Result<StorageAccess::Steps> &steps) {
                      if (!steps) {
                          source->end(tl::unexpected<common::Error>(steps.error()));
                          return;
                      }
                      source->push(reportOf(*steps));
                      source->end({});
                  });
    return std::shared_ptr<StreamSource>(source);
}

Status addTest(Dispatcher &dispatcher, const StorageParts &parts)
{
    return dispatcher.stream<v1::StorageTarget, v1::TestReport>(
        QStringLiteral("earshot.v1.StorageTargets/Test"),
        [parts](const CallContext &context, const v1::StorageTarget &request) {
            return openTest(parts, context, request);
        });
}

} // namespace

Status addStorageHandlers(Dispatcher &dispatcher, const StorageParts &parts)
{
    return allOf({addReading(dispatcher, parts), addWriting(dispatcher, parts), addMoving(dispatcher, parts),
                  addTest(dispatcher, parts)});
}

} // namespace recorder
