// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/directoryhandlers.h"
#include "recorder/api/gateserve.h"
#include "recorder/api/pagedsource.h"
#include "recorder/service/directorygroups.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/jobqueue.h"
#include "recorder/service/userimport.h"
#include "recorder/service/usertable.h"

#include "common/core/csv.h"
#include "common/proto/usertransfer.pb.h"
#include "common/rpc/codecs/jobcodec.h"
#include "common/rpc/codecs/listcodec.h"
#include "common/rpc/codecs/wirevalue.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using CsvSource = PagedSource<v1::CsvChunk>;
using UserPage = common::ListPageOf<common::UserRecord>;

QByteArray csvOf(const UserPage &page, bool first)
{
    // With a byte order mark spreadsheets read it as UTF-8.
    QByteArray text = first ? QByteArray("\xef\xbb\xbf") + common::csvLine(userTitles()) : QByteArray();
    for (const common::UserRecord &user : page.items) {
        text += common::csvLine(userCells(user));
    }
    return text;
}

/// Pages of 1000; the first one leaves the audit row.
CsvSource::Fetch exporting(const std::function<const Gate *()> &gate, const CallContext &context,
                           const common::ListQuery &asked)
{
    return [gate, context, asked](const QString &token, CsvSource::Done done) {
        const Gate *present = gate();
        if (present == nullptr) {
            done(common::fail(common::ErrorCode::Unavailable, QStringLiteral("the database is not up yet")));
            return;
        }
        common::ListQuery query = asked;
        query.pageSize = 1000;
        query.pageToken = token;
        query.wantTotal = false;
        Operation operation = gateOperation(context);
        operation.audited = token.isEmpty();
        present->run<UserPage>(
            gateActor(context), operation,
            [query](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
                return listUsers(transaction, scope, query);
            },
            [done = std::move(done), first = token.isEmpty()](const Result<UserPage> &page) {
                if (page) {
                    done(CsvSource::Page{csvOf(*page, first), page->nextToken});
                } else {
                    done(tl::unexpected<common::Error>(page.error()));
                }
            });
    };
}

Result<NewJob> importOf(const v1::UserImport &wire)
{
    if (wire.csv().size() > static_cast<std::size_t>(UserImportWork::kMostBytes)) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("the file is too large"),
                            {{QStringLiteral("csv"), QStringLiteral("size")}});
    }
    NewJob job;
    job.kind = QStringLiteral("users-import");
    job.subject = common::textOf(wire.file_name()).left(200);
    job.parameters.insert(QStringLiteral("tenant_id"), common::textOf(wire.tenant_id()));
    job.input = common::bytesFromWire(wire.csv());
    job.dryRun = wire.dry_run();
    return job;
}

} // namespace

common::Status addTransferHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    const common::Status exports = dispatcher.stream<v1::ListRequest, v1::CsvChunk>(
        QStringLiteral("earshot.v1.UserTransfer/Export"),
        [gate](const CallContext &context,
               const v1::ListRequest &request) -> Result<std::shared_ptr<StreamSource>> {
            auto query = common::fromWire(request);
            if (!query) {
                return common::propagate(query);
            }
            auto source = std::make_shared<CsvSource>(context, exporting(gate, context, *query));
            source->begin();
            return std::shared_ptr<StreamSource>(source);
        });
    return allOf({exports, serve<v1::UserImport, v1::Job, NewJob, common::JobRecord>(
                               dispatcher, "UserTransfer/Import", gate, importOf,
                               [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const NewJob &asked) -> Result<common::JobRecord> {
                                   NewJob job = asked;
                                   const QString tenantId =
                                       job.parameters.value(QStringLiteral("tenant_id")).toString();
                                   auto tenant = tenantFor(transaction, scope, tenantId);
                                   if (!tenant) {
                                       return common::propagate(tenant);
                                   }
                                   job.tenant = *tenant;
                                   return enqueueJob(transaction, scope, trail, job);
                               },
                               [](const common::JobRecord &job) { return common::toWire(job); })});
}

} // namespace recorder
