// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for whoever nothing nearer says anything: System > Tenant > Group > User.
#include "console/crud/settingpage.h"
#include "console/kit/tr.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"

#include <QCoreApplication>

namespace console
{

using common::TenantRecord;
namespace v1 = earshot::v1;

namespace
{

std::vector<Field<TenantRecord>> defaultsFields()
{
    const QString own = Tr::tr("“Default” here is that of each user's own computer.");
    FieldInfo recording{.key = QStringLiteral("default_recording"),
                        .label = Tr::tr("Record"),
                        .kind = EditorKind::Radio,
                        .required = true};
    recording.section = Tr::tr("RECORDING SETTINGS");
    recording.help = Tr::tr("For tenants whose own setting is “Default”.");
    recording.choices = recordingChoices(false); // nothing is above the system
    return {field(&TenantRecord::timeZone, timeZoneInfo(own)),
            field(&TenantRecord::language, languageInfo(own)),
            field(&TenantRecord::defaultRecording, std::move(recording))};
}

} // namespace

QWidget *createSystemDefaults(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    // The home of whoever administers all tenants is the system itself, which is in no list.
    const QString system = context.identity.tenantId;
    v1::ObjectRef ref;
    ref.set_id(system.toStdString());
    SettingSpec spec;
    spec.id = QStringLiteral("system-defaults");
    spec.title = QCoreApplication::translate("Pages", "System defaults");
    spec.note = Tr::tr("For everybody whose user, group and tenant say nothing else.");
    spec.viewPermission = QStringLiteral("tenants.view");
    spec.editPermission = QStringLiteral("tenants.edit");
    spec.loading = Tr::tr("load the system defaults");
    spec.saving = Tr::tr("save the system defaults");
    spec.saved = Tr::tr("System defaults saved");
    spec.getMethod = QStringLiteral("earshot.v1.Tenants/Get");
    spec.getRequest = QByteArray::fromStdString(ref.SerializeAsString());
    spec.setMethod = QStringLiteral("earshot.v1.Tenants/Update");
    settingOf<TenantRecord, v1::Tenant>(
        spec, defaultsFields(), [](const v1::Tenant &wire) { return common::fromWire(wire); },
        [](const TenantRecord &record) { return common::toWire(record); });
    spec.below = [context, system](QWidget *host) { return auditSection(context, system, host); };
    return new SettingPage(context, std::move(spec), parent);
}

} // namespace console
