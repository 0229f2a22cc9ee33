// SPDX-License-Identifier: GPL-3.0-or-later
// The half of the advanced search that keeps searches: the menu, saving, renaming, deleting.
#include "common/rpc/codecs/savedsearchcodec.h"
#include "console/crud/advancedsearch.h"
#include "console/crud/objectchange.h"
#include "console/crud/objectmethods.h"
#include "console/crud/recordeditor.h"
#include "console/kit/criteriaeditor.h"
#include "console/kit/words.h"

#include <QMenu>
#include <QShowEvent>
#include <QToolButton>

namespace console
{

using common::SavedSearch;
namespace v1 = earshot::v1;

namespace
{

EditorSpec<SavedSearch> editorSpec()
{
    FieldInfo name{
        .key = QStringLiteral("name"), .label = Tr::tr("Name"), .required = true, .maxLength = 100};
    return {[name](const SavedSearch &) {
                return std::vector<Field<SavedSearch>>{field(&SavedSearch::name, name)};
            },
            [](const SavedSearch &search, bool isNew) {
                return isNew ? Tr::tr("Save Search") : Tr::tr("Rename the search «%1»").arg(search.name);
            },
            Tr::tr("save the search")};
}

} // namespace

CrudController<SavedSearch> *makeSavedSearches(common::RpcClient &rpc, QObject *parent)
{
    return new CrudController<SavedSearch>(
        rpc,
        objectMethods<SavedSearch, v1::SavedSearch, v1::SavedSearchList, v1::ObjectRef>(
            QStringLiteral("SavedSearches"),
            [](const v1::SavedSearchList &list) -> auto & { return list.searches(); }),
        {{{QStringLiteral("name"), Tr::tr("NAME"), {}},
          [](const SavedSearch &search) { return search.name; }}},
        [](const SavedSearch &search) { return search.id; }, parent);
}

void AdvancedSearch::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_asked) {
        m_asked = true;
        loadSaved();
    }
}

void AdvancedSearch::loadSaved()
{
    if (!m_saved->isReady()) {
        return;
    }
    common::ListQuery query;
    query.criteria = {{QStringLiteral("list"), QStringLiteral("is"), {m_list}}};
    query.pageSize = SavedSearch::kMostOfUser;
    query.wantTotal = false;
    m_saved->forget();
    m_saved->load(query);
}

/// The one that is shown may have been changed or deleted elsewhere.
void AdvancedSearch::takeSaved()
{
    if (m_current.id.isEmpty()) {
        return;
    }
    const QString id = std::exchange(m_current, {}).id;
    for (const SavedSearch &search : m_saved->model().records()) {
        if (search.id == id) {
            m_current = search;
        }
    }
    showState();
}

void AdvancedSearch::updateSaving()
{
    const bool ready = m_saved->isReady();
    for (QToolButton *button : {m_save, m_menu}) {
        button->setEnabled(ready);
        button->setToolTip(ready ? QString() : Tr::tr("Not possible without a connection."));
    }
}

void AdvancedSearch::fillMenu(QMenu &menu)
{
    menu.clear();
    const auto words = [](const QString &name) {
        return QString(name).replace(QLatin1Char('&'), QLatin1String("&&"));
    };
    for (const SavedSearch &search : m_saved->model().records()) {
        QAction *action = menu.addAction(words(search.name));
        action->setObjectName(QStringLiteral("saved-") + search.id);
        action->setCheckable(true);
        action->setChecked(search.id == m_current.id);
        connect(action, &QAction::triggered, this, [this, search] { apply(search); });
    }
    if (menu.isEmpty()) {
        menu.addAction(Tr::tr("No search has been saved yet."))->setEnabled(false);
    }
    if (m_current.id.isEmpty()) {
        return;
    }
    menu.addSeparator();
    const auto add = [&](const char *name, const QString &text, void (AdvancedSearch::*slot)()) {
        QAction *action = menu.addAction(text.arg(words(m_current.name)));
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, slot);
    };
    add("save-changes", Tr::tr("Save the changes to “%1”"), &AdvancedSearch::saveChanges);
    add("rename-search", Tr::tr("Rename “%1” …"), &AdvancedSearch::rename);
    add("delete-search", Tr::tr("Delete “%1”"), &AdvancedSearch::remove);
}

void AdvancedSearch::apply(const SavedSearch &search)
{
    const auto rows = rowsOf(search.criteria);
    if (!rows) {
        m_context.navigator.notify(
            Tr::tr("“%1” searches by something that is not offered to your role.").arg(search.name));
        return;
    }
    m_current = search;
    m_criteria = search.criteria;
    m_editor->setRows(*rows);
    askNames();
    setOpen(false);
    Q_EMIT lookRequested({search.order, search.descending, search.columns});
    Q_EMIT changed();
}

/// What is in the rows, and how the list looks.
std::optional<SavedSearch> AdvancedSearch::present(const SavedSearch &base)
{
    auto criteria = m_editor->criteria();
    if (!criteria) {
        setOpen(true);
        return std::nullopt;
    }
    const ListLook look = m_look();
    SavedSearch search = base;
    search.list = m_list;
    search.criteria = *criteria;
    search.order = look.order;
    search.descending = look.descending;
    search.columns = look.columns;
    return search;
}

void AdvancedSearch::saveAs()
{
    if (const auto search = present({})) {
        askName(*search, true);
    }
}

void AdvancedSearch::rename()
{
    askName(m_current, false);
}

void AdvancedSearch::askName(const SavedSearch &search, bool isNew)
{
    editRecord<SavedSearch>(*m_saved, editorSpec(), search, isNew, this, [this](const SavedSearch &saved) {
        m_current = saved;
        if (m_criteria != saved.criteria) {
            run();
        }
        showState();
        loadSaved();
        m_context.navigator.notify(Tr::tr("Search saved: %1").arg(saved.name));
    });
}

void AdvancedSearch::saveChanges()
{
    const auto search = present(m_current);
    if (!search) {
        return;
    }
    m_saved->save(*search, false, this, [this](const common::Result<SavedSearch> &saved) {
        if (saved) {
            m_current = *saved;
            m_context.navigator.notify(Tr::tr("Search saved: %1").arg(saved->name));
            if (m_criteria != saved->criteria) {
                run();
            }
        } else {
            m_context.navigator.notify(sentenceFor(saved.error(), Tr::tr("save the search")).oneLine());
        }
        showState();
        loadSaved();
    });
}

void AdvancedSearch::remove()
{
    Removal removal;
    removal.remove = m_saved->methods().remove;
    removal.restore = m_saved->methods().restore;
    removal.doing = Tr::tr("delete the search");
    removal.words = [](int n) { return Tr::tr("%n saved search(es) deleted", nullptr, n); };
    removal.one = Tr::tr("Saved search «%1» deleted");
    removal.nameOf = [name = m_current.name](const QString &) { return name; };
    removeObjects(m_context, removal, {m_current.id}, m_saved);
}

} // namespace console
