// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/crudcontroller.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordform.h"
#include "console/kit/tr.h"

#include <QPointer>

namespace console
{

/// A further button of the dialog that edits a record.
template <typename R>
struct EditorAction {
    QString id;
    QString text;
    /// True: it is saved first, then `run` gets what was saved and the widget that the dialog was opened on,
    /// without a form. False: `run` gets what is typed, the dialog and its form.
    bool saves = false;
    std::function<void(const R &record, QWidget *host, RecordForm<R> *form)> run;
};

/// How one kind of record is edited.
template <typename R>
struct EditorSpec {
    /// For this record: what may be edited can depend on it.
    std::function<std::vector<Field<R>>(const R &)> fields;
    std::function<QString(const R &, bool isNew)> title;
    QString doing; ///< Tr::tr("save the group")
    R blank{};
    std::vector<EditorAction<R>> actions{};
    /// Words of why this one is neither edited nor deleted; absent or empty = it may be.
    std::function<QString(const R &)> refusal{};
};

template <typename R>
void addEditorActions(const EditorSpec<R> &spec, EditDialog &dialog, RecordForm<R> &form, QWidget *parent,
                      const std::function<void(std::function<void(const R &)>)> &saveAnd)
{
    for (const EditorAction<R> &action : spec.actions) {
        if (action.saves) {
            dialog.addButton(action.id, action.text,
                             [saveAnd, run = action.run, host = QPointer<QWidget>(parent)] {
                                 saveAnd([run, host](const R &saved) {
                                     if (host) {
                                         run(saved, host, nullptr);
                                     }
                                 });
                             });
        } else {
            dialog.addButton(action.id, action.text, [run = action.run, host = &dialog, typed = &form] {
                run(typed->record(), host, typed);
            });
        }
    }
}

/// Opens the edit dialog on a record that was read a moment ago. A version that somebody else changed
/// meanwhile shows both values; "Keep mine" saves over it, "Take theirs" goes on from it. The controller must
/// live as long as `parent`.
template <typename R>
EditDialog *editRecord(CrudController<R> &controller, const EditorSpec<R> &spec, const R &record, bool isNew,
                       QWidget *parent, std::function<void(const R &)> saved)
{
    auto *form = new RecordForm<R>(spec.fields(record));
    form->setRecord(record);
    auto *dialog = new EditDialog(spec.title(record, isNew), form, parent);
    auto theirs = std::make_shared<R>(record);
    auto then = std::make_shared<std::function<void(const R &)>>(); // of the button that was pressed
    const auto save = [&controller, form, dialog, isNew, theirs, then, doing = spec.doing,
                       saved = std::move(saved)] {
        dialog->setBusy(true);
        controller.save(form->record(), isNew, dialog, [=, &controller](common::Result<R> answer) {
            if (answer) {
                dialog->saved();
                if (saved) {
                    saved(*answer);
                }
                if (*then) {
                    (*then)(*answer);
                }
                return;
            }
            const common::Error error = answer.error();
            if (error.code != common::ErrorCode::Conflict || isNew ||
                !error.fields.contains(QStringLiteral("version"))) {
                dialog->failed(error, doing);
                return;
            }
            controller.fetch(controller.model().idOf(*theirs), dialog, [=](common::Result<R> now) {
                dialog->setBusy(false);
                if (now) {
                    *theirs = *now;
                    form->showConflictWith(*theirs);
                } else {
                    dialog->failed(now.error(), doing);
                }
            });
        });
    };
    QObject::connect(dialog, &EditDialog::saveRequested, dialog, [save, then] {
        *then = {};
        save();
    });
    addEditorActions<R>(spec, *dialog, *form, parent, [save, then](std::function<void(const R &)> next) {
        *then = std::move(next);
        save();
    });
    QObject::connect(form, &RecordFormBase::reloadRequested, dialog,
                     [form, theirs] { form->setRecord(*theirs); });
    QObject::connect(form, &RecordFormBase::overwriteRequested, dialog, [form, theirs, save] {
        form->rebase(*theirs);
        form->clearMessages();
        save();
    });
    const auto block = [dialog](bool ready) {
        dialog->setBlocked(ready ? QString() : Tr::tr("Not possible without a connection."));
    };
    QObject::connect(&controller, &ListSource::readyChanged, dialog, block);
    block(controller.isReady());
    dialog->open();
    return dialog;
}

} // namespace console
