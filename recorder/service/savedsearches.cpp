// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/savedsearches.h"

#include "recorder/service/directoryeach.h"
#include "recorder/store/savedsearchrepository.h"
#include "recorder/store/searchlists.h"

#include <QJsonArray>
#include <QJsonObject>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::SavedSearch;
using common::Status;

namespace
{

constexpr qint64 kKeptMs = 24 * 3600 * 1000; // Undo goes with its message; a day is long
constexpr int kMostColumns = 200;
constexpr qsizetype kLongestName = 100;
constexpr qsizetype kLongestCode = 200;
constexpr int kMostValues = 100;

SavedSearchRepository repositoryFor(Transaction &transaction, const TenantScope &scope)
{
    return {transaction, scope.actor().tenantKey, scope.actor().user.uuid()};
}

Status checkShape(const SavedSearch &search)
{
    if (search.criteria.isEmpty()) {
        return invalid("criteria", "empty");
    }
    if (search.criteria.size() > SavedSearch::kMostCriteria) {
        return invalid("criteria", "too-many");
    }
    for (qsizetype i = 0; i < search.criteria.size(); ++i) {
        if (search.criteria[i].values.size() > kMostValues) {
            return tl::unexpected<common::Error>(atCriterion(invalid("criteria", "too-many").value(), i));
        }
    }
    if (search.order.size() > kLongestCode) {
        return invalid("order", "too-long");
    }
    if (search.columns.size() > kMostColumns) {
        return invalid("columns", "too-many");
    }
    for (const QString &column : search.columns) {
        if (column.size() > kLongestCode) {
            return invalid("columns", "too-long");
        }
    }
    return {};
}

Status check(SavedSearch &search)
{
    if (Status name = cleanName("name", search.name); !name) {
        return name;
    }
    if (search.name.size() > kLongestName) {
        return invalid("name", "too-long");
    }
    if (Status shape = checkShape(search); !shape) {
        return shape;
    }
    return checkCriteria(search.list, search.criteria);
}

QJsonObject toldOf(const SavedSearch &search)
{
    QJsonArray criteria;
    for (const common::Criterion &criterion : search.criteria) {
        criteria.append(
            (QStringList{criterion.field, criterion.op} + criterion.values).join(QLatin1Char(' ')));
    }
    return {{QStringLiteral("name"), search.name},
            {QStringLiteral("list"), search.list},
            {QStringLiteral("criteria"), criteria},
            {QStringLiteral("order"), search.order}};
}

} // namespace

Result<common::ListPageOf<SavedSearch>> listSavedSearches(Transaction &transaction, const TenantScope &scope,
                                                          const common::ListQuery &query)
{
    return repositoryFor(transaction, scope).list(query);
}

Result<SavedSearch> showSavedSearch(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    auto found = repositoryFor(transaction, scope).get(uuidOfText(id));
    return found ? Result<SavedSearch>(*found) : Result<SavedSearch>(notThere());
}

Result<SavedSearch> createSavedSearch(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      SavedSearch search)
{
    if (Status good = check(search); !good) {
        return common::propagate(good);
    }
    lockDirectory(transaction);
    SavedSearchRepository searches = repositoryFor(transaction, scope);
    if (searches.isNameTaken(search.list, search.name, QUuid())) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    if (searches.count() >= SavedSearch::kMostOfUser) {
        return refused(ErrorCode::Conflict, "name", "full");
    }
    const QUuid id = common::makeUuidV7();
    searches.insert(id, search);
    trail.setSubject(id, search.name);
    trail.changed({}, toldOf(search));
    const auto made = searches.get(id);
    return made ? Result<SavedSearch>(*made) : Result<SavedSearch>(notThere());
}

Result<SavedSearch> updateSavedSearch(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      SavedSearch search)
{
    lockDirectory(transaction);
    SavedSearchRepository searches = repositoryFor(transaction, scope);
    const QUuid id = uuidOfText(search.id);
    const auto before = searches.get(id);
    if (!before) {
        return notThere();
    }
    if (search.list != before->list) {
        return invalid("list", "fixed");
    }
    if (Status good = check(search); !good) {
        return common::propagate(good);
    }
    if (search.version != before->version) {
        return changedMeanwhile();
    }
    if (searches.isNameTaken(search.list, search.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    searches.update(search);
    trail.setSubject(id, search.name);
    trail.changed(toldOf(*before), toldOf(search));
    const auto after = searches.get(id);
    return after ? Result<SavedSearch>(*after) : Result<SavedSearch>(notThere());
}

Result<QStringList> removeSavedSearches(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, const QStringList &ids)
{
    SavedSearchRepository searches = repositoryFor(transaction, scope);
    searches.purge(scope.nowMs() - kKeptMs);
    return forEachOf(transaction, {}, ids, trail, [&](const QUuid &id) -> Result<QString> {
        const auto found = searches.get(id);
        if (!found) {
            return notThere();
        }
        searches.setRemoved(id, scope.nowMs());
        return found->name;
    });
}

Result<int> restoreSavedSearches(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                 const QStringList &ids)
{
    SavedSearchRepository searches = repositoryFor(transaction, scope);
    return countOf(forEachOf(transaction, {}, ids, trail, [&](const QUuid &id) -> Result<QString> {
        const auto found = searches.get(id, true);
        if (!found) {
            return notThere();
        }
        if (searches.isNameTaken(found->list, found->name, id)) {
            return refused(ErrorCode::Conflict, "name", "taken");
        }
        if (searches.count() >= SavedSearch::kMostOfUser) {
            return refused(ErrorCode::Conflict, "name", "full");
        }
        searches.setRemoved(id, std::nullopt);
        return found->name;
    }));
}

} // namespace recorder
