// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storagerules.h"

#include "recorder/service/levelsetting.h"
#include "recorder/store/directoryreach.h"
#include "recorder/store/settingrepository.h"

#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::FileNameFormat;
using common::Result;
using common::Status;

namespace
{

const QString kRules = QStringLiteral("storageRules");

QJsonObject toJson(const StorageRule &rule)
{
    return {{QStringLiteral("target"), rule.target}, {QStringLiteral("name"), rule.nameFormat}};
}

StorageRule ruleFrom(Transaction &transaction, const QJsonValue &value)
{
    const QJsonObject json = value.toObject();
    StorageRule rule;
    rule.target = json.value(QLatin1String("target")).toString();
    rule.nameFormat = json.value(QLatin1String("name")).toString();
    if (!rule.target.isEmpty()) {
        rule.targetName = targetNameOf(transaction, QUuid::fromString(rule.target));
    }
    return rule;
}

QJsonObject toJson(const StorageRules &rules)
{
    return {{QStringLiteral("audio"), toJson(rules.audio)}, {QStringLiteral("screen"), toJson(rules.screen)}};
}

StorageRules rulesAt(Transaction &transaction, const LevelSetting &level)
{
    const LevelSetting::Value own = level.read();
    const QJsonObject value = own.json.value_or(QJsonObject());
    return {ruleFrom(transaction, value.value(QLatin1String("audio"))),
            ruleFrom(transaction, value.value(QLatin1String("screen"))), own.inherited, own.version,
            targetChoices(transaction, level.level().value_or(kSystemTenant))};
}

Status checkRule(Transaction &transaction, std::optional<TenantKey> level, StorageRule &rule,
                 const char *kind)
{
    const auto wrong = [kind](const char *field, const QString &reason) {
        return common::fail(
            ErrorCode::Invalid,
            QStringLiteral("%1 %2: %3").arg(QLatin1String(kind), QLatin1String(field), reason),
            {{QLatin1String(kind) + QLatin1Char('_') + QLatin1String(field), reason}});
    };
    rule.nameFormat = rule.nameFormat.trimmed();
    if (!rule.nameFormat.isEmpty()) {
        if (const auto format = FileNameFormat::parse(rule.nameFormat); !format) {
            return wrong("name", QStringLiteral("file-name"));
        }
    }
    // The system's rules hold for every tenant: only a target of all of them will do.
    const QUuid target = QUuid::fromString(rule.target);
    if (!rule.target.isEmpty() && !targetOf(transaction, level.value_or(kSystemTenant), target)) {
        return wrong("target", QStringLiteral("unknown"));
    }
    return {};
}

/// The first user of ours, and which sides of the call are ours.
struct Ours {
    const Segment *first = nullptr;
    bool from = false;
    bool to = false;
};

QString directionOf(const Ours &ours)
{
    return ours.from && ours.to ? QStringLiteral("internal")
           : ours.from          ? QStringLiteral("outgoing")
           : ours.to            ? QStringLiteral("incoming")
                                : QString();
}

/// Two files of one kind in a call: the later ones carry their number before the ending.
QString numbered(const QString &path, const QString &ending, int position, const QSet<QString> &taken)
{
    const qsizetype dot = path.size() - ending.size() - 1;
    return taken.contains(path) ? path.left(dot) + QStringLiteral("-%1").arg(position) + path.mid(dot) : path;
}

/// What a sealed file is called tells it from its content.
QString endingOf(const common::MediaFile &file)
{
    return file.isSealed() ? file.format + QLatin1String(".cms") : file.format;
}

} // namespace

Result<StorageRules> storageRules(Transaction &transaction, const TenantScope &scope, bool system,
                                  const QString &tenantId)
{
    auto level = LevelSetting::find(transaction, scope, kRules, {system, tenantId});
    if (!level) {
        return common::propagate(level);
    }
    return rulesAt(transaction, *level);
}

Result<StorageRules> changeStorageRules(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const StorageRulesChange &change)
{
    auto level = LevelSetting::find(transaction, scope, kRules, {change.system, change.tenantId});
    if (!level) {
        return common::propagate(level);
    }
    lockDirectory(transaction); // nobody removes the target meanwhile
    StorageRules wanted = change.rules;
    const bool drop = wanted.inherited && !change.system;
    if (Status audio = checkRule(transaction, level->level(), wanted.audio, "audio"); !drop && !audio) {
        return common::propagate(audio);
    }
    if (Status screen = checkRule(transaction, level->level(), wanted.screen, "screen"); !drop && !screen) {
        return common::propagate(screen);
    }
    const StorageRules before = rulesAt(transaction, *level);
    const std::optional<QJsonObject> value = drop ? std::nullopt : std::optional(toJson(wanted));
    if (Status replaced = level->replace(wanted.version, value); !replaced) {
        return common::propagate(replaced);
    }
    const StorageRules after = rulesAt(transaction, *level);
    trail.changed(QStringLiteral("audio_target"), before.audio.targetName, after.audio.targetName);
    trail.changed(QStringLiteral("audio_name"), before.audio.nameFormat, after.audio.nameFormat);
    trail.changed(QStringLiteral("screen_target"), before.screen.targetName, after.screen.targetName);
    trail.changed(QStringLiteral("screen_name"), before.screen.nameFormat, after.screen.nameFormat);
    level->tell(trail, QStringLiteral("storage-rules"), before.inherited, after.inherited);
    return after;
}

bool isTargetInRules(Transaction &transaction, const QUuid &target)
{
    const auto names = [&target](const QJsonObject &rules, const char *kind) {
        const QString id =
            rules.value(QLatin1String(kind)).toObject().value(QLatin1String("target")).toString();
        return QUuid::fromString(id) == target; // however it was written
    };
    const QList<QJsonObject> all = SettingRepository(transaction).everywhere(kRules);
    return std::any_of(all.begin(), all.end(), [&names](const QJsonObject &rules) {
        return names(rules, "audio") || names(rules, "screen");
    });
}

common::FileNameFacts fileNameFactsOf(const common::FinishedCall &call, const QList<Segment> &segments,
                                      const QTimeZone &zone)
{
    common::FileNameFacts facts;
    facts.recordingId = call.id.toString();
    facts.callId = call.protocolCallId;
    facts.tenant = call.tenant;
    facts.recorder = call.recorder;
    facts.start = common::toUtcDateTime(call.connectTime).toTimeZone(zone);
    facts.end = common::toUtcDateTime(call.disconnectTime).toTimeZone(zone);
    facts.duration = call.duration;
    Ours ours;
    bool haveFrom = false;
    bool haveTo = false;
    for (const Segment &segment : segments) {
        const bool from = segment.party.from;
        if (!(from ? haveFrom : haveTo)) {
            (from ? facts.fromNumber : facts.toNumber) = segment.party.number;
            (from ? facts.fromName : facts.toName) = segment.party.name;
            (from ? haveFrom : haveTo) = true;
        }
        if (segment.user) {
            ours.first = ours.first == nullptr ? &segment : ours.first;
            (from ? ours.from : ours.to) = true;
        }
    }
    if (ours.first != nullptr) {
        facts.user = ours.first->userName;
        facts.group = ours.first->groupName;
        facts.extension = ours.first->extension;
    }
    facts.direction = directionOf(ours);
    return facts;
}

const UploadPlanner::Way &UploadPlanner::wayOf(TenantKey tenant)
{
    const auto key = static_cast<qint32>(tenant);
    if (const auto known = m_ways.constFind(key); known != m_ways.constEnd()) {
        return *known;
    }
    Way way;
    const auto rules = SettingRepository(m_transaction).effective(tenant, kRules);
    const QJsonObject audio = rules.value_or(QJsonObject()).value(QLatin1String("audio")).toObject();
    const QUuid target = QUuid::fromString(audio.value(QLatin1String("target")).toString());
    way.target = target.isNull() ? kOwnFolder : targetOf(m_transaction, tenant, target).value_or(kOwnFolder);
    if (way.target != kOwnFolder) {
        const QString text = audio.value(QLatin1String("name")).toString();
        auto format = FileNameFormat::parse(text.isEmpty() ? FileNameFormat::standard() : text);
        format = format ? format : FileNameFormat::parse(FileNameFormat::standard());
        way.format = *format;
        const QTimeZone zone(timeZoneOf(m_transaction, tenant).toUtf8());
        way.zone = zone.isValid() ? zone : QTimeZone::utc();
    }
    return *m_ways.insert(key, way);
}

void UploadPlanner::plan(TenantKey tenant, const common::FinishedCall &call, const QList<Segment> &segments)
{
    const Way &way = wayOf(tenant);
    if (way.target == kOwnFolder || call.files.isEmpty()) {
        return;
    }
    common::FileNameFacts facts = fileNameFactsOf(call, segments, way.zone);
    QList<UploadPlan> plans;
    QSet<QString> taken;
    for (int i = 0; i < call.files.size(); ++i) {
        const common::MediaFile &file = call.files.at(i);
        facts.ending = endingOf(file);
        const QString path = numbered(way.format->render(facts), facts.ending, i, taken);
        taken.insert(path);
        plans.append({call.id, i, tenant, way.target, call.recorder, file.path, path, file.size, file.sha256,
                      facts.ending});
    }
    UploadQueue(m_transaction).add(plans, common::toUnixMs(call.disconnectTime));
}

} // namespace recorder
