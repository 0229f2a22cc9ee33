// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

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

/// Connecting, and the form for login and password. After an ended session it says so; the pages behind it
/// keep what was typed.
class SignInPage final : public QWidget
{
    Q_OBJECT
public:
    explicit SignInPage(Connection &connection, QWidget *parent = nullptr);

    void refresh();
    QString problem() const;

Q_SIGNALS:
    void cancelled(); ///< back to the list of servers

private:
    void submit();
    void fail(const common::Error &error);
    void setWorking(bool working, const QString &text);
    QString reasonText() const;

    Connection &m_connection;
    QLabel *m_title;
    QLabel *m_reason;
    FieldForm *m_form;
    QLineEdit *m_login;
    PasswordField *m_password;
    QLabel *m_capsLock;
    QCheckBox *m_stay;
    ProblemLine *m_problem;
    QProgressBar *m_progress;
    QLabel *m_working;
    QPushButton *m_signIn;
    QPushButton *m_cancel;
};

} // namespace console
