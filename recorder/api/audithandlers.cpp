// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/api/audithandlers.h"

#include "recorder/api/auditexportsource.h"
#include "recorder/api/gateserve.h"
#include "recorder/service/auditpolicy.h"

#include "common/proto/audittrail.pb.h"
#include "common/rpc/codecs/listcodec.h"

namespace recorder
{

namespace
{

namespace v1 = earshot::v1;
using common::Result;
using Source = Result<std::shared_ptr<StreamSource>>;

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

v1::AuditPolicy toWire(const AuditPolicySetting &policy)
{
    v1::AuditPolicy wire;
    wire.set_keep_days(policy.keepDays);
    wire.set_syslog(policy.syslog);
    wire.set_syslog_host(policy.syslogHost.toStdString());
    wire.set_syslog_port(policy.syslogPort);
    wire.set_syslog_transport(policy.syslogTransport.toStdString());
    wire.set_syslog_ca(policy.syslogCa.toStdString());
    wire.set_version(policy.version);
    return wire;
}

Result<AuditPolicySetting> policyOf(const v1::AuditPolicy &wire)
{
    AuditPolicySetting policy;
    policy.keepDays = wire.keep_days();
    policy.syslog = wire.syslog();
    policy.syslogHost = text(wire.syslog_host());
    policy.syslogPort = wire.syslog_port();
    policy.syslogTransport = text(wire.syslog_transport());
    policy.syslogCa = text(wire.syslog_ca());
    policy.version = wire.version();
    return policy;
}

v1::AuditVerdict toWire(const AuditVerdict &verdict)
{
    v1::AuditVerdict wire;
    wire.set_good(verdict.good);
    wire.set_entries(verdict.entries);
    wire.set_heads(verdict.heads);
    wire.set_first_bad(verdict.firstBad);
    wire.set_position(verdict.position);
    wire.set_reason(verdict.reason.toStdString());
    wire.set_last_head_ms(verdict.lastHeadMs);
    return wire;
}

Source openExport(const AuditParts &parts, const CallContext &context, const v1::AuditExport &request)
{
    auto query = common::fromWire(request.query());
    if (!query) {
        return common::propagate(query);
    }
    const auto source = std::make_shared<AuditExportSource>(parts, context);
    runInGate<AuditSelection>(
        parts.gate, context,
        [query = *query, format = text(request.format())](Transaction &transaction, const TenantScope &scope,
                                                          AuditDetail &trail) {
            return selectAudit(transaction, scope, trail, query, format);
        },
        [source](Result<AuditSelection> selection) { source->open(std::move(selection)); });
    return source;
}

void verify(const AuditParts &parts, const CallContext &context, const Reply<v1::AuditVerdict> &reply)
{
    runInGate<bool>(
        parts.gate, context,
        [](Transaction &, const TenantScope &scope, AuditDetail &) -> Result<bool> {
            auto may = mayUseWholeTrail(scope);
            return may ? Result<bool>(true) : common::propagate(may);
        },
        [parts, reply](const Result<bool> &may) {
            if (!may) {
                reply(tl::unexpected<common::Error>(may.error()));
                return;
            }
            parts.verify([reply](const Result<AuditVerdict> &verdict) {
                reply(verdict ? Result<v1::AuditVerdict>(toWire(*verdict))
                              : Result<v1::AuditVerdict>(tl::unexpected<common::Error>(verdict.error())));
            });
        });
}

} // namespace

common::Status addAuditHandlers(Dispatcher &dispatcher, const AuditParts &parts)
{
    const auto name = [](const char *method) {
        return QStringLiteral("earshot.v1.AuditTrail/") + QLatin1String(method);
    };
    return allOf({dispatcher.stream<v1::AuditExport, v1::AuditChunk>(
                      name("Export"),
                      [parts](const CallContext &context, const v1::AuditExport &request) {
                          return openExport(parts, context, request);
                      }),
                  serve<v1::AuditPolicyRequest, v1::AuditPolicy, bool, AuditPolicySetting>(
                      dispatcher, "AuditTrail/GetPolicy", parts.gate,
                      [](const v1::AuditPolicyRequest &) { return Result<bool>(true); },
                      [](Transaction &transaction, const TenantScope &scope, AuditDetail &, const bool &) {
                          return auditPolicy(transaction, scope);
                      },
                      [](const AuditPolicySetting &policy) { return toWire(policy); }),
                  serve<v1::AuditPolicy, v1::AuditPolicy, AuditPolicySetting, AuditPolicySetting>(
                      dispatcher, "AuditTrail/SetPolicy", parts.gate, policyOf, changeAuditPolicy,
                      [](const AuditPolicySetting &policy) { return toWire(policy); }),
                  dispatcher.unary<v1::AuditVerifyRequest, v1::AuditVerdict>(
                      name("Verify"),
                      [parts](const CallContext &context, const v1::AuditVerifyRequest &,
                              const Reply<v1::AuditVerdict> &reply) { verify(parts, context, reply); })});
}

} // namespace recorder
