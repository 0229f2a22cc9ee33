// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/signinpage.h"

#include "console/app/fieldform.h"
#include "console/app/narrowpage.h"
#include "console/app/passwordfield.h"
#include "console/kit/spacing.h"
#include "console/kit/titlelabel.h"
#include "console/kit/words.h"
#include "console/net/connection.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>

namespace console
{

namespace
{
constexpr int kWidth = 520;
} // namespace

SignInPage::SignInPage(Connection &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_title(new TitleLabel)
    , m_reason(new QLabel)
    , m_form(new FieldForm)
    , m_login(new QLineEdit)
    , m_password(new PasswordField)
    , m_capsLock(new QLabel(tr("Caps Lock is on.")))
    , m_stay(new QCheckBox(tr("Stay signed in on this computer")))
    , m_problem(new ProblemLine)
    , m_progress(new QProgressBar)
    , m_working(new QLabel)
    , m_signIn(new QPushButton(tr("Sign in")))
    , m_cancel(new QPushButton(tr("Back to the servers")))
{
    for (QLabel *label : {m_title, m_reason}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_login->setMaxLength(200);
    m_form->addField(QStringLiteral("login"), tr("Login"), m_login);
    m_form->addField(QStringLiteral("password"), tr("Password"), m_password);
    m_form->addNote(m_capsLock);
    m_capsLock->hide();
    m_stay->setToolTip(tr("The session is kept in this computer's keychain, never the password."));
    m_form->addWide(m_stay);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(kUnit);
    m_progress->setAccessibleName(tr("Working"));
    m_signIn->setDefault(true);
    fillNarrowPage(this, kWidth, {m_title, m_reason, m_problem, m_form, m_working, m_progress},
                   {m_signIn, m_cancel});
    connect(m_signIn, &QPushButton::clicked, this, &SignInPage::submit);
    connect(m_login, &QLineEdit::returnPressed, this, &SignInPage::submit);
    connect(m_password, &QLineEdit::returnPressed, this, &SignInPage::submit);
    connect(m_password, &PasswordField::capsLockChanged, m_capsLock, &QWidget::setVisible);
    connect(m_cancel, &QPushButton::clicked, this, &SignInPage::cancelled);
    connect(&m_connection, &Connection::stateChanged, this, &SignInPage::refresh);
    connect(&m_connection, &Connection::signInStarted, this, &SignInPage::refresh);
    connect(&m_connection, &Connection::signInFailed, this, &SignInPage::fail);
    refresh();
}

QString SignInPage::reasonText() const
{
    switch (m_connection.signInReason()) {
    case SignInReason::SessionEnded:
        return tr("Your session has ended. Sign in again to go on; what you typed is kept.");
    case SignInReason::Locked:
        return tr("The console is locked. Sign in again to go on; what you typed is kept.");
    case SignInReason::First: break;
    }
    return {};
}

void SignInPage::setWorking(bool working, const QString &text)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_login), static_cast<QWidget *>(m_password),
                            static_cast<QWidget *>(m_stay), static_cast<QWidget *>(m_signIn)}) {
        widget->setEnabled(!working);
    }
    m_progress->setVisible(working);
    m_working->setVisible(working);
    m_working->setText(text);
}

void SignInPage::refresh()
{
    const ServerEntry &server = m_connection.server();
    const ConnectionState state = m_connection.state();
    m_title->setText(tr("Sign in to %1").arg(server.label));
    m_reason->setText(reasonText());
    m_reason->setVisible(!m_reason->text().isEmpty());
    if (state == ConnectionState::Connecting) {
        m_problem->hide();
        setWorking(true, tr("Connecting to %1…").arg(server.address()));
    } else if (m_connection.signingIn()) {
        m_problem->hide();
        setWorking(true, tr("Signing in…"));
    } else {
        setWorking(false, {});
    }
    if (state != ConnectionState::SigningIn || m_connection.signingIn()) {
        if (state == ConnectionState::Ready) {
            m_password->clear();
        }
        return;
    }
    m_form->clearErrors();
    m_stay->setChecked(server.staySignedIn);
    if (m_login->text().isEmpty()) {
        m_login->setText(server.login);
    }
    (m_login->text().isEmpty() ? static_cast<QWidget *>(m_login) : m_password)->setFocus();
}

void SignInPage::submit()
{
    QMap<QString, QString> errors;
    if (m_login->text().trimmed().isEmpty()) {
        errors.insert(QStringLiteral("login"), tr("Enter your login."));
    }
    if (m_password->text().isEmpty()) {
        errors.insert(QStringLiteral("password"), tr("Enter your password."));
    }
    m_problem->hide();
    m_form->showErrors(errors);
    if (errors.isEmpty()) {
        m_connection.signIn(m_login->text().trimmed(), m_password->text(), m_stay->isChecked());
    }
}

void SignInPage::fail(const common::Error &error)
{
    refresh();
    const QString reason = error.fields.value(QStringLiteral("reason"));
    QString words;
    if (error.code == common::ErrorCode::Denied) {
        words = tr("The login or the password is not right.");
    } else if (error.code == common::ErrorCode::Invalid) {
        words =
            tr("The server asks for a weaker protection of your password than this console accepts. It was "
               "not sent. Tell your administrator.");
    } else if (reason == QLatin1String("busy")) {
        words = tr("Too many people are signing in at this moment. Try again in a few seconds.");
    } else {
        words = sentenceFor(error, tr("sign in")).oneLine();
    }
    m_problem->say(words);
    m_password->selectAll();
    m_password->setFocus();
}

QString SignInPage::problem() const
{
    return m_problem->said();
}

} // namespace console
