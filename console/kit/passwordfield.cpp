// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordfield.h"

#include "common/core/typedsecret.h"
#include "console/kit/icons.h"

#include <QAction>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QToolButton>

namespace console
{

PasswordField::PasswordField(QWidget *parent)
    : QLineEdit(parent)
    , m_reveal(addAction(icon(QStringLiteral("eye")), QLineEdit::TrailingPosition))
{
    setEchoMode(QLineEdit::Password);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase |
                        Qt::ImhSensitiveData);
    m_reveal->setText(tr("Show password"));
    m_reveal->setToolTip(tr("Show password"));
    m_reveal->setCheckable(true);
    // The line edit makes a button for it that has only the tool tip, which screen readers do not read.
    for (QToolButton *button : findChildren<QToolButton *>()) {
        button->setAccessibleName(m_reveal->text());
    }
    connect(m_reveal, &QAction::toggled, this, [this](bool shown) {
        setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        m_reveal->setIcon(icon(shown ? QStringLiteral("eye-off") : QStringLiteral("eye")));
        m_reveal->setText(shown ? tr("Hide password") : tr("Show password"));
        m_reveal->setToolTip(m_reveal->text());
        for (QToolButton *button : findChildren<QToolButton *>()) {
            button->setAccessibleName(m_reveal->text());
        }
    });
}

PasswordField::~PasswordField()
{
    wipe();
}

void PasswordField::wipe()
{
    const QSignalBlocker quiet(this); // whoever listens may be half gone
    QString typed = text();
    setText(QString());
    common::wipe(typed);
}

void PasswordField::keyPressEvent(QKeyEvent *event)
{
    const QString text = event->text();
    if (text.size() == 1 && text.front().isLetter() && text.front().toUpper() != text.front().toLower()) {
        const bool shift = (event->modifiers() & Qt::ShiftModifier) != 0;
        setCapsLock(text.front().isUpper() != shift);
    } else if (event->key() == Qt::Key_CapsLock) {
        setCapsLock(false); // which way it went shows the next letter
    }
    QLineEdit::keyPressEvent(event);
}

void PasswordField::focusOutEvent(QFocusEvent *event)
{
    setCapsLock(false);
    QLineEdit::focusOutEvent(event);
}

void PasswordField::setCapsLock(bool on)
{
    if (m_capsLock != on) {
        m_capsLock = on;
        Q_EMIT capsLockChanged(on);
    }
}

} // namespace console
