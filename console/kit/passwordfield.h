// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace console
{

/// A line for a password with a button that shows it. Says when Caps Lock seems to be on: Qt does not tell
/// the state of the key, so it is read from a letter that came in the other case than Shift asks for.
class PasswordField final : public QLineEdit
{
    Q_OBJECT
public:
    explicit PasswordField(QWidget *parent = nullptr);

    ~PasswordField() override;

    /// Empties it without a word to anybody; what was typed is overwritten where nothing else shares it, and
    /// not brought back by undoing.
    void wipe();
    bool capsLock() const { return m_capsLock; }

Q_SIGNALS:
    void capsLockChanged(bool on);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void setCapsLock(bool on);

    QAction *m_reveal;
    bool m_capsLock = false;
};

} // namespace console
