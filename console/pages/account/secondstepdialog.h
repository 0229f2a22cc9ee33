// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/signin.h"
#include "console/pages/account/recoverycodespage.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace console
{

class Banner;
class QrCode;

enum class SecondStepTask { SetUp, NewCodes, SwitchOff };

/// The user's own 2-step verification. Setting it up: the present password (who has one here), the QR code
/// with the key, a first code, the recovery codes. New codes and switching off: a code. The recovery codes
/// are shown once; the dialog does not close over them before the user says that he has them. GUI thread.
class SecondStepDialog final : public QDialog
{
    Q_OBJECT
public:
    using FileChooser = RecoveryCodesPage::FileChooser;

    /// An empty `make` is the real derivation.
    SecondStepDialog(common::RpcClient &rpc, const common::Identity &identity, SecondStepTask task,
                     SecretMaker make, QWidget *parent);

    void setFileChooser(FileChooser chooser);
    QString problem() const;
    void reject() override;

Q_SIGNALS:
    void done(); ///< it was changed; the dialog closes

private:
    QWidget *makePassword();
    QWidget *makeKey();
    void showPage(QWidget *page);
    void goOn();
    void begin(const QByteArray &secret);
    void showKey(const QString &base32, const QString &uri);
    void sendCode();
    void showCodes(const QStringList &codes);
    void setWorking(bool working);
    void fail(const common::Error &error);

    common::RpcClient &m_rpc;
    const common::Identity &m_identity;
    const SecondStepTask m_task;
    SecretMaker m_make;
    Banner *m_banner;
    QStackedWidget *m_pages;
    RecoveryCodesPage *m_codes;
    QWidget *m_passwordPage = nullptr;
    QWidget *m_keyPage = nullptr;
    QLineEdit *m_password = nullptr;
    QWidget *m_secretPart = nullptr;
    QrCode *m_qr = nullptr;
    QLineEdit *m_key = nullptr;
    QLabel *m_codeText = nullptr;
    QLineEdit *m_code = nullptr;
    QPushButton *m_go;
    QPushButton *m_cancel;
    bool m_changed = false; ///< it is in force: the codes are shown
};

} // namespace console
