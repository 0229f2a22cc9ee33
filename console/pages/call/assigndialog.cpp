// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/assigndialog.h"

#include "common/proto/calls.pb.h"
#include "console/kit/editdialog.h"
#include "console/kit/recordform.h"
#include "console/kit/tr.h"
#include "console/pages/administration/directory.h"
#include "console/pages/recordings/callcolumns.h"

#include <memory>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

struct Assignment {
    int position = -1;
    QString userId;
    QString user;
    bool similar = false;
};
using Form = RecordForm<Assignment>;

struct Work {
    PageContext context;
    QString callId;
    int changed = 0;
    EditDialog *dialog = nullptr; ///< replies die with it
    Form *form = nullptr;
    std::function<void()> done;
};

void send(const std::shared_ptr<Work> &work)
{
    const Assignment wanted = work->form->record();
    v1::AssignRequest request;
    request.set_id(work->callId.toStdString());
    request.set_position(wanted.position);
    request.set_user_id(wanted.userId.toStdString());
    request.set_similar(wanted.similar);
    work->dialog->setBusy(true);
    common::call<v1::AssignReply>(
        work->context.rpc, QStringLiteral("earshot.v1.Calls/Assign"), request, work->dialog,
        [work, name = wanted.user](const common::Result<v1::AssignReply> &reply) {
            if (!reply) {
                work->dialog->failed(reply.error(), Tr::tr("assign the call"));
                return;
            }
            work->changed += reply->changed();
            if (reply->more()) {
                send(work);
                return;
            }
            work->context.navigator.notify(
                Tr::tr("%n call(s) assigned to %1.", nullptr, work->changed).arg(name));
            work->dialog->saved();
            work->done();
        },
        {.deadline = std::chrono::seconds(60)});
}

std::vector<Field<Assignment>> fields(const PageContext &context, const QList<FieldChoice> &parties)
{
    FieldInfo extension{.key = QStringLiteral("position"),
                        .label = Tr::tr("Extension"),
                        .kind = EditorKind::Radio,
                        .required = true};
    extension.choices = parties;
    extension.help = Tr::tr("It is added to the extensions of the user, so that further calls are found.");
    FieldInfo user{.key = QStringLiteral("user_id"), .label = Tr::tr("Assign to User"), .required = true};
    user.lookup = lookupOf<common::UserRecord>(context.rpc, userMethods());
    FieldInfo similar{
        .key = QStringLiteral("similar"), .label = Tr::tr("Similar calls"), .kind = EditorKind::Bool};
    similar.words = Tr::tr("Apply this rule to all similar calls");
    similar.help = Tr::tr("To those with the same extension that belong to no user yet.");
    return {field(&Assignment::position, std::move(extension)),
            referenceField(&Assignment::userId, &Assignment::user, std::move(user)),
            field(&Assignment::similar, std::move(similar))};
}

} // namespace

QList<FieldChoice> unassignedParties(const common::StoredCall &call)
{
    QList<FieldChoice> parties;
    QStringList known;
    for (int i = 0; i < call.segments.size(); ++i) {
        const common::Segment &segment = call.segments.at(i);
        const common::Participant &party = segment.party;
        const QString number = party.number.isEmpty() ? party.aor : party.number;
        if (!segment.user && !number.isEmpty() && !known.contains(number)) {
            known.append(number);
            parties.append({i, partyText(number, party.name)});
        }
    }
    return parties;
}

void openAssign(const PageContext &context, const common::StoredCall &call, QWidget *parent,
                std::function<void()> done)
{
    const QList<FieldChoice> parties = unassignedParties(call);
    if (parties.isEmpty()) {
        return;
    }
    auto *form = new Form(fields(context, parties));
    form->setRecord({parties.first().value.toInt(), {}, {}, false});
    auto *dialog = new EditDialog(Tr::tr("Assign call to user"), form, parent);
    const auto work =
        std::make_shared<Work>(Work{context, call.call.id.toString(), 0, dialog, form, std::move(done)});
    QObject::connect(dialog, &EditDialog::saveRequested, dialog, [work] { send(work); });
    dialog->open();
}

} // namespace console
