// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/crudcontroller.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordform.h"
#include "console/kit/tr.h"

namespace console
{

/// How one kind of record is edited.
template <typename R>
struct EditorSpec {
    /// For this record: what may be edited can depend on it.
    std::function<std::vector<Field<R>>(const R &)> fields;
    std::function<QString(const R &, bool isNew)> title;
    QString doing; ///< Tr::tr("save the group")
    R blank{};
};

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
    const auto save = [&controller, form, dialog, isNew, theirs, doing = spec.doing,
                       saved = std::move(saved)] {
        dialog->setBusy(true);
        controller.save(form->record(), isNew, dialog, [=, &controller](common::Result<R> answer) {
            if (answer) {
                dialog->saved();
                if (saved) {
                    saved(*answer);
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
    QObject::connect(dialog, &EditDialog::saveRequested, dialog, save);
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
