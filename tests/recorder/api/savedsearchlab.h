// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/proto/savedsearches.pb.h"
#include "tests/recorder/service/accessworld.h"

namespace tests
{

/// A search of one user, made by SQL, so without a trail: its id. Its version is 1.
inline QString insertSavedSearch(AccessWorld &world, const QString &userId)
{
    return world.ask(
        QStringLiteral("INSERT INTO saved_searches (id, tenant_id, user_id, list, name, search) "
                       "SELECT gen_random_uuid(), tenant_id, id, 'users', gen_random_uuid()::text, "
                       "'{\"criteria\": [[\"name\", \"contains\", \"a\"]]}' FROM users WHERE id = "
                       "'%1' RETURNING id")
            .arg(userId));
}

/// A request that succeeds for this user.
inline QByteArray savedSearchRequest(AccessWorld &world, const QString &userId, const QString &method)
{
    earshot::v1::SavedSearch search;
    search.set_list("users");
    search.set_name(QUuid::createUuid().toString().toStdString());
    search.set_version(1);
    auto *criterion = search.add_criteria();
    criterion->set_field("name");
    criterion->set_operator_("contains");
    criterion->add_values("weber");
    if (method == QLatin1String("Create")) {
        return QByteArray::fromStdString(search.SerializeAsString());
    }
    search.set_id(insertSavedSearch(world, userId).toStdString());
    if (method == QLatin1String("Update")) {
        return QByteArray::fromStdString(search.SerializeAsString());
    }
    if (method == QLatin1String("Restore")) {
        world.ask(QStringLiteral("UPDATE saved_searches SET deleted_ms = 1 WHERE id = '%1'")
                      .arg(QString::fromStdString(search.id())));
    }
    earshot::v1::ObjectRef ref; // the same bytes as an ObjectRefs
    ref.set_id(search.id());
    return QByteArray::fromStdString(ref.SerializeAsString());
}

} // namespace tests
