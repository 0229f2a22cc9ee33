// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/userbulkedit.h"

#include "console/crud/objectpage.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/userfields.h"

namespace console
{

using common::UserRecord;
namespace v1 = earshot::v1;

namespace
{

using Users = CrudController<UserRecord>;
constexpr qsizetype kPortion = 1000; // ids of one request

struct BulkJob {
    v1::UserBulkChange change;
    QStringList ids; ///< still to be sent; empty with a query
    v1::BulkReply sum;
};

QString outcome(const v1::BulkReply &sum)
{
    QString text = Tr::tr("%n user(s) changed", nullptr, sum.changed());
    if (sum.refused() > 0) {
        //: follows "5 users changed"
        text += QStringLiteral(" ") + Tr::tr("(%n refused: out of reach or gone)", nullptr, sum.refused());
    }
    return text;
}

void sendNext(const PageContext &context, Users &source, EditDialog *dialog,
              const std::shared_ptr<BulkJob> &job)
{
    job->change.clear_ids();
    for (const QString &id : job->ids.mid(0, kPortion)) {
        job->change.add_ids(id.toStdString());
    }
    job->ids.remove(0, std::min(kPortion, job->ids.size()));
    common::call<v1::BulkReply>(context.rpc, QStringLiteral("earshot.v1.Users/BulkUpdate"), job->change,
                                dialog,
                                [context, &source, dialog, job](const common::Result<v1::BulkReply> &reply) {
                                    if (!reply) {
                                        dialog->failed(reply.error(), Tr::tr("save the users"));
                                        return;
                                    }
                                    job->sum.set_changed(job->sum.changed() + reply->changed());
                                    job->sum.set_refused(job->sum.refused() + reply->refused());
                                    if (!job->ids.isEmpty()) {
                                        sendNext(context, source, dialog, job);
                                        return;
                                    }
                                    dialog->saved();
                                    context.navigator.notify(outcome(job->sum));
                                    source.model().setTicks({});
                                    Q_EMIT source.reloadRequested({});
                                },
                                {.deadline = std::chrono::seconds(60)});
}

void save(const PageContext &context, Users &source, EditDialog *dialog, const RecordForm<UserRecord> *form,
          const QString &currentId, const RowSelection &ticks)
{
    auto job = std::make_shared<BulkJob>();
    for (const QString &key : form->changedKeys()) {
        job->change.add_fields(key.toStdString());
    }
    if (job->change.fields().empty()) {
        dialog->saved(); // nothing was asked for, nothing is sent
        return;
    }
    *job->change.mutable_values() = common::toWire(form->record());
    dialog->setBusy(true);
    if (ticks.allMatching && ticks.ids.isEmpty()) {
        *job->change.mutable_query() = common::toWire(source.lastQuery());
        sendNext(context, source, dialog, job);
        return;
    }
    selectedIds(source, currentId, ticks, dialog,
                [context, &source, dialog, job](const common::Result<QStringList> &ids) {
                    if (ids) {
                        job->ids = *ids;
                        sendNext(context, source, dialog, job);
                    } else {
                        dialog->failed(ids.error(), Tr::tr("save the users"));
                    }
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
