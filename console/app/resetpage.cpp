// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/resetpage.h"

#include "console/app/fieldform.h"
#include "console/app/narrowpage.h"
#include "console/kit/icons.h"
#include "console/kit/passwordfield.h"
#include "console/kit/passwordmeter.h"
#include "console/kit/passwordnotes.h"
#include "console/kit/statuschip.h"
#include "console/kit/titlelabel.h"
#include "console/kit/words.h"
#include "console/net/connection.h"
#include "console/pages/keys/lastholderquestion.h"

#include <QLineEdit>
#include <QPushButton>

namespace console
{

namespace
{
constexpr int kWidth = 620;
const QString kLogin = QStringLiteral("login");
const QString kLink = QStringLiteral("link");
const QString kPassword = QStringLiteral("password");
const QString kAgain = QStringLiteral("again");
} // namespace

ResetPage::ResetPage(Connection &connection, SecretMaker make, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_reset(connection, std::move(make))
    , m_note(new QLabel)
    , m_ask(new FieldForm)
    , m_login(new QLineEdit)
    , m_send(new QPushButton(icon(QStringLiteral("inbox")), tr("Send me a link")))
    , m_link(new QLineEdit)
    , m_form(new FieldForm)
    , m_next(new PasswordField)
    , m_again(new PasswordField)
    , m_meter(new PasswordMeter)
    , m_problem(new ProblemLine)
    , m_go(new QPushButton)
    , m_cancel(new QPushButton(tr("Back to the sign-in")))
{
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_login->setMaxLength(200);
    m_login->setObjectName(kLogin);
    m_send->setObjectName(QStringLiteral("send"));
    m_link->setObjectName(kLink);
    m_next->setObjectName(kPassword);
    m_again->setObjectName(kAgain);
    m_ask->addField(kLogin, tr("Login"), m_login);
    m_ask->addWide(m_send);
    m_ask->addField(kLink, tr("Link or code"), m_link);
    m_form->addField(kPassword, tr("New password"), m_next);
    m_form->addNote(m_meter);
    m_form->addField(kAgain, tr("New password again"), m_again);
    m_form->addNote(matchNote(*m_next, *m_again));
    m_form->addNote(capsLockNote({m_next, m_again}));
    m_go->setObjectName(QStringLiteral("go"));
    m_go->setDefault(true);
    auto *title = new TitleLabel(tr("Forgot password"));
    fillNarrowPage(this, kWidth, {title, m_note, m_problem, m_ask, m_form}, {m_go, m_cancel});
    connect(m_send, &QPushButton::clicked, this, &ResetPage::sendLink);
    connect(m_login, &QLineEdit::returnPressed, this, &ResetPage::sendLink);
    connect(m_link, &QLineEdit::returnPressed, m_go, &QPushButton::click);
    connect(m_next, &QLineEdit::returnPressed, m_go, &QPushButton::click);
    connect(m_again, &QLineEdit::returnPressed, m_go, &QPushButton::click);
    connect(m_next, &QLineEdit::textChanged, this,
            [this] { m_meter->setStrength(common::strengthOf(m_next->text(), m_rule.personal)); });
    connect(m_go, &QPushButton::clicked, this, [this] {
        if (m_stage == Stage::Link) {
            checkLink();
        } else {
            setPassword();
        }
    });
    connect(m_cancel, &QPushButton::clicked, this, &ResetPage::cancelled);
    connect(&m_reset, &LinkReset::failed, this, &ResetPage::fail);
    connect(&m_reset, &LinkReset::sent, this, [this] {
        setWorking(false);
        m_note->setText(
            tr("If there is such a login and it has an e-mail address, a link is on its way to it. It "
               "is good once, for 15 minutes. Open it, or enter it here."));
        m_link->setFocus();
    });
    connect(&m_reset, &LinkReset::checked, this, [this](const QString &login, bool secondStep) {
        m_account = login;
        m_rule = {secondStep, {login}};
        setStage(Stage::Password);
    });
    connect(&m_reset, &LinkReset::succeeded, this, [this] {
        setStage(Stage::Link);
        Q_EMIT done(m_account);
    });
    begin({});
}

void ResetPage::begin(const QString &login)
{
    m_login->setText(login);
    m_link->clear();
    setStage(Stage::Link);
    (login.isEmpty() ? static_cast<QWidget *>(m_login) : m_send)->setFocus();
}

void ResetPage::takeLink(const QString &text)
{
    begin({});
    m_link->setText(text);
    checkLink();
}

void ResetPage::setStage(Stage stage)
{
    m_stage = stage;
    m_confirmed.clear();
    const bool link = stage == Stage::Link;
    m_ask->setVisible(link);
    m_form->setVisible(!link);
    m_go->setText(link ? tr("Go on") : tr("Set password"));
    for (PasswordField *field : {m_next, m_again}) {
        field->clear();
    }
    m_ask->clearErrors();
    m_form->clearErrors();
    m_problem->say({});
    setWorking(false);
    m_note->setText(link ? tr("The recorder sends a link to your e-mail address. Open it, or enter it here.")
                         : tr("A new password for %1. %2").arg(m_account, passwordRuleText(m_rule)));
    (link ? static_cast<QWidget *>(m_link) : m_next)->setFocus();
}

void ResetPage::setWorking(bool working)
{
    for (QWidget *widget :
         {static_cast<QWidget *>(m_ask), static_cast<QWidget *>(m_form), static_cast<QWidget *>(m_go)}) {
        widget->setEnabled(!working);
    }
}

void ResetPage::sendLink()
{
    const QString login = m_login->text().trimmed();
    if (login.isEmpty()) {
        m_ask->showErrors({{kLogin, tr("Enter your login.")}});
        return;
    }
    m_ask->clearErrors();
    m_problem->say({});
    setWorking(true);
    m_reset.forgot(login);
}

void ResetPage::checkLink()
{
    const auto link = resetLinkFrom(m_link->text());
    if (!link) {
        m_ask->showErrors(
            {{kLink, tr("This is not the link or the code of the e-mail. Copy it as a whole.")}});
        return;
    }
    m_ask->clearErrors();
    m_problem->say({});
    setWorking(true);
    m_reset.check(*link);
}

void ResetPage::setPassword()
{
    QMap<QString, QString> errors;
    if (const QString words = passwordProblem(m_next->text(), m_rule); !words.isEmpty()) {
        errors.insert(kPassword, words);
    } else if (m_next->text() != m_again->text()) {
        errors.insert(kAgain, tr("The two are not the same."));
    }
    m_form->showErrors(errors);
    if (errors.isEmpty()) {
        sendPassword();
    }
}

void ResetPage::sendPassword()
{
    m_problem->say({});
    setWorking(true);
    m_reset.set(m_next->text(), m_confirmed);
}

void ResetPage::fail(const common::Error &error)
{
    if (error.fields.contains(kLink)) {
        setStage(Stage::Link);
        m_problem->say(tr("This link is not good any more: it was used, or it is older than 15 minutes. Let "
                          "another one be sent."));
        return;
    }
    const bool asked = askLastHolder(
        error, {tr("Set password"), {}}, this,
        [this](const QString &tail) {
            m_confirmed.append(tail);
            sendPassword();
        },
        [this] { setWorking(false); });
    if (asked) {
        return;
    }
    setWorking(false);
    m_problem->say(sentenceFor(error, tr("reset the password")).oneLine());
}

QString ResetPage::problem() const
{
    return m_problem->said();
}

QString ResetPage::note() const
{
    return m_note->text();
}

} // namespace console
