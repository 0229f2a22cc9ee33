// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/passwordrule.h"
#include "console/net/signin.h"

#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;

namespace console
{

class FieldForm;
class PasswordField;
class PasswordMeter;
class ProblemLine;

/// For the password that a signed-in user chooses.
common::PasswordRule passwordRuleFor(const common::Identity &identity);

/// Sets a new password: because the user wants to, or because he must before anything else.
class PasswordPage final : public QWidget
{
    Q_OBJECT
public:
    /// `keys` may be null: those that the user holds, sealed by his password.
    PasswordPage(common::RpcClient &rpc, SecretMaker make, SessionKeys *keys = nullptr,
                 QWidget *parent = nullptr);

    enum class Reason {
        Wish,
        OneTime, ///< the present one is somebody else's idea
        NotGood, ///< it fails the rule: the rule is a newer one, or 2-step verification was switched off
    };
    void ask(const common::Identity &identity, Reason reason);
    bool isDuty() const { return m_reason != Reason::Wish; }
    QString errorOf(const QString &field) const;
    QString problem() const;

Q_SIGNALS:
    void changed();
    void cancelled(); ///< sign out, when it must be changed

private:
    void judge();
    void submit();
    void setWorking(bool working);
    void fail(const common::Error &error);

    common::RpcClient &m_rpc;
    SecretMaker m_make;
    SessionKeys *m_keys;
    common::Identity m_identity;
    common::PasswordRule m_rule;
    Reason m_reason = Reason::Wish;
    QLabel *m_title;
    QLabel *m_why;
    FieldForm *m_form;
    PasswordField *m_present;
    PasswordField *m_next;
    PasswordField *m_again;
    PasswordMeter *m_meter;
    ProblemLine *m_problem;
    QPushButton *m_change;
    QPushButton *m_cancel;
    std::unique_ptr<PasswordChange> m_running;
};

} // namespace console
