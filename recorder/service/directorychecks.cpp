// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directorychecks.h"

#include "recorder/store/accessrecords.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Status;

namespace
{

constexpr qsizetype kLongestName = 200;
constexpr qsizetype kLongestEmail = 254;
constexpr qsizetype kLongestZone = 100;
constexpr qsizetype kMostTold = 1000; ///< names and ids of one row

QStringList namesOf(const QList<Named> &things)
{
    QStringList names;
    for (const Named &thing : things) {
        names.append(thing.name);
    }
    return names;
}

} // namespace

tl::unexpected<common::Error> refused(ErrorCode code, const char *field, const char *reason)
{
    return common::fail(code, QStringLiteral("%1: %2").arg(QLatin1String(field), QLatin1String(reason)),
                        {{QLatin1String(field), QLatin1String(reason)}});
}

tl::unexpected<common::Error> invalid(const char *field, const char *reason)
{
    return refused(ErrorCode::Invalid, field, reason);
}

tl::unexpected<common::Error> notThere()
{
    return refused(ErrorCode::NotFound, "id", "unknown");
}

tl::unexpected<common::Error> changedMeanwhile()
{
    return refused(ErrorCode::Conflict, "version", "changed");
}

Status cleanName(const char *field, QString &name)
{
    name = name.trimmed();
    if (name.isEmpty()) {
        return invalid(field, "empty");
    }
    if (name.size() > kLongestName) {
        return invalid(field, "length");
    }
    const bool visible = std::all_of(name.cbegin(), name.cend(), [](QChar c) {
        return c.category() != QChar::Other_Control && c.category() != QChar::Separator_Line &&
               c.category() != QChar::Separator_Paragraph;
    });
    return visible ? Status() : Status(invalid(field, "characters"));
}

Status checkTimeZone(const QString &zone)
{
    // Asked for by name: Qt would take offsets of its own making, too.
    if (zone.isEmpty() ||
        (zone.size() <= kLongestZone && !zone.startsWith(QLatin1String("UTC+")) &&
         !zone.startsWith(QLatin1String("UTC-")) && QTimeZone::isTimeZoneIdAvailable(zone.toUtf8()))) {
        return {};
    }
    return invalid("time_zone", "unknown");
}

Status checkLanguage(const QString &language)
{
    static const QRegularExpression kFormat(QStringLiteral("^[a-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}\\z"));
    return language.isEmpty() || kFormat.match(language).hasMatch() ? Status()
                                                                    : Status(invalid("language", "format"));
}

Status checkRecording(const char *field, const QString &recording)
{
    static const QStringList kWords{QStringLiteral("always"), QStringLiteral("on-demand"),
                                    QStringLiteral("never"), QStringLiteral("default")};
    return kWords.contains(recording) ? Status() : Status(invalid(field, "unknown"));
}

Status checkEmail(const QString &email)
{
    static const QRegularExpression kFormat(QStringLiteral(
        "^[^\\s@<>(),;:\\\\\"\\[\\]\\p{C}]+@[^\\s@<>(),;:\\\\\"\\[\\]\\p{C}.]+(\\.[^\\s@<>(),;:\\\\\""
        "\\[\\]\\p{C}.]+)*\\z"));
    return email.isEmpty() || (email.size() <= kLongestEmail && kFormat.match(email).hasMatch())
               ? Status()
               : Status(invalid("email", "format"));
}

QUuid uuidOfText(const QString &id)
{
    return id.size() > 40 ? QUuid() : QUuid::fromString(id);
}

common::Result<QList<QUuid>> uuidsOf(const QStringList &ids)
{
    QList<QUuid> uuids;
    for (const QString &id : ids) {
        const QUuid uuid = uuidOfText(id);
        if (uuid.isNull()) {
            return invalid("ids", "format");
        }
        if (!uuids.contains(uuid)) {
            uuids.append(uuid);
        }
    }
    if (uuids.isEmpty()) {
        return invalid("ids", "empty");
    }
    return uuids;
}

DirectoryReach directoryReachOf(const TenantScope &scope)
{
    DirectoryReach reach{scope.tenant(), std::nullopt, scope.actor().user.uuid()};
    const AccessScope::Kind kind =
        scope.actor().isSystem ? AccessScope::Kind::Unrestricted : scope.scope().kind;
    if (kind == AccessScope::Kind::Groups || kind == AccessScope::Kind::User) {
        reach.groups = QList<QUuid>();
        for (const GroupId &group : scope.scope().groups) {
            reach.groups->append(group.uuid());
        }
    }
    return reach;
}

common::Status reachesSystem(const TenantScope &scope)
{
    if (scope.tenant()) {
        return refused(common::ErrorCode::Denied, "reason", "scope");
    }
    return {};
}

common::Status reachesTenant(const TenantScope &scope)
{
    if (directoryReachOf(scope).groups) {
        return refused(common::ErrorCode::Denied, "reason", "scope");
    }
    return {};
}

bool mayBeyondHimself(const TenantScope &scope, const char *permission)
{
    return scope.actor().may(QLatin1String(permission)) &&
           !(scope.session() && scope.session()->rights.mustChange);
}

int widthOf(const QString &scope)
{
    switch (scopeKindOf(scope)) {
    case AccessScope::Kind::Unrestricted: return 3;
    case AccessScope::Kind::Tenant: return 2;
    case AccessScope::Kind::Groups: return 1;
    case AccessScope::Kind::User: break;
    }
    return 0;
}

bool isWithin(const Actor &actor, const QString &scope, const QStringList &permissions)
{
    return actor.isSystem ||
           (widthOf(scope) <= widthOf(keyOf(actor.scope.kind)) &&
            std::all_of(permissions.begin(), permissions.end(),
                        [&actor](const QString &permission) { return actor.may(permission); }));
}

void tellTenant(AuditDetail &trail, TenantKey tenant)
{
    const bool another = trail.hasTenant() && trail.tenant() != tenant;
    trail.setTenant(another ? std::nullopt : std::optional(tenant));
}

void tellSubjects(AuditDetail &trail, const QList<Named> &things)
{
    if (things.size() == 1) {
        trail.setSubject(things.first().id, things.first().name);
        return;
    }
    QJsonArray ids;
    for (const Named &thing : things.mid(0, kMostTold)) {
        ids.append(thing.id.toString(QUuid::WithoutBraces));
    }
    trail.note(QStringLiteral("ids"), ids);
    tellNames(trail, namesOf(things));
}

void tellEach(AuditDetail &trail, const QList<Named> &things)
{
    if (things.size() == 1) {
        trail.setSubject(things.first().id, things.first().name);
        return;
    }
    for (const Named &thing : things) {
        AuditDetail own;
        own.setSubject(thing.id, thing.name);
        if (thing.tenant) {
            own.setTenant(thing.tenant);
        }
        trail.addPart(own.part());
    }
    tellNames(trail, namesOf(things));
}

void tellNames(AuditDetail &trail, const QStringList &names)
{
    trail.note(QStringLiteral("names"), QJsonArray::fromStringList(names.mid(0, kMostTold)));
    trail.note(QStringLiteral("count"), static_cast<qint64>(names.size()));
}

} // namespace recorder
