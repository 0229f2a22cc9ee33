// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace common
{

/// The directory as pages and services exchange it (common/proto/directory.proto says more about each field).
/// Ids are UUIDs as text; empty = not there yet. `version` is as read, for optimistic locking.
/// -1 = none.
struct StorageLimit {
    qint64 megabytes = -1;
    qint64 minutes = -1;
    int days = -1;

    bool operator==(const StorageLimit &) const = default;
};

struct TenantRecord {
    QString id;
    QString name;
    QString timeZone;
    QString language;
    bool suspended = false;
    int recordingSeats = -1; ///< -1 = no limit
    int screenSeats = -1;
    int evaluationSeats = -1;
    int liveSeats = -1;
    QString defaultRecording = QStringLiteral("always");
    WallTime created{};
    int version = 0;
    int users = 0;
    QStringList peers;           ///< ADDRESS[/PREFIX]
    QStringList trunks;          ///< hosts of the request URI or of To
    QStringList extensionRanges; ///< "2000-2999", "+49301234*"
    StorageLimit audioLimit;
    StorageLimit screenLimit;
    int recordingUsed = 0; ///< seats given to users
    int screenUsed = 0;
    int evaluationUsed = 0;
    int liveUsed = 0;

    bool operator==(const TenantRecord &) const = default;
};

struct RoleRecord {
    QString id;
    QString code;
    QString name;
    QString scope = QStringLiteral("user"); ///< unrestricted, tenant, groups, user
    QStringList permissions;
    QStringList networks; ///< CIDR; empty = from anywhere
    bool predefined = false;
    int version = 0;
    int users = 0;
    bool requireSecondStep = false;

    bool operator==(const RoleRecord &) const = default;
};

struct GroupRecord {
    QString id;
    QString tenantId;
    QString tenant;
    QString name;
    QString timeZone;
    int users = 0;
    int version = 0;
    QString language;
    QString defaultRecording = QStringLiteral("default"); ///< always, on-demand, never, default

    bool operator==(const GroupRecord &) const = default;
};

/// What a user says of himself.
struct OwnProfile {
    QString id;
    QString timeZone; ///< IANA name; empty = his group's, tenant's, the system's
    QString language; ///< empty likewise
    int version = 0;  ///< of the user

    bool operator==(const OwnProfile &) const = default;
};

struct UserRecord {
    QString id;
    QString tenantId;
    QString tenant;
    QString name;
    bool active = true;
    QString roleId;
    QString role;
    QStringList groupIds; ///< the first is the home group
    QStringList groups;
    QStringList managedGroupIds;
    QStringList managedGroups;
    QString email;
    QString timeZone;
    QString language;
    WallTime created{};
    QString recording = QStringLiteral("default"); ///< always, on-demand, never, default
    bool recordInbound = true;
    bool recordOutbound = true;
    QStringList extensions;
    bool confidential = false;
    QStringList screenLogins; ///< NETBIOS\login, DOMAIN\login, login
    QString login;
    bool webAccess = false;
    qint64 validTillMs = 0; ///< 0 = for ever
    bool mustChangePassword = false;
    bool hasPassword = false;
    qint64 lastLoginMs = 0;
    int version = 0;
    QString authenticateWith = QStringLiteral("password"); ///< password, directory, single-sign-on
    QString sourceId;                                      ///< the directory or provider
    QString source;                                        ///< its name
    bool secondStep = false;
    bool recordingSeat = true;
    bool screenSeat = false;
    bool evaluationSeat = false;
    bool liveSeat = false;

    bool operator==(const UserRecord &) const = default;
};

struct AuditFieldRecord {
    QString field;
    QString before;
    QString after;

    bool operator==(const AuditFieldRecord &) const = default;
};

struct AuditRecord {
    qint64 id = 0;
    WallTime at{};
    QString initiator;
    QString resource;
    QString action;
    QString subject;
    QString subjectName;
    QString peer;
    QString requestId;
    QString tenant;
    QList<AuditFieldRecord> fields;
    QList<qint64> related;
    QString impersonator; ///< login of who acted with the initiator's rights; empty = he himself

    bool operator==(const AuditRecord &) const = default;
};

struct UserSessionRecord {
    QString id;
    QString userId;
    QString user;
    QString login;
    QString tenant;
    QString address;
    QString client;
    QString system;
    WallTime started{};
    WallTime seen{};
    bool own = false;
    QString impersonator; ///< name of who uses it with the user's eyes; empty = nobody

    bool operator==(const UserSessionRecord &) const = default;
};

} // namespace common
