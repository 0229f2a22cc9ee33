// SPDX-License-Identifier: GPL-3.0-or-later
// How long the audit trail is kept and where else it goes: Administration > Audit Trail > Retention Settings.
#include "console/crud/settingpage.h"
#include "console/kit/tr.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/administration/audittrail.h"

#include "common/proto/audittrail.pb.h"

namespace console
{

namespace v1 = earshot::v1;

namespace
{

constexpr int kLeastDays = 30;

struct PolicyRecord {
    int keepDays = 0;
    bool syslog = false;
    QString transport;
    QString host;
    int port = 514;
    QString ca;
    int version = 0;
};

common::Result<PolicyRecord> policyFrom(const v1::AuditPolicy &wire)
{
    PolicyRecord policy;
    policy.keepDays = wire.keep_days();
    policy.syslog = wire.syslog();
    policy.transport = QString::fromStdString(wire.syslog_transport());
    policy.host = QString::fromStdString(wire.syslog_host());
    policy.port = wire.syslog_port() == 0 ? policy.port : wire.syslog_port();
    policy.ca = QString::fromStdString(wire.syslog_ca());
    policy.version = wire.version();
    return policy;
}

v1::AuditPolicy toWire(const PolicyRecord &policy)
{
    v1::AuditPolicy wire;
    wire.set_keep_days(policy.keepDays);
    wire.set_syslog(policy.syslog);
    wire.set_syslog_transport(policy.transport.toStdString());
    wire.set_syslog_host(policy.host.trimmed().toStdString());
    wire.set_syslog_port(policy.port);
    wire.set_syslog_ca(policy.ca.trimmed().toStdString());
    wire.set_version(policy.version);
    return wire;
}

std::vector<Field<PolicyRecord>> policyFields()
{
    const auto on = [](const QVariantMap &now) { return now.value(QStringLiteral("syslog")).toBool(); };
    const auto remote = [on](const QVariantMap &now) {
        return on(now) && now.value(QStringLiteral("syslog_transport")) != QLatin1String("local");
    };
    FieldInfo days{
        .key = QStringLiteral("keep_days"), .label = Tr::tr("Keep entries"), .kind = EditorKind::Int};
    days.section = Tr::tr("RETENTION");
    days.maximum = 36500;
    days.suffix = Tr::tr(" days");
    days.minimumText = Tr::tr("For ever");
    days.help = Tr::tr("Older entries are removed once a day, under a signature: the rest can still be "
                       "verified.");
    days.check = [](const QVariant &value, const QVariantMap &) {
        return value.toInt() == 0 || value.toInt() >= kLeastDays
                   ? QString()
                   : Tr::tr("At least %1 days, or for ever.").arg(kLeastDays);
    };
    FieldInfo syslog{.key = QStringLiteral("syslog"), .label = Tr::tr("Syslog"), .kind = EditorKind::Bool};
    syslog.section = Tr::tr("FORWARDING");
    syslog.words = Tr::tr("Yes, send every entry to a syslog server");
    syslog.help = Tr::tr("What was sent away cannot be removed by whoever owns this system.");
    FieldInfo transport{
        .key = QStringLiteral("syslog_transport"), .label = Tr::tr("Transport"), .kind = EditorKind::Radio};
    transport.choices = {{QStringLiteral("local"), Tr::tr("The recorder's own host (/dev/log)")},
                         {QStringLiteral("udp"), Tr::tr("UDP (usual port 514); entries may get lost")},
                         {QStringLiteral("tcp"), Tr::tr("TCP (usual port 601 or 514)")},
                         {QStringLiteral("tls"), Tr::tr("TLS (usual port 6514)")}};
    transport.enabled = on;
    FieldInfo host{.key = QStringLiteral("syslog_host"), .label = Tr::tr("Host"), .required = true};
    host.enabled = remote;
    FieldInfo port{.key = QStringLiteral("syslog_port"), .label = Tr::tr("Port"), .kind = EditorKind::Int};
    port.minimum = 1;
    port.maximum = 65535;
    port.enabled = remote;
    FieldInfo ca{
        .key = QStringLiteral("syslog_ca"), .label = Tr::tr("CA certificates"), .kind = EditorKind::Text};
    ca.help = Tr::tr("PEM, of the authority that issued the server's certificate. Leave empty for those "
                     "that the recorder's system trusts.");
    ca.maxLength = 60'000;
    ca.enabled = [on](const QVariantMap &now) {
        return on(now) && now.value(QStringLiteral("syslog_transport")) == QLatin1String("tls");
    };
    return {field(&PolicyRecord::keepDays, std::move(days)),
            field(&PolicyRecord::syslog, std::move(syslog)),
            field(&PolicyRecord::transport, std::move(transport)),
            field(&PolicyRecord::host, std::move(host)),
            field(&PolicyRecord::port, std::move(port)),
            field(&PolicyRecord::ca, std::move(ca))};
}

} // namespace

QWidget *createAuditRetention(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    SettingSpec spec;
    spec.id = QStringLiteral("audit-retention");
    spec.title = QCoreApplication::translate("Pages", "Retention Settings");
    spec.note = Tr::tr("How long the audit trail is kept, and where else it goes.");
    spec.viewPermission = QStringLiteral("system.view");
    spec.editPermission = QStringLiteral("system.edit");
    spec.loading = Tr::tr("load the retention settings");
    spec.saving = Tr::tr("save the retention settings");
    spec.saved = Tr::tr("Retention settings saved");
    spec.getMethod = QStringLiteral("earshot.v1.AuditTrail/GetPolicy");
    spec.setMethod = QStringLiteral("earshot.v1.AuditTrail/SetPolicy");
    settingOf<PolicyRecord, v1::AuditPolicy>(spec, policyFields(), &policyFrom,
                                             [](const PolicyRecord &policy) { return toWire(policy); });
    spec.actions = {{QStringLiteral("verify"), Tr::tr("Verify now"), QStringLiteral("shield-check"), false,
                     [](SettingPage &page) { verifyAudit(page.context(), &page); }}};
    spec.below = [context](QWidget *host) { return auditSectionOf(context, QStringLiteral("audit"), host); };
    return new SettingPage(context, std::move(spec), parent);
}

} // namespace console
