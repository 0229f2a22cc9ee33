// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/resetpassworddialog.h"

#include "console/crud/objectchange.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

ResetPasswordDialog::ResetPasswordDialog(common::RpcClient &rpc, const QString &userId,
                                         const QString &userName, SecretMaker make, QWidget *parent)
    : QDialog(parent)
    , m_reset(rpc, std::move(make))
    , m_userId(userId)
    , m_text(new QLabel(
          Tr::tr("A new one-time password is made for %1. The present one stops working.").arg(userName)))
    , m_mustChange(new QCheckBox(Tr::tr("Must change password on next login")))
    , m_password(new QLineEdit)
    , m_copy(new QPushButton(icon(QStringLiteral("copy")), Tr::tr("Copy")))
{
    setObjectName(QStringLiteral("reset-password-dialog"));
    setWindowTitle(Tr::tr("Reset Password"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(110 * kUnit);
    m_text->setObjectName(QStringLiteral("text"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_mustChange->setObjectName(QStringLiteral("must-change"));
    m_mustChange->setChecked(true);
    m_password->setObjectName(QStringLiteral("password"));
    m_password->setAccessibleName(Tr::tr("One-time password"));
    m_password->setReadOnly(true);
    m_password->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_password->setMinimumWidth(m_password->fontMetrics().averageCharWidth() * 30);
    m_copy->setObjectName(QStringLiteral("copy"));
    m_password->hide();
    m_copy->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_close = buttons->button(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(Tr::tr("Reset Password"), QDialogButtonBox::ActionRole);
    m_go->setObjectName(QStringLiteral("reset"));
    m_go->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_text);
    column->addWidget(m_mustChange);
    auto *row = new QHBoxLayout;
    row->addWidget(m_password, 1);
    row->addWidget(m_copy);
    column->addLayout(row);
    column->addStretch();
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] {
        m_go->setEnabled(false);
        m_mustChange->setEnabled(false);
        m_reset.start(m_userId, m_mustChange->isChecked());
    });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_password->text()); });
    connect(&m_reset, &PasswordReset::succeeded, this, &ResetPasswordDialog::show);
    connect(&m_reset, &PasswordReset::failed, this, &ResetPasswordDialog::showFailure);
}

void ResetPasswordDialog::show(const QString &password)
{
    m_text->setText(
        m_mustChange->isChecked()
            ? Tr::tr("This password is shown only now. It works once: the user chooses another one "
                     "when signing in.")
            : Tr::tr("This password is shown only now. Pass it on in a safe way."));
    m_mustChange->hide();
    m_go->hide();
    m_password->setText(password);
    m_password->show();
    m_copy->show();
    m_copy->setFocus();
    m_close->setText(Tr::tr("Close"));
    adjustSize();
}

void ResetPasswordDialog::showFailure(const common::Error &error)
{
    m_go->setEnabled(true);
    m_mustChange->setEnabled(true);
    m_text->setText(refusalOf(error, Tr::tr("reset the password")));
}

} // namespace console
