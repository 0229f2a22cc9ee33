// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/userimport.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directorygroups.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/usertable.h"
#include "recorder/store/grouprepository.h"
#include "recorder/store/peoplerepository.h"
#include "recorder/store/rolerepository.h"

#include "common/core/csv.h"

#include <QSet>

namespace recorder
{

using common::ErrorCode;
using common::JobLine;
using common::Result;
using common::UserRecord;

namespace
{

const QString kName = QStringLiteral("name");
const QString kId = QStringLiteral("id");

/// "role_id" of the rules is "role" of the file.
QString titleOf(const QString &field)
{
    static const QHash<QString, QString> others{
        {QStringLiteral("role_id"), QStringLiteral("role")},
        {QStringLiteral("group_ids"), QStringLiteral("groups")},
        {QStringLiteral("managed_group_ids"), QStringLiteral("managed_groups")},
        {QStringLiteral("valid_till_ms"), QStringLiteral("valid_till")}};
    return others.value(field, field);
}

template <typename Repository>
QHash<QString, QString> namesIn(Repository repository, const QString &tenantId)
{
    QHash<QString, QString> names;
    common::ListQuery query;
    query.pageSize = 1000;
    query.wantTotal = false;
    if constexpr (std::is_same_v<Repository, GroupRepository>) {
        query.criteria.append({QStringLiteral("tenant"), QStringLiteral("any-of"), {tenantId}});
    }
    do {
        const auto page = repository.list(query);
        if (!page) {
            break; // the rules will say that a name is unknown
        }
        for (const auto &record : page->items) {
            names.insert(NamesOfTenant::folded(record.name), record.id);
        }
        query.pageToken = page->nextToken;
    } while (!query.pageToken.isEmpty());
    return names;
}

/// One import: the rows one after the other, each by the rules of a page.
class Import
{
public:
    Import(Transaction &transaction, const TenantScope &scope, const ImportFeed &feed, UserColumns columns,
           TenantKey tenant, const QString &tenantId)
        : m_transaction(transaction)
        , m_scope(scope)
        , m_feed(feed)
        , m_columns(std::move(columns))
        , m_tenant(tenant)
        , m_tenantId(tenantId)
    {
    }
    void readNames()
    {
        m_names.roles = namesIn(RoleRepository(m_transaction, m_scope.tenant()), m_tenantId);
        m_names.groups = namesIn(GroupRepository(m_transaction, directoryReachOf(m_scope)), m_tenantId);
    }

    void take(const common::CsvTable::Row &row)
    {
        PeopleRepository people(m_transaction, directoryReachOf(m_scope));
        const QString id = m_columns.cell(row.cells, kId);
        const QString name = m_columns.cell(row.cells, kName);
        std::optional<StoredUser> before;
        if (!id.isEmpty()) {
            before = people.get(uuidOfText(id));
            if (!before || before->tenant != m_tenant) {
                return say(row, kId, QStringLiteral("unknown"), id);
            }
        } else {
            before = people.named(m_tenant, name);
        }
        if (before && m_seen.contains(before->record.id)) {
            return say(row, id.isEmpty() ? kName : kId, QStringLiteral("twice"), before->record.name);
        }
        UserRecord wanted = before ? before->record : UserRecord();
        if (common::Status good = m_columns.apply(row.cells, m_names, wanted); !good) {
            return sayAll(row, good.error());
        }
        store(row, before, std::move(wanted));
    }

    qint64 wrong() const { return m_wrong; }
    const ImportOutcome &outcome() const { return m_outcome; }
    void tell(AuditDetail &trail, const QString &fileName) const
    {
        tellTenant(trail, m_tenant);
        for (const AuditPart &part : m_parts) {
            trail.addPart(part);
        }
        tellNames(trail, m_named);
        trail.note(QStringLiteral("file"), fileName);
        trail.note(QStringLiteral("created"), m_outcome.created);
        trail.note(QStringLiteral("changed"), m_outcome.changed);
        for (const ChangeEvent &event : m_events) {
            trail.publish(event);
        }
    }

private:
    void store(const common::CsvTable::Row &row, const std::optional<StoredUser> &before, UserRecord wanted)
    {
        if (before && wanted == before->record) {
            m_seen.insert(before->record.id);
            ++m_outcome.unchanged;
            return;
        }
        AuditDetail own;
        wanted.tenantId = m_tenantId;
        auto after = before ? updateUser(m_transaction, m_scope, own, wanted)
                            : createUser(m_transaction, m_scope, own, wanted);
        if (!after) {
            return sayAll(row, after.error());
        }
        m_seen.insert(after->id);
        own.setAction(before ? QStringLiteral("update") : QStringLiteral("create"));
        m_parts.append(own.part());
        m_named.append(after->name);
        m_events.append(own.events());
        ++(before ? m_outcome.changed : m_outcome.created);
    }
    void say(const common::CsvTable::Row &row, const QString &field, const QString &reason,
             const QString &detail)
    {
        ++m_wrong;
        m_feed.line(JobLine{row.number, field, reason, detail.left(200), true});
    }
    void sayAll(const common::CsvTable::Row &row, const common::Error &error)
    {
        if (error.fields.isEmpty()) {
            return say(row, {}, common::keyOf(error.code), {});
        }
        for (auto it = error.fields.cbegin(); it != error.fields.cend(); ++it) {
            const QString title = titleOf(it.key());
            say(row, title, it.value(), m_columns.cell(row.cells, title));
        }
    }

    Transaction &m_transaction;
    const TenantScope &m_scope;
    const ImportFeed &m_feed;
    const UserColumns m_columns;
    const TenantKey m_tenant;
    const QString m_tenantId;
    NamesOfTenant m_names;
    QSet<QString> m_seen;
    QStringList m_named;
    QList<AuditPart> m_parts; ///< a row for each user, as if somebody had typed it
    QList<ChangeEvent> m_events;
    ImportOutcome m_outcome;
    qint64 m_wrong = 0;
};

} // namespace

Result<ImportOutcome> importUsers(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const UserImportWork &work, const ImportFeed &feed)
{
    if (work.csv.size() > UserImportWork::kMostBytes) {
        return invalid("csv", "size");
    }
    auto table = common::csvTable(work.csv, UserImportWork::kMostRows);
    if (!table) {
        feed.line({table.error().fields.value(QStringLiteral("row")).toLongLong(),
                   {},
                   table.error().fields.value(QStringLiteral("csv")),
                   {},
                   true});
        return common::propagate(table);
    }
    auto columns = UserColumns::of(table->titles);
    if (!columns) {
        feed.line({1, columns.error().fields.firstKey(), columns.error().fields.first(), {}, true});
        return invalid("csv", "titles");
    }
    auto tenant = tenantFor(transaction, scope, work.tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    Import running(transaction, scope, feed, *columns, *tenant,
                   work.tenantId.isEmpty() ? scope.actor().tenantId.toString() : work.tenantId);
    running.readNames();
    common::JobProgress progress{QStringLiteral("writing"), table->rows.size()};
    for (const common::CsvTable::Row &row : std::as_const(table->rows)) {
        if (feed.cancelled()) {
            return common::fail(ErrorCode::Unavailable, QStringLiteral("the import was stopped"));
        }
        running.take(row);
        ++progress.done;
        progress.changed = running.outcome().created + running.outcome().changed;
        progress.skipped = running.outcome().unchanged;
        progress.failed = running.wrong();
        feed.progress(progress);
    }
    if (running.wrong() > 0) {
        return common::fail(ErrorCode::Invalid,
                            QStringLiteral("%1 things are wrong in the file").arg(running.wrong()),
                            {{QStringLiteral("rows"), QStringLiteral("wrong")},
                             {QStringLiteral("count"), QString::number(running.wrong())}});
    }
    running.tell(trail, work.fileName);
    return running.outcome();
}

} // namespace recorder
