// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QByteArray>
#include <QJsonObject>
#include <QUuid>

namespace recorder
{

/// A job as it is put into the queue.
struct NewJob {
    QString kind;    ///< [a-z0-9-]{1,60}
    QString subject; ///< what it is about: id of a directory, name of a file
    QJsonObject parameters;
    QByteArray input{}; ///< a file that it reads; forgotten when the job has ended
    bool dryRun = false;
    std::optional<TenantKey> tenant{}; ///< none = the owner's
    bool single = false;               ///< refused while one of the same kind and subject waits or runs
};

/// A job as its kind gets it.
struct JobTask {
    QUuid id;
    QString kind;
    QString subject;
    QJsonObject parameters;
    QByteArray input;
    bool dryRun = false;
    TenantKey tenant{};
    common::UserId owner; ///< null = the schedule
    QString ownerName;
    common::UserId impersonator; ///< who asked with the owner's rights; null = he himself
    QString requestId;           ///< of the request that asked for it
    QUuid runner;                ///< whose run it is; another one may have taken it over meanwhile
    int attempt = 1;
};

/// Whose jobs somebody sees.
struct JobReach {
    std::optional<TenantKey> tenant; ///< none = of every tenant
    common::UserId owner;            ///< null = everybody's

    bool operator==(const JobReach &) const = default;
};

/// When a job is to be made by itself. One per kind and subject.
struct JobSchedule {
    QString kind;
    QString subject;
    TenantKey tenant{};
    QJsonObject parameters;
    int everyHours = 0;  ///< 1..168; 0 = once a day, at
    int dailyMinute = 0; ///< minute of the day, 0..1439, in
    QString timeZone{};  ///< IANA; empty = UTC

    bool operator==(const JobSchedule &) const = default;
};

} // namespace recorder
