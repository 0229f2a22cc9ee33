// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/storage/storagemovedialog.h"

#include "console/pages/storage/storagepages.h"

#include "console/crud/objectchange.h"
#include "console/kit/editdialog.h"
#include "console/kit/formats.h"
#include "console/kit/recordform.h"
#include "console/kit/tr.h"
#include "console/pages/administration/directory.h"

#include "common/proto/storagetargets.pb.h"

#include <QDate>
#include <QPushButton>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

struct MoveRecord {
    QString to;
    QString toName;
    QString tenant;
    QString tenantName;
    QDate begin;
    QDate end;
    bool dryRun = true;
};

using Form = RecordForm<MoveRecord>;

FieldInfo dayInfo(const char *key, const QString &label, const QString &words)
{
    FieldInfo info{.key = QLatin1String(key), .label = label, .kind = EditorKind::Day};
    info.words = words;
    return info;
}

std::vector<Field<MoveRecord>> fieldsOf(const PageContext &context, bool ownFolder)
{
    FieldInfo to{.key = QStringLiteral("to"), .label = Tr::tr("To"), .required = true};
    to.help =
        ownFolder
            ? Tr::tr("Each recorder takes the files of its own folder there in the background, and "
                     "removes its copy after the new place was seen to hold the file.")
            : Tr::tr(
                  "Files are removed from the old place only after the new one was seen to hold them. What "
                  "is still on its way to the old place goes to the new one instead.");
    to.lookup = lookupOf<common::StorageTargetRecord>(context.rpc, storageTargetMethods());
    std::vector<Field<MoveRecord>> fields{
        referenceField(&MoveRecord::to, &MoveRecord::toName, std::move(to))};
    if (seesTenants(context)) {
        FieldInfo tenant = tenantInfo(context);
        tenant.required = false;
        tenant.help = Tr::tr("Leave empty for the files of all tenants.");
        fields.push_back(referenceField(&MoveRecord::tenant, &MoveRecord::tenantName, std::move(tenant)));
    }
    fields.push_back(
        field(&MoveRecord::begin, dayInfo("begin", Tr::tr("Calls from"), Tr::tr("From this day"))));
    FieldInfo end = dayInfo("end", Tr::tr("Calls till"), Tr::tr("Till this day"));
    end.check = [](const QVariant &value, const QVariantMap &now) {
        const QDate begin = now.value(QStringLiteral("begin")).toDate();
        return value.toDate().isValid() && begin.isValid() && value.toDate() < begin
                   ? Tr::tr("This day is before the first one.")
                   : QString();
    };
    fields.push_back(field(&MoveRecord::end, std::move(end)));
    FieldInfo dry{.key = QStringLiteral("dry_run"), .label = Tr::tr("Trial"), .kind = EditorKind::Bool};
    dry.words = Tr::tr("Only count what would be moved");
    fields.push_back(field(&MoveRecord::dryRun, std::move(dry)));
    return fields;
}

v1::StorageMove requestOf(const MoveRecord &move, const QString &from, const QTimeZone &zone)
{
    v1::StorageMove request;
    request.set_from(from.toStdString());
    request.set_to(move.to.toStdString());
    request.set_tenant_id(move.tenant.toStdString());
    if (move.begin.isValid()) {
        request.set_begin_ms(move.begin.startOfDay(zone).toMSecsSinceEpoch());
    }
    if (move.end.isValid()) {
        request.set_end_ms(move.end.addDays(1).startOfDay(zone).toMSecsSinceEpoch());
    }
    request.set_dry_run(move.dryRun);
    return request;
}

} // namespace

void openStorageMove(const PageContext &context, const common::StorageTargetRecord &from, QWidget *parent)
{
    auto *form = new Form(fieldsOf(context, from.builtIn));
    form->setRecord({});
    auto *dialog = new EditDialog(Tr::tr("Move Files from «%1»").arg(from.name), form, parent);
    dialog->findChild<QPushButton *>(QStringLiteral("save"))->setText(Tr::tr("Start"));
    QObject::connect(dialog, &EditDialog::saveRequested, dialog, [context, id = from.id, form, dialog] {
        const QTimeZone zone = Formats::forZone(context.identity.timeZone).zone();
        dialog->setBusy(true);
        common::call<v1::Job>(
            context.rpc, QStringLiteral("earshot.v1.StorageTargets/Move"),
            requestOf(form->record(), id, zone), dialog,
            [dialog, form, shell = &context.navigator](const common::Result<v1::Job> &job) {
                if (job) {
                    dialog->saved();
                    shell->open(QStringLiteral("job"),
                                {{QStringLiteral("id"), QString::fromStdString(job->id())}});
                    return;
                }
                const QString doing = Tr::tr("move the files");
                dialog->failed(job.error(), doing);
                if (job.error().fields.value(QStringLiteral("job")) == QLatin1String("runs")) {
                    form->setFailure(Tr::tr("Files of this target are being moved already."));
                }
            });
    });
    dialog->open();
}

} // namespace console
