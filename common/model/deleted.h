// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace common
{

/// Something that was deleted and can still be had back.
struct DeletedRecord {
    QString id;   ///< unique together with its kind
    QString kind; ///< "tenants", "roles", "groups", "users"
    QString name;
    QString tenant;
    qint64 deletedMs = 0;
    qint64 purgeMs = 0; ///< when it goes for good
    QString deletedBy;  ///< login; empty = not known

    bool operator==(const DeletedRecord &) const = default;
};

/// How long deleted things are kept.
struct Retention {
    static constexpr int kLeastDays = 1;
    static constexpr int kMostDays = 365;
    int days = 30;
    int version = 0;

    bool operator==(const Retention &) const = default;
};

} // namespace common
