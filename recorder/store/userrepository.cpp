// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/userrepository.h"

#include "recorder/store/accessrecords.h"
#include "recorder/store/callquery.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "common/model/numberrange.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>

namespace recorder
{

namespace
{

constexpr int kMostNumbers = 1000; // of one range

const QString kColumns = QStringLiteral(
    "SELECT id, login, name, home_group, to_json(ARRAY(SELECT DISTINCT coalesce(nullif(span, ''), "
    "extension) FROM user_extensions e WHERE e.user_id = users.id ORDER BY 1))::text FROM users WHERE "
    "tenant_id = $1 AND deleted_ms IS "
    "NULL ");
const QString kOwners = QStringLiteral(
    "SELECT e.extension, u.id, u.name, g.id, g.name, u.recording, u.record_inbound, u.record_outbound, "
    "u.confidential, u.recording_seat, CASE WHEN g.deleted_ms IS NULL THEN coalesce(g.default_recording, '') "
    "ELSE '' END FROM user_extensions e JOIN users u ON u.id = e.user_id "
    "LEFT JOIN groups g ON g.id = u.home_group WHERE e.tenant_id = $1 AND e.extension = ANY($2::text[])");

/// Every number with the range it comes from; a number that stands alone and in a range comes from the range.
std::pair<QStringList, QStringList> numbersOf(const QStringList &extensions)
{
    QMap<QString, QString> spans;
    for (const QString &written : extensions) {
        const QString folded = foldedNumber(written);
        const auto range = common::looksLikeRange(folded) ? common::NumberRange::parse(folded) : std::nullopt;
        const auto numbers = range ? range->numbers(kMostNumbers) : std::nullopt;
        if (!numbers || numbers->size() == 1) {
            const QString number = numbers ? numbers->first() : folded;
            spans.insert(number, spans.value(number));
        } else {
            for (const QString &number : *numbers) {
                spans.insert(number, range->text());
            }
        }
    }
    return {spans.keys(), spans.values()};
}

User userOf(const pqxx::row &row)
{
    User user{common::UserId(uuidOf(row[0])), textOf(row[1]), textOf(row[2]), std::nullopt, {}};
    if (!row[3].is_null()) {
        user.homeGroup = GroupId(uuidOf(row[3]));
    }
    for (const QJsonValue &extension : QJsonDocument::fromJson(textOf(row[4]).toUtf8()).array()) {
        user.extensions.append(extension.toString());
    }
    return user;
}

} // namespace

QList<User> UserRepository::all()
{
    QList<User> users;
    for (const auto &row : m_transaction.exec(kColumns + QStringLiteral("ORDER BY lower(login)"),
                                              SqlParams().add(static_cast<qint64>(m_tenant)))) {
        users.append(userOf(row));
    }
    return users;
}

std::optional<User> UserRepository::findByLogin(const QString &login)
{
    const auto rows = m_transaction.exec(kColumns + QStringLiteral("AND lower(login) = lower($2)"),
                                         SqlParams().add(static_cast<qint64>(m_tenant)).add(login));
    return rows.empty() ? std::nullopt : std::optional(userOf(rowAt(rows, 0)));
}

void UserRepository::insert(const User &user)
{
    m_transaction.exec(
        QStringLiteral("INSERT INTO users (id, tenant_id, login, name, home_group, created_ms, login_key) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7)"),
        SqlParams()
            .add(user.id.uuid())
            .add(static_cast<qint64>(m_tenant))
            .add(user.login)
            .add(user.name)
            .add(user.homeGroup ? user.homeGroup->uuid() : QUuid())
            .add(common::toUnixMs(std::chrono::system_clock::now()))
            .add(loginKeyOf(user.login)));
}

void UserRepository::update(const User &user)
{
    m_transaction.exec(QStringLiteral("UPDATE users SET name = $3, home_group = $4, version = version + 1 "
                                      "WHERE id = $1 AND tenant_id = $2"),
                       SqlParams()
                           .add(user.id.uuid())
                           .add(static_cast<qint64>(m_tenant))
                           .add(user.name)
                           .add(user.homeGroup ? user.homeGroup->uuid() : QUuid()));
}

common::Status UserRepository::setRole(const common::UserId &user, const QString &roleCode)
{
    const auto changed = m_transaction.exec(
        QStringLiteral(
            "UPDATE users SET role = r.id, version = users.version + 1 FROM roles r WHERE users.id = "
            "$1 AND users.tenant_id = $2 AND r.code = $3 AND r.deleted_ms IS NULL AND (r.tenant_id IS NULL "
            "OR r.tenant_id = "
            "$2) RETURNING users.id"),
        SqlParams().add(user.uuid()).add(static_cast<qint64>(m_tenant)).add(roleCode));
    if (changed.empty()) {
        return common::fail(common::ErrorCode::NotFound,
                            QStringLiteral("no role '%1'").arg(roleCode.left(60)),
                            {{QStringLiteral("role"), QStringLiteral("unknown")}});
    }
    return {};
}

void UserRepository::setManagedGroups(const common::UserId &user, const QList<GroupId> &groups)
{
    QList<QUuid> ids;
    for (const GroupId &group : groups) {
        ids.append(group.uuid());
    }
    m_transaction.exec(QStringLiteral("DELETE FROM managed_groups WHERE user_id = $1 AND tenant_id = $2"),
                       SqlParams().add(user.uuid()).add(static_cast<qint64>(m_tenant)));
    m_transaction.exec(
        QStringLiteral("INSERT INTO managed_groups (tenant_id, user_id, group_id) SELECT DISTINCT "
                       "$1::integer, $2::uuid, g FROM unnest($3::uuid[]) g"),
        SqlParams().add(static_cast<qint64>(m_tenant)).add(user.uuid()).addArray(ids));
}

common::Status UserRepository::setExtensions(const common::UserId &user, const QStringList &extensions)
{
    const auto [numbers, spans] = numbersOf(extensions);
    const auto key = static_cast<qint64>(m_tenant);
    const auto taken = m_transaction.exec(
        QStringLiteral(
            "SELECT extension FROM user_extensions WHERE tenant_id = $1 AND user_id <> $2 AND extension = "
            "ANY($3::text[]) LIMIT 1"),
        SqlParams().add(key).add(user.uuid()).addArray(numbers));
    if (!taken.empty()) {
        return common::fail(
            common::ErrorCode::Conflict,
            QStringLiteral("extension %1 belongs to another user").arg(textOf(rowAt(taken, 0)[0])),
            {{QStringLiteral("extensions"), QStringLiteral("taken")}});
    }
    m_transaction.exec(
        QStringLiteral("DELETE FROM user_extensions WHERE user_id = $1 AND NOT EXISTS (SELECT FROM "
                       "unnest($2::text[], $3::text[]) w (n, s) WHERE w.n = extension AND w.s = span)"),
        SqlParams().add(user.uuid()).addArray(numbers).addArray(spans));
    m_transaction.exec(
        QStringLiteral(
            "INSERT INTO user_extensions (tenant_id, extension, user_id, span) SELECT $1::integer, "
            "n, $2::uuid, s FROM unnest($3::text[], $4::text[]) w (n, s) WHERE NOT EXISTS (SELECT FROM "
            "user_extensions WHERE user_id = $2::uuid AND extension = n)"),
        SqlParams().add(key).add(user.uuid()).addArray(numbers).addArray(spans));
    return {};
}

Group UserRepository::findOrCreateGroup(const QString &name)
{
    const auto key = static_cast<qint64>(m_tenant);
    m_transaction.exec(
        QStringLiteral("INSERT INTO groups (id, tenant_id, name) VALUES ($1, $2, $3) "
                       "ON CONFLICT (tenant_id, lower(name)) WHERE deleted_ms IS NULL DO NOTHING"),
        SqlParams().add(common::makeUuidV7()).add(key).add(name));
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT id, name FROM groups WHERE tenant_id = $1 AND lower(name) = lower($2) "
                       "AND deleted_ms IS NULL"),
        SqlParams().add(key).add(name));
    return {GroupId(uuidOf(rowAt(rows, 0)[0])), textOf(rowAt(rows, 0)[1])};
}

QHash<QString, ExtensionOwner> UserRepository::ownersOf(const QStringList &numbers)
{
    QHash<QString, ExtensionOwner> owners;
    const auto rows =
        m_transaction.exec(kOwners, SqlParams().add(static_cast<qint64>(m_tenant)).addArray(numbers));
    for (const auto &row : rows) {
        ExtensionOwner owner{common::UserId(uuidOf(row[1])), textOf(row[2]), std::nullopt, textOf(row[4])};
        owner.recording = textOf(row[5]);
        owner.recordInbound = boolOf(row[6]);
        owner.recordOutbound = boolOf(row[7]);
        owner.confidential = boolOf(row[8]);
        owner.recordingSeat = boolOf(row[9]);
        owner.groupRecording = textOf(row[10]);
        if (!row[3].is_null()) {
            owner.group = GroupId(uuidOf(row[3]));
        }
        owners.insert(textOf(row[0]), owner);
    }
    return owners;
}

} // namespace recorder
