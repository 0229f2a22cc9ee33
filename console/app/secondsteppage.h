// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace common
{
struct Error;
}

namespace console
{

class Connection;
class FieldForm;
class ProblemLine;

/// The code of the second step, after the password was right: six digits of the app, or a recovery code. Six
/// digits are sent by themselves.
class SecondStepPage final : public QWidget
{
    Q_OBJECT
public:
    explicit SecondStepPage(Connection &connection, QWidget *parent = nullptr);

    void ask(); ///< empty again, for a new challenge
    QString problem() const;

private:
    void follow(const QString &text);
    void submit();
    void refuse(const common::Error &error);
    void setRecovery(bool recovery);
    void setWorking(bool working);

    Connection &m_connection;
    QLabel *m_why;
    FieldForm *m_form;
    QLineEdit *m_code;
    QCheckBox *m_remember;
    QPushButton *m_other;
    ProblemLine *m_problem;
    QPushButton *m_confirm;
    QPushButton *m_cancel;
    bool m_recovery = false;
};

} // namespace console
