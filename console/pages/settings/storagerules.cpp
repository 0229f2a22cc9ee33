// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/filenameformat.h"
#include "common/proto/storagerules.pb.h"
#include "console/crud/rpcbytes.h"
#include "console/crud/settingpage.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/settings/levelpage.h"
#include "console/pages/settings/namepreview.h"
#include "console/pages/settings/settingspages.h"

#include <QPointer>
#include <QVBoxLayout>

#include <memory>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

struct RulesRecord {
    bool system = false;
    bool inherited = false;
    QString audioTarget;
    QString audioTargetName;
    QString audioName;
    QString screenTarget;
    QString screenTargetName;
    QString screenName;
    int version = 0;
    QString tenantId;
};

common::Result<RulesRecord> rulesFrom(const v1::StorageRulesSetting &wire)
{
    RulesRecord rules;
    rules.system = wire.system();
    rules.inherited = wire.inherited();
    rules.audioTarget = QString::fromStdString(wire.audio().target());
    rules.audioTargetName = QString::fromStdString(wire.audio().target_name());
    rules.audioName = QString::fromStdString(wire.audio().name_format());
    rules.screenTarget = QString::fromStdString(wire.screen().target());
    rules.screenTargetName = QString::fromStdString(wire.screen().target_name());
    rules.screenName = QString::fromStdString(wire.screen().name_format());
    rules.version = wire.version();
    rules.tenantId = QString::fromStdString(wire.tenant_id());
    return rules;
}

v1::StorageRulesSetting toWire(const RulesRecord &rules)
{
    v1::StorageRulesSetting wire;
    wire.set_system(rules.system);
    wire.set_inherited(rules.inherited);
    wire.mutable_audio()->set_target(rules.audioTarget.toStdString());
    wire.mutable_audio()->set_name_format(rules.audioName.trimmed().toStdString());
    wire.mutable_screen()->set_target(rules.screenTarget.toStdString());
    wire.mutable_screen()->set_name_format(rules.screenName.trimmed().toStdString());
    wire.set_version(rules.version);
    wire.set_tenant_id(rules.tenantId.toStdString());
    return wire;
}

/// Of the targets that the rules may name, those with the text in their names.
Lookup targetLookup(common::RpcClient &rpc, const QByteArray &request)
{
    return
        [&rpc, request](const QString &text, QObject *context, std::function<void(const References &)> done) {
            callBytes(rpc, QStringLiteral("earshot.v1.StorageRules/Get"), request, context,
                      [text, done](const common::Result<QByteArray> &reply) {
                          References found;
                          v1::StorageRulesSetting setting;
                          if (reply &&
                              setting.ParseFromArray(reply->constData(), static_cast<int>(reply->size()))) {
                              for (const v1::StorageRuleTarget &target : setting.targets()) {
                                  const QString name = QString::fromStdString(target.name());
                                  if (name.contains(text, Qt::CaseInsensitive)) {
                                      found.append({QString::fromStdString(target.id()), name});
                                  }
                              }
                          }
                          done(found);
                      });
        };
}

bool own(const QVariantMap &now)
{
    return !now.value(QStringLiteral("inherited")).toBool();
}

FieldInfo targetInfo(const char *key, const QString &section, const Lookup &lookup)
{
    FieldInfo info{.key = QLatin1String(key), .label = Tr::tr("Storage target")};
    info.help =
        Tr::tr("Empty = the recorder's own folder. Files go there after each call; the recorder's copy is "
               "removed once the target has it.");
    info.section = section;
    info.lookup = lookup;
    info.enabled = own;
    return info;
}

FieldInfo nameInfo(const char *key)
{
    FieldInfo info{.key = QLatin1String(key), .label = Tr::tr("File name format")};
    //: %1 is a format
    info.help = Tr::tr("Empty = %1. \"/\" begins a folder.").arg(common::FileNameFormat::standard());
    info.maxLength = static_cast<int>(common::FileNameFormat::kLongest);
    info.enabled = own;
    info.check = &NamePreview::problemOf;
    return info;
}

std::vector<Field<RulesRecord>> rulesFields(bool canInherit, const Lookup &lookup)
{
    std::vector<Field<RulesRecord>> fields;
    if (canInherit) {
        FieldInfo inherited{
            .key = QStringLiteral("inherited"), .label = Tr::tr("System default"), .kind = EditorKind::Bool};
        inherited.words = Tr::tr("Use the system default");
        inherited.help = Tr::tr("The service provider sets it for all tenants.");
        fields.push_back(field(&RulesRecord::inherited, std::move(inherited)));
    }
    fields.push_back(referenceField(&RulesRecord::audioTarget, &RulesRecord::audioTargetName,
                                    targetInfo("audio_target", Tr::tr("Audio recordings"), lookup)));
    fields.push_back(field(&RulesRecord::audioName, nameInfo("audio_name")));
    fields.push_back(referenceField(&RulesRecord::screenTarget, &RulesRecord::screenTargetName,
                                    targetInfo("screen_target", Tr::tr("Screen recordings"), lookup)));
    fields.push_back(field(&RulesRecord::screenName, nameInfo("screen_name")));
    return fields;
}

SettingSpec specOf(const PageContext &context, const SettingLevel &level)
{
    const bool system = level.system;
    v1::StorageRulesRequest request;
    setLevel(request, level);
    SettingSpec spec;
    spec.id = QStringLiteral("storage-rules");
    spec.title = QCoreApplication::translate("Pages", "Storage Rules");
    spec.note =
        system ? Tr::tr("Where recordings of all tenants go that have no rules of their own, and what their "
                        "files are called there. It holds for calls that end after it was saved.")
               : Tr::tr("Where recordings go and what their files are called there. It holds for calls that "
                        "end after it was saved.");
    spec.viewPermission = QStringLiteral("settings.view");
    spec.editPermission = QStringLiteral("settings.edit");
    spec.loading = Tr::tr("load the storage rules");
    spec.saving = Tr::tr("save the storage rules");
    spec.saved = Tr::tr("Storage rules saved");
    spec.getMethod = QStringLiteral("earshot.v1.StorageRules/Get");
    spec.getRequest = QByteArray::fromStdString(request.SerializeAsString());
    spec.setMethod = QStringLiteral("earshot.v1.StorageRules/Set");
    settingOf<RulesRecord, v1::StorageRulesSetting>(
        spec, rulesFields(!system, targetLookup(context.rpc, spec.getRequest)), &rulesFrom, &toWire);
    return spec;
}

SettingPage *pageOf(const PageContext &context, const SettingLevel &level, QWidget *parent)
{
    SettingSpec spec = specOf(context, level);
    const auto shown = std::make_shared<QPointer<NamePreview>>();
    spec.below = [context, level, shown](QWidget *host) -> QWidget * {
        auto *both = new QWidget(host);
        auto *column = new QVBoxLayout(both);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(kGapLarge);
        *shown = new NamePreview(context, level, both);
        column->addWidget(*shown);
        column->addWidget(auditSectionOf(context, QStringLiteral("storage-rules"), both));
        return both;
    };
    // What the page is told of a reply goes through here too: the form says "edited" of what is typed alone.
    const auto fill = spec.fill;
    spec.fill = [fill, shown](RecordFormBase &form, const QByteArray &reply) {
        common::Status filled = fill(form, reply);
        if (*shown) {
            (*shown)->show(form.values());
            (*shown)->askEndings();
        }
        return filled;
    };
    auto *page = new SettingPage(context, std::move(spec), parent);
    NamePreview *preview = *shown;
    preview->show(page->form().values());
    QObject::connect(&page->form(), &RecordFormBase::edited, preview,
                     [page, preview] { preview->show(page->form().values()); });
    return page;
}

} // namespace

QWidget *createStorageRules(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return new LevelPage(
        context, [context](const SettingLevel &level, QWidget *host) { return pageOf(context, level, host); },
        parent);
}

} // namespace console
