// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/savedsearch.h"
#include "console/crud/crudcontroller.h"
#include "console/crud/page.h"
#include "console/kit/criterion.h"

#include <QHash>
#include <QScrollArea>

class QMenu;
class QPushButton;
class QSettings;
class QToolButton;

namespace console
{

class CriteriaEditor;
class FilterChips;

/// The advanced search of a list, as data: a list without fields has none.
struct SearchSpec {
    CriterionFields fields;
    QString all{}; ///< the tab beside it, when the list has no other views: "All users"
};

/// How a list looks: what a saved search keeps beside its criteria.
struct ListLook {
    QString order; ///< a sort key
    bool descending = false;
    QStringList columns; ///< RecordView::layoutState()
};

/// One's own saved searches of all lists.
CrudController<common::SavedSearch> *makeSavedSearches(common::RpcClient &rpc, QObject *parent);

/// As high as what it holds, up to a part of the page's height; then it scrolls.
class ShallowArea final : public QScrollArea
{
    Q_OBJECT
public:
    explicit ShallowArea(QWidget *content, QWidget *parent);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();
};

/// Criteria in rows, Run Search, Save Search, the saved searches; folded up, what holds stands there as
/// chips. What was run last is remembered by list. GUI thread.
class AdvancedSearch final : public QWidget
{
    Q_OBJECT
public:
    /// `list` is the page's id; `look` tells how the list looks when a search is saved.
    AdvancedSearch(const PageContext &context, const QString &list, CriterionFields fields,
                   std::function<ListLook()> look, QWidget *parent = nullptr);
    ~AdvancedSearch() override;

    /// Those that hold; what is typed holds after Run Search.
    const QList<common::Criterion> &criteria() const { return m_criteria; }
    void clear(); ///< without a signal
    /// True when the error is about a criterion: its row is open and says so. `before`: how many criteria of
    /// the request were not from here.
    bool showProblem(const common::Error &error, qsizetype before);
    void focusFirst();
    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

Q_SIGNALS:
    void changed(); ///< other criteria hold
    void lookRequested(const console::ListLook &look);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    QToolButton *makeButton(const char *name, const QString &text, const char *icon, QWidget *bar);
    void run();
    void showState();
    void setOpen(bool open);
    void dropCriterion(int place);
    /// Rows for these; nothing when one of them cannot be shown.
    std::optional<QList<CriterionRow>> rowsOf(const QList<common::Criterion> &criteria) const;
    QString textOf(const common::Criterion &criterion) const;

    void askNames();

    void loadSaved();
    void takeSaved();
    void fillMenu(QMenu &menu);
    void apply(const common::SavedSearch &search);
    void saveAs();
    void saveChanges();
    void rename();
    void remove();
    std::optional<common::SavedSearch> present(const common::SavedSearch &base);
    void askName(const common::SavedSearch &search, bool isNew);
    void updateSaving();

    PageContext m_context;
    QString m_list;
    Formats m_formats;
    std::function<ListLook()> m_look;
    CrudController<common::SavedSearch> *m_saved;
    QList<common::Criterion> m_criteria;
    common::SavedSearch m_current; ///< without id: none
    bool m_open = true;
    bool m_asked = false;
    QHash<QString, QString> m_names; ///< of what ids point to, for chips

    CriteriaEditor *m_editor;
    ShallowArea *m_area = nullptr;
    FilterChips *m_chips = nullptr;
    QWidget *m_rows = nullptr;
    QPushButton *m_run = nullptr;
    QToolButton *m_save = nullptr;
    QToolButton *m_menu = nullptr;
    QToolButton *m_fold = nullptr;
    QToolButton *m_clear = nullptr;
};

} // namespace console
