// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/passwordpage.h"

#include "console/app/fieldform.h"
#include "console/app/narrowpage.h"
#include "console/kit/passwordfield.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/passwordnotes.h"
#include "console/kit/statuschip.h"
#include "console/kit/titlelabel.h"
#include "console/kit/words.h"

#include <QPushButton>

namespace console
{

namespace
{
constexpr int kWidth = 620;
} // namespace

common::PasswordRule passwordRuleFor(const common::Identity &identity)
{
    return {identity.secondStep || identity.mustSetSecondStep,
            {identity.login, identity.name, identity.tenant}};
}

PasswordPage::PasswordPage(common::RpcClient &rpc, SecretMaker make, SessionKeys *keys, QWidget *parent)
    : QWidget(parent)
    , m_rpc(rpc)
    , m_make(std::move(make))
    , m_keys(keys)
    , m_title(new TitleLabel(tr("Change password")))
    , m_why(new QLabel)
    , m_form(new FieldForm)
    , m_present(new PasswordField)
    , m_next(new PasswordField)
    , m_again(new PasswordField)
    , m_meter(new PasswordMeter)
    , m_problem(new ProblemLine)
    , m_change(new QPushButton(tr("Change password")))
    , m_cancel(new QPushButton)
{
    m_why->setWordWrap(true);
    m_form->addField(QStringLiteral("present"), tr("Present password"), m_present);
    m_form->addField(QStringLiteral("password"), tr("New password"), m_next);
    m_form->addNote(m_meter);
    m_form->addField(QStringLiteral("again"), tr("New password again"), m_again);
    m_form->addNote(matchNote(*m_next, *m_again));
    m_form->addNote(capsLockNote({m_present, m_next, m_again}));
    m_change->setDefault(true);
    fillNarrowPage(this, kWidth, {m_title, m_why, m_problem, m_form}, {m_change, m_cancel});
    connect(m_next, &QLineEdit::textChanged, this, &PasswordPage::judge);
    connect(m_change, &QPushButton::clicked, this, &PasswordPage::submit);
    for (PasswordField *field : {m_present, m_next, m_again}) {
        connect(field, &QLineEdit::returnPressed, this, &PasswordPage::submit);
    }
    connect(m_cancel, &QPushButton::clicked, this, &PasswordPage::cancelled);
}

void PasswordPage::ask(const common::Identity &identity, Reason reason)
{
    m_identity = identity;
    m_reason = reason;
    for (PasswordField *field : {m_present, m_next, m_again}) {
        field->clear();
    }
    m_problem->hide();
    m_form->clearErrors();
    m_rule = passwordRuleFor(identity);
    const QString rule = passwordRuleText(m_rule);
    m_why->setText(reason == Reason::OneTime
                       ? tr("Your administrator asks you to set a password of your own first. %1").arg(rule)
                   : reason == Reason::NotGood
                       ? tr("Your password is not good enough any more for how you sign in. Choose another "
                            "one. %1")
                             .arg(rule)
                       : rule);
    m_cancel->setText(reason == Reason::Wish ? tr("Cancel") : tr("Sign out"));
    setWorking(false);
    m_present->setFocus();
}

void PasswordPage::judge()
{
    m_meter->setStrength(common::strengthOf(m_next->text(), m_rule.personal));
}

void PasswordPage::submit()
{
    QMap<QString, QString> errors;
    if (m_present->text().isEmpty()) {
        errors.insert(QStringLiteral("present"), tr("Enter the password that you used to sign in."));
    }
    if (const QString words = passwordProblem(m_next->text(), m_rule); !words.isEmpty()) {
        errors.insert(QStringLiteral("password"), words);
    } else if (m_next->text() == m_present->text()) {
        errors.insert(QStringLiteral("password"), tr("It is the present one."));
    } else if (m_next->text() != m_again->text()) {
        errors.insert(QStringLiteral("again"), tr("The two are not the same."));
    }
    m_problem->hide();
    m_form->showErrors(errors);
    if (!errors.isEmpty()) {
        return;
    }
    setWorking(true);
    m_running = std::make_unique<PasswordChange>(m_rpc, m_make, m_keys);
    connect(m_running.get(), &PasswordChange::succeeded, this, [this] {
        ask(m_identity, m_reason);
        Q_EMIT changed();
    });
    connect(m_running.get(), &PasswordChange::failed, this, &PasswordPage::fail);
    m_running->start(m_identity.login, m_present->text(), m_next->text());
}

void PasswordPage::setWorking(bool working)
{
    m_form->setEnabled(!working);
    m_change->setEnabled(!working);
}

void PasswordPage::fail(const common::Error &error)
{
    setWorking(false);
    const bool wrong = error.fields.isEmpty() || error.fields.contains(QStringLiteral("secret"));
    if (error.code == common::ErrorCode::Denied && wrong) {
        m_form->showErrors({{QStringLiteral("present"), tr("This is not your present password.")}});
        return;
    }
    m_problem->say(sentenceFor(error, tr("change the password")).oneLine());
}

QString PasswordPage::errorOf(const QString &field) const
{
    return m_form->errorOf(field);
}

QString PasswordPage::problem() const
{
    return m_problem->said();
}

} // namespace console
