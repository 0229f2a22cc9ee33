// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/settings/fileformatpage.h"

#include "common/rpc/codecs/recordcodec.h"
#include "console/crud/settingpage.h"
#include "console/kit/tr.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/settings/levelpage.h"
#include "console/pages/settings/settingspages.h"
#include "console/pages/settings/storageenforcement.h"

#include <QCoreApplication>

namespace console
{

namespace
{

namespace v1 = earshot::v1;

common::Result<FileFormatSetting> settingFrom(const v1::FileFormatSetting &wire)
{
    common::Result<common::FileFormat> format = common::fromWire(wire.format());
    if (!format) {
        return common::propagate(format);
    }
    return FileFormatSetting{*format, wire.inherited(), wire.version()};
}

SettingSpec specOf(const PageContext &context, const SettingLevel &level)
{
    v1::FileFormatRequest request;
    setLevel(request, level);
    SettingSpec spec;
    spec.id = QStringLiteral("file-format");
    spec.title = Tr::tr("Edit File Format Settings");
    spec.note =
        Tr::tr("It holds for all files that are made after it was saved, also those of calls in progress.");
    spec.viewPermission = QStringLiteral("settings.view");
    spec.editPermission = QStringLiteral("settings.edit");
    spec.loading = Tr::tr("load the file format");
    spec.saving = Tr::tr("save the file format");
    spec.saved = Tr::tr("File format saved");
    spec.getMethod = QStringLiteral("earshot.v1.Settings/GetFileFormat");
    spec.getRequest = QByteArray::fromStdString(request.SerializeAsString());
    spec.setMethod = QStringLiteral("earshot.v1.Settings/SetFileFormat");
    settingOf<FileFormatSetting, v1::FileFormatSetting>(
        spec, fileFormatFields(!level.system), &settingFrom, [level](const FileFormatSetting &setting) {
            v1::FileFormatChange change;
            setLevel(change, level);
            *change.mutable_format() = common::toWire(setting.format);
            change.set_inherit(setting.inherited);
            change.set_version(setting.version);
            return change;
        });
    spec.below = [context](QWidget *host) {
        return auditSectionOf(context, QStringLiteral("file-format"), host);
    };
    return spec;
}

} // namespace

QWidget *createFileFormat(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return new LevelPage(
        context,
        [context](const SettingLevel &level, QWidget *host) {
            return new SettingPage(context, specOf(context, level), host);
        },
        parent);
}

QList<PageSpec> settingsPages()
{
    return {{QStringLiteral("file-format"), QStringLiteral("storage"),
             QT_TRANSLATE_NOOP("Pages", "File Format"), QStringLiteral("file-audio"),
             QStringLiteral("settings.view"), &createFileFormat},
            {QStringLiteral("storage-rules"), QStringLiteral("storage"),
             QT_TRANSLATE_NOOP("Pages", "Storage Rules"), QStringLiteral("folder-cog"),
             QStringLiteral("settings.view"), &createStorageRules},
            {QStringLiteral("file-encryption"), QStringLiteral("storage"),
             QT_TRANSLATE_NOOP("Pages", "File Encryption"), QStringLiteral("lock"),
             QStringLiteral("keys.view"), &createFileEncryption},
            {QStringLiteral("storage-usage"), QStringLiteral("storage"),
             QT_TRANSLATE_NOOP("Pages", "Storage Limits/Usage"), QStringLiteral("hard-drive"),
             QStringLiteral("settings.view"), &createStorageUsage},
            {QStringLiteral("storage-enforcement"),
             {},
             QT_TRANSLATE_NOOP("Pages", "Enforcement of storage limits"),
             QStringLiteral("timer"),
             QStringLiteral("settings.view"),
             &createStorageEnforcement,
             QStringLiteral("storage-usage")},
            {QStringLiteral("mail"), QStringLiteral("system"), QT_TRANSLATE_NOOP("Pages", "Mail"),
             QStringLiteral("inbox"), QStringLiteral("system.view"), &createMail}};
}

} // namespace console
