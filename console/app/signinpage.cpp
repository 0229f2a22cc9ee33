// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/signinpage.h"

#include "common/crypto/passwordrule.h"
#include "console/app/fieldform.h"
#include "console/app/narrowpage.h"
#include "console/kit/formats.h"
#include "console/kit/icons.h"
#include "console/kit/passwordfield.h"
#include "console/kit/passwordnotes.h"
#include "console/kit/spacing.h"
#include "console/kit/titlelabel.h"
#include "console/kit/words.h"
#include "console/net/connection.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace console
{

namespace
{
constexpr int kWidth = 520;
} // namespace

SignInPage::SignInPage(Connection &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_title(new TitleLabel)
    , m_reason(new QLabel)
    , m_form(new FieldForm)
    , m_way(new QComboBox)
    , m_login(new QLineEdit)
    , m_password(new PasswordField)
    , m_hint(new ThemedLabel(ColorRole::MutedText))
    , m_stay(new QCheckBox(tr("Stay signed in on this computer")))
    , m_forgot(new QPushButton(tr("Forgot password?")))
    , m_providers(new QWidget)
    , m_problem(new ProblemLine)
    , m_progress(new QProgressBar)
    , m_working(new QLabel)
    , m_signIn(new QPushButton(tr("Sign in")))
    , m_stop(new QPushButton(tr("Cancel")))
    , m_cancel(new QPushButton(tr("Back to the servers")))
{
    build();
    connect(m_signIn, &QPushButton::clicked, this, &SignInPage::submit);
    connect(m_login, &QLineEdit::returnPressed, this, &SignInPage::submit);
    connect(m_password, &QLineEdit::returnPressed, this, &SignInPage::submit);
    connect(m_way, &QComboBox::currentIndexChanged, this, &SignInPage::showHint);
    connect(m_forgot, &QPushButton::clicked, this, &SignInPage::forgotten);
    connect(m_stop, &QPushButton::clicked, &m_connection, &Connection::cancelSignIn);
    connect(m_cancel, &QPushButton::clicked, this, &SignInPage::cancelled);
    connect(&m_connection, &Connection::stateChanged, this, &SignInPage::refresh);
    connect(&m_connection, &Connection::signInStarted, this, &SignInPage::refresh);
    connect(&m_connection, &Connection::browserAsked, this, &SignInPage::refresh);
    connect(&m_connection, &Connection::signInFailed, this, &SignInPage::fail);
    showWays();
    refresh();
}

void SignInPage::build()
{
    for (QLabel *label : {m_title, m_reason, m_hint, m_working}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_way->setObjectName(QStringLiteral("way"));
    m_hint->setObjectName(QStringLiteral("hint"));
    m_forgot->setObjectName(QStringLiteral("forgot"));
    m_stop->setObjectName(QStringLiteral("stop"));
    m_login->setMaxLength(200);
    m_form->addField(QStringLiteral("way"), tr("Sign in with"), m_way);
    m_form->addField(QStringLiteral("login"), tr("Login"), m_login);
    m_form->addField(QStringLiteral("password"), tr("Password"), m_password);
    m_form->addNote(capsLockNote({m_password}));
    m_form->addWide(m_hint);
    m_stay->setToolTip(tr("The session is kept in this computer's keychain, never the password."));
    m_form->addWide(m_stay);
    m_forgot->setFlat(true);
    m_form->addWide(m_forgot);
    (new QVBoxLayout(m_providers))->setContentsMargins(0, 0, 0, 0);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(kUnit);
    m_progress->setAccessibleName(tr("Working"));
    m_signIn->setDefault(true);
    auto *product = new TitleLabel(QStringLiteral("Earshot")); // a name: the same in every language
    product->setObjectName(QStringLiteral("product"));
    QFont large = product->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    product->setFont(large);
    fillNarrowPage(this, kWidth,
                   {product, m_title, m_reason, m_problem, m_form, m_providers, m_working, m_progress},
                   {m_signIn, m_stop, m_cancel});
}

SignInWay SignInPage::formWay() const
{
    const QString key = m_way->currentData().toString();
    for (const SignInWay &way : m_shown.ways) {
        if (way.key() == key) {
            return way;
        }
    }
    return {};
}

void SignInPage::showWays()
{
    m_shown = m_connection.ways();
    const QSignalBlocker quiet(m_way);
    m_way->clear();
    qDeleteAll(m_providers->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    for (const SignInWay &way : std::as_const(m_shown.ways)) {
        if (way.kind != WayKind::SingleSignOn) {
            m_way->addItem(way.kind == WayKind::Password ? tr("Password of this recorder")
                                                         : tr("Directory “%1”").arg(way.name),
                           way.key());
            continue;
        }
        auto *button = new QPushButton(icon(QStringLiteral("external-link")),
                                       tr("Sign in with %1").arg(buttonText(way.name)));
        button->setObjectName(way.key());
        button->setToolTip(tr("Opens your browser; this window goes on when you have signed in there."));
        button->setMinimumHeight(kRowHeight);
        m_providers->layout()->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, way] { enterBy(way); });
    }
    m_form->setFieldVisible(QStringLiteral("way"), m_way->count() > 1);
    m_form->setVisible(m_way->count() > 0);
    m_signIn->setVisible(m_way->count() > 0);
    m_providers->setVisible(m_way->count() < m_shown.ways.size());
    m_way->setCurrentIndex(std::max(0, m_way->findData(m_connection.server().way)));
    showHint();
}

void SignInPage::showHint()
{
    const SignInWay way = formWay();
    const bool directory = way.kind == WayKind::Directory;
    m_hint->setVisible(directory);
    m_hint->setText(directory
                        ? tr("“%1” checks the password itself: it goes to the recorder inside the encrypted "
                             "connection, and from there to the directory. It is not kept.")
                              .arg(way.name)
                        : QString());
    m_forgot->setVisible(m_shown.resetByMail && !directory);
}

QString SignInPage::reasonText() const
{
    switch (m_connection.signInReason()) {
    case SignInReason::SessionEnded:
        return tr("Your session has ended. Sign in again to go on; what you typed is kept.");
    case SignInReason::Locked:
        return tr("The console is locked. Sign in again to go on; what you typed is kept.");
    case SignInReason::First: break;
    }
    return {};
}

void SignInPage::setWorking(bool working, const QString &text)
{
    for (QWidget *widget :
         {static_cast<QWidget *>(m_way), static_cast<QWidget *>(m_login), static_cast<QWidget *>(m_password),
          static_cast<QWidget *>(m_stay), static_cast<QWidget *>(m_signIn), static_cast<QWidget *>(m_forgot),
          m_providers}) {
        widget->setEnabled(!working);
    }
    m_progress->setVisible(working);
    m_working->setVisible(working);
    m_working->setText(text);
    m_stop->setVisible(working && m_connection.signingIn());
}

void SignInPage::refresh()
{
    const ServerEntry &server = m_connection.server();
    const ConnectionState state = m_connection.state();
    m_title->setText(tr("Sign in to %1").arg(server.label));
    m_reason->setText(reasonText());
    m_reason->setVisible(!m_reason->text().isEmpty());
    if (state == ConnectionState::Connecting) {
        m_problem->hide();
        setWorking(true, tr("Connecting to %1…").arg(server.address()));
    } else if (m_connection.awaitsBrowser()) {
        m_problem->hide();
        setWorking(true, tr("Sign in in the browser that was opened. This window goes on by itself."));
    } else if (m_connection.signingIn()) {
        m_problem->hide();
        setWorking(true, tr("Signing in…"));
    } else {
        setWorking(false, {});
    }
    if (state != ConnectionState::SigningIn || m_connection.signingIn()) {
        if (state == ConnectionState::Ready) {
            m_password->clear();
        }
        return;
    }
    if (m_connection.ways() != m_shown) {
        showWays();
    }
    if (const int used = m_way->findData(server.way); used >= 0) {
        m_way->setCurrentIndex(used);
    }
    m_form->clearErrors();
    m_stay->setChecked(server.staySignedIn);
    if (m_login->text().isEmpty()) {
        m_login->setText(server.login);
    }
    auto *provider = m_providers->findChild<QPushButton *>(server.way);
    (provider != nullptr         ? static_cast<QWidget *>(provider)
     : m_login->text().isEmpty() ? static_cast<QWidget *>(m_login)
                                 : m_password)
        ->setFocus();
}

void SignInPage::showAddress(const QUrl &url)
{
    m_working->setText(
        tr("No browser could be opened. Open this address on this computer: %1").arg(url.toString()));
    m_working->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_working->setAccessibleName(tr("Address of the sign-in"));
}

QString SignInPage::login() const
{
    return m_login->text();
}

void SignInPage::setLogin(const QString &login)
{
    m_login->setText(login);
    m_password->clear();
    m_password->setFocus();
}

void SignInPage::say(const QString &words)
{
    m_reason->setText(words);
    m_reason->setVisible(!words.isEmpty());
}

void SignInPage::submit()
{
    QMap<QString, QString> errors;
    if (m_login->text().trimmed().isEmpty()) {
        errors.insert(QStringLiteral("login"), tr("Enter your login."));
    }
    if (m_password->text().isEmpty()) {
        errors.insert(QStringLiteral("password"), tr("Enter your password."));
    }
    m_problem->hide();
    m_form->showErrors(errors);
    if (errors.isEmpty()) {
        enterBy(formWay());
    }
}

void SignInPage::enterBy(const SignInWay &way)
{
    m_tried = way.kind;
    forgetTyped();
    if (way.kind == WayKind::SingleSignOn) {
        m_connection.signIn(way, {}, {}, m_stay->isChecked());
    } else {
        const QString login = m_login->text().trimmed();
        if (way.kind == WayKind::Password) {
            m_typed = {login, common::checkPassword(m_password->text(), {false, {login}}).has_value(),
                       common::checkPassword(m_password->text(), {true, {login}}).has_value()};
        }
        m_connection.signIn(way, login, m_password->text(), m_stay->isChecked());
    }
}

bool SignInPage::typedTooWeak(const QString &login, bool secondStep) const
{
    return m_typed.login.compare(login, Qt::CaseInsensitive) == 0 &&
           !(secondStep ? m_typed.goodBesideSecondStep : m_typed.goodAlone);
}

void SignInPage::forgetTyped()
{
    m_typed = {};
}

QString SignInPage::failureWords(const common::Error &error) const
{
    const QString reason = error.fields.value(QStringLiteral("reason"));
    if (reason == QLatin1String("expired") && m_tried == WayKind::SingleSignOn) {
        return tr("The time for the sign-in in the browser is over. Try again.");
    }
    if (reason == QLatin1String("provider-down")) {
        return tr("The provider that you sign in with does not answer the recorder. Try again later, or ask "
                  "your administrator.");
    }
    if (reason == QLatin1String("expired")) {
        return tr("The time for the code is over. Sign in again.");
    }
    if (reason == QLatin1String("browser-timeout")) {
        return tr("Nobody signed in in the browser within five minutes. Try again.");
    }
    if (reason == QLatin1String("no-port")) {
        return tr("This computer does not let the console wait for the browser's answer.");
    }
    if (reason == QLatin1String("throttled")) {
        const int seconds = error.fields.value(QStringLiteral("retry_after_ms")).toInt() / 1000;
        return tr("Too many attempts. Try again in %n s.", nullptr, std::max(1, seconds));
    }
    if (error.code == common::ErrorCode::Denied) {
        return m_tried == WayKind::SingleSignOn ? tr("The sign-in in the browser did not succeed, or nobody "
                                                     "here belongs to it. Try again, or "
                                                     "ask your administrator.")
                                                : tr("The login or the password is not right.");
    }
    if (error.code == common::ErrorCode::Invalid) {
        return tr(
            "The server asks for a weaker protection of your password than this console accepts. It was "
            "not sent. Tell your administrator.");
    }
    if (reason == QLatin1String("busy")) {
        return tr("Too many people are signing in at this moment. Try again in a few seconds.");
    }
    return sentenceFor(error, tr("sign in")).oneLine();
}

void SignInPage::fail(const common::Error &error)
{
    refresh();
    forgetTyped();
    m_problem->say(failureWords(error));
    if (m_tried != WayKind::SingleSignOn) {
        m_password->selectAll();
        m_password->setFocus();
    }
}

QString SignInPage::problem() const
{
    return m_problem->said();
}

} // namespace console
