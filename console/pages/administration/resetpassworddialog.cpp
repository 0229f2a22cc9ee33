// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/resetpassworddialog.h"

#include "common/proto/passwordreset.pb.h"
#include "console/crud/objectchange.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/pages/keys/lastholderquestion.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace console
{

namespace v1 = earshot::v1;

ResetPasswordDialog::ResetPasswordDialog(common::RpcClient &rpc, common::UserRecord user, SecretMaker make,
                                         QWidget *parent)
    : QDialog(parent)
    , m_rpc(rpc)
    , m_reset(rpc, std::move(make))
    , m_user(std::move(user))
    , m_text(
          new QLabel(Tr::tr("A new password for %1. The present one stops working when the new one is set.")
                         .arg(m_user.name)))
    , m_type(new QLabel(Tr::tr("Reset Password Type")))
    , m_create(new QRadioButton(Tr::tr("Create a new password for user")))
    , m_link(new QRadioButton(Tr::tr("Send user a reset password link by email (recommended)")))
    , m_whyNoLink(new ThemedLabel(ColorRole::MutedText))
    , m_mustChange(new QCheckBox(Tr::tr("Must change password on next login")))
    , m_whyMustChange(new ThemedLabel(ColorRole::MutedText))
    , m_password(new QLineEdit)
    , m_copy(new QPushButton(icon(QStringLiteral("copy")), Tr::tr("Copy")))
{
    build();
    connect(m_go, &QPushButton::clicked, this, &ResetPasswordDialog::go);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_password->text()); });
    connect(&m_reset, &PasswordReset::succeeded, this, &ResetPasswordDialog::show);
    connect(&m_reset, &PasswordReset::failed, this, &ResetPasswordDialog::showFailure);
    m_create->setChecked(true);
    m_link->setEnabled(false);
    askWays(rpc, this, [this](const SignInWays &ways) { takeWays(ways.resetByMail); });
}

void ResetPasswordDialog::build()
{
    setObjectName(QStringLiteral("reset-password-dialog"));
    setWindowTitle(Tr::tr("Reset Password"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(120 * kUnit);
    m_text->setObjectName(QStringLiteral("text"));
    m_type->setObjectName(QStringLiteral("type"));
    m_create->setObjectName(QStringLiteral("create"));
    m_link->setObjectName(QStringLiteral("link"));
    m_whyNoLink->setObjectName(QStringLiteral("why-no-link"));
    m_whyMustChange->setObjectName(QStringLiteral("why-must-change"));
    for (QLabel *label : {m_text, m_whyNoLink, m_whyMustChange}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_mustChange->setObjectName(QStringLiteral("must-change"));
    m_mustChange->setChecked(true);
    m_mustChange->setEnabled(false);
    m_whyMustChange->setText(Tr::tr("Always: two people know it. It works for 24 hours."));
    m_mustChange->setAccessibleDescription(m_whyMustChange->text());
    m_password->setObjectName(QStringLiteral("password"));
    m_password->setAccessibleName(Tr::tr("One-time password"));
    m_password->setReadOnly(true);
    m_password->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_password->setMinimumWidth(m_password->fontMetrics().averageCharWidth() * 30);
    m_copy->setObjectName(QStringLiteral("copy"));
    for (QWidget *later : {static_cast<QWidget *>(m_password), static_cast<QWidget *>(m_copy),
                           static_cast<QWidget *>(m_whyNoLink)}) {
        later->hide();
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_close = buttons->button(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(Tr::tr("Reset Password"), QDialogButtonBox::ActionRole);
    m_go->setObjectName(QStringLiteral("reset"));
    m_go->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_type), static_cast<QWidget *>(m_create),
          static_cast<QWidget *>(m_mustChange), static_cast<QWidget *>(m_whyMustChange),
          static_cast<QWidget *>(m_link), static_cast<QWidget *>(m_whyNoLink)}) {
        column->addWidget(widget);
    }
    auto *row = new QHBoxLayout;
    row->addWidget(m_password, 1);
    row->addWidget(m_copy);
    column->addLayout(row);
    column->addStretch();
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ResetPasswordDialog::takeWays(bool mail)
{
    if (m_go->isHidden() || !m_go->isEnabled()) {
        return; // somebody was quicker
    }
    const QString why = m_user.email.isEmpty() ? Tr::tr("This user has no e-mail address.")
                        : !mail ? Tr::tr("This installation sends no e-mail: Administration, System, Mail.")
                                : QString();
    m_link->setEnabled(why.isEmpty());
    m_link->setAccessibleDescription(why);
    m_whyNoLink->setText(why);
    m_whyNoLink->setHidden(why.isEmpty());
    m_link->setChecked(why.isEmpty());
}

void ResetPasswordDialog::go()
{
    setWorking(true);
    if (m_link->isChecked()) {
        sendLink();
    } else {
        m_reset.start(m_user.id, m_confirmed);
    }
}

void ResetPasswordDialog::sendLink()
{
    v1::SendLinkRequest request;
    request.set_id(m_user.id.toStdString());
    for (const QString &tail : std::as_const(m_confirmed)) {
        request.add_confirm(tail.toStdString());
    }
    common::call<v1::SendLinkReply>(m_rpc, QStringLiteral("earshot.v1.PasswordReset/Send"), request, this,
                                    [this](const common::Result<v1::SendLinkReply> &reply) {
                                        if (reply) {
                                            showSent(QString::fromStdString(reply->address()));
                                        } else {
                                            showFailure(reply.error());
                                        }
                                    });
}

void ResetPasswordDialog::setWorking(bool working)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_go), static_cast<QWidget *>(m_create)}) {
        widget->setEnabled(!working);
    }
    m_link->setEnabled(!working && m_whyNoLink->isHidden());
}

void ResetPasswordDialog::showSent(const QString &address)
{
    m_text->setText(Tr::tr("A link was sent to %1. It is good once, for 15 minutes; until then the present "
                           "password works.")
                        .arg(address));
    for (QWidget *widget : {static_cast<QWidget *>(m_type), static_cast<QWidget *>(m_create),
                            static_cast<QWidget *>(m_link), static_cast<QWidget *>(m_mustChange),
                            static_cast<QWidget *>(m_whyMustChange), static_cast<QWidget *>(m_go)}) {
        widget->hide();
    }
    m_close->setText(Tr::tr("Close"));
    m_close->setFocus();
    adjustSize();
}

void ResetPasswordDialog::show(const QString &password)
{
    m_text->setText(
        Tr::tr("This password is shown only now. Pass it on in a safe way: it works for 24 hours, and "
               "the user chooses another one when signing in."));
    for (QWidget *widget :
         {static_cast<QWidget *>(m_type), static_cast<QWidget *>(m_create), static_cast<QWidget *>(m_link),
          static_cast<QWidget *>(m_whyNoLink), static_cast<QWidget *>(m_mustChange),
          static_cast<QWidget *>(m_whyMustChange), static_cast<QWidget *>(m_go)}) {
        widget->hide();
    }
    m_password->setText(password);
    m_password->show();
    m_copy->show();
    m_copy->setFocus();
    m_close->setText(Tr::tr("Close"));
    adjustSize();
}

bool ResetPasswordDialog::askWhatIsLost(const common::Error &error)
{
    const LastHolderQuestion question{
        m_link->isChecked() ? Tr::tr("Send the link") : Tr::tr("Reset Password"), m_user.name};
    return askLastHolder(
        error, question, this,
        [this](const QString &tail) {
            m_confirmed.append(tail);
            go();
        },
        [this] { setWorking(false); });
}

void ResetPasswordDialog::showFailure(const common::Error &error)
{
    if (askWhatIsLost(error)) {
        return;
    }
    setWorking(false);
    if (error.fields.contains(QStringLiteral("email"))) {
        m_text->setText(Tr::tr("This user has no e-mail address."));
    } else if (error.fields.contains(QStringLiteral("mail"))) {
        m_text->setText(Tr::tr("This installation sends no e-mail: Administration, System, Mail."));
    } else if (error.fields.contains(QStringLiteral("authentication"))) {
        m_text->setText(Tr::tr("This user's password is not kept here: it is changed in the directory."));
    } else if (error.fields.value(QStringLiteral("reason")) == QLatin1String("throttled")) {
        m_text->setText(Tr::tr("Three links were sent within the hour: no more for now."));
    } else {
        m_text->setText(refusalOf(error, Tr::tr("reset the password")));
    }
}

} // namespace console
