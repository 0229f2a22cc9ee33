// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/savedsearchrepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace recorder
{

namespace
{

using common::SavedSearch;

const QString kColumns = QStringLiteral("s.id, s.list, s.name, s.search, s.version");
const QString kCriteria = QStringLiteral("criteria");
const QString kOrder = QStringLiteral("order");
const QString kDescending = QStringLiteral("descending");
const QString kLayout = QStringLiteral("columns");

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &text : value.toArray()) {
        texts.append(text.toString());
    }
    return texts;
}

QString jsonOf(const SavedSearch &search)
{
    QJsonArray criteria;
    for (const common::Criterion &criterion : search.criteria) {
        criteria.append(
            QJsonArray::fromStringList(QStringList{criterion.field, criterion.op} + criterion.values));
    }
    return QString::fromUtf8(QJsonDocument(QJsonObject{{kCriteria, criteria},
                                                       {kOrder, search.order},
                                                       {kDescending, search.descending},
                                                       {kLayout, QJsonArray::fromStringList(search.columns)}})
                                 .toJson(QJsonDocument::Compact));
}

SavedSearch searchOf(const pqxx::row &row)
{
    SavedSearch search;
    search.id = textOf(row[0]);
    search.list = textOf(row[1]);
    search.name = textOf(row[2]);
    const QJsonObject kept = QJsonDocument::fromJson(textOf(row[3]).toUtf8()).object();
    for (const QJsonValue &parts : kept.value(kCriteria).toArray()) {
        const QStringList texts = textsOf(parts);
        search.criteria.append({texts.value(0), texts.value(1), texts.mid(2)});
    }
    search.order = kept.value(kOrder).toString();
    search.descending = kept.value(kDescending).toBool();
    search.columns = textsOf(kept.value(kLayout));
    search.version = static_cast<int>(numberOf(row[4]));
    return search;
}

} // namespace

common::Result<common::ListPageOf<SavedSearch>> SavedSearchRepository::list(const common::ListQuery &query)
{
    static const ListFields kFields{{QStringLiteral("list"), wordField(QStringLiteral("s.list"))},
                                    {QStringLiteral("name"), textField(QStringLiteral("s.name"))}};
    ListSource source{kColumns,
                      QStringLiteral("saved_searches s"),
                      QStringLiteral("s.id"),
                      {{QStringLiteral("name"), QStringLiteral("lower(s.name)")}},
                      QStringLiteral("name")};
    source.params.add(static_cast<qint64>(m_tenant)).add(m_user);
    source.where = {QStringLiteral("s.tenant_id = $1 AND s.user_id = $2 AND s.deleted_ms IS NULL")};
    if (common::Status applied = applyQuery(query, kFields, {QStringLiteral("s.name")}, source); !applied) {
        return common::propagate(applied);
    }
    return readPage<SavedSearch>(m_transaction, source, query, searchOf);
}

std::optional<SavedSearch> SavedSearchRepository::get(const QUuid &id, bool removed)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM saved_searches s WHERE s.tenant_id = $1 AND s.user_id = $2 AND s.id = "
                       "$3 AND s.deleted_ms IS %2NULL")
            .arg(kColumns, removed ? QStringLiteral("NOT ") : QString()),
        SqlParams().add(static_cast<qint64>(m_tenant)).add(m_user).add(id));
    return rows.empty() ? std::nullopt : std::optional(searchOf(rowAt(rows, 0)));
}

int SavedSearchRepository::count()
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM saved_searches WHERE tenant_id = $1 AND user_id = $2 AND "
                       "deleted_ms IS NULL"),
        SqlParams().add(static_cast<qint64>(m_tenant)).add(m_user));
    return static_cast<int>(numberOf(rowAt(rows, 0)[0]));
}

bool SavedSearchRepository::isNameTaken(const QString &list, const QString &name, const QUuid &except)
{
    return !m_transaction
                .exec(
                    QStringLiteral("SELECT id FROM saved_searches WHERE tenant_id = $1 AND user_id = $2 AND "
                                   "list = $3 AND lower(name) = lower($4) AND deleted_ms IS NULL AND id IS "
                                   "DISTINCT FROM $5::uuid"),
                    SqlParams()
                        .add(static_cast<qint64>(m_tenant))
                        .add(m_user)
                        .add(list)
                        .add(name)
                        .add(except))
                .empty();
}

void SavedSearchRepository::insert(const QUuid &id, const SavedSearch &search)
{
    m_transaction.exec(
        QStringLiteral("INSERT INTO saved_searches (tenant_id, user_id, id, list, name, search) "
                       "VALUES ($1, $2, $3, $4, $5, $6)"),
        SqlParams()
            .add(static_cast<qint64>(m_tenant))
            .add(m_user)
            .add(id)
            .add(search.list)
            .add(search.name)
            .add(jsonOf(search)));
}

void SavedSearchRepository::update(const SavedSearch &search)
{
    m_transaction.exec(
        QStringLiteral("UPDATE saved_searches SET name = $4, search = $5, version = version + 1 "
                       "WHERE tenant_id = $1 AND user_id = $2 AND id = $3"),
        SqlParams()
            .add(static_cast<qint64>(m_tenant))
            .add(m_user)
            .add(QUuid::fromString(search.id))
            .add(search.name)
            .add(jsonOf(search)));
}

void SavedSearchRepository::setRemoved(const QUuid &id, std::optional<qint64> nowMs)
{
    SqlParams params;
    params.add(static_cast<qint64>(m_tenant)).add(m_user).add(id);
    m_transaction.exec(
        QStringLiteral("UPDATE saved_searches SET deleted_ms = $4, version = version + 1 WHERE "
                       "tenant_id = $1 AND user_id = $2 AND id = $3"),
        nowMs ? params.add(*nowMs) : params.addNull());
}

void SavedSearchRepository::purge(qint64 beforeMs)
{
    m_transaction.exec(
        QStringLiteral(
            "DELETE FROM saved_searches WHERE tenant_id = $1 AND user_id = $2 AND deleted_ms < $3"),
        SqlParams().add(static_cast<qint64>(m_tenant)).add(m_user).add(beforeMs));
}

} // namespace recorder
