// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callassignments.h"

#include "recorder/store/callquery.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

using common::CallId;

const QString kLock = QStringLiteral("SELECT tenant_id FROM calls WHERE id = $1 FOR UPDATE");
/// Found by the newest, locked in the order in which removals and holds lock.
const QString kSimilar = QStringLiteral(
    "SELECT id FROM calls WHERE id = ANY(ARRAY(SELECT id FROM calls WHERE tenant_id = $1 AND associated = "
    "'{}' AND (flags & $2::integer) = 0 AND (from_number = ANY($3::text[]) OR to_number = ANY($3::text[]) OR "
    "other_numbers LIKE ANY($4::text[])) ORDER BY connect_ms DESC LIMIT $5::integer)) AND associated = '{}' "
    "ORDER BY id FOR UPDATE");
const QString kParty =
    QStringLiteral("UPDATE participants SET user_id = $3::uuid, group_id = $4::uuid, extension = $5::text "
                   "WHERE call_id = $1::uuid AND user_id IS NULL AND (position = $2::smallint OR ($6::text "
                   "<> '' AND number = $6::text))");
/// The range is for the BRIN index, which knows nothing of lists.
const QString kParties =
    QStringLiteral("UPDATE participants SET user_id = $4::uuid, group_id = $5::uuid, extension = $6::text "
                   "WHERE call_id BETWEEN $1::uuid AND $2::uuid AND call_id = ANY($3::uuid[]) AND user_id IS "
                   "NULL AND lower(btrim(number)) = ANY($7::text[]) RETURNING call_id");
/// A line feed stands before and after each line of names_key, and one name stands there once.
const QString kMark = QStringLiteral(
    "UPDATE calls SET associated = $2::uuid[], flags = flags | $4::integer, names_key = CASE WHEN "
    "strpos(names_key, E'\\n' || $3::text || E'\\n') > 0 THEN names_key WHEN names_key = '' THEN E'\\n' || "
    "$3::text || E'\\n' ELSE names_key || $3::text || E'\\n' END WHERE id = ANY($1::uuid[])");

QUuid groupOf(const ExtensionOwner &owner)
{
    return owner.group ? owner.group->uuid() : QUuid(); // NULL for none
}

/// First the users in the order of joining, then their groups, as calls keep it.
QList<QUuid> associatedOf(const QList<Segment> &segments, int position, const ExtensionOwner &owner)
{
    QList<QUuid> users;
    QList<QUuid> groups;
    const QString number = segments.at(position).party.number;
    const auto add = [](QList<QUuid> &ids, const QUuid &id) {
        if (!id.isNull() && !ids.contains(id)) {
            ids.append(id);
        }
    };
    for (int i = 0; i < segments.size(); ++i) {
        const Segment &segment = segments.at(i);
        const bool his =
            !segment.user && (i == position || (!number.isEmpty() && segment.party.number == number));
        add(users, his ? owner.user.uuid() : segment.user ? segment.user->uuid() : QUuid());
        add(groups, his ? groupOf(owner) : segment.group ? segment.group->uuid() : QUuid());
    }
    return users + groups;
}

} // namespace

std::optional<TenantKey> CallAssignments::lock(const CallId &call)
{
    const auto rows = m_transaction.exec(kLock, SqlParams().add(call.uuid()));
    return rows.empty() ? std::nullopt : std::optional(static_cast<TenantKey>(numberOf(rowAt(rows, 0)[0])));
}

QList<CallId> CallAssignments::lockSimilar(TenantKey tenant, const QStringList &numbers,
                                           common::CallFlags hidden, int most)
{
    QStringList lines;
    for (const QString &number : numbers) {
        lines.append(QStringLiteral("%\n") + escapedForLike(number) + QStringLiteral("\n%"));
    }
    const auto rows = m_transaction.exec(kSimilar, SqlParams()
                                                       .add(static_cast<qint64>(tenant))
                                                       .add(qint64{hidden})
                                                       .addArray(numbers)
                                                       .addArray(lines)
                                                       .add(qint64{most}));
    QList<CallId> calls;
    for (const auto &row : rows) {
        calls.append(CallId(uuidOf(row[0])));
    }
    return calls;
}

bool CallAssignments::assign(const StoredCall &call, int position, const QString &extension,
                             const ExtensionOwner &owner)
{
    const QUuid id = call.call.id.uuid();
    const auto changed = m_transaction.exec(kParty, SqlParams()
                                                        .add(id)
                                                        .add(qint64{position})
                                                        .add(owner.user.uuid())
                                                        .add(groupOf(owner))
                                                        .add(extension)
                                                        .add(call.segments.at(position).party.number));
    if (changed.affected_rows() == 0) {
        return false;
    }
    mark({id}, associatedOf(call.segments, position, owner), owner);
    return true;
}

QList<CallId> CallAssignments::assign(const QList<CallId> &calls, const QStringList &numbers,
                                      const QString &extension, const ExtensionOwner &owner)
{
    if (calls.isEmpty()) {
        return {};
    }
    QList<QUuid> wanted;
    for (const CallId &call : calls) {
        wanted.append(call.uuid());
    }
    const auto rows = m_transaction.exec(kParties, SqlParams()
                                                       .add(wanted.first())
                                                       .add(wanted.last())
                                                       .addArray(wanted)
                                                       .add(owner.user.uuid())
                                                       .add(groupOf(owner))
                                                       .add(extension)
                                                       .addArray(numbers));
    QList<QUuid> changed;
    QList<CallId> ids;
    for (const auto &row : rows) {
        if (const QUuid id = uuidOf(row[0]); !changed.contains(id)) {
            changed.append(id);
            ids.append(CallId(id));
        }
    }
    QList<QUuid> associated{owner.user.uuid()};
    if (owner.group) {
        associated.append(owner.group->uuid());
    }
    mark(changed, associated, owner);
    return ids;
}

void CallAssignments::mark(const QList<QUuid> &calls, const QList<QUuid> &associated,
                           const ExtensionOwner &owner)
{
    const qint64 flag = owner.confidential ? static_cast<qint64>(common::CallFlag::Confidential) : 0;
    m_transaction.exec(
        kMark, SqlParams().addArray(calls).addArray(associated).add(foldedName(owner.userName)).add(flag));
}

} // namespace recorder
