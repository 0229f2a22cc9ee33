// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrecords.h"

#include "common/model/recording.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace recorder
{

/// The short number of a tenant inside one database: what tenant_id is in the big tables. Not for the
/// outside.
enum class TenantKey : qint32 {};
/// The home of root users: no calls, not among the tenants.
constexpr TenantKey kSystemTenant{0};

struct Tenant {
    common::TenantId id;
    TenantKey key{};
    QString name;

    bool operator==(const Tenant &) const = default;
};

struct Group {
    GroupId id;
    QString name;

    bool operator==(const Group &) const = default;
};

struct User {
    common::UserId id;
    QString login;
    QString name;
    std::optional<GroupId> homeGroup;
    QStringList extensions; ///< sorted

    bool operator==(const User &) const = default;
};

} // namespace recorder
