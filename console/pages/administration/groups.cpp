// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/objectpage.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"

namespace console
{

using common::GroupRecord;

namespace
{

std::vector<Field<GroupRecord>> fields(const PageContext &context, const GroupRecord &group)
{
    FieldInfo name{.key = QStringLiteral("name"),
                   .label = group.id.isEmpty() ? Tr::tr("Name") : Tr::tr("Group Name"),
                   .required = true};
    name.placeholder = Tr::tr("Enter a unique name here");
    name.help = Tr::tr("Every group of a tenant has a name of its own.");
    std::vector<Field<GroupRecord>> all{
        field(&GroupRecord::name, std::move(name)),
        field(&GroupRecord::timeZone, timeZoneInfo(Tr::tr("Leave empty for default"))),
        field(&GroupRecord::language, languageInfo(Tr::tr("Leave empty for the tenant's.")))};
    if (seesTenants(context) && group.id.isEmpty()) {
        all.push_back(referenceField(&GroupRecord::tenantId, &GroupRecord::tenant, tenantInfo(context)));
    }
    FieldInfo recording{
        .key = QStringLiteral("default_recording"), .label = Tr::tr("Record"), .kind = EditorKind::Radio};
    recording.section = Tr::tr("RECORDING SETTINGS");
    recording.help =
        Tr::tr("For users of this home group whose own setting is “Default”. “Default” here is the "
               "tenant's.");
    recording.choices = recordingChoices(true);
    all.push_back(field(&GroupRecord::defaultRecording, std::move(recording)));
    return all;
}

ObjectSpec<GroupRecord> spec(const PageContext &context)
{
    ObjectSpec<GroupRecord> spec;
    spec.list.id = QStringLiteral("groups");
    spec.list.title = QCoreApplication::translate("Pages", "Groups");
    spec.list.permission = QStringLiteral("groups.view");
    spec.list.doing = Tr::tr("load the groups");
    spec.list.emptySentence = Tr::tr("There is no group yet.");
    spec.list.filters.searchPurpose = Tr::tr("Search by name");
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("group"), {{QStringLiteral("id"), id}});
    };
    spec.methods = groupMethods();
    spec.columns = {
        {{QStringLiteral("name"), Tr::tr("NAME"), QStringLiteral("name"), 320},
         [](const GroupRecord &g) { return g.name; }},
        {{QStringLiteral("users"), Tr::tr("TOTAL USERS"), {}, 140, true, true},
         [](const GroupRecord &g) { return QLocale().toString(g.users); }},
        {{QStringLiteral("tenant"), Tr::tr("TENANT"), QStringLiteral("tenant"), 200, seesTenants(context)},
         [](const GroupRecord &g) { return g.tenant; }}};
    spec.permission = QStringLiteral("groups.edit");
    spec.add = Tr::tr("Add Group");
    spec.edit = Tr::tr("Edit Group");
    spec.remove = Tr::tr("Delete Group");
    spec.editor = {[context](const GroupRecord &group) { return fields(context, group); },
                   [](const GroupRecord &g, bool isNew) {
                       return isNew ? Tr::tr("Add Group") : Tr::tr("Edit Group «%1»").arg(g.name);
                   },
                   Tr::tr("save the group")};
    spec.removal.doing = Tr::tr("delete the group");
    spec.removal.words = [](int n) { return Tr::tr("%n group(s) deleted", nullptr, n); };
    spec.removal.one = Tr::tr("Group «%1» deleted");
    return spec;
}

} // namespace

QWidget *createGroups(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return objectList(context, spec(context), parent);
}

QWidget *groupsOf(const PageContext &context, const QString &tenantId, QWidget *parent)
{
    ObjectSpec<GroupRecord> groups = spec(context);
    groups.list.id = QStringLiteral("groups-of-tenant");
    groups.list.emptySentence = Tr::tr("The tenant has no group yet.");
    groups.list.embedded = true;
    groups.list.fixed = {{QStringLiteral("tenant"), QStringLiteral("is"), {tenantId}}};
    groups.add.clear(); // would ask for the tenant again
    groups.remove.clear();
    return objectList(context, std::move(groups), parent);
}

QWidget *createGroup(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    ObjectPage<GroupRecord> page;
    page.detail.id = QStringLiteral("group");
    page.detail.permission = QStringLiteral("groups.view");
    page.detail.doing = Tr::tr("load the group");
    page.detail.below = {{{}, [context, id](QWidget *host) { return membersOf(context, id, host); }},
                         {{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [tenants = seesTenants(context)](const GroupRecord &g) {
        QList<BlockLine> lines{{Tr::tr("Group name"), g.name, {}},
                               {Tr::tr("Timezone"), zoneText(g.timeZone), {}},
                               {Tr::tr("Language"), languageWord(g.language), {}},
                               {Tr::tr("Users"), QLocale().toString(g.users), {}}};
        if (tenants) {
            lines.append({Tr::tr("Tenant"), g.tenant, {}});
        }
        return DetailContent{
            Tr::tr("Group «%1»").arg(g.name),
            {},
            {{Tr::tr("GROUP"), lines},
             {Tr::tr("RECORDING SETTINGS"), {{Tr::tr("Record"), recordingWord(g.defaultRecording), {}}}}}};
    };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
