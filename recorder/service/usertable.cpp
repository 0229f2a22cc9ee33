// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/usertable.h"

#include <QDateTime>
#include <QTimeZone>

#include <functional>
#include <vector>

namespace recorder
{

using common::UserRecord;

namespace
{

/// Takes a cell; a reason when it is none of what the field holds.
using Take = std::function<const char *(UserRecord &, const QString &, const NamesOfTenant &)>;

struct Column {
    const char *title;
    std::function<QString(const UserRecord &)> cell;
    Take take;
};

const QString kDivider = QStringLiteral("; ");

QStringList valuesOf(const QString &cell)
{
    QStringList values;
    for (const QString &value : cell.split(u';')) {
        if (!value.trimmed().isEmpty()) {
            values.append(value.trimmed());
        }
    }
    return values;
}

Column textColumn(const char *title, QString UserRecord::*member)
{
    return {title, [member](const UserRecord &user) { return user.*member; },
            [member](UserRecord &user, const QString &cell, const NamesOfTenant &) -> const char * {
                user.*member = cell;
                return nullptr;
            }};
}

Column listColumn(const char *title, QStringList UserRecord::*member)
{
    return {title, [member](const UserRecord &user) { return (user.*member).join(kDivider); },
            [member](UserRecord &user, const QString &cell, const NamesOfTenant &) -> const char * {
                user.*member = valuesOf(cell);
                return nullptr;
            }};
}

Column flagColumn(const char *title, bool UserRecord::*member)
{
    return {title,
            [member](const UserRecord &user) {
                return user.*member ? QStringLiteral("yes") : QStringLiteral("no");
            },
            [member](UserRecord &user, const QString &cell, const NamesOfTenant &) -> const char * {
                const QString word = cell.toCaseFolded();
                const bool yes =
                    QStringList{QStringLiteral("yes"), QStringLiteral("true"), QStringLiteral("1")}.contains(
                        word);
                const bool no =
                    QStringList{QStringLiteral("no"), QStringLiteral("false"), QStringLiteral("0")}.contains(
                        word);
                if (yes || no) {
                    user.*member = yes;
                }
                return yes || no || cell.isEmpty() ? nullptr : "yes-or-no";
            }};
}

Column groupsColumn(const char *title, QStringList UserRecord::*names, QStringList UserRecord::*ids)
{
    return {title, [names](const UserRecord &user) { return (user.*names).join(kDivider); },
            [names, ids](UserRecord &user, const QString &cell, const NamesOfTenant &known) -> const char * {
                (user.*names) = valuesOf(cell);
                (user.*ids).clear();
                for (const QString &name : std::as_const(user.*names)) {
                    const QString id = known.groups.value(NamesOfTenant::folded(name));
                    if (id.isEmpty()) {
                        return "unknown";
                    }
                    (user.*ids).append(id);
                }
                return nullptr;
            }};
}

Column roleColumn()
{
    return {"role", [](const UserRecord &user) { return user.role; },
            [](UserRecord &user, const QString &cell, const NamesOfTenant &known) -> const char * {
                if (cell.isEmpty()) {
                    return nullptr;
                }
                user.role = cell;
                user.roleId = known.roles.value(NamesOfTenant::folded(cell));
                return user.roleId.isEmpty() ? "unknown" : nullptr;
            }};
}

Column recordingColumn()
{
    return {"recording", [](const UserRecord &user) { return user.recording; },
            [](UserRecord &user, const QString &cell, const NamesOfTenant &) -> const char * {
                user.recording = cell.isEmpty() ? user.recording : cell.toLower();
                return nullptr; // the rules say what may be there
            }};
}

Column validTillColumn()
{
    return {"valid_till",
            [](const UserRecord &user) {
                return user.validTillMs == 0
                           ? QString()
                           : QDateTime::fromMSecsSinceEpoch(user.validTillMs, Qt::UTC).toString(Qt::ISODate);
            },
            [](UserRecord &user, const QString &cell, const NamesOfTenant &) -> const char * {
                QDateTime moment = QDateTime::fromString(cell, Qt::ISODate);
                if (const QDate day = QDate::fromString(cell, Qt::ISODate); day.isValid()) {
                    moment = QDateTime(day, QTime(23, 59, 59), Qt::UTC);
                }
                if (!cell.isEmpty() && !moment.isValid()) {
                    return "format";
                }
                user.validTillMs = cell.isEmpty() ? 0 : moment.toMSecsSinceEpoch();
                return nullptr;
            }};
}

const std::vector<Column> &columns()
{
    static const std::vector<Column> all{
        textColumn("id", &UserRecord::id),
        textColumn("name", &UserRecord::name),
        flagColumn("active", &UserRecord::active),
        roleColumn(),
        groupsColumn("groups", &UserRecord::groups, &UserRecord::groupIds),
        groupsColumn("managed_groups", &UserRecord::managedGroups, &UserRecord::managedGroupIds),
        textColumn("email", &UserRecord::email),
        textColumn("time_zone", &UserRecord::timeZone),
        textColumn("language", &UserRecord::language),
        recordingColumn(),
        flagColumn("record_inbound", &UserRecord::recordInbound),
        flagColumn("record_outbound", &UserRecord::recordOutbound),
        listColumn("extensions", &UserRecord::extensions),
        flagColumn("confidential", &UserRecord::confidential),
        listColumn("screen_logins", &UserRecord::screenLogins),
        textColumn("login", &UserRecord::login),
        flagColumn("web_access", &UserRecord::webAccess),
        validTillColumn(),
        flagColumn("recording_seat", &UserRecord::recordingSeat),
        flagColumn("screen_seat", &UserRecord::screenSeat),
        flagColumn("evaluation_seat", &UserRecord::evaluationSeat),
        flagColumn("live_seat", &UserRecord::liveSeat)};
    return all;
}

tl::unexpected<common::Error> wrong(const QString &title, const char *reason)
{
    return common::fail(common::ErrorCode::Invalid,
                        QStringLiteral("%1: %2").arg(title, QLatin1String(reason)),
                        {{title, QLatin1String(reason)}});
}

} // namespace

QStringList userTitles()
{
    QStringList titles;
    for (const Column &column : columns()) {
        titles.append(QLatin1String(column.title));
    }
    return titles;
}

QStringList userCells(const UserRecord &user)
{
    QStringList cells;
    for (const Column &column : columns()) {
        cells.append(column.cell(user));
    }
    return cells;
}

common::Result<UserColumns> UserColumns::of(const QStringList &titles)
{
    static const QStringList known = userTitles();
    UserColumns found;
    for (const QString &title : titles) {
        const QString key = title.trimmed().toLower();
        const int column = static_cast<int>(known.indexOf(key));
        if (column < 0) {
            return wrong(title.trimmed(), "unknown");
        }
        if (found.m_columns.contains(column)) {
            return wrong(key, "twice");
        }
        found.m_columns.append(column);
    }
    if (!found.m_columns.contains(0) && !found.m_columns.contains(1)) {
        return wrong(QStringLiteral("name"), "required");
    }
    return found;
}

common::Status UserColumns::apply(const QStringList &cells, const NamesOfTenant &names,
                                  UserRecord &user) const
{
    if (cells.size() > m_columns.size()) {
        return wrong(QStringLiteral("row"), "too-long");
    }
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const Column &column = columns()[static_cast<std::size_t>(m_columns[i])];
        if (m_columns[i] == 0) {
            continue; // whose row it is was found by it already
        }
        if (const char *reason = column.take(user, cells[i].trimmed(), names)) {
            return wrong(QLatin1String(column.title), reason);
        }
    }
    return {};
}

QString UserColumns::cell(const QStringList &cells, const QString &title) const
{
    static const QStringList known = userTitles();
    return cells.value(m_columns.indexOf(static_cast<int>(known.indexOf(title)))).trimmed();
}

} // namespace recorder
