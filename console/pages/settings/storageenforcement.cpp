// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/settings/storageenforcement.h"

#include "common/rpc/codecs/storageusagecodec.h"
#include "common/rpc/codecs/wirevalue.h"

#include "console/crud/objectchange.h"
#include "console/crud/settingpage.h"
#include "console/kit/recordform.h"
#include "console/kit/tr.h"

#include <QMessageBox>
#include <QPushButton>

namespace console
{

using common::StorageEnforcement;
namespace v1 = earshot::v1;

namespace
{

/// The job's own page shows how it goes and, of a trial, what would be removed.
void enforce(const PageContext &context, QWidget *host, bool trial)
{
    v1::StorageEnforceRequest request;
    request.set_dry_run(trial);
    common::call<v1::Job>(
        context.rpc, QStringLiteral("earshot.v1.StorageUsage/Enforce"), request, host,
        [context, trial](const common::Result<v1::Job> &job) {
            if (!job) {
                context.navigator.notify(
                    refusalOf(job.error(), trial ? Tr::tr("start the trial") : Tr::tr("remove recordings")));
                return;
            }
            context.navigator.open(QStringLiteral("job"),
                                   {{QStringLiteral("id"), common::textOf(job->id())}});
        });
}

/// There is no Undo: it is asked before, and Enter cancels.
void askThenEnforce(const PageContext &context, QWidget *host)
{
    auto *question = new QMessageBox(
        QMessageBox::Warning, Tr::tr("Remove what is beyond the limits"),
        Tr::tr("The oldest recordings of each tenant that is beyond its limits are removed for good, from "
               "this system and from storage targets. Recordings on hold, those being recorded and those on "
               "their way to a storage target stay. A trial says before what would go."),
        QMessageBox::NoButton, host);
    question->setObjectName(QStringLiteral("enforce-question"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    QPushButton *remove = question->addButton(Tr::tr("Remove for good"), QMessageBox::DestructiveRole);
    QPushButton *keep = question->addButton(QMessageBox::Cancel);
    remove->setObjectName(QStringLiteral("enforce"));
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(remove, &QPushButton::clicked, host, [context, host] { enforce(context, host, false); });
    question->open();
}

RowAction actionOf(const char *id, const QString &text, const char *icon)
{
    RowAction action;
    action.id = QLatin1String(id);
    action.text = text;
    action.icon = QLatin1String(icon);
    action.needsRow = false;
    action.permission = QStringLiteral("system.edit");
    return action;
}

} // namespace

std::vector<RowAction> enforcementActions(const PageContext &context, std::function<QWidget *()> host)
{
    RowAction trial = actionOf("trial", Tr::tr("Trial", "a run that changes nothing and says what would go"),
                               "list-checks");
    trial.run = [context, host](const QString &, const RowSelection &) { enforce(context, host(), true); };
    RowAction now = actionOf("enforce-now", Tr::tr("Remove now"), "trash-2");
    now.run = [context, host](const QString &, const RowSelection &) { askThenEnforce(context, host()); };
    RowAction setting = actionOf("enforcement", Tr::tr("Enforcement"), "timer");
    setting.changes = false;
    setting.run = [shell = &context.navigator](const QString &, const RowSelection &) {
        shell->open(QStringLiteral("storage-enforcement"));
    };
    return {trial, now, setting};
}

namespace
{

/// Who is left out until the next trial; there only while there is somebody.
Field<StorageEnforcement> untriedField()
{
    FieldInfo info{.key = QStringLiteral("untried"), .label = Tr::tr("A trial is needed for")};
    info.help = Tr::tr("The limits of these tenants are tighter than in the last trial: nothing of them is "
                       "removed before there was another one.");
    info.maxLength = 100'000;
    info.enabled = [](const QVariantMap &) { return false; };
    info.visible = [](const QVariantMap &values) {
        return !values.value(QStringLiteral("untried")).toString().isEmpty();
    };
    return {info,
            [](const StorageEnforcement &setting) { return setting.untried.join(QStringLiteral(", ")); },
            [](StorageEnforcement &, const QVariant &) {}};
}

} // namespace

QWidget *createStorageEnforcement(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    FieldInfo enabled{
        .key = QStringLiteral("enabled"), .label = Tr::tr("Storage limits"), .kind = EditorKind::Bool};
    enabled.words = Tr::tr("Remove the oldest recordings beyond the limits each hour");
    enabled.help = Tr::tr("It can be switched on within 24 hours after a trial, which says what would be "
                          "removed. Recordings on hold stay.");
    SettingSpec spec;
    spec.id = QStringLiteral("storage-enforcement");
    spec.title = QCoreApplication::translate("Pages", "Enforcement of storage limits");
    spec.note = Tr::tr("Without it limits only warn: at 80% and at 90%, by mail, here and on the dashboard.");
    spec.viewPermission = QStringLiteral("settings.view");
    spec.editPermission = QStringLiteral("system.edit");
    spec.loading = Tr::tr("load the enforcement of limits");
    spec.saving = Tr::tr("save the enforcement of limits");
    spec.saved = Tr::tr("Enforcement of limits saved");
    spec.getMethod = QStringLiteral("earshot.v1.StorageUsage/GetEnforcement");
    spec.setMethod = QStringLiteral("earshot.v1.StorageUsage/SetEnforcement");
    settingOf<StorageEnforcement, v1::StorageEnforcement>(
        spec, {field(&StorageEnforcement::enabled, enabled), untriedField()},
        [](const v1::StorageEnforcement &wire) { return common::fromWire(wire); },
        [](const StorageEnforcement &setting) { return common::toWire(setting); });
    return new SettingPage(context, std::move(spec), parent);
}

} // namespace console
