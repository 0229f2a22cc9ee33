// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/holddialog.h"

#include "common/proto/calls.pb.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordform.h"
#include "console/kit/tr.h"

#include <QPushButton>

#include <memory>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

constexpr qsizetype kPortion = 1000;

struct Reason {
    QString text;
};
using Form = RecordForm<Reason>;

struct Change {
    PageContext context;
    QStringList left;
    bool hold = true;
    int changed = 0;
    EditDialog *dialog = nullptr; ///< replies die with it
    Form *form = nullptr;
    std::function<void()> done;
};

QString outcome(const Change &change)
{
    return change.hold ? Tr::tr("%n call(s) put under legal hold.", nullptr, change.changed)
                       : Tr::tr("%n call(s) released from legal hold.", nullptr, change.changed);
}

void sendNext(const std::shared_ptr<Change> &change)
{
    if (change->left.isEmpty()) {
        change->context.navigator.notify(outcome(*change));
        change->dialog->saved();
        change->done();
        return;
    }
    v1::HoldRequest request;
    const QStringList portion = change->left.mid(0, kPortion);
    for (const QString &id : portion) {
        request.add_ids(id.toStdString());
    }
    request.set_reason(change->form->record().text.trimmed().toStdString());
    change->dialog->setBusy(true);
    common::call<v1::HoldReply>(
        change->context.rpc,
        change->hold ? QStringLiteral("earshot.v1.Calls/Hold") : QStringLiteral("earshot.v1.Calls/Release"),
        request, change->dialog, [change, sent = portion.size()](const common::Result<v1::HoldReply> &reply) {
            if (!reply) {
                const QString doing =
                    change->hold ? Tr::tr("put the calls under legal hold") : Tr::tr("release the calls");
                change->dialog->failed(reply.error(), doing);
                return;
            }
            change->changed += reply->changed();
            change->left.remove(0, sent);
            sendNext(change);
        });
}

FieldInfo reasonInfo(bool hold)
{
    FieldInfo reason{.key = QStringLiteral("reason"),
                     .label = Tr::tr("Reason"),
                     .kind = EditorKind::Text,
                     .required = true};
    reason.maxLength = 500;
    reason.help =
        hold ? Tr::tr("Calls under legal hold are not removed until they are released. The reason is "
                      "shown on their pages and in the audit log.")
             : Tr::tr("Storage limits may remove them from then on. The reason is shown in the "
                      "audit log.");
    return reason;
}

} // namespace

void openHold(const PageContext &context, const QStringList &ids, bool hold, QWidget *parent,
              std::function<void()> done)
{
    if (ids.isEmpty()) {
        return;
    }
    auto *form = new Form({field(&Reason::text, reasonInfo(hold))});
    form->setRecord({});
    const int count = static_cast<int>(ids.size());
    auto *dialog = new EditDialog(hold ? Tr::tr("Put %n Call(s) under Legal Hold", nullptr, count)
                                       : Tr::tr("Release %n Call(s) from Legal Hold", nullptr, count),
                                  form, parent);
    dialog->findChild<QPushButton *>(QStringLiteral("save"))
        ->setText(hold ? Tr::tr("Hold", "put under legal hold") : Tr::tr("Release", "from legal hold"));
    const auto change =
        std::make_shared<Change>(Change{context, ids, hold, 0, dialog, form, std::move(done)});
    QObject::connect(dialog, &EditDialog::saveRequested, dialog, [change] { sendNext(change); });
    dialog->open();
}

} // namespace console
