// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/signinways.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QUrl;

namespace common
{
struct Error;
}

namespace console
{

class Connection;
class FieldForm;
class PasswordField;
class ProblemLine;

/// Connecting, and the ways to sign in: a form for login and password (ours or a directory's), a button for
/// each provider of single sign-on. The way that was used last is offered first. After an ended session it
/// says so; the pages behind it keep what was typed.
class SignInPage final : public QWidget
{
    Q_OBJECT
public:
    explicit SignInPage(Connection &connection, QWidget *parent = nullptr);

    void refresh();
    /// No browser could be opened: the user does it himself.
    void showAddress(const QUrl &url);
    void setLogin(const QString &login);
    QString login() const; ///< as it is typed
    /// Whether `login` signed in with a password of ours that was typed here and fails the rule.
    bool typedTooWeak(const QString &login, bool secondStep) const;
    void forgetTyped();
    void say(const QString &words); ///< above the form
    QString problem() const;

Q_SIGNALS:
    void cancelled(); ///< back to the list of servers
    void forgotten(); ///< the password

private:
    void build();
    void submit();
    void enterBy(const SignInWay &way);
    void fail(const common::Error &error);
    QString failureWords(const common::Error &error) const;
    void setWorking(bool working, const QString &text);
    void showWays();
    void showHint();
    SignInWay formWay() const;
    QString reasonText() const;

    Connection &m_connection;
    /// What is left of a typed password: whose, and whether it may be used.
    struct Typed {
        QString login;
        bool goodAlone = true;
        bool goodBesideSecondStep = true;
    };
    Typed m_typed;
    SignInWays m_shown; ///< what the widgets were made of
    WayKind m_tried = WayKind::Password;
    QLabel *m_title;
    QLabel *m_reason;
    FieldForm *m_form;
    QComboBox *m_way;
    QLineEdit *m_login;
    PasswordField *m_password;
    QLabel *m_hint;
    QCheckBox *m_stay;
    QPushButton *m_forgot;
    QWidget *m_providers;
    ProblemLine *m_problem;
    QProgressBar *m_progress;
    QLabel *m_working;
    QPushButton *m_signIn;
    QPushButton *m_stop;
    QPushButton *m_cancel;
};

} // namespace console
