// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/directory.h"
#include "console/net/passwordreset.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace console
{

/// Gives a user a new password: a one-time password that this console makes and shows once, or a link by
/// e-mail. What is not possible for this user is disabled and says why.
class ResetPasswordDialog final : public QDialog
{
    Q_OBJECT
public:
    /// An empty `make` is the real derivation.
    ResetPasswordDialog(common::RpcClient &rpc, common::UserRecord user, SecretMaker make, QWidget *parent);

private:
    void build();
    void takeWays(bool mail);
    void go();
    void sendLink();
    void show(const QString &password);
    void showSent(const QString &address);
    void showFailure(const common::Error &error);
    void setWorking(bool working);
    bool askWhatIsLost(const common::Error &error);

    common::RpcClient &m_rpc;
    PasswordReset m_reset;
    const common::UserRecord m_user;
    QStringList m_confirmed; ///< ends of keys that are given up with the password
    QLabel *m_text;
    QLabel *m_type;
    QRadioButton *m_create;
    QRadioButton *m_link;
    QLabel *m_whyNoLink;
    QCheckBox *m_mustChange; ///< always, and says so
    QLabel *m_whyMustChange;
    QLineEdit *m_password;
    QPushButton *m_copy;
    QPushButton *m_go;
    QPushButton *m_close;
};

} // namespace console
