// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/settings/fileformatpage.h"

#include "common/rpc/codecs/recordcodec.h"
#include "console/kit/banner.h"
#include "console/kit/discardquestion.h"
#include "console/kit/editdialog.h"
#include "console/kit/spacing.h"
#include "console/kit/stateview.h"
#include "console/kit/themedlabel.h"
#include "console/kit/titlelabel.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/administration/auditsection.h"
#include "console/pages/settings/settingspages.h"
#include "console/pages/settings/storageenforcement.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace console
{

namespace
{

common::Result<FileFormatSetting> settingFrom(const earshot::v1::FileFormatSetting &wire)
{
    common::Result<common::FileFormat> format = common::fromWire(wire.format());
    if (!format) {
        return common::propagate(format);
    }
    return FileFormatSetting{*format, wire.inherited(), wire.version()};
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
    , m_system(context.identity.scope == QLatin1String("unrestricted"))
{
    setObjectName(QStringLiteral("file-format"));
    build();
    rebuildForm();
    connect(&m_context.rpc, &common::RpcClient::readyChanged, this, &FileFormatPage::showReady);
    if (m_context.identity.may(QStringLiteral("settings.view"))) {
        refresh();
    } else {
        m_states->showDenied(QStringLiteral("settings.view"));
    }
}

void FileFormatPage::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGap);
    column->setSpacing(kGap);
    auto *title = new TitleLabel(QCoreApplication::translate("Pages", "File Format"), this);
    column->addWidget(title);
    auto *note = new ThemedLabel(ColorRole::MutedText, this);
    note->setText(Tr::tr("It holds for calls that begin after it was saved."));
    note->setWordWrap(true);
    column->addWidget(note);
    m_scope = new QComboBox(this);
    m_scope->setObjectName(QStringLiteral("scope"));
    m_scope->setAccessibleName(Tr::tr("Whose format"));
    m_scope->addItem(Tr::tr("Default of all tenants"), true);
    m_scope->addItem(m_context.identity.tenant, false);
    // Who sees one tenant only has nothing to choose.
    m_scope->setVisible(m_system && !m_context.identity.tenantId.isEmpty());
    connect(m_scope, &QComboBox::activated, this, [this] {
        m_system = m_scope->currentData().toBool();
        rebuildForm();
        refresh();
    });
    column->addWidget(m_scope, 0, Qt::AlignLeading);
    m_banner = new Banner(this);
    column->addWidget(m_banner);
    m_states = new StateView(this);
    connect(m_states, &StateView::retryRequested, this, &FileFormatPage::refresh);
    m_formHost = new QWidget(this);
    (new QVBoxLayout(m_formHost))->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameStyle(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *inside = new QWidget(this);
    auto *rows = new QVBoxLayout(inside);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_formHost);
    rows->addWidget(auditSectionOf(m_context, QStringLiteral("file-format"), inside));
    rows->addStretch();
    scroll->setWidget(inside);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_states);
    m_stack->addWidget(scroll);
    column->addWidget(m_stack, 1);
    auto *buttons = new QHBoxLayout;
    m_save = new QPushButton(Tr::tr("Save"), this);
    m_reset = new QPushButton(Tr::tr("Discard changes"), this);
    m_save->setObjectName(QStringLiteral("save"));
    m_reset->setObjectName(QStringLiteral("reset"));
    buttons->addWidget(m_save);
    buttons->addWidget(m_reset);
    buttons->addStretch();
    column->addLayout(buttons);
    connect(m_save, &QPushButton::clicked, this, &FileFormatPage::save);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_form->setRecord(m_known);
        updateButtons();
    });
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &FileFormatPage::save);
}

void FileFormatPage::rebuildForm()
{
    if (m_form != nullptr) {
        m_form->hide();
        m_form->deleteLater();
    }
    m_form = new RecordForm<FileFormatSetting>(fileFormatFields(!m_system), m_formHost);
    m_form->setReadOnly(!m_context.identity.may(QStringLiteral("settings.edit")));
    m_formHost->layout()->addWidget(m_form);
    connect(m_form, &RecordFormBase::edited, this, &FileFormatPage::updateButtons);
    connect(m_form, &RecordFormBase::reloadRequested, this, [this] {
        m_form->setRecord(m_known);
        updateButtons();
    });
    connect(m_form, &RecordFormBase::overwriteRequested, this, &FileFormatPage::save);
    updateButtons();
}

void FileFormatPage::load(std::function<void(const FileFormatSetting &)> done)
{
    earshot::v1::FileFormatRequest request;
    request.set_system(m_system);
    common::call<earshot::v1::FileFormatSetting>(
        m_context.rpc, QStringLiteral("earshot.v1.Settings/GetFileFormat"), request, this,
        [this, done = std::move(done),
         generation = ++m_generation](common::Result<earshot::v1::FileFormatSetting> reply) {
            if (generation != m_generation) {
                return;
            }
            common::Result<FileFormatSetting> setting =
                reply ? settingFrom(*reply) : common::Result<FileFormatSetting>(common::propagate(reply));
            if (!setting) {
                failed(setting.error());
                return;
            }
            m_known = *setting;
            done(*setting);
        });
}

void FileFormatPage::refresh()
{
    if (m_form->isDirty() && m_stack->currentWidget() != m_states) {
        return; // what is typed is not thrown away by F5
    }
    if (!m_context.rpc.isReady()) {
        showReady();
        return;
    }
    if (m_stack->currentWidget() == m_states) {
        m_states->showLoading();
    }
    load([this](const FileFormatSetting &setting) {
        m_form->setRecord(setting);
        m_stack->setCurrentIndex(1);
        updateButtons();
    });
}

void FileFormatPage::showReady()
{
    if (m_context.rpc.isReady()) {
        m_banner->hide();
        refresh();
    } else if (m_stack->currentWidget() == m_states) {
        m_states->showOffline();
    } else {
        m_banner->tell(StatusRole::Pending,
                       Tr::tr("Not connected. What you entered stays; it can be saved when the "
                              "connection is back."));
    }
}

void FileFormatPage::save()
{
    if (!m_save->isEnabled() || !m_form->validate()) {
        return;
    }
    if (!m_context.rpc.isReady()) {
        m_form->setFailure(Tr::tr("It cannot be saved without a connection. What you entered stays."));
        return;
    }
    const FileFormatSetting setting = m_form->record();
    earshot::v1::FileFormatChange change;
    change.set_system(m_system);
    *change.mutable_format() = common::toWire(setting.format);
    change.set_inherit(setting.inherited);
    change.set_version(m_known.version);
    m_save->setEnabled(false);
    common::call<earshot::v1::FileFormatSetting>(
        m_context.rpc, QStringLiteral("earshot.v1.Settings/SetFileFormat"), change, this,
        [this](common::Result<earshot::v1::FileFormatSetting> reply) {
            m_save->setEnabled(true);
            common::Result<FileFormatSetting> now =
                reply ? settingFrom(*reply) : common::Result<FileFormatSetting>(common::propagate(reply));
            if (now) {
                saved(*now);
            } else if (now.error().code == common::ErrorCode::Conflict) {
                load([this](const FileFormatSetting &theirs) { m_form->showConflictWith(theirs); });
            } else {
                showError(*m_form, now.error(), Tr::tr("save the file format"));
            }
        });
}

void FileFormatPage::saved(const FileFormatSetting &setting)
{
    m_known = setting;
    m_form->setRecord(setting);
    updateButtons();
    m_context.navigator.notify(Tr::tr("File format saved"));
}

void FileFormatPage::failed(const common::Error &error)
{
    const QString doing = Tr::tr("load the file format");
    if (error.code == common::ErrorCode::Denied &&
        error.fields.value(QStringLiteral("reason")) != QLatin1String("signed-out")) {
        m_states->showDenied(
            error.fields.value(QStringLiteral("permission"), QStringLiteral("settings.view")));
        m_stack->setCurrentWidget(m_states);
        updateButtons();
    } else if (m_stack->currentWidget() == m_states) {
        m_states->showError(sentenceFor(error, doing), errorDetails(error, doing));
    } else {
        showError(*m_form, error, doing);
    }
}

void FileFormatPage::updateButtons()
{
    const bool may = m_context.identity.may(QStringLiteral("settings.edit"));
    m_save->setEnabled(may);
    m_save->setToolTip(
        may ? QString()
            : Tr::tr("Needs the permission “%1”.").arg(permissionWord(QStringLiteral("settings.edit"))));
    m_reset->setEnabled(may && m_form->isDirty());
}

bool FileFormatPage::mayLeave()
{
    if (!m_form->isDirty()) {
        return true;
    }
    discardQuestion(this, [this] { m_reset->click(); })->open();
    return false;
}

} // namespace console
