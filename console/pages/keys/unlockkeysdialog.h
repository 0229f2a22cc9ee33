// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/sessionkeys.h"

#include <QDialog>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace console
{

class Banner;
class PasswordField;
class PasswordMeter;
class StatusChip;

/// Asks for what opens the user's own keys, by what is the matter with them: the password or passphrase of
/// keys that sleep, a passphrase for first ones, the recovery code or the password before when a new one does
/// not open them, or new keys when nothing does. What is typed stays in this console. GUI thread; closes when
/// they are open.
class UnlockKeysDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `keys` outlives the dialog.
    UnlockKeysDialog(SessionKeys &keys, QWidget *parent = nullptr);
    QString problem() const; ///< as it is shown; empty = none

private:
    enum class Mode { Unlock, First, Recover, StartOver, SignInFirst };

    void build();
    void addRow(const QString &label, QLineEdit *field);
    void setMode(Mode mode);
    QString textOf(Mode mode) const;
    QString goText(Mode mode) const;
    bool needsPassphrase(Mode mode) const;
    void go();
    QString missing() const; ///< words of what is not filled in as it must be
    void end(const common::Status &status);
    void setWorking(bool working);

    SessionKeys &m_keys;
    Mode m_mode = Mode::Unlock;
    Banner *m_banner;
    QLabel *m_text;
    QFormLayout *m_form;
    PasswordField *m_password; ///< the present one, or the one before
    QLineEdit *m_code;
    PasswordField *m_next;
    PasswordField *m_again;
    PasswordMeter *m_meter;
    QLabel *m_rule;
    StatusChip *m_match;
    QCheckBox *m_understood;
    QPushButton *m_other; ///< to another mode
    QPushButton *m_go;
};

} // namespace console
