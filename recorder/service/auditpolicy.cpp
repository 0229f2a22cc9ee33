// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditpolicy.h"

#include "recorder/service/directorychecks.h"
#include "recorder/store/auditpolicyrepository.h"

#include <QRegularExpression>
#include <QSslCertificate>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr int kLeastDays = 30;
constexpr int kMostDays = 36500;
constexpr qsizetype kLongestCa = 64 * 1024;

Status check(const AuditPolicySetting &policy)
{
    const bool local = policy.syslogTransport == QLatin1String("local");
    static const QStringList kTransports{QStringLiteral("local"), QStringLiteral("udp"),
                                         QStringLiteral("tcp"), QStringLiteral("tls")};
    if (policy.keepDays != 0 && (policy.keepDays < kLeastDays || policy.keepDays > kMostDays)) {
        return invalid("keep_days", "value");
    }
    if (!kTransports.contains(policy.syslogTransport)) {
        return invalid("syslog_transport", "unknown");
    }
    if (policy.syslog && !local && policy.syslogHost.isEmpty()) {
        return invalid("syslog_host", "required");
    }
    static const QRegularExpression kHost(QStringLiteral("\\A[A-Za-z0-9._:-]{0,253}\\z"));
    if (!kHost.match(policy.syslogHost).hasMatch()) {
        return invalid("syslog_host", "value");
    }
    if (policy.syslogPort < (local ? 0 : 1) || policy.syslogPort > 65535) {
        return invalid("syslog_port", "value");
    }
    if (!policy.syslogCa.isEmpty() &&
        (policy.syslogCa.size() > kLongestCa ||
         QSslCertificate::fromData(policy.syslogCa.toUtf8(), QSsl::Pem).isEmpty())) {
        return invalid("syslog_ca", "certificate");
    }
    return {};
}

QJsonObject jsonOf(const AuditPolicySetting &policy)
{
    return {{QStringLiteral("keepDays"), policy.keepDays},
            {QStringLiteral("syslog"), policy.syslog},
            {QStringLiteral("syslogHost"), policy.syslogHost},
            {QStringLiteral("syslogPort"), policy.syslogPort},
            {QStringLiteral("syslogTransport"), policy.syslogTransport},
            {QStringLiteral("syslogCa"), policy.syslogCa}};
}

} // namespace

Status mayUseWholeTrail(const TenantScope &scope)
{
    return reachesSystem(scope);
}

Result<AuditPolicySetting> auditPolicy(Transaction &transaction, const TenantScope &scope)
{
    if (Status may = mayUseWholeTrail(scope); !may) {
        return common::propagate(may);
    }
    return AuditPolicyRepository(transaction).policy();
}

Result<AuditPolicySetting> changeAuditPolicy(Transaction &transaction, const TenantScope &scope,
                                             AuditDetail &trail, const AuditPolicySetting &wanted)
{
    if (Status may = mayUseWholeTrail(scope); !may) {
        return common::propagate(may);
    }
    AuditPolicySetting policy = wanted;
    policy.syslogHost = policy.syslogHost.trimmed();
    policy.syslogCa = policy.syslogCa.trimmed();
    if (Status good = check(policy); !good) {
        return common::propagate(good);
    }
    AuditPolicyRepository policies(transaction);
    const AuditPolicySetting before = policies.policy();
    if (!policies.store(policy)) {
        return changedMeanwhile();
    }
    trail.changed(jsonOf(before), jsonOf(policy));
    return policies.policy();
}

} // namespace recorder
