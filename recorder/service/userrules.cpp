// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/userrules.h"

#include "recorder/service/directorychecks.h"
#include "recorder/store/accessrecords.h"
#include "recorder/store/callquery.h"
#include "recorder/store/grouprepository.h"
#include "recorder/store/rolerepository.h"
#include "recorder/store/sourcerepository.h"

#include "common/model/numberrange.h"

#include <QJsonArray>

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;
using common::UserRecord;

namespace
{

constexpr qsizetype kMostExtensions = 200;
constexpr int kMostNumbers = 1000; ///< that a range, and a user, may have
constexpr qsizetype kMostScreenLogins = 20;
constexpr qsizetype kMostGroups = 200;
constexpr qsizetype kLongest = 200;
constexpr qint64 kFarthestMs = 9'200'000'000'000;

bool isPlain(const QString &text)
{
    return text.size() <= kLongest && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
               return !c.isSpace() && c.category() != QChar::Other_Control;
           });
}

Status checkValidTill(qint64 ms)
{
    return ms >= 0 && ms <= kFarthestMs ? Status() : Status(invalid("valid_till_ms", "range"));
}

/// A range becomes its own words; how many numbers it has. 0 = it is none.
Result<qsizetype> cleanRange(QString &extension)
{
    if (!common::looksLikeRange(extension)) {
        return 0;
    }
    const auto range = common::NumberRange::parse(extension);
    if (!range) {
        return invalid("extensions", "number-range");
    }
    const auto numbers = range->numbers(kMostNumbers);
    if (!numbers) {
        return invalid("extensions", "too-many");
    }
    extension = range->text();
    return numbers->size();
}

Status cleanExtensions(QStringList &extensions)
{
    qsizetype all = 0;
    for (QString &extension : extensions) {
        extension = foldedNumber(extension);
        auto numbers = cleanRange(extension);
        if (!numbers) {
            return common::propagate(numbers);
        }
        if (extension.isEmpty() || !isPlain(extension)) {
            return invalid("extensions", "format");
        }
        all += std::max<qsizetype>(1, *numbers);
    }
    extensions.removeDuplicates();
    if (extensions.size() > kMostExtensions) {
        return invalid("extensions", "length");
    }
    return all <= kMostNumbers ? Status() : Status(invalid("extensions", "too-many"));
}

/// NETBIOS\login, DOMAIN\login or login.
Status cleanScreenLogins(QStringList &logins)
{
    for (QString &login : logins) {
        if (Status good = cleanName("screen_logins", login); !good) {
            return good;
        }
        const QStringList parts = login.split(QLatin1Char('\\'));
        if (parts.size() > 2 || parts.contains(QString())) {
            return invalid("screen_logins", "format");
        }
    }
    logins.removeDuplicates();
    return logins.size() <= kMostScreenLogins ? Status() : Status(invalid("screen_logins", "length"));
}

Status cleanLogin(UserRecord &user)
{
    user.login = user.login.trimmed();
    if (user.login.isEmpty()) {
        return user.webAccess ? Status(invalid("login", "empty")) : Status();
    }
    if (Status good = cleanName("login", user.login); !good) {
        return good;
    }
    return loginKeyOf(user.login).isEmpty() ? Status(invalid("login", "empty")) : Status();
}

} // namespace

Status cleanUser(UserRecord &user)
{
    for (const Status &good : {cleanName("name", user.name), cleanLogin(user), checkEmail(user.email),
                               checkTimeZone(user.timeZone), checkLanguage(user.language),
                               checkRecording("recording", user.recording), cleanExtensions(user.extensions),
                               cleanScreenLogins(user.screenLogins), checkValidTill(user.validTillMs)}) {
        if (!good) {
            return good;
        }
    }
    return {};
}

Status checkBulkValues(const UserRecord &values, const QStringList &fields)
{
    static const QStringList kFields{QStringLiteral("active"),          QStringLiteral("role_id"),
                                     QStringLiteral("group_ids"),       QStringLiteral("managed_group_ids"),
                                     QStringLiteral("time_zone"),       QStringLiteral("language"),
                                     QStringLiteral("recording"),       QStringLiteral("record_inbound"),
                                     QStringLiteral("record_outbound"), QStringLiteral("confidential"),
                                     QStringLiteral("valid_till_ms"),   QStringLiteral("recording_seat"),
                                     QStringLiteral("screen_seat"),     QStringLiteral("evaluation_seat"),
                                     QStringLiteral("live_seat")};
    if (fields.isEmpty()) {
        return invalid("fields", "empty");
    }
    for (const QString &field : fields) {
        if (!kFields.contains(field)) {
            return invalid("fields", "unknown");
        }
    }
    const auto when = [&fields](const char *field, const Status &good) {
        return fields.contains(QLatin1String(field)) ? good : Status();
    };
    for (const Status &good :
         {when("time_zone", checkTimeZone(values.timeZone)), when("language", checkLanguage(values.language)),
          when("recording", checkRecording("recording", values.recording)),
          when("valid_till_ms", checkValidTill(values.validTillMs))}) {
        if (!good) {
            return good;
        }
    }
    return {};
}

Result<common::RoleRecord> roleFor(Transaction &transaction, const TenantScope &scope, const QString &roleId)
{
    if (roleId.isEmpty()) {
        return invalid("role_id", "required");
    }
    const auto role = RoleRepository(transaction, scope.tenant()).get(uuidOfText(roleId));
    if (!role) {
        return invalid("role_id", "unknown");
    }
    if (!isWithin(scope.actor(), role->scope, role->permissions)) {
        return refused(ErrorCode::Denied, "role_id", "wider");
    }
    return *role;
}

bool fits(const common::RoleRecord &role, TenantKey tenant)
{
    return (scopeKindOf(role.scope) == AccessScope::Kind::Unrestricted) == (tenant == kSystemTenant);
}

Status checkSource(Transaction &transaction, TenantKey tenant, UserRecord &user)
{
    if (user.authenticateWith == QLatin1String("password")) {
        user.sourceId.clear();
        return {};
    }
    if (!SourceRepository::kinds().contains(user.authenticateWith)) {
        return invalid("authenticate_with", "unknown");
    }
    if (user.sourceId.isEmpty()) {
        return invalid("source_id", "required");
    }
    const QUuid id = uuidOfText(user.sourceId);
    return SourceRepository(transaction).isThere(user.authenticateWith, tenant, id)
               ? Status()
               : Status(invalid("source_id", "unknown"));
}

Status checkUsersOf(Transaction &transaction, const TenantScope &scope, const QUuid &source)
{
    const QList<SourceRole> roles = SourceRepository(transaction).rolesOf(source);
    return std::all_of(roles.cbegin(), roles.cend(),
                       [&scope](const SourceRole &role) {
                           return isWithin(scope.actor(), role.scope, role.permissions);
                       })
               ? Status()
               : Status(refused(ErrorCode::Denied, "users", "wider"));
}

Result<QList<QUuid>> groupsFor(Transaction &transaction, const TenantScope &scope, TenantKey tenant,
                               const char *field, const QStringList &wanted, const QStringList &before)
{
    QList<QUuid> ids;
    QList<QUuid> touched;
    for (const QString &text : wanted) {
        const QUuid id = uuidOfText(text);
        if (id.isNull()) {
            return invalid(field, "format");
        }
        if (!ids.contains(id)) {
            ids.append(id);
        }
    }
    if (ids.size() > kMostGroups) {
        return invalid(field, "length");
    }
    QList<QUuid> present;
    for (const QString &text : before) {
        present.append(uuidOfText(text));
        if (!ids.contains(present.last())) {
            touched.append(present.last());
        }
    }
    for (const QUuid &id : std::as_const(ids)) {
        if (!present.contains(id)) {
            touched.append(id);
        }
    }
    GroupRepository groups(transaction, directoryReachOf(scope));
    if (groups.namesOf(tenant, ids, true).size() != ids.size() ||
        groups.namesOf(tenant, touched, false).size() != touched.size()) {
        return invalid(field, "unknown");
    }
    return ids;
}

Result<StoredUser> userToChange(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    const auto found = PeopleRepository(transaction, directoryReachOf(scope)).get(uuidOfText(id));
    if (!found) {
        return notThere();
    }
    if (!isWithin(scope.actor(), found->roleScope, found->rolePermissions)) {
        return refused(ErrorCode::Denied, "role", "wider");
    }
    return *found;
}

Result<StoredUser> userToReset(Transaction &transaction, const TenantScope &scope, const common::UserId &id)
{
    auto found = userToChange(transaction, scope, id.toString());
    if (!found) {
        return found;
    }
    if (id == scope.actor().user) {
        return refused(ErrorCode::Denied, "id", "self");
    }
    if (!found->record.webAccess || found->record.login.isEmpty()) {
        return refused(ErrorCode::Conflict, "web_access", "off");
    }
    if (found->record.authenticateWith != QLatin1String("password")) {
        return otherWay(found->record.authenticateWith);
    }
    return found;
}

tl::unexpected<common::Error> otherWay(const QString &way)
{
    return common::fail(ErrorCode::Conflict, QStringLiteral("the user signs in by %1").arg(way),
                        {{QStringLiteral("authenticate_with"), way}});
}

Status checkRootsLeft(PeopleRepository &people, bool rootsTouched)
{
    return rootsTouched && people.rootCount() == 0
               ? Status(refused(ErrorCode::Conflict, "role_id", "last-root"))
               : Status();
}

bool administersTenant(const StoredUser &user)
{
    const UserRecord &record = user.record;
    return record.active && record.webAccess && record.validTillMs == 0 && widthOf(user.roleScope) >= 2 &&
           user.rolePermissions.contains(QLatin1String("users.edit")) &&
           (record.authenticateWith != QLatin1String("password") || record.hasPassword);
}

const char *fieldOfLoss(const StoredUser &after)
{
    const UserRecord &record = after.record;
    if (!record.active) {
        return "active";
    }
    if (!record.webAccess) {
        return "web_access";
    }
    if (record.validTillMs != 0) {
        return "valid_till_ms";
    }
    const bool narrower =
        widthOf(after.roleScope) < 2 || !after.rolePermissions.contains(QLatin1String("users.edit"));
    return narrower ? "role_id" : "authenticate_with";
}

Status checkAdministratorsLeft(PeopleRepository &people, TenantKey tenant, const char *field)
{
    return tenant == kSystemTenant || people.hasAdministrator(tenant)
               ? Status()
               : Status(refused(ErrorCode::Conflict, field, "last-administrator"));
}

bool keepsAdministrators(const TenantScope &scope)
{
    return scope.tenant().has_value();
}

bool mayEnter(const UserRecord &user, qint64 nowMs)
{
    return user.active && user.webAccess && (user.validTillMs == 0 || nowMs < user.validTillMs);
}

QJsonObject toldOf(const UserRecord &user)
{
    return {{QStringLiteral("name"), user.name},
            {QStringLiteral("active"), user.active},
            {QStringLiteral("role"), user.role},
            {QStringLiteral("groups"), QJsonArray::fromStringList(user.groups)},
            {QStringLiteral("managed_groups"), QJsonArray::fromStringList(user.managedGroups)},
            {QStringLiteral("email"), user.email},
            {QStringLiteral("time_zone"), user.timeZone},
            {QStringLiteral("language"), user.language},
            {QStringLiteral("recording"), user.recording},
            {QStringLiteral("record_inbound"), user.recordInbound},
            {QStringLiteral("record_outbound"), user.recordOutbound},
            {QStringLiteral("extensions"), QJsonArray::fromStringList(user.extensions)},
            {QStringLiteral("confidential"), user.confidential},
            {QStringLiteral("screen_logins"), QJsonArray::fromStringList(user.screenLogins)},
            {QStringLiteral("login"), user.login},
            {QStringLiteral("web_access"), user.webAccess},
            {QStringLiteral("authenticate_with"), user.authenticateWith},
            {QStringLiteral("source_id"), user.sourceId},
            {QStringLiteral("valid_till_ms"), user.validTillMs},
            {QStringLiteral("recording_seat"), user.recordingSeat},
            {QStringLiteral("screen_seat"), user.screenSeat},
            {QStringLiteral("evaluation_seat"), user.evaluationSeat},
            {QStringLiteral("live_seat"), user.liveSeat}};
}

} // namespace recorder
