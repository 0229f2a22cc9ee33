// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/directorysyncrun.h"

#include "recorder/jobs/jobkind.h"
#include "recorder/service/directorychecks.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/userrules.h"
#include "recorder/store/accessrecords.h"
#include "recorder/store/callquery.h"

#include <QSet>

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;
using common::UserRecord;

namespace
{

const QString kDirectory = QStringLiteral("directory");

/// Directories keep numbers as people write them: "+49 (30) 12-34".
QString extensionOf(const QString &phone)
{
    QString number = phone;
    number.removeIf([](QChar c) { return c.isSpace() || QStringLiteral("()-/.").contains(c); });
    return foldedNumber(number);
}

QString nameOf(const DirectoryEntry &entry)
{
    return entry.name.isEmpty() ? entry.login : entry.name;
}

/// A refusal of this user, as against a trouble of the database or of the job.
bool isRefusal(const common::Error &error)
{
    return !isJobCancelled(error) && (error.code == ErrorCode::Invalid || error.code == ErrorCode::Conflict ||
                                      error.code == ErrorCode::Denied || error.code == ErrorCode::NotFound);
}

bool isAboutExtension(const common::Error &error)
{
    return error.fields.contains(QStringLiteral("extensions"));
}

bool isUpToDate(const SourceUser &user, const DirectoryEntry &entry, const QString &email)
{
    const QString phone = extensionOf(entry.phone);
    // Somebody else may have the extension: then it is tried again each time, and said each time.
    const bool hasPhone = phone.isEmpty() || user.extensions.contains(phone);
    return user.externalKey == entry.key && user.login == entry.login && user.name == nameOf(entry) &&
           user.email == email && user.externalPhone == phone && hasPhone && !user.gone;
}

/// The record with what the directory says; the names of the fields that differ.
QStringList merge(UserRecord &user, const SourceUser &known, const DirectoryEntry &entry,
                  const QString &email, bool withPhone)
{
    QStringList fields;
    const auto set = [&fields](QString &value, const QString &wanted, const char *field) {
        if (value != wanted) {
            value = wanted;
            fields.append(QLatin1String(field));
        }
    };
    set(user.name, nameOf(entry), "name");
    set(user.login, entry.login, "login");
    set(user.email, email, "email");
    if (withPhone) {
        QStringList extensions = user.extensions;
        const QString phone = extensionOf(entry.phone);
        if (phone != known.externalPhone) {
            extensions.removeAll(known.externalPhone);
        }
        if (!phone.isEmpty() && !extensions.contains(phone)) {
            extensions.append(phone);
        }
        if (extensions != user.extensions) {
            user.extensions = extensions;
            fields.append(QStringLiteral("extensions"));
        }
    }
    if (known.gone && !user.active) {
        user.active = true;
        fields.append(QStringLiteral("active"));
    }
    return fields;
}

/// Whoever asked for the run: nobody decided about this user, so that a tenant keeps its last administrator
/// even in a run of somebody who could take him.
Status switchOff(Transaction &transaction, const TenantScope &scope, AuditDetail &trail, UserRecord user)
{
    PeopleRepository people(transaction, directoryReachOf(scope));
    lockDirectory(transaction);
    const auto before = people.get(uuidOfText(user.id));
    user.active = false;
    if (auto updated = updateUser(transaction, scope, trail, user); !updated) {
        return common::propagate(updated);
    }
    return before && administersTenant(*before) ? checkAdministratorsLeft(people, before->tenant, "active")
                                                : Status();
}

} // namespace

DirectorySyncRun::DirectorySyncRun(JobContext &job, const StoredDirectory &directory,
                                   const QList<SourceUser> &users)
    : m_job(job)
    , m_directory(directory)
{
    for (const SourceUser &user : users) {
        if (user.externalKey.isEmpty()) {
            m_byLogin.insert(loginKeyOf(user.login), user);
        } else {
            m_byKey.insert(user.externalKey, user);
        }
    }
}

void DirectorySyncRun::line(const QString &field, const QString &code, const QString &detail, bool error)
{
    m_job.line({m_row, field, code, detail, error});
}

template <typename T>
Result<T> DirectorySyncRun::inGate(const char *action, Gate::Work<T> work)
{
    const Operation operation{QStringLiteral("earshot.v1.Directories/Synchronize"),
                              QStringLiteral("sources.edit"),
                              true,
                              false,
                              QStringLiteral("users"),
                              QLatin1String(action)};
    return m_job.task().dryRun ? m_job.rehearse<T>(operation, std::move(work))
                               : m_job.run<T>(operation, std::move(work));
}

Status DirectorySyncRun::write(const QList<DirectoryEntry> &entries)
{
    QSet<QString> seen;
    m_progress = {QStringLiteral("writing"), entries.size()};
    for (const DirectoryEntry &entry : entries) {
        if (m_job.cancelled()) {
            return jobCancelled();
        }
        ++m_row;
        if (seen.contains(entry.key)) {
            ++m_progress.failed;
            line(QStringLiteral("key"), QStringLiteral("taken"), entry.login, true);
        } else if (Status taken = take(entry); !taken) {
            return taken;
        }
        seen.insert(entry.key);
        ++m_progress.done;
        m_job.progress(m_progress);
    }
    m_row = 0;
    for (auto it = m_byKey.cbegin(); it != m_byKey.cend(); ++it) {
        if (m_job.cancelled()) {
            return jobCancelled();
        }
        if (!seen.contains(it.key()) && it->active) {
            if (Status left = leave(*it); !left) {
                return left;
            }
            m_job.progress(m_progress);
        }
    }
    return {};
}

const SourceUser *DirectorySyncRun::known(const DirectoryEntry &entry) const
{
    const auto byKey = m_byKey.constFind(entry.key);
    if (byKey != m_byKey.constEnd()) {
        return &*byKey;
    }
    const auto byLogin = m_byLogin.constFind(loginKeyOf(entry.login));
    return byLogin == m_byLogin.constEnd() ? nullptr : &*byLogin;
}

QString DirectorySyncRun::emailOf(const DirectoryEntry &entry, const QString &before)
{
    if (m_directory.record.emailAttribute.isEmpty()) {
        return before;
    }
    if (!checkEmail(entry.email)) {
        line(QStringLiteral("email"), QStringLiteral("format"),
             QStringLiteral("%1: %2").arg(entry.login, entry.email.left(200)), true);
        return before;
    }
    return entry.email;
}

Status DirectorySyncRun::take(const DirectoryEntry &entry)
{
    const SourceUser *user = known(entry);
    return user == nullptr ? create(entry) : change(entry, *user);
}

Status DirectorySyncRun::settle(const DirectoryEntry &entry, const char *code,
                                const std::function<Result<QStringList>(bool)> &work)
{
    auto done = work(true);
    if (!done && isRefusal(done.error()) && isAboutExtension(done.error())) {
        line(QStringLiteral("extensions"), done.error().fields.value(QStringLiteral("extensions")),
             QStringLiteral("%1: %2").arg(entry.login, extensionOf(entry.phone).left(200)), true);
        done = work(false);
    }
    if (!done) {
        if (!isRefusal(done.error())) {
            return tl::unexpected<common::Error>(done.error());
        }
        const QMap<QString, QString> &fields = done.error().fields;
        ++m_progress.failed;
        line(fields.isEmpty() ? QString() : fields.firstKey(),
             fields.isEmpty() ? common::keyOf(done.error().code) : fields.first(), entry.login, true);
        return {};
    }
    if (done->isEmpty()) {
        ++m_progress.skipped;
        return {};
    }
    ++m_progress.changed;
    line(done->join(QStringLiteral(", ")), QLatin1String(code), entry.login);
    return {};
}

Status DirectorySyncRun::create(const DirectoryEntry &entry)
{
    UserRecord wanted;
    const common::DirectoryRecord &directory = m_directory.record;
    wanted.tenantId = directory.tenantId;
    wanted.name = nameOf(entry);
    wanted.login = entry.login;
    wanted.email = emailOf(entry, {});
    wanted.roleId = directory.defaultRoleId;
    if (!directory.defaultGroupId.isEmpty()) {
        wanted.groupIds = QStringList{directory.defaultGroupId};
    }
    wanted.webAccess = true;
    wanted.authenticateWith = kDirectory;
    wanted.sourceId = directory.id;
    return settle(entry, "created", [&](bool withPhone) {
        const QString phone = withPhone ? extensionOf(entry.phone) : QString();
        wanted.extensions = phone.isEmpty() ? QStringList() : QStringList{phone};
        return inGate<QStringList>("create",
                                   [&](Transaction &transaction, const TenantScope &scope,
                                       AuditDetail &trail) -> Result<QStringList> {
                                       auto made = createUser(transaction, scope, trail, wanted);
                                       if (!made) {
                                           return common::propagate(made);
                                       }
                                       SourceRepository(transaction)
                                           .setSynchronised(QUuid::fromString(made->id), entry.key, phone,
                                                            false);
                                       return QStringList{QStringLiteral("login")};
                                   });
    });
}

Status DirectorySyncRun::change(const DirectoryEntry &entry, const SourceUser &user)
{
    const QString email = emailOf(entry, user.email);
    if (isUpToDate(user, entry, email)) {
        ++m_progress.skipped;
        return {};
    }
    const char *code = user.gone && !user.active ? "activated" : "changed";
    return settle(entry, code, [&](bool withPhone) {
        return inGate<QStringList>(
            "update",
            [&](Transaction &transaction, const TenantScope &scope,
                AuditDetail &trail) -> Result<QStringList> {
                auto record = showUser(transaction, scope, user.id.toString(QUuid::WithoutBraces));
                if (!record) {
                    return common::propagate(record);
                }
                if (record->sourceId != m_directory.record.id) {
                    trail.drop(); // somebody gave him another source meanwhile
                    return QStringList();
                }
                const QStringList fields = merge(*record, user, entry, email, withPhone);
                if (fields.isEmpty()) {
                    trail.drop();
                } else if (auto updated = updateUser(transaction, scope, trail, *record); !updated) {
                    return common::propagate(updated);
                }
                SourceRepository(transaction)
                    .setSynchronised(user.id, entry.key,
                                     withPhone ? extensionOf(entry.phone) : user.externalPhone, false);
                return fields;
            });
    });
}

Status DirectorySyncRun::leave(const SourceUser &user)
{
    DirectoryEntry entry;
    entry.login = user.login;
    if (!m_directory.record.deactivateMissing) {
        ++m_progress.skipped;
        line({}, QStringLiteral("missing"), user.login);
        return {};
    }
    return settle(entry, "deactivated", [&](bool) {
        return inGate<QStringList>(
            "update",
            [&](Transaction &transaction, const TenantScope &scope,
                AuditDetail &trail) -> Result<QStringList> {
                auto record = showUser(transaction, scope, user.id.toString(QUuid::WithoutBraces));
                if (!record) {
                    return common::propagate(record);
                }
                if (!record->active || record->sourceId != m_directory.record.id) {
                    trail.drop();
                    return QStringList();
                }
                if (Status off = switchOff(transaction, scope, trail, *record); !off) {
                    return common::propagate(off);
                }
                SourceRepository(transaction)
                    .setSynchronised(user.id, user.externalKey, user.externalPhone, true);
                return QStringList{QStringLiteral("active")};
            });
    });
}

} // namespace recorder
