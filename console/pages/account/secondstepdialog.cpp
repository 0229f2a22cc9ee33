// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/account/secondstepdialog.h"

#include "common/proto/secondstep.pb.h"
#include "console/kit/banner.h"
#include "console/kit/icons.h"
#include "console/kit/qrcode.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

/// "JBSWY3DPEHPK3PXP" -> "JBSW Y3DP EHPK 3PXP": how people type it into a phone.
QString inFours(const QString &key)
{
    QString grouped;
    for (qsizetype i = 0; i < key.size(); ++i) {
        if (i > 0 && i % 4 == 0) {
            grouped.append(QLatin1Char(' '));
        }
        grouped.append(key[i]);
    }
    return grouped;
}

QLabel *wrapped(const QString &text)
{
    auto *label = new QLabel(text);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

SecondStepDialog::SecondStepDialog(common::RpcClient &rpc, const common::Identity &identity,
                                   SecondStepTask task, SecretMaker make, QWidget *parent)
    : QDialog(parent)
    , m_rpc(rpc)
    , m_identity(identity)
    , m_task(task)
    , m_make(make ? std::move(make) : SecretMaker(&common::deriveLoginKeys))
    , m_banner(new Banner(this))
    , m_pages(new QStackedWidget)
    , m_codes(new RecoveryCodesPage(identity.login))
    , m_go(new QPushButton)
    , m_cancel(new QPushButton(Tr::tr("Cancel")))
{
    setObjectName(QStringLiteral("second-step-dialog"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(130 * kUnit);
    m_go->setObjectName(QStringLiteral("go"));
    m_go->setDefault(true);
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_passwordPage = makePassword();
    m_keyPage = makeKey();
    for (QWidget *page : {m_passwordPage, m_keyPage, static_cast<QWidget *>(m_codes)}) {
        m_pages->addWidget(page);
    }
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_go);
    buttons->addWidget(m_cancel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    column->addLayout(buttons);
    connect(m_go, &QPushButton::clicked, this, &SecondStepDialog::goOn);
    connect(m_cancel, &QPushButton::clicked, this, &SecondStepDialog::reject);
    connect(m_codes, &RecoveryCodesPage::keptChanged, m_go, &QWidget::setEnabled);
    connect(m_codes, &RecoveryCodesPage::saved, this, [this](const QString &path) {
        m_banner->tell(StatusRole::Good, Tr::tr("Saved as %1").arg(path));
    });
    connect(m_codes, &RecoveryCodesPage::notSaved, this, [this](const QString &problem) {
        m_banner->tell(StatusRole::Failed, Tr::tr("The file could not be written: %1").arg(problem));
    });
    const bool setUp = task == SecondStepTask::SetUp;
    m_secretPart->hide(); // there is no key yet
    setWindowTitle(setUp                              ? Tr::tr("Set up 2-step verification")
                   : task == SecondStepTask::NewCodes ? Tr::tr("New recovery codes")
                                                      : Tr::tr("Switch off 2-step verification"));
    const bool asksPassword = setUp && (identity.authenticatedBy.isEmpty() ||
                                        identity.authenticatedBy == QLatin1String("password"));
    showPage(asksPassword ? m_passwordPage : m_keyPage);
    if (setUp && !asksPassword) {
        begin({});
    }
}

QWidget *SecondStepDialog::makePassword()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGapSmall);
    auto *label = new QLabel(Tr::tr("Present password"));
    m_password = new QLineEdit;
    m_password->setObjectName(QStringLiteral("present"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setAccessibleName(Tr::tr("Present password"));
    label->setBuddy(m_password);
    column->addWidget(
        wrapped(Tr::tr("From then on signing in needs your password and a code that an "
                       "authenticator app on your phone shows. First confirm that it is you.")));
    column->addWidget(label);
    column->addWidget(m_password);
    column->addStretch(1);
    return page;
}

QWidget *SecondStepDialog::makeKey()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGapSmall);
    m_secretPart = new QWidget;
    auto *secret = new QVBoxLayout(m_secretPart);
    secret->setContentsMargins(0, 0, 0, 0);
    secret->setSpacing(kGapSmall);
    m_qr = new QrCode;
    m_qr->setObjectName(QStringLiteral("qr"));
    m_key = new QLineEdit;
    m_key->setObjectName(QStringLiteral("key"));
    m_key->setReadOnly(true);
    m_key->setAccessibleName(Tr::tr("Key"));
    m_key->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *copy = new QPushButton(icon(QStringLiteral("copy")), Tr::tr("Copy"));
    copy->setObjectName(QStringLiteral("copy-key"));
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_key->text().remove(QLatin1Char(' '))); });
    secret->addWidget(wrapped(Tr::tr("Scan this code with the app, or enter the key there by hand.")));
    secret->addWidget(m_qr, 0, Qt::AlignHCenter);
    auto *row = new QHBoxLayout;
    row->addWidget(m_key, 1);
    row->addWidget(copy);
    secret->addLayout(row);
    m_codeText = wrapped({});
    m_code = new QLineEdit;
    m_code->setObjectName(QStringLiteral("code"));
    m_code->setAccessibleName(Tr::tr("Code"));
    m_code->setMaxLength(40);
    m_code->setPlaceholderText(QStringLiteral("123456"));
    column->addWidget(m_secretPart);
    column->addWidget(m_codeText);
    column->addWidget(m_code);
    column->addStretch(1);
    return page;
}

void SecondStepDialog::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
    m_banner->hide();
    setWorking(false);
    if (page == m_passwordPage) {
        m_go->setText(Tr::tr("Go on"));
        m_password->setFocus();
    } else if (page == m_keyPage) {
        m_codeText->setText(
            m_task == SecondStepTask::SetUp
                ? Tr::tr("Then enter the six digits that it shows.")
                : Tr::tr("Enter the six digits that your authenticator app shows, or a recovery "
                         "code."));
        m_go->setText(m_task == SecondStepTask::SetUp      ? Tr::tr("Switch on")
                      : m_task == SecondStepTask::NewCodes ? Tr::tr("Make new codes")
                                                           : Tr::tr("Switch off"));
        m_code->setFocus();
    } else {
        m_go->setText(Tr::tr("Done"));
        m_go->setEnabled(m_codes->isKept());
        m_cancel->hide();
        m_codes->takeFocus();
    }
}

void SecondStepDialog::goOn()
{
    if (m_pages->currentWidget() == m_codes) {
        Q_EMIT done();
        accept();
        return;
    }
    if (m_pages->currentWidget() == m_keyPage) {
        sendCode();
        return;
    }
    if (m_password->text().isEmpty()) {
        m_banner->tell(StatusRole::Failed, Tr::tr("Enter your present password."));
        m_password->setFocus();
        return;
    }
    setWorking(true);
    presentSecret(m_rpc, m_make, m_identity.login, m_password->text(), this,
                  [this](const common::Result<QByteArray> &secret) {
                      if (secret) {
                          begin(*secret);
                      } else {
                          fail(secret.error());
                      }
                  });
}

void SecondStepDialog::begin(const QByteArray &secret)
{
    setWorking(true);
    v1::SecondStepBegin request;
    request.set_secret(secret.toStdString());
    common::call<v1::SecondStepSecret>(m_rpc, QStringLiteral("earshot.v1.SecondStep/Begin"), request, this,
                                       [this](const common::Result<v1::SecondStepSecret> &reply) {
                                           m_password->clear();
                                           if (reply) {
                                               showKey(QString::fromStdString(reply->base32()),
                                                       QString::fromStdString(reply->uri()));
                                           } else {
                                               fail(reply.error());
                                           }
                                       });
}

void SecondStepDialog::showKey(const QString &base32, const QString &uri)
{
    m_key->setText(inFours(base32));
    m_key->setCursorPosition(0);
    m_qr->setVisible(m_qr->setText(uri, Tr::tr("QR code of the key %1").arg(base32)));
    m_secretPart->show();
    showPage(m_keyPage);
    adjustSize();
}

void SecondStepDialog::sendCode()
{
    QString code = m_code->text().trimmed();
    code.remove(QLatin1Char(' '));
    if (code.size() < 6) {
        m_banner->tell(StatusRole::Failed, Tr::tr("Enter all six digits."));
        m_code->setFocus();
        return;
    }
    setWorking(true);
    v1::SecondStepConfirm request;
    request.set_code(code.toStdString());
    if (m_task == SecondStepTask::SwitchOff) {
        common::call<v1::SecondStepEnded>(m_rpc, QStringLiteral("earshot.v1.SecondStep/End"), request, this,
                                          [this](const common::Result<v1::SecondStepEnded> &reply) {
                                              if (reply) {
                                                  Q_EMIT done();
                                                  accept();
                                              } else {
                                                  fail(reply.error());
                                              }
                                          });
        return;
    }
    const QString method = m_task == SecondStepTask::SetUp
                               ? QStringLiteral("earshot.v1.SecondStep/Confirm")
                               : QStringLiteral("earshot.v1.SecondStep/NewRecoveryCodes");
    common::call<v1::RecoveryCodes>(m_rpc, method, request, this,
                                    [this](const common::Result<v1::RecoveryCodes> &reply) {
                                        if (!reply) {
                                            fail(reply.error());
                                            return;
                                        }
                                        QStringList codes;
                                        for (const std::string &one : reply->codes()) {
                                            codes.append(QString::fromStdString(one));
                                        }
                                        showCodes(codes);
                                    });
}

void SecondStepDialog::showCodes(const QStringList &codes)
{
    m_codes->setCodes(codes);
    showPage(m_codes);
    m_changed = true;
}

void SecondStepDialog::setWorking(bool working)
{
    m_pages->setEnabled(!working);
    m_go->setEnabled(!working);
}

void SecondStepDialog::fail(const common::Error &error)
{
    setWorking(false);
    const QString reason = error.fields.value(QStringLiteral("reason"));
    QString words = sentenceFor(error, Tr::tr("change 2-step verification")).oneLine();
    if (error.fields.contains(QStringLiteral("secret"))) {
        words = Tr::tr("This is not your present password.");
    } else if (error.fields.contains(QStringLiteral("code"))) {
        words =
            Tr::tr("The code is not right, or it was used already. Wait for the next one; the clock of your "
                   "phone must be right.");
    } else if (reason == QLatin1String("throttled")) {
        words = Tr::tr("Too many wrong tries. Wait five minutes, then try again.");
    } else if (reason == QLatin1String("session-old")) {
        words = Tr::tr(
            "You signed in too long ago for this. Sign out, sign in again, and do it within ten minutes.");
    } else if (reason == QLatin1String("required")) {
        words = Tr::tr("Your role demands 2-step verification: it cannot be switched off.");
    } else if (error.fields.contains(QStringLiteral("second_step"))) {
        words = Tr::tr("It was changed meanwhile. Close this window and look again.");
    }
    m_banner->tell(StatusRole::Failed, words);
    if (m_task == SecondStepTask::SetUp && m_pages->currentWidget() == m_keyPage && m_key->text().isEmpty()) {
        m_pages->setEnabled(false); // no key was given: nothing can be confirmed
        m_go->setEnabled(false);
        return;
    }
    QLineEdit *field = m_pages->currentWidget() == m_passwordPage ? m_password : m_code;
    field->selectAll();
    field->setFocus();
}

void SecondStepDialog::setFileChooser(FileChooser chooser)
{
    m_codes->setFileChooser(std::move(chooser));
}

QString SecondStepDialog::problem() const
{
    return m_banner->isHidden() ? QString() : m_banner->text();
}

void SecondStepDialog::reject()
{
    if (m_pages->currentWidget() == m_codes && !m_codes->isKept()) {
        m_banner->tell(StatusRole::Pending,
                       Tr::tr("These codes are shown only now. Keep them, then tick the box."));
        return;
    }
    if (m_changed) {
        Q_EMIT done();
    }
    QDialog::reject();
}

} // namespace console
