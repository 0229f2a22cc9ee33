// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/passwordreset.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace console
{

/// Gives a user a one-time password that this console makes, and shows it once.
class ResetPasswordDialog final : public QDialog
{
    Q_OBJECT
public:
    /// An empty `make` is the real derivation.
    ResetPasswordDialog(common::RpcClient &rpc, const QString &userId, const QString &userName,
                        SecretMaker make, QWidget *parent);

private:
    void show(const QString &password);
    void showFailure(const common::Error &error);

    PasswordReset m_reset;
    QString m_userId;
    QLabel *m_text;
    QCheckBox *m_mustChange;
    QLineEdit *m_password;
    QPushButton *m_copy;
    QPushButton *m_go;
    QPushButton *m_close;
};

} // namespace console
