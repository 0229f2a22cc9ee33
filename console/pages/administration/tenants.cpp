// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/objectpage.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"

namespace console
{

using common::TenantRecord;

namespace
{

std::vector<Column<TenantRecord>> columns()
{
    return {{{QStringLiteral("name"), Tr::tr("NAME"), QStringLiteral("name"), 240},
             [](const TenantRecord &t) { return t.name; }},
            {{QStringLiteral("status"), Tr::tr("STATUS"), {}, 130},
             [](const TenantRecord &t) { return t.suspended ? Tr::tr("Suspended") : Tr::tr("Active"); },
             {},
             [](const TenantRecord &t, int role) {
                 const StatusRole status = t.suspended ? StatusRole::Pending : StatusRole::Good;
                 return role == StatusIconRole ? QVariant(static_cast<int>(status)) : QVariant();
             }},
            {{QStringLiteral("users"), Tr::tr("TOTAL USERS"), {}, 120, true, true},
             [](const TenantRecord &t) { return QLocale().toString(t.users); }},
            {{QStringLiteral("seats"), Tr::tr("RECORDING SEATS"), {}, 150, true, true},
             [](const TenantRecord &t) { return seatsText(t.recordingSeats); }},
            {{QStringLiteral("timezone"), Tr::tr("TIMEZONE"), {}, 180},
             [](const TenantRecord &t) { return zoneText(t.timeZone); }}};
}

Field<TenantRecord> seats(int TenantRecord::*member, const QString &key, const QString &label)
{
    FieldInfo info{.key = key, .label = label, .kind = EditorKind::Int};
    info.minimum = -1;
    info.minimumText = Tr::tr("No limit");
    return field(member, std::move(info));
}

std::vector<Field<TenantRecord>> fields(const TenantRecord &)
{
    FieldInfo name{.key = QStringLiteral("name"), .label = Tr::tr("Name"), .required = true};
    FieldInfo suspended{
        .key = QStringLiteral("suspended"), .label = Tr::tr("Suspended"), .kind = EditorKind::Bool};
    suspended.words = Tr::tr("Nobody of this tenant can sign in");
    suspended.help = Tr::tr("Calls are recorded all the same.");
    FieldInfo recording{
        .key = QStringLiteral("default_recording"), .label = Tr::tr("Record"), .kind = EditorKind::Radio};
    recording.section = Tr::tr("RECORDING SETTINGS");
    recording.help = Tr::tr("For users whose own setting is “Default”.");
    recording.choices = recordingChoices(false);
    auto calls =
        seats(&TenantRecord::recordingSeats, QStringLiteral("recording_seats"), Tr::tr("Call recording"));
    calls.info.section = Tr::tr("LICENSE LIMITS");
    return {field(&TenantRecord::name, std::move(name)),
            field(&TenantRecord::timeZone, timeZoneInfo(Tr::tr("Leave empty for the system's."))),
            field(&TenantRecord::language, languageInfo(Tr::tr("Leave empty for the system's."))),
            field(&TenantRecord::suspended, std::move(suspended)),
            field(&TenantRecord::defaultRecording, std::move(recording)),
            std::move(calls),
            seats(&TenantRecord::screenSeats, QStringLiteral("screen_seats"), Tr::tr("Screen recording")),
            seats(&TenantRecord::evaluationSeats, QStringLiteral("evaluation_seats"), Tr::tr("Evaluation")),
            seats(&TenantRecord::liveSeats, QStringLiteral("live_seats"), Tr::tr("Live monitoring"))};
}

ObjectSpec<TenantRecord> spec(const PageContext &context)
{
    ObjectSpec<TenantRecord> spec;
    spec.list.id = QStringLiteral("tenants");
    spec.list.title = QCoreApplication::translate("Pages", "Tenants");
    spec.list.permission = QStringLiteral("tenants.view");
    spec.list.doing = Tr::tr("load the tenants");
    spec.list.emptySentence = Tr::tr("There is no tenant yet.");
    spec.list.filters.searchPurpose = Tr::tr("Search by name");
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("tenant"), {{QStringLiteral("id"), id}});
    };
    spec.methods = tenantMethods();
    spec.columns = columns();
    spec.permission = QStringLiteral("tenants.edit");
    spec.add = Tr::tr("Add Tenant");
    spec.edit = Tr::tr("Edit Tenant");
    spec.remove = Tr::tr("Delete Tenant");
    spec.editor = {&fields,
                   [](const TenantRecord &t, bool isNew) {
                       return isNew ? Tr::tr("Add Tenant") : Tr::tr("Edit Tenant «%1»").arg(t.name);
                   },
                   Tr::tr("save the tenant")};
    spec.removal.doing = Tr::tr("delete the tenant");
    spec.removal.words = [](int n) { return Tr::tr("%n tenant(s) deleted", nullptr, n); };
    return spec;
}

DetailContent content(const TenantRecord &t, const Formats &formats)
{
    return {Tr::tr("Tenant «%1»").arg(t.name),
            t.suspended ? StatusWord{StatusRole::Pending, Tr::tr("Suspended")}
                        : StatusWord{StatusRole::Good, Tr::tr("Active")},
            {{Tr::tr("TENANT"),
              {{Tr::tr("Name"), t.name, {}},
               {Tr::tr("Timezone"), zoneText(t.timeZone), {}},
               {Tr::tr("Language"), languageWord(t.language), {}},
               {Tr::tr("Users"), QLocale().toString(t.users), {}},
               {Tr::tr("Created Time"), momentText(formats, t.created), formats.utc(t.created)}}},
             {Tr::tr("RECORDING SETTINGS"), {{Tr::tr("Record"), recordingWord(t.defaultRecording), {}}}},
             {Tr::tr("LICENSE LIMITS"),
              {{Tr::tr("Call recording"), seatsText(t.recordingSeats), {}},
               {Tr::tr("Screen recording"), seatsText(t.screenSeats), {}},
               {Tr::tr("Evaluation"), seatsText(t.evaluationSeats), {}},
               {Tr::tr("Live monitoring"), seatsText(t.liveSeats), {}}}}}};
}

} // namespace

QWidget *createTenants(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return objectList(context, spec(context), parent);
}

QWidget *createTenant(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    const Formats formats = Formats::forZone(context.identity.timeZone);
    ObjectPage<TenantRecord> page;
    page.detail.id = QStringLiteral("tenant");
    page.detail.permission = QStringLiteral("tenants.view");
    page.detail.doing = Tr::tr("load the tenant");
    page.detail.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [formats](const TenantRecord &t) { return content(t, formats); };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
