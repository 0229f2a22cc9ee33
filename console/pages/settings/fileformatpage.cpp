// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/settings/fileformatpage.h"

#include "common/rpc/codecs/recordcodec.h"
#include "console/crud/settingpage.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/settings/settingspages.h"
#include "console/pages/settings/storageenforcement.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

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

SettingSpec specOf(const PageContext &context, bool system)
{
    v1::FileFormatRequest request;
    request.set_system(system);
    SettingSpec spec;
    spec.id = QStringLiteral("file-format");
    spec.title = QCoreApplication::translate("Pages", "File Format");
    spec.note = Tr::tr("It holds for calls that begin after it was saved.");
    spec.viewPermission = QStringLiteral("settings.view");
    spec.editPermission = QStringLiteral("settings.edit");
    spec.loading = Tr::tr("load the file format");
    spec.saving = Tr::tr("save the file format");
    spec.saved = Tr::tr("File format saved");
    spec.getMethod = QStringLiteral("earshot.v1.Settings/GetFileFormat");
    spec.getRequest = QByteArray::fromStdString(request.SerializeAsString());
    spec.setMethod = QStringLiteral("earshot.v1.Settings/SetFileFormat");
    settingOf<FileFormatSetting, v1::FileFormatSetting>(
        spec, fileFormatFields(!system), &settingFrom, [system](const FileFormatSetting &setting) {
            v1::FileFormatChange change;
            change.set_system(system);
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

QList<PageSpec> settingsPages()
{
    return {{QStringLiteral("file-format"), QStringLiteral("storage"),
             QT_TRANSLATE_NOOP("Pages", "File Format"), QStringLiteral("file-audio"),
             QStringLiteral("settings.view"),
             [](const PageContext &context, const QVariantMap &, QWidget *parent) -> QWidget * {
                 return new FileFormatPage(context, parent);
             }},
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

FileFormatPage::FileFormatPage(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_scope(new QComboBox(this))
{
    const bool system = context.identity.scope == QLatin1String("unrestricted");
    setObjectName(QStringLiteral("file-formats"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_scope->setObjectName(QStringLiteral("scope"));
    m_scope->setAccessibleName(Tr::tr("Whose format"));
    m_scope->addItem(Tr::tr("Default of all tenants"), true);
    m_scope->addItem(context.identity.tenant, false);
    m_scope->setCurrentIndex(system ? 0 : 1);
    // Who sees one tenant only has nothing to choose.
    m_scope->setVisible(system && !context.identity.tenantId.isEmpty());
    if (!m_scope->isHidden()) {
        auto *line = new QHBoxLayout;
        line->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, 0);
        line->addWidget(m_scope);
        line->addStretch();
        column->addLayout(line);
    }
    connect(m_scope, &QComboBox::activated, this, [this] { showScope(m_scope->currentData().toBool()); });
    showScope(system);
}

void FileFormatPage::showScope(bool system)
{
    if (m_page != nullptr) {
        m_page->hide();
        m_page->deleteLater();
    }
    m_page = new SettingPage(m_context, specOf(m_context, system), this);
    layout()->addWidget(m_page);
}

RecordFormBase *FileFormatPage::form() const
{
    return &m_page->form();
}

void FileFormatPage::refresh()
{
    m_page->refresh();
}

bool FileFormatPage::mayLeave()
{
    return m_page->mayLeave();
}

} // namespace console
