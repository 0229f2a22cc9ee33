// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/numberrange.h"
#include "console/crud/objectpage.h"
#include "console/kit/words.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"

namespace console
{

using common::TenantRecord;

namespace
{

const QString kDefault = QStringLiteral("default");

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
             [](const TenantRecord &t) { return seatsText(t.recordingUsed, t.recordingSeats); }},
            {{QStringLiteral("timezone"), Tr::tr("TIMEZONE"), {}, 180},
             [](const TenantRecord &t) { return zoneText(t.timeZone); }}};
}

FieldInfo limitInfo(const QString &key, const QString &label)
{
    FieldInfo info{.key = key, .label = label, .kind = EditorKind::Int};
    info.minimum = -1;
    info.minimumText = Tr::tr("No limit");
    return info;
}

Field<TenantRecord> seats(int TenantRecord::*member, int used, const QString &key, const QString &label)
{
    FieldInfo info = limitInfo(key, label);
    if (used > 0) {
        info.help = Tr::tr("%n seat(s) given to users", nullptr, used);
    }
    return field(member, std::move(info));
}

void addSeats(std::vector<Field<TenantRecord>> &fields, const TenantRecord &t)
{
    auto calls = seats(&TenantRecord::recordingSeats, t.recordingUsed, QStringLiteral("recording_seats"),
                       Tr::tr("Call recording"));
    calls.info.section = Tr::tr("LICENSE LIMITS");
    fields.push_back(std::move(calls));
    fields.push_back(seats(&TenantRecord::screenSeats, t.screenUsed, QStringLiteral("screen_seats"),
                           Tr::tr("Screen recording")));
    fields.push_back(seats(&TenantRecord::evaluationSeats, t.evaluationUsed,
                           QStringLiteral("evaluation_seats"), Tr::tr("Evaluation")));
    fields.push_back(
        seats(&TenantRecord::liveSeats, t.liveUsed, QStringLiteral("live_seats"), Tr::tr("Live monitoring")));
}

/// One number of a limit, as a field of its own.
template <typename T>
Field<TenantRecord> limit(common::StorageLimit TenantRecord::*which, T common::StorageLimit::*part,
                          FieldInfo info)
{
    return {std::move(info),
            [which, part](const TenantRecord &t) { return QVariant::fromValue(t.*which.*part); },
            [which, part](TenantRecord &t, const QVariant &v) { t.*which.*part = v.value<T>(); }};
}

void addStorage(std::vector<Field<TenantRecord>> &fields, common::StorageLimit TenantRecord::*which,
                const QString &key, const QString &heading)
{
    FieldInfo megabytes = limitInfo(key + QStringLiteral(".megabytes"), Tr::tr("Size"));
    megabytes.section = heading;
    megabytes.suffix = Tr::tr(" MB", "megabytes");
    megabytes.maximum = 2'000'000'000;
    FieldInfo minutes = limitInfo(key + QStringLiteral(".minutes"), Tr::tr("Length"));
    minutes.suffix = Tr::tr(" min", "minutes");
    minutes.maximum = 2'000'000'000;
    FieldInfo days = limitInfo(key + QStringLiteral(".days"), Tr::tr("Age"));
    days.suffix = Tr::tr(" days");
    days.maximum = 36'500;
    fields.push_back(limit(which, &common::StorageLimit::megabytes, std::move(megabytes)));
    fields.push_back(limit(which, &common::StorageLimit::minutes, std::move(minutes)));
    fields.push_back(limit(which, &common::StorageLimit::days, std::move(days)));
}

FieldInfo textsInfo(const QString &key, const QString &label, const QString &add, const QString &help)
{
    FieldInfo info{.key = key, .label = label, .kind = EditorKind::Texts};
    info.words = add;
    info.help = help;
    return info;
}

void addSources(std::vector<Field<TenantRecord>> &fields)
{
    FieldInfo peers = textsInfo(
        QStringLiteral("peers"), Tr::tr("Addresses"), Tr::tr("Add Address"),
        Tr::tr("Every call that comes from one of these addresses or networks belongs to the tenant "
               "(192.0.2.7 or 192.0.2.0/24). The smaller network wins."));
    peers.section = Tr::tr("HOW CALLS FIND THIS TENANT");
    FieldInfo trunks = textsInfo(
        QStringLiteral("trunks"), Tr::tr("Trunks"), Tr::tr("Add Trunk"),
        Tr::tr(
            "The host to which a call is sent, for example sbc7.example.com. It counts only for calls from "
            "phone systems that the configuration of the recorder trusts."));
    FieldInfo ranges =
        textsInfo(QStringLiteral("extension_ranges"), Tr::tr("Extensions"), Tr::tr("Add Range"),
                  Tr::tr("Asked last, and only for trusted phone systems: 2000-2999, or "
                         "+49301234* for all numbers that begin so."));
    ranges.check = [](const QVariant &value, const QVariantMap &) {
        for (const QString &text : value.toStringList()) {
            if (!text.trimmed().isEmpty() && !common::NumberRange::parse(text)) {
                return Tr::tr("«%1»: %2").arg(text, reasonWords(QStringLiteral("number-range")));
            }
        }
        return QString();
    };
    fields.push_back(field(&TenantRecord::peers, std::move(peers)));
    fields.push_back(field(&TenantRecord::trunks, std::move(trunks)));
    fields.push_back(field(&TenantRecord::extensionRanges, std::move(ranges)));
}

/// On the wire a tenant that leaves it to the system says nothing.
Field<TenantRecord> recordingField()
{
    FieldInfo info{
        .key = QStringLiteral("default_recording"), .label = Tr::tr("Record"), .kind = EditorKind::Radio};
    info.section = Tr::tr("RECORDING SETTINGS");
    info.help = Tr::tr("For users whose own setting and whose group's are “Default”, and for calls of nobody "
                       "known. “Default” here is the system's.");
    info.choices = recordingChoices(true);
    return {
        std::move(info),
        [](const TenantRecord &t) { return t.defaultRecording.isEmpty() ? kDefault : t.defaultRecording; },
        [](TenantRecord &t, const QVariant &value) {
            const QString word = value.toString();
            t.defaultRecording = word == kDefault ? QString() : word;
        }};
}

std::vector<Field<TenantRecord>> fields(const TenantRecord &t)
{
    FieldInfo name{.key = QStringLiteral("name"), .label = Tr::tr("Name"), .required = true};
    FieldInfo suspended{
        .key = QStringLiteral("suspended"), .label = Tr::tr("Suspended"), .kind = EditorKind::Bool};
    suspended.words = Tr::tr("Nobody of this tenant can sign in");
    suspended.help = Tr::tr("Calls are recorded all the same.");
    std::vector<Field<TenantRecord>> fields{
        field(&TenantRecord::name, std::move(name)),
        field(&TenantRecord::timeZone, timeZoneInfo(Tr::tr("Leave empty for the system's."))),
        field(&TenantRecord::language, languageInfo(Tr::tr("Leave empty for the system's."))),
        field(&TenantRecord::suspended, std::move(suspended)), recordingField()};
    addSeats(fields, t);
    addStorage(fields, &TenantRecord::audioLimit, QStringLiteral("audio_limit"),
               Tr::tr("STORAGE LIMITS: AUDIO"));
    addStorage(fields, &TenantRecord::screenLimit, QStringLiteral("screen_limit"),
               Tr::tr("STORAGE LIMITS: SCREEN"));
    addSources(fields);
    return fields;
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
    spec.removal.one = Tr::tr("Tenant «%1» deleted");
    return spec;
}

QString limitText(const common::StorageLimit &limit)
{
    const QLocale locale;
    QStringList parts;
    if (limit.megabytes >= 0) {
        parts.append(locale.toString(limit.megabytes) + Tr::tr(" MB", "megabytes"));
    }
    if (limit.minutes >= 0) {
        parts.append(locale.toString(limit.minutes) + Tr::tr(" min", "minutes"));
    }
    if (limit.days >= 0) {
        parts.append(locale.toString(limit.days) + Tr::tr(" days"));
    }
    return parts.isEmpty() ? Tr::tr("No limit") : parts.join(QStringLiteral(", "));
}

QString linesOr(const QStringList &lines, const QString &none)
{
    return lines.isEmpty() ? none : lines.join(QLatin1Char('\n'));
}

DetailContent content(const TenantRecord &t, const Formats &formats)
{
    return {
        Tr::tr("Tenant «%1»").arg(t.name),
        t.suspended ? StatusWord{StatusRole::Pending, Tr::tr("Suspended")}
                    : StatusWord{StatusRole::Good, Tr::tr("Active")},
        {{Tr::tr("TENANT"),
          {{Tr::tr("Name"), t.name, {}},
           {Tr::tr("Timezone"), zoneText(t.timeZone), {}},
           {Tr::tr("Language"), languageWord(t.language), {}},
           {Tr::tr("Users"), QLocale().toString(t.users), {}},
           {Tr::tr("Created Time"), momentText(formats, t.created), formats.utc(t.created)}}},
         {Tr::tr("RECORDING SETTINGS"),
          {{Tr::tr("Record"),
            recordingWord(t.defaultRecording.isEmpty() ? kDefault : t.defaultRecording),
            {}}}},
         {Tr::tr("LICENSE LIMITS"),
          {{Tr::tr("Call recording"), seatsText(t.recordingUsed, t.recordingSeats), {}},
           {Tr::tr("Screen recording"), seatsText(t.screenUsed, t.screenSeats), {}},
           {Tr::tr("Evaluation"), seatsText(t.evaluationUsed, t.evaluationSeats), {}},
           {Tr::tr("Live monitoring"), seatsText(t.liveUsed, t.liveSeats), {}}}},
         {Tr::tr("STORAGE LIMITS"),
          {{Tr::tr("Audio"), limitText(t.audioLimit), {}}, {Tr::tr("Screen"), limitText(t.screenLimit), {}}}},
         {Tr::tr("HOW CALLS FIND THIS TENANT"),
          {{Tr::tr("Addresses"), linesOr(t.peers, Tr::tr("None")), {}},
           {Tr::tr("Trunks"), linesOr(t.trunks, Tr::tr("None")), {}},
           {Tr::tr("Extensions"), linesOr(t.extensionRanges, Tr::tr("None")), {}}}}}};
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
    page.detail.mainTab = Tr::tr("Tenant");
    page.detail.tabs = {
        {Tr::tr("Users"), [context, id](QWidget *host) { return usersOf(context, id, host); }},
        {Tr::tr("Groups"), [context, id](QWidget *host) { return groupsOf(context, id, host); }}};
    page.detail.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [formats](const TenantRecord &t) { return content(t, formats); };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
