// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/userbulkedit.h"

#include "console/crud/objectpage.h"
#include "console/net/taskmodel.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/userfields.h"

namespace console
{

using common::UserRecord;
namespace v1 = earshot::v1;

namespace
{

using Users = CrudController<UserRecord>;
constexpr qsizetype kPortion = 500; // ids of one request; more are changed by a job

QString outcome(const v1::BulkReply &reply)
{
    QString text = Tr::tr("%n user(s) changed", nullptr, reply.changed());
    if (reply.refused() > 0) {
        //: follows "5 users changed"
        text += QStringLiteral(" ") + Tr::tr("(%n refused: out of reach or gone)", nullptr, reply.refused());
    }
    return text;
}

void sendNow(const PageContext &context, Users &source, EditDialog *dialog,
             const std::shared_ptr<v1::UserBulkChange> &change)
{
    common::call<v1::BulkReply>(context.rpc, QStringLiteral("earshot.v1.Users/BulkUpdate"), *change, dialog,
                                [context, &source, dialog](const common::Result<v1::BulkReply> &reply) {
                                    if (!reply) {
                                        dialog->failed(reply.error(), Tr::tr("save the users"));
                                        return;
                                    }
                                    dialog->saved();
                                    context.navigator.notify(outcome(*reply));
                                    source.model().setTicks({});
                                    Q_EMIT source.reloadRequested({});
                                },
                                {.deadline = std::chrono::seconds(60)});
}

/// The list is read again when the next of the tasks ends, if it is there still.
void reloadWhenDone(const PageContext &context, Users &source)
{
    auto once = std::make_shared<QMetaObject::Connection>();
    *once = QObject::connect(&context.navigator.tasks(), &TaskModel::taskFinished, &source, [&source, once] {
        QObject::disconnect(*once);
        source.forget();
        Q_EMIT source.reloadRequested({});
    });
}

void sendAsJob(const PageContext &context, Users &source, EditDialog *dialog,
               const std::shared_ptr<v1::UserBulkChange> &change)
{
    common::call<v1::Job>(context.rpc, QStringLiteral("earshot.v1.Users/BulkUpdateJob"), *change, dialog,
                          [context, &source, dialog](const common::Result<v1::Job> &job) {
                              if (!job) {
                                  dialog->failed(job.error(), Tr::tr("save the users"));
                                  return;
                              }
                              dialog->saved();
                              context.navigator.notify(Tr::tr(
                                  "The users are changed by a job: Tasks (Ctrl+J) shows how far it is."));
                              source.model().setTicks({});
                              reloadWhenDone(context, source);
                          });
}

void save(const PageContext &context, Users &source, EditDialog *dialog, const RecordForm<UserRecord> *form,
          const QString &currentId, const RowSelection &ticks)
{
    auto change = std::make_shared<v1::UserBulkChange>();
    for (const QString &key : form->changedKeys()) {
        change->add_fields(key.toStdString());
    }
    if (change->fields().empty()) {
        dialog->saved(); // nothing was asked for, nothing is sent
        return;
    }
    *change->mutable_values() = common::toWire(form->record());
    dialog->setBusy(true);
    if (ticks.allMatching && ticks.ids.isEmpty()) {
        *change->mutable_query() = common::toWire(source.lastQuery());
        sendAsJob(context, source, dialog, change);
        return;
    }
    selectedIds(source, currentId, ticks, dialog,
                [context, &source, dialog, change](const common::Result<QStringList> &ids) {
                    if (!ids) {
                        dialog->failed(ids.error(), Tr::tr("save the users"));
                        return;
                    }
                    for (const QString &id : *ids) {
                        change->add_ids(id.toStdString());
                    }
                    (ids->size() > kPortion ? sendAsJob : sendNow)(context, source, dialog, change);
                });
}

} // namespace

void openUserBulkEdit(const PageContext &context, Users &source, const QString &currentId,
                      const RowSelection &ticks)
{
    QList<UserRecord> known;
    for (const UserRecord &user : source.model().records()) {
        if (ticks.isEmpty() ? user.id == currentId : ticks.contains(user.id)) {
            known.append(user);
        }
    }
    const bool all = !ticks.allMatching && (ticks.isEmpty() || known.size() == ticks.ids.size());
    auto *form = new RecordForm<UserRecord>(userBulkFields(context));
    form->setRecords(known, all);
    const QString title = ticks.allMatching
                              ? Tr::tr("Bulk Edit of all matching users")
                              : Tr::tr("Bulk Edit of %n user(s)", nullptr,
                                       static_cast<int>(std::max<qsizetype>(1, ticks.ids.size())));
    auto *dialog = new EditDialog(title, form, hostOf(source));
    QObject::connect(dialog, &EditDialog::saveRequested, dialog,
                     [=, &source] { save(context, source, dialog, form, currentId, ticks); });
    dialog->open();
}

} // namespace console
