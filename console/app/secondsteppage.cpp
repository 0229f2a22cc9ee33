// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/secondsteppage.h"

#include "console/app/fieldform.h"
#include "console/app/narrowpage.h"
#include "console/kit/titlelabel.h"
#include "console/kit/words.h"
#include "console/net/connection.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

namespace console
{

namespace
{
constexpr int kWidth = 520;
constexpr qsizetype kDigits = 6;

/// "123 456" and "123-456" are what people copy.
QString digitsOf(const QString &text)
{
    QString digits;
    for (const QChar c : text) {
        if (c >= QLatin1Char('0') && c <= QLatin1Char('9')) {
            digits.append(c);
        }
    }
    return digits.left(kDigits);
}
} // namespace

SecondStepPage::SecondStepPage(Connection &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_why(new QLabel)
    , m_form(new FieldForm)
    , m_code(new QLineEdit)
    , m_remember(new QCheckBox(tr("This is my computer: do not ask for 30 days")))
    , m_other(new QPushButton)
    , m_problem(new ProblemLine)
    , m_confirm(new QPushButton(tr("Confirm")))
    , m_cancel(new QPushButton(tr("Cancel")))
{
    m_why->setWordWrap(true);
    m_code->setObjectName(QStringLiteral("code"));
    m_code->setMaxLength(40);
    m_code->setInputMethodHints(Qt::ImhDigitsOnly);
    m_remember->setObjectName(QStringLiteral("remember"));
    m_other->setObjectName(QStringLiteral("recovery"));
    m_other->setFlat(true);
    m_form->addField(QStringLiteral("code"), tr("Code"), m_code);
    m_form->addWide(m_remember);
    m_form->addWide(m_other);
    m_confirm->setObjectName(QStringLiteral("confirm"));
    m_confirm->setDefault(true);
    auto *title = new TitleLabel(tr("2-step verification"));
    fillNarrowPage(this, kWidth, {title, m_why, m_problem, m_form}, {m_confirm, m_cancel});
    connect(m_code, &QLineEdit::textChanged, this, &SecondStepPage::follow);
    connect(m_code, &QLineEdit::returnPressed, this, &SecondStepPage::submit);
    connect(m_confirm, &QPushButton::clicked, this, &SecondStepPage::submit);
    connect(m_other, &QPushButton::clicked, this, [this] { setRecovery(!m_recovery); });
    connect(m_cancel, &QPushButton::clicked, &m_connection, &Connection::cancelSignIn);
    connect(&m_connection, &Connection::codeRefused, this, &SecondStepPage::refuse);
    setRecovery(false);
}

void SecondStepPage::ask()
{
    m_remember->setChecked(false);
    m_problem->say({});
    setWorking(false);
    setRecovery(false);
}

void SecondStepPage::setRecovery(bool recovery)
{
    m_recovery = recovery;
    m_why->setText(
        recovery ? tr("Enter one of the recovery codes that you kept when you set up 2-step verification. "
                      "Each is good once.")
                 : tr("Enter the six digits that your authenticator app shows for %1.")
                       .arg(m_connection.server().login.isEmpty() ? m_connection.server().label
                                                                  : m_connection.server().login));
    m_other->setText(recovery ? tr("Use the code of the app") : tr("Use a recovery code"));
    m_code->setInputMethodHints(recovery ? Qt::ImhNoAutoUppercase : Qt::ImhDigitsOnly);
    m_code->setPlaceholderText(recovery ? QStringLiteral("xxxxx-xxxxx") : QStringLiteral("123456"));
    m_form->clearErrors();
    m_code->clear();
    m_code->setFocus();
}

void SecondStepPage::follow(const QString &text)
{
    if (m_recovery) {
        return;
    }
    const QString digits = digitsOf(text);
    if (digits != text) {
        const QSignalBlocker quiet(m_code);
        m_code->setText(digits);
    }
    if (digits.size() == kDigits) {
        submit();
    }
}

void SecondStepPage::submit()
{
    QString code = m_code->text();
    code.remove(QLatin1Char(' '));
    if (m_recovery ? code.isEmpty() : code.size() != kDigits) {
        m_form->showErrors({{QStringLiteral("code"),
                             m_recovery ? tr("Enter a recovery code.") : tr("Enter all six digits.")}});
        return;
    }
    if (!m_confirm->isEnabled()) {
        return; // Enter after the sixth digit
    }
    m_form->clearErrors();
    m_problem->say({});
    setWorking(true);
    m_connection.sendCode(code, m_remember->isChecked());
}

void SecondStepPage::setWorking(bool working)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_form), static_cast<QWidget *>(m_confirm)}) {
        widget->setEnabled(!working);
    }
}

void SecondStepPage::refuse(const common::Error &error)
{
    setWorking(false);
    const int seconds = error.fields.value(QStringLiteral("retry_after_ms")).toInt() / 1000;
    if (error.fields.value(QStringLiteral("reason")) == QLatin1String("throttled")) {
        m_problem->say(seconds > 0
                           ? tr("Too many wrong codes. Try again in %n s.", nullptr, std::max(1, seconds))
                           : tr("Too many wrong codes. Wait five minutes, then try again."));
    } else {
        m_problem->say(m_recovery
                           ? tr("This recovery code is not right, or it was used already.")
                           : tr("The code is not right, or it was used already. Wait for the next one; "
                                "the clock of your phone must be right."));
    }
    m_code->clear();
    m_code->setFocus();
}

QString SecondStepPage::problem() const
{
    return m_problem->said();
}

} // namespace console
