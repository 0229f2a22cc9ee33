// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/directoryhandlers.h"
#include "recorder/api/gateserve.h"
#include "recorder/service/trailreading.h"

#include "common/proto/audit.pb.h"
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/listcodec.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using AuditPage = common::ListPageOf<common::AuditRecord>;
using SessionPage = common::ListPageOf<common::UserSessionRecord>;

v1::AuditList auditOf(const AuditPage &page)
{
    v1::AuditList wire;
    for (const common::AuditRecord &record : page.items) {
        *wire.add_records() = common::toWire(record);
    }
    *wire.mutable_info() = common::infoToWire(page);
    return wire;
}

v1::UserSessionList sessionsOf(const SessionPage &page)
{
    v1::UserSessionList wire;
    for (const common::UserSessionRecord &session : page.items) {
        *wire.add_sessions() = common::toWire(session);
    }
    *wire.mutable_info() = common::infoToWire(page);
    return wire;
}

Result<common::ListQuery> queryOf(const v1::ListRequest &wire)
{
    return common::fromWire(wire);
}

v1::TerminateReply terminatedOf(const int &ended)
{
    v1::TerminateReply reply;
    reply.set_ended(ended);
    return reply;
}

} // namespace

common::Status addTrailHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate)
{
    return allOf(
        {serve<v1::ListRequest, v1::AuditList, common::ListQuery, AuditPage>(
             dispatcher, "Audit/List", gate, queryOf,
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                const common::ListQuery &query) { return listAudit(transaction, scope, query); },
             auditOf),
         serve<v1::AuditRef, v1::AuditRecord, qint64, common::AuditRecord>(
             dispatcher, "Audit/Get", gate, [](const v1::AuditRef &ref) { return Result<qint64>(ref.id()); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const qint64 &id) {
                 return showAudit(transaction, scope, id);
             },
             [](const common::AuditRecord &record) { return common::toWire(record); }),
         serve<v1::ListRequest, v1::UserSessionList, common::ListQuery, SessionPage>(
             dispatcher, "UserSessions/List", gate, queryOf,
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &,
                const common::ListQuery &query) { return listSessions(transaction, scope, query); },
             sessionsOf),
         serve<v1::SessionRefs, v1::TerminateReply, QStringList, int>(
             dispatcher, "UserSessions/Terminate", gate,
             [](const v1::SessionRefs &refs) { return common::idsFromWire(refs.ids()); }, endSessions,
             terminatedOf),
         serve<v1::TerminateOthersRequest, v1::TerminateReply, int, int>(
             dispatcher, "UserSessions/TerminateOthers", gate,
             [](const v1::TerminateOthersRequest &) { return Result<int>(0); },
             [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail, const int &) {
                 return endOtherSessions(transaction, scope, trail);
             },
             terminatedOf)});
}

} // namespace recorder
