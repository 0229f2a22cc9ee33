// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/detailview.h"
#include "console/crud/listpage.h"
#include "console/crud/objectchange.h"
#include "console/crud/recordeditor.h"
#include "console/crud/selectedids.h"
#include "console/kit/words.h"

namespace console
{

/// A list of objects that can be added, edited and deleted: everything a page must say.
template <typename R>
struct ObjectSpec {
    ListSpec list; ///< its actions come after Add, Edit, Delete
    CrudMethods<R> methods;
    std::vector<Column<R>> columns;
    QString permission; ///< to add, edit and delete
    QString locked{};   ///< why it is missing to whom it is missing; empty = the general words
    QString add{};      ///< texts of the actions; an empty one is not there
    QString edit{};
    QString remove{};
    EditorSpec<R> editor{};
    Removal removal{}; ///< words and doing
    /// Further actions, which may need the source.
    std::function<std::vector<RowAction>(CrudController<R> &)> more{};
};

/// Texts and numbers as the id of a row; 0 is none.
inline QString idText(const QString &id)
{
    return id;
}
inline QString idText(qint64 id)
{
    return id == 0 ? QString() : QString::number(id);
}

template <typename R>
QWidget *hostOf(const CrudController<R> &controller)
{
    return qobject_cast<QWidget *>(controller.parent());
}

/// Reads the record, then opens the dialog on it; the page says so when it cannot be read.
template <typename R>
void openEditor(const PageContext &context, CrudController<R> &source, const EditorSpec<R> &editor,
                const QString &id, std::function<void(const R &)> saved)
{
    source.fetch(id, &source, [&source, shell = &context.navigator, editor, saved](common::Result<R> record) {
        if (!record) {
            shell->notify(sentenceFor(record.error(), editor.doing).oneLine());
            return;
        }
        const QString refusal = editor.refusal ? editor.refusal(*record) : QString();
        if (refusal.isEmpty()) {
            editRecord<R>(source, editor, *record, false, hostOf(source), saved);
        } else {
            shell->notify(refusal);
        }
    });
}

/// What people call it; records without a name have none.
template <typename R>
QString recordName(const R &record)
{
    if constexpr (requires { QString(record.name); }) {
        return record.name;
    } else {
        return {};
    }
}

template <typename R>
Removal removalOf(const CrudMethods<R> &methods, Removal removal,
                  std::function<QString(const QString &)> nameOf)
{
    removal.remove = methods.remove;
    removal.restore = methods.restore;
    removal.nameOf = std::move(nameOf);
    return removal;
}

template <typename R>
std::vector<RowAction> objectActions(const PageContext &context, const ObjectSpec<R> &spec,
                                     CrudController<R> *source)
{
    const auto shown = [source](const R &record) {
        source->forget();
        Q_EMIT source->reloadRequested(idText(record.id));
    };
    std::vector<RowAction> actions;
    const auto action = [&](const QString &id, const QString &text, const QString &icon, QKeySequence key) {
        RowAction made;
        made.id = id;
        made.text = text;
        made.icon = icon;
        made.key = std::move(key);
        made.permission = spec.permission;
        made.locked = spec.locked;
        return made;
    };
    if (!spec.add.isEmpty()) {
        RowAction add = action(QStringLiteral("add"), spec.add, QStringLiteral("plus"), QKeySequence::New);
        add.needsRow = false;
        add.run = [source, editor = spec.editor, shown](const QString &, const RowSelection &) {
            editRecord<R>(*source, editor, editor.blank, true, hostOf(*source), shown);
        };
        actions.push_back(std::move(add));
    }
    if (!spec.edit.isEmpty()) {
        RowAction edit = action(QStringLiteral("edit"), spec.edit, QStringLiteral("pencil"), Qt::Key_F2);
        edit.run = [source, context, editor = spec.editor, shown](const QString &id, const RowSelection &) {
            openEditor<R>(context, *source, editor, id, shown);
        };
        actions.push_back(std::move(edit));
    }
    if (spec.more) {
        for (RowAction &more : spec.more(*source)) {
            actions.push_back(std::move(more));
        }
    }
    if (!spec.remove.isEmpty()) {
        RowAction remove =
            action(QStringLiteral("delete"), spec.remove, QStringLiteral("trash-2"), QKeySequence::Delete);
        const Removal removal = removalOf(spec.methods, spec.removal, [source](const QString &id) {
            const R *record = source->model().record(id);
            return record == nullptr ? QString() : recordName(*record);
        });
        remove.run = [source, context, removal](const QString &current, const RowSelection &ticks) {
            selectedIds(*source, current, ticks, source,
                        [source, context, removal](const common::Result<QStringList> &ids) {
                            if (ids) {
                                removeObjects(context, removal, *ids, source);
                            } else {
                                context.navigator.notify(sentenceFor(ids.error(), removal.doing).oneLine());
                            }
                        });
        };
        actions.push_back(std::move(remove));
    }
    return actions;
}

/// The page. R has an id.
template <typename R>
ListPage *objectList(const PageContext &context, ObjectSpec<R> spec, QWidget *parent)
{
    auto *source = new CrudController<R>(context.rpc, spec.methods, spec.columns,
                                         [](const R &record) { return idText(record.id); });
    std::vector<RowAction> actions = objectActions(context, spec, source);
    for (RowAction &action : spec.list.actions) {
        actions.push_back(std::move(action));
    }
    spec.list.actions = std::move(actions);
    return new ListPage(context, std::move(spec.list), source, parent);
}

/// What one object's own page says beside the ObjectSpec.
template <typename R>
struct ObjectPage {
    DetailSpec detail; ///< load, Edit and Delete are added
    std::function<DetailContent(const R &)> content;
    /// Further actions and parts, which may need the source, the record as last read and the page.
    std::function<void(DetailSpec &, CrudController<R> &, std::shared_ptr<R>)> more{};
};

template <typename R>
DetailView *objectDetail(const PageContext &context, const ObjectSpec<R> &spec, ObjectPage<R> page,
                         const QString &id, QWidget *parent)
{
    auto *source = new CrudController<R>(context.rpc, spec.methods, spec.columns,
                                         [](const R &record) { return idText(record.id); });
    auto record = std::make_shared<R>();
    DetailSpec &detail = page.detail;
    detail.load = [source, record, id, content = page.content](
                      QObject *object, const std::function<void(common::Result<DetailContent>)> &done) {
        source->fetch(id, object, [record, content, done](common::Result<R> read) {
            if (read) {
                *record = *read;
                done(content(*read));
            } else {
                done(common::propagate(read));
            }
        });
    };
    auto view = std::make_shared<QPointer<DetailView>>();
    const auto action = [&](const QString &name, const QString &text, const QString &icon, QKeySequence key) {
        DetailAction made{name, text, icon, std::move(key), spec.permission, spec.locked};
        if (spec.editor.refusal) {
            made.refusal = [record, refusal = spec.editor.refusal] { return refusal(*record); };
        }
        return made;
    };
    if (!spec.edit.isEmpty()) {
        DetailAction edit =
            action(QStringLiteral("edit"), spec.edit, QStringLiteral("pencil"), QKeySequence(Qt::Key_F2));
        edit.run = [source, context, editor = spec.editor, id, view] {
            openEditor<R>(context, *source, editor, id, [view](const R &) { (*view)->refresh(); });
        };
        detail.actions.push_back(std::move(edit));
    }
    if (page.more) {
        page.more(detail, *source, record);
    }
    if (!spec.remove.isEmpty()) {
        DetailAction remove =
            action(QStringLiteral("delete"), spec.remove, QStringLiteral("trash-2"), QKeySequence());
        Removal removal =
            removalOf(spec.methods, spec.removal, [record](const QString &) { return recordName(*record); });
        removal.undone = [shell = &context.navigator, pageId = detail.id](const QString &restored) {
            shell->open(pageId, {{QStringLiteral("id"), restored}});
        };
        remove.run = [context, removal, id, view] {
            removeObjects(context, removal, {id}, nullptr, [context, view](const common::Status &status) {
                if (status && *view) {
                    context.navigator.back();
                }
            });
        };
        detail.actions.push_back(std::move(remove));
    }
    *view = new DetailView(context, std::move(detail), parent);
    source->setParent(view->data());
    return *view;
}

} // namespace console
