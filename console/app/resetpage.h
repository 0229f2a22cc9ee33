// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/passwordrule.h"
#include "console/net/linkreset.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace console
{

class FieldForm;
class PasswordField;
class PasswordMeter;
class ProblemLine;

/// A forgotten password: asks the recorder to send a link, takes the link or the code in it, and sets a new
/// password. Afterwards one signs in as always, second step and all.
class ResetPage final : public QWidget
{
    Q_OBJECT
public:
    ResetPage(Connection &connection, SecretMaker make, QWidget *parent = nullptr);

    void begin(const QString &login);   ///< from the sign-in page
    void takeLink(const QString &text); ///< from a link that was opened
    QString problem() const;
    QString note() const;

Q_SIGNALS:
    void done(const QString &login); ///< it is set
    void cancelled();

private:
    enum class Stage { Link, Password };
    void setStage(Stage stage);
    void setWorking(bool working);
    void sendLink();
    void checkLink();
    void setPassword();
    void sendPassword();
    void fail(const common::Error &error);

    Connection &m_connection;
    LinkReset m_reset;
    Stage m_stage = Stage::Link;
    QString m_account; ///< login of who the link is for
    common::PasswordRule m_rule;
    QStringList m_confirmed; ///< ends of keys that are given up with the password
    QLabel *m_note;
    FieldForm *m_ask;
    QLineEdit *m_login;
    QPushButton *m_send;
    QLineEdit *m_link;
    FieldForm *m_form;
    PasswordField *m_next;
    PasswordField *m_again;
    PasswordMeter *m_meter;
    ProblemLine *m_problem;
    QPushButton *m_go;
    QPushButton *m_cancel;
};

} // namespace console
