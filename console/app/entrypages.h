// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/passwordpage.h"

#include <QObject>
#include <QString>

class QStackedWidget;

namespace console
{

class CertificateChangedPage;
class Connection;
class ResetPage;
class SecondStepPage;
class SecondStepSetupPage;
class ServersPage;
class SessionKeys;
class SignInPage;
struct ConsoleServices;

/// What stands in a window before its workspace: the servers, the sign-in with its second step, the
/// passwords, the hard stop. It puts its pages into the window's stack, which owns them, and knows no
/// workspace. GUI thread.
class EntryPages final : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        const ConsoleServices &services;
        Connection &connection;
        SessionKeys &keys;
        QStackedWidget &stack;
    };
    explicit EntryPages(const Parts &parts);

    void showServers(const QString &problem = {});
    void showConnecting();
    void showSignIn();
    void showChangedCertificate();
    void askForPassword(PasswordPage::Reason reason = PasswordPage::Reason::Wish);
    /// What the user must do before he sees any page, if there is something.
    bool askForDuty();
    bool isSettingUp() const; ///< the second step
    /// As after an ended session; the link, or the code in it, is for a new password.
    void takeResetLink(const QString &link);

    /// What is being typed would be lost, or a step would have to be begun again.
    bool isBusy() const;
    /// Shows what the others' pages showed, who are about to go. They are not busy().
    void continueFrom(const EntryPages &before);

    ServersPage *servers() const { return m_servers; }
    SignInPage *signIn() const { return m_signIn; }
    PasswordPage *password() const { return m_password; }
    SecondStepPage *secondStep() const { return m_secondStep; }
    ResetPage *reset() const { return m_reset; }

Q_SIGNALS:
    void connectRequested(const QString &serverKey);
    void windowRequested(const QString &serverKey);
    void signInWanted(); ///< instead of the page that is seen
    void passwordChanged();
    void passwordCancelled();

private:
    void addToStack();
    void connectSignIn();
    void connectOthers();

    const Parts m_parts;
    ServersPage *m_servers;
    SignInPage *m_signIn;
    PasswordPage *m_password;
    SecondStepPage *m_secondStep;
    SecondStepSetupPage *m_setup;
    ResetPage *m_reset;
    CertificateChangedPage *m_changed;
};

} // namespace console
