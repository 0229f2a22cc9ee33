// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/entrypages.h"

#include "console/app/certificatedialog.h"
#include "console/app/mainwindow.h"
#include "console/app/passwordpage.h"
#include "console/app/resetpage.h"
#include "console/app/secondsteppage.h"
#include "console/app/secondstepsetuppage.h"
#include "console/app/serverspage.h"
#include "console/app/signinpage.h"

#include <QDesktopServices>
#include <QStackedWidget>
#include <QUrl>

namespace console
{

EntryPages::EntryPages(const Parts &parts)
    : m_parts(parts)
    , m_servers(new ServersPage(parts.services.servers))
    , m_signIn(new SignInPage(parts.connection))
    , m_password(new PasswordPage(parts.connection, parts.services.makeSecret, &parts.keys))
    , m_secondStep(new SecondStepPage(parts.connection))
    , m_setup(
          new SecondStepSetupPage(parts.connection, parts.connection.identity(), parts.services.makeSecret))
    , m_reset(new ResetPage(parts.connection, parts.services.makeSecret))
    , m_changed(new CertificateChangedPage)
{
    addToStack();
    connectSignIn();
    connectOthers();
}

void EntryPages::addToStack()
{
    for (QWidget *page : {static_cast<QWidget *>(m_servers), static_cast<QWidget *>(m_signIn),
                          static_cast<QWidget *>(m_password), static_cast<QWidget *>(m_changed),
                          static_cast<QWidget *>(m_secondStep), static_cast<QWidget *>(m_setup),
                          static_cast<QWidget *>(m_reset)}) {
        m_parts.stack.addWidget(page);
    }
}

void EntryPages::connectSignIn()
{
    Connection &connection = m_parts.connection;
    connect(m_signIn, &SignInPage::cancelled, &connection, &Connection::close);
    connect(m_signIn, &SignInPage::forgotten, this, [this] {
        m_reset->begin(m_parts.connection.server().login);
        m_parts.stack.setCurrentWidget(m_reset);
    });
    connect(&connection, &Connection::codeAsked, this, [this] {
        m_secondStep->ask();
        m_parts.stack.setCurrentWidget(m_secondStep);
    });
    connect(&connection, &Connection::browserAsked, this, [this](const QUrl &url) {
        const auto &open = m_parts.services.openBrowser;
        if (!(open ? open(url) : QDesktopServices::openUrl(url))) {
            m_signIn->showAddress(url);
        }
    });
    connect(&connection, &Connection::signInFailed, this, &EntryPages::signInWanted);
    connect(&connection, &Connection::signInCancelled, this, &EntryPages::signInWanted);
    connect(m_reset, &ResetPage::cancelled, this, &EntryPages::signInWanted);
    connect(m_reset, &ResetPage::done, this, [this](const QString &login) {
        Q_EMIT signInWanted();
        m_signIn->setLogin(login);
        m_signIn->say(tr("Your password is set. Sign in with it."));
    });
}

void EntryPages::connectOthers()
{
    Connection &connection = m_parts.connection;
    connect(m_servers, &ServersPage::connectRequested, this, &EntryPages::connectRequested);
    connect(m_servers, &ServersPage::windowRequested, this, &EntryPages::windowRequested);
    connect(m_changed, &CertificateChangedPage::closed, &connection, &Connection::close);
    connect(m_password, &PasswordPage::changed, m_signIn, &SignInPage::forgetTyped);
    connect(m_password, &PasswordPage::changed, this, &EntryPages::passwordChanged);
    connect(m_password, &PasswordPage::cancelled, this, &EntryPages::passwordCancelled);
    connect(m_setup, &SecondStepSetupPage::done, &connection, &Connection::refreshIdentity);
    connect(m_setup, &SecondStepSetupPage::cancelled, &connection, &Connection::signOut);
}

void EntryPages::showServers(const QString &problem)
{
    m_servers->showProblem(problem);
    m_parts.stack.setCurrentWidget(m_servers);
}

void EntryPages::showConnecting()
{
    m_parts.stack.setCurrentWidget(m_signIn);
}

void EntryPages::showSignIn()
{
    m_parts.stack.setCurrentWidget(m_signIn);
    if (m_parts.connection.state() == ConnectionState::SigningIn) {
        m_signIn->refresh();
    }
}

void EntryPages::showChangedCertificate()
{
    m_parts.stack.setCurrentWidget(m_changed);
    m_changed->present(m_parts.connection.server(), m_parts.connection.certificate());
}

void EntryPages::askForPassword(PasswordPage::Reason reason)
{
    m_password->ask(m_parts.connection.identity(), reason);
    m_parts.stack.setCurrentWidget(m_password);
}

bool EntryPages::askForDuty()
{
    const common::Identity &identity = m_parts.connection.identity();
    const bool weak = identity.impersonatorId.isEmpty() &&
                      m_signIn->typedTooWeak(identity.login, passwordRuleFor(identity).secondStep);
    if (identity.mustChangePassword || weak) {
        askForPassword(identity.mustChangePassword ? PasswordPage::Reason::OneTime
                                                   : PasswordPage::Reason::NotGood);
    } else if (identity.mustSetSecondStep) {
        m_parts.stack.setCurrentWidget(m_setup);
    }
    return identity.mustChangePassword || weak || identity.mustSetSecondStep;
}

bool EntryPages::isSettingUp() const
{
    return m_parts.stack.currentWidget() == m_setup;
}

void EntryPages::takeResetLink(const QString &link)
{
    m_parts.stack.setCurrentWidget(m_reset);
    m_reset->takeLink(link);
}

bool EntryPages::isBusy() const
{
    const QWidget *seen = m_parts.stack.currentWidget();
    if (seen == m_servers) {
        return m_servers->isEditing();
    }
    if (seen == m_signIn) {
        return m_parts.connection.signingIn();
    }
    return seen == m_password || seen == m_secondStep || seen == m_setup || seen == m_reset;
}

void EntryPages::continueFrom(const EntryPages &before)
{
    const QWidget *seen = before.m_parts.stack.currentWidget();
    if (seen == before.m_servers) {
        showServers();
    } else if (seen == before.m_signIn) {
        showSignIn();
        if (!before.m_signIn->login().isEmpty()) {
            m_signIn->setLogin(before.m_signIn->login());
        }
    } else if (seen == before.m_changed) {
        showChangedCertificate();
    }
}

} // namespace console
