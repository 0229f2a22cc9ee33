// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/exportkeydialog.h"

#include "common/core/typedsecret.h"
#include "console/crud/objectchange.h"
#include "console/kit/banner.h"
#include "console/kit/passwordfield.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/passwordnotes.h"
#include "console/kit/spacing.h"
#include "console/kit/statuschip.h"
#include "console/kit/tr.h"
#include "console/net/background.h"
#include "console/net/sessionkeys.h"
#include "console/pages/keys/confirmtaildialog.h"
#include "console/pages/keys/keywork.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

namespace v1 = earshot::v1;

ExportKeyDialog::ExportKeyDialog(const PageContext &context, KeyRow key, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_key(std::move(key))
    , m_banner(new Banner)
    , m_password(new PasswordField)
    , m_again(new PasswordField)
    , m_meter(new PasswordMeter)
{
    m_chooseFile = [this](const QString &suggested, const std::function<void(const QString &)> &chosen) {
        auto *dialog = new QFileDialog(this, Tr::tr("Export Encrypt Key"));
        dialog->setObjectName(QStringLiteral("export-file"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("pem"));
        dialog->selectFile(suggested);
        connect(dialog, &QFileDialog::fileSelected, this, chosen);
        dialog->open();
    };
    build();
    connect(m_password, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_meter->setStrength(common::strengthOf(
            text, {m_context.identity.login, m_context.identity.name, m_context.identity.tenant}));
    });
    connect(m_go, &QPushButton::clicked, this, &ExportKeyDialog::go);
}

void ExportKeyDialog::build()
{
    setObjectName(QStringLiteral("export-key"));
    setWindowTitle(Tr::tr("Export Encrypt Key"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(120 * kUnit);
    auto *text = new QLabel(
        Tr::tr("The private key of «%1» is written into a file. Whoever has the file and its password opens "
               "every recording that is encrypted with this key: keep it in a safe place.")
            .arg(keyTitle(m_key)));
    auto *hint =
        new QLabel(Tr::tr("When a password is given, the private key in the file is protected with it."));
    for (QLabel *label : {text, hint}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_password->setObjectName(QStringLiteral("password"));
    m_again->setObjectName(QStringLiteral("again"));
    auto *form = new QFormLayout;
    const auto row = [form](const QString &label, QLineEdit *field) {
        field->setAccessibleName(label);
        form->addRow(label, field);
    };
    row(Tr::tr("Password (recommended)"), m_password);
    form->addRow(QString(), m_meter);
    row(Tr::tr("Password again"), m_again);
    form->addRow(QString(), matchNote(*m_password, *m_again));
    form->addRow(QString(), capsLockNote({m_password, m_again}));
    form->addRow(QString(), hint);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(Tr::tr("Export…"), QDialogButtonBox::ActionRole);
    m_go->setObjectName(QStringLiteral("export"));
    m_go->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_banner);
    column->addWidget(text);
    column->addLayout(form);
    column->addStretch();
    column->addWidget(buttons);
    m_password->setFocus();
}

void ExportKeyDialog::go()
{
    m_banner->hide();
    if (m_password->text() != m_again->text()) {
        m_banner->tell(StatusRole::Failed, Tr::tr("The two are not the same."));
        return;
    }
    if (!m_password->text().isEmpty()) {
        chooseFile();
        return;
    }
    ConfirmTailDialog::ask(
        {Tr::tr("Export unprotected"),
         Tr::tr("Without a password whoever gets hold of the file opens every recording that is encrypted "
                "with this key."),
         Tr::tr("Export unprotected"), m_key.fingerprint},
        this, [this](const QString &) { chooseFile(); });
}

void ExportKeyDialog::chooseFile()
{
    m_chooseFile(QStringLiteral("earshot-key-%1.pem").arg(tailOf(m_key.fingerprint)),
                 [this](const QString &path) {
                     if (!path.isEmpty()) {
                         m_go->setEnabled(false);
                         note(path);
                     }
                 });
}

void ExportKeyDialog::note(const QString &path)
{
    v1::KeyExport request;
    request.set_id(m_key.id.toStdString());
    request.set_with_password(!m_password->text().isEmpty());
    common::call<v1::KeyExportNoted>(m_context.rpc, QStringLiteral("earshot.v1.TenantKeys/NoteExport"),
                                     request, this,
                                     [this, path](const common::Result<v1::KeyExportNoted> &reply) {
                                         if (reply) {
                                             write(path);
                                         } else {
                                             fail(refusalOf(reply.error(), Tr::tr("export the key")));
                                         }
                                     });
}

void ExportKeyDialog::write(const QString &path)
{
    const auto keys = m_context.keys != nullptr && m_context.keys->ring()
                          ? m_context.keys->ring()->tenantKeys(m_key.fingerprint)
                          : std::nullopt;
    if (!keys) {
        fail(Tr::tr("Your keys were locked meanwhile."));
        return;
    }
    inBackground(
        this,
        [keys = *keys, password = std::make_shared<common::TypedSecret>(m_password->text()), path] {
            return exportTenantKey(keys, password->text(), path);
        },
        [this, path](const common::Status &written) {
            if (written) {
                Q_EMIT exported(path);
                accept();
            } else {
                fail(Tr::tr("The file could not be written: %1")
                         .arg(written.error().fields.value(QStringLiteral("file"))));
            }
        });
}

void ExportKeyDialog::fail(const QString &words)
{
    m_go->setEnabled(true);
    m_banner->tell(StatusRole::Failed, words);
}

QString ExportKeyDialog::problem() const
{
    return m_banner->isHidden() ? QString() : m_banner->text();
}

} // namespace console
