// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/keys/unlockkeysdialog.h"

#include "console/kit/banner.h"
#include "console/kit/passwordfield.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/passwordnotes.h"
#include "console/kit/spacing.h"
#include "console/kit/statuschip.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

namespace
{
/// A passphrase is all there is between a copy of the database and the keys: no second step helps it.
common::PasswordRule ruleOf(const SessionKeys &keys)
{
    const common::Identity &me = keys.identity();
    return {false, {me.login, me.name, me.tenant}};
}
} // namespace

UnlockKeysDialog::UnlockKeysDialog(SessionKeys &keys, QWidget *parent)
    : QDialog(parent)
    , m_keys(keys)
    , m_banner(new Banner)
    , m_text(new QLabel)
    , m_form(new QFormLayout)
    , m_password(new PasswordField)
    , m_code(new QLineEdit)
    , m_next(new PasswordField)
    , m_again(new PasswordField)
    , m_meter(new PasswordMeter)
    , m_rule(new QLabel(passwordRuleText(ruleOf(keys))))
    , m_match(matchNote(*m_next, *m_again))
    , m_understood(new QCheckBox(
          Tr::tr("I know that what was granted to me has to be granted again by somebody who holds the key")))
    , m_other(new QPushButton)
    , m_go(new QPushButton)
{
    build();
    const bool none = keys.state() == SessionKeys::State::NoKeys;
    setMode(keys.state() == SessionKeys::State::WrongKey ? Mode::Recover
            : !none                                      ? Mode::Unlock
            : keys.usesPassphrase()                      ? Mode::First
                                                         : Mode::SignInFirst);
    connect(m_go, &QPushButton::clicked, this, &UnlockKeysDialog::go);
    connect(m_other, &QPushButton::clicked, this,
            [this] { setMode(m_mode == Mode::Unlock ? Mode::Recover : Mode::StartOver); });
    connect(m_next, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_meter->setStrength(common::strengthOf(text, ruleOf(m_keys).personal));
    });
}

void UnlockKeysDialog::build()
{
    setObjectName(QStringLiteral("unlock-keys"));
    setWindowTitle(Tr::tr("Encryption keys"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(130 * kUnit);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_password->setObjectName(QStringLiteral("password"));
    m_code->setObjectName(QStringLiteral("code"));
    m_next->setObjectName(QStringLiteral("passphrase"));
    m_again->setObjectName(QStringLiteral("again"));
    m_understood->setObjectName(QStringLiteral("understood"));
    m_other->setObjectName(QStringLiteral("other"));
    m_other->setAutoDefault(false);
    m_go->setObjectName(QStringLiteral("go"));
    m_go->setDefault(true);
    addRow(Tr::tr("Recovery code"), m_code);
    addRow(Tr::tr("Password"), m_password);
    addRow(Tr::tr("Key passphrase"), m_next);
    m_rule->setObjectName(QStringLiteral("rule"));
    m_rule->setTextFormat(Qt::PlainText);
    m_rule->setWordWrap(true);
    m_next->setAccessibleDescription(m_rule->text());
    m_form->addRow(QString(), m_rule);
    m_form->addRow(QString(), m_meter);
    addRow(Tr::tr("Key passphrase again"), m_again);
    m_form->addRow(QString(), m_match);
    m_form->addRow(QString(), capsLockNote({m_password, m_next, m_again}));
    auto *buttons = new QDialogButtonBox;
    buttons->addButton(m_other, QDialogButtonBox::ResetRole);
    buttons->addButton(m_go, QDialogButtonBox::ActionRole);
    buttons->addButton(Tr::tr("Not now"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGapLarge);
    column->setSpacing(kGap);
    column->addWidget(m_banner);
    column->addWidget(m_text);
    column->addLayout(m_form);
    column->addWidget(m_understood);
    column->addStretch();
    column->addWidget(buttons);
}

void UnlockKeysDialog::addRow(const QString &label, QLineEdit *field)
{
    field->setAccessibleName(label);
    m_form->addRow(label, field);
}

QString UnlockKeysDialog::textOf(Mode mode) const
{
    switch (mode) {
    case Mode::Unlock:
        return m_keys.usesPassphrase()
                   ? Tr::tr("Your encryption keys are locked. Enter your key passphrase to open them.")
                   : Tr::tr("Your encryption keys are locked. Enter your password to open them.");
    case Mode::First:
        return Tr::tr("Encrypted recordings can be granted to you as soon as you have keys. You sign in "
                      "elsewhere, so they get a passphrase of their own. It never leaves this computer: "
                      "nobody can give you another one.");
    case Mode::Recover:
        return m_keys.usesPassphrase()
                   ? Tr::tr("Your recovery code opens the keys without the passphrase. Choose a new one.")
                   : Tr::tr(
                         "Your new password does not open your encryption keys. Your recovery code does, or "
                         "the password that you had before, for 90 days.");
    case Mode::StartOver:
        return Tr::tr("You get new keys. The present ones, and what was granted to them, are not opened any "
                      "more.");
    case Mode::SignInFirst: break;
    }
    return Tr::tr("You have no encryption keys yet. They are made when you sign in with your password: sign "
                  "out, then sign in again.");
}

QString UnlockKeysDialog::goText(Mode mode) const
{
    switch (mode) {
    case Mode::First: return Tr::tr("Make keys");
    case Mode::StartOver: return Tr::tr("Make new keys");
    case Mode::Unlock:
    case Mode::Recover:
    case Mode::SignInFirst: break;
    }
    return Tr::tr("Open");
}

bool UnlockKeysDialog::needsPassphrase(Mode mode) const
{
    return m_keys.usesPassphrase() &&
           (mode == Mode::First || mode == Mode::Recover || mode == Mode::StartOver);
}

void UnlockKeysDialog::setMode(Mode mode)
{
    m_mode = mode;
    m_banner->hide();
    m_text->setText(textOf(mode));
    m_go->setText(goText(mode));
    m_go->setVisible(mode != Mode::SignInFirst);
    const bool passphrase = needsPassphrase(mode);
    const bool password = mode == Mode::Unlock || (mode == Mode::Recover && !m_keys.usesPassphrase());
    const auto show = [this](QWidget *field, bool shown) {
        field->setVisible(shown);
        if (QWidget *label = m_form->labelForField(field)) {
            label->setVisible(shown);
        }
    };
    show(m_code, mode == Mode::Recover);
    show(m_password, password);
    if (auto *label = qobject_cast<QLabel *>(m_form->labelForField(m_password))) {
        label->setText(mode == Mode::Recover     ? Tr::tr("Or the password before")
                       : m_keys.usesPassphrase() ? Tr::tr("Key passphrase")
                                                 : Tr::tr("Password"));
        m_password->setAccessibleName(label->text());
    }
    show(m_next, passphrase);
    show(m_rule, passphrase);
    show(m_meter, passphrase);
    show(m_again, passphrase);
    show(m_match, passphrase && !m_again->text().isEmpty());
    m_understood->setVisible(mode == Mode::StartOver);
    m_understood->setChecked(false);
    // With a password of ours the present one is not known in a session that was taken up again.
    const bool canRecover = mode == Mode::Unlock && m_keys.usesPassphrase() && m_keys.hasRecoveryCode();
    m_other->setVisible(canRecover || mode == Mode::Recover);
    m_other->setText(mode == Mode::Unlock ? Tr::tr("Use the recovery code…") : Tr::tr("I have neither…"));
    (mode == Mode::Recover ? m_code : password ? m_password : m_next)->setFocus();
    adjustSize();
}

QString UnlockKeysDialog::missing() const
{
    if (m_mode == Mode::Unlock && m_password->text().isEmpty()) {
        return Tr::tr("A value is required.");
    }
    if (m_mode == Mode::Recover && m_code->text().trimmed().isEmpty() && m_password->text().isEmpty()) {
        return Tr::tr("Enter the recovery code, or the password before.");
    }
    if (m_mode == Mode::StartOver && !m_understood->isChecked()) {
        return Tr::tr("Tick the box first.");
    }
    if (needsPassphrase(m_mode)) {
        if (const QString words = passwordProblem(m_next->text(), ruleOf(m_keys)); !words.isEmpty()) {
            return words;
        }
        if (m_next->text() != m_again->text()) {
            return Tr::tr("The two are not the same.");
        }
    }
    return {};
}

void UnlockKeysDialog::go()
{
    if (const QString words = missing(); !words.isEmpty()) {
        m_banner->tell(StatusRole::Failed, words);
        return;
    }
    setWorking(true);
    const QPointer<UnlockKeysDialog> self(this);
    const auto ended = [self](const common::Status &status) {
        if (self) {
            self->end(status);
        }
    };
    switch (m_mode) {
    case Mode::Unlock: m_keys.unlock(m_password->text(), ended); break;
    case Mode::First:
    case Mode::StartOver: m_keys.startWith(m_next->text(), ended); break;
    case Mode::Recover:
        m_keys.recover({m_code->text().trimmed(), m_password->text(), m_next->text()}, ended);
        break;
    case Mode::SignInFirst: break;
    }
}

void UnlockKeysDialog::end(const common::Status &status)
{
    if (status) {
        accept();
        return;
    }
    setWorking(false);
    const common::Error &error = status.error();
    const auto says = [&error](const char *field, const char *reason) {
        return error.fields.value(QLatin1String(field)) == QLatin1String(reason);
    };
    QString words = sentenceFor(error, Tr::tr("open the keys")).oneLine();
    if (says("key", "wrong")) {
        words = Tr::tr("This does not open your keys.");
    } else if (says("code", "format")) {
        words = Tr::tr("This is not a recovery code: it has 32 letters and digits.");
    } else if (says("kdf", "unknown")) {
        words = Tr::tr("The password before is of no use for these keys. Use the recovery code.");
    } else if (says("record", "other")) {
        words = Tr::tr("You have keys that are in use. An administrator has to reset your password first.");
    } else if (says("key", "sign-in")) {
        words = textOf(Mode::SignInFirst);
    }
    m_banner->tell(StatusRole::Failed, words);
}

void UnlockKeysDialog::setWorking(bool working)
{
    for (QWidget *each :
         {static_cast<QWidget *>(m_password), static_cast<QWidget *>(m_code), static_cast<QWidget *>(m_next),
          static_cast<QWidget *>(m_again), static_cast<QWidget *>(m_other), static_cast<QWidget *>(m_go)}) {
        each->setEnabled(!working);
    }
}

QString UnlockKeysDialog::problem() const
{
    return m_banner->isHidden() ? QString() : m_banner->text();
}

} // namespace console
