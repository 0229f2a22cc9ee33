// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/mainwindow.h"

#include "console/app/certificatedialog.h"
#include "console/app/connectionbanner.h"
#include "console/app/connectionstrip.h"
#include "console/app/impersonationview.h"
#include "console/app/pageregistry.h"
#include "console/app/passwordpage.h"
#include "console/app/preferences.h"
#include "console/app/preferencesdialog.h"
#include "console/app/resetpage.h"
#include "console/app/screenfit.h"
#include "console/app/secondsteppage.h"
#include "console/app/secondstepsetuppage.h"
#include "console/app/serverform.h"
#include "console/app/serverspage.h"
#include "console/app/signinpage.h"
#include "console/app/windowshortcuts.h"
#include "console/app/workspace.h"
#include "console/kit/words.h"
#include "console/pages/keys/unlockkeysdialog.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace console
{

namespace
{
constexpr QSize kDesignedFor(1280, 800);
const QString kResetPage = QStringLiteral("reset"); // of links only

} // namespace

MainWindow::MainWindow(const ConsoleServices &services, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_connection(
          std::make_unique<Connection>(ConnectionParts{services.clock, services.servers, services.tokens,
                                                       services.makeSecret, services.random},
                                       services.makeLink()))
    , m_keys(std::make_unique<SessionKeys>(
          SessionKeys::Parts{*m_connection, services.clock, services.makeSecret, services.loadQca}))
{
    setAttribute(Qt::WA_DeleteOnClose);
    makeParts();
    addWindowShortcuts(*this);
    m_keys->follow(*m_connection);
    connect(m_keys.get(), &SessionKeys::stateChanged, this, &MainWindow::followKeys);
    connect(m_connection.get(), &Connection::stateChanged, this, &MainWindow::follow);
    connect(m_connection.get(), &Connection::connectFailed, this, [this](const common::Error &error) {
        showServers(sentenceFor(error, tr("connect to %1").arg(m_connection->server().label)).oneLine());
    });
    connect(m_connection.get(), &Connection::identityChanged, this, [this] {
        m_strip->refresh();
        const bool settingUp = m_stack->currentWidget() == m_setupPage;
        if (m_connection->isReady() && settingUp != m_connection->identity().mustSetSecondStep) {
            endImpersonation({});
            followReady();
        }
        if (m_workspace != nullptr) {
            m_workspace->setIdentityChanged();
        }
    });
    connect(m_connection.get(), &Connection::firstWriteHeld, this, &MainWindow::askBeforeFirstWrite);
    connect(m_connection.get(), &Connection::tokenNotKept, this, [this] {
        if (m_workspace != nullptr) {
            m_workspace->notify(
                tr("This computer has no keychain that could keep the session: you stay signed in "
                   "until you close the console."));
        }
    });
    resize(kDesignedFor);
    setMinimumSize(640, 480);
    showServers();
    updateTitle();
}

MainWindow::~MainWindow()
{
    disconnect(m_connection.get(), nullptr, this, nullptr);
    disconnect(m_keys.get(), nullptr, this, nullptr);
    delete m_impersonation.data();
    delete m_workspace.data(); // pages use the connection
}

void MainWindow::makeParts()
{
    m_strip = new ConnectionStrip(*m_connection);
    m_banner = new ConnectionBanner(*m_connection);
    m_stack = new QStackedWidget;
    m_serversPage = new ServersPage(m_services.servers);
    m_signInPage = new SignInPage(*m_connection);
    m_passwordPage = new PasswordPage(*m_connection, m_services.makeSecret, m_keys.get());
    m_changedPage = new CertificateChangedPage;
    m_secondStepPage = new SecondStepPage(*m_connection);
    m_setupPage = new SecondStepSetupPage(*m_connection, m_connection->identity(), m_services.makeSecret);
    m_resetPage = new ResetPage(*m_connection, m_services.makeSecret);
    for (QWidget *part : {static_cast<QWidget *>(m_serversPage), static_cast<QWidget *>(m_signInPage),
                          static_cast<QWidget *>(m_passwordPage), static_cast<QWidget *>(m_changedPage),
                          static_cast<QWidget *>(m_secondStepPage), static_cast<QWidget *>(m_setupPage),
                          static_cast<QWidget *>(m_resetPage)}) {
        m_stack->addWidget(part);
    }
    auto *centre = new QWidget;
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);
    connect(m_serversPage, &ServersPage::connectRequested, this, &MainWindow::connectTo);
    connect(m_serversPage, &ServersPage::windowRequested, this, &MainWindow::windowRequested);
    connect(m_changedPage, &CertificateChangedPage::closed, m_connection.get(), &Connection::close);
    connect(m_passwordPage, &PasswordPage::changed, this, [this] {
        m_connection->refreshIdentity();
        makeWorkspace();
        m_workspace->notify(tr("Your password was changed."));
    });
    connect(m_passwordPage, &PasswordPage::cancelled, this, [this] {
        if (m_connection->identity().mustChangePassword || m_workspace == nullptr) {
            m_connection->signOut();
        } else {
            m_stack->setCurrentWidget(m_workspace);
        }
    });
    connectSignIn();
    connectStrip();
}

void MainWindow::connectSignIn()
{
    connect(m_signInPage, &SignInPage::cancelled, m_connection.get(), &Connection::close);
    connect(m_signInPage, &SignInPage::forgotten, this, [this] {
        m_resetPage->begin(m_connection->server().login);
        m_stack->setCurrentWidget(m_resetPage);
    });
    connect(m_connection.get(), &Connection::codeAsked, this, [this] {
        m_secondStepPage->ask();
        m_stack->setCurrentWidget(m_secondStepPage);
    });
    connect(m_connection.get(), &Connection::browserAsked, this, &MainWindow::browse);
    connect(m_connection.get(), &Connection::signInFailed, this, &MainWindow::showSignIn);
    connect(m_connection.get(), &Connection::signInCancelled, this, &MainWindow::showSignIn);
    connect(m_resetPage, &ResetPage::cancelled, this, &MainWindow::showSignIn);
    connect(m_resetPage, &ResetPage::done, this, [this](const QString &login) {
        showSignIn();
        m_signInPage->setLogin(login);
        m_signInPage->say(tr("Your password is set. Sign in with it."));
    });
    connect(m_setupPage, &SecondStepSetupPage::done, this, [this] { m_connection->refreshIdentity(); });
    connect(m_setupPage, &SecondStepSetupPage::cancelled, m_connection.get(), &Connection::signOut);
}

void MainWindow::connectStrip()
{
    connect(m_strip, &ConnectionStrip::profileRequested, this, &MainWindow::showProfile);
    connect(m_strip, &ConnectionStrip::exitImpersonationRequested, this, [this] {
        if (m_impersonation != nullptr) {
            m_impersonation->leave();
        }
    });
    connect(m_strip, &ConnectionStrip::serversRequested, this, [this] {
        if (m_connection->state() == ConnectionState::Disconnected) {
            showServers();
        } else {
            Q_EMIT windowRequested({}); // this window stays with its server
        }
    });
    connect(m_strip, &ConnectionStrip::signOutRequested, m_connection.get(), &Connection::signOut);
    connect(m_strip, &ConnectionStrip::lockRequested, m_connection.get(), &Connection::lock);
    connect(m_strip, &ConnectionStrip::passwordRequested, this, &MainWindow::changePassword);
    connect(m_strip, &ConnectionStrip::preferencesRequested, this, &MainWindow::showPreferences);
    connect(m_strip, &ConnectionStrip::keysRequested, this, &MainWindow::showKeys);
    connect(m_strip, &ConnectionStrip::tasksRequested, this, [this] {
        if (m_workspace != nullptr) {
            m_workspace->toggleTasks();
        }
    });
}

Workspace *MainWindow::workspace() const
{
    return m_workspace;
}

CertificateDialog *MainWindow::certificateDialog() const
{
    return m_certificate;
}

QWidget *MainWindow::shown() const
{
    return m_stack->currentWidget();
}

void MainWindow::connectTo(const QString &serverKey)
{
    m_serversPage->showProblem({});
    m_connection->open(serverKey);
}

void MainWindow::follow(ConnectionState state)
{
    m_strip->refresh();
    updateTitle();
    if (state != ConnectionState::CertificateUnknown && m_certificate != nullptr) {
        m_certificate->disconnect(); // its end is not a refusal
        m_certificate->hide();
        m_certificate->deleteLater();
        m_certificate.clear();
    }
    if (state != ConnectionState::Ready && state != ConnectionState::Lost) {
        endImpersonation({});
    }
    switch (state) {
    case ConnectionState::Disconnected:
        dropWorkspace();
        showServers();
        break;
    case ConnectionState::Connecting: m_stack->setCurrentWidget(m_signInPage); break;
    case ConnectionState::SigningIn: showSignIn(); break;
    case ConnectionState::CertificateUnknown: showCertificate(); break;
    case ConnectionState::CertificateChanged:
        m_stack->setCurrentWidget(m_changedPage);
        m_changedPage->present(m_connection->server(), m_connection->certificate());
        break;
    case ConnectionState::Ready: followReady(); break;
    case ConnectionState::Lost: break; // the banner tells; everything stays as it is
    }
}

void MainWindow::followReady()
{
    const common::Identity &identity = m_connection->identity();
    if (identity.mustChangePassword) {
        m_passwordPage->ask(identity);
        m_stack->setCurrentWidget(m_passwordPage);
        return;
    }
    if (identity.mustSetSecondStep) {
        m_stack->setCurrentWidget(m_setupPage);
        return;
    }
    if (identity.impersonatorId.isEmpty()) {
        m_services.preferences.setAccountLanguage(identity.language);
    }
    if (m_workspace != nullptr && m_workspaceUser != identity.userId) {
        dropWorkspace(); // another person: nothing of the first one's is left
    }
    makeWorkspace();
}

void MainWindow::makeWorkspace()
{
    if (m_workspace == nullptr) {
        m_workspace = new Workspace({m_services.registry, *m_connection, m_connection->identity(),
                                     m_services.clock, m_connection->server().key, m_keys.get()});
        m_workspaceUser = m_connection->identity().userId;
        m_workspace->restoreLayout(m_services.preferences.layout(QStringLiteral("workspace")));
        m_stack->addWidget(m_workspace);
        connect(&m_workspace->tasks(), &TaskModel::runningChanged, m_strip,
                &ConnectionStrip::setRunningTasks);
        connect(m_workspace, &Workspace::impersonationAsked, this, &MainWindow::impersonate);
        connect(m_workspace, &Workspace::passwordAsked, this, &MainWindow::changePassword);
        connect(m_workspace, &Workspace::unlockAsked, this, &MainWindow::unlockKeys);
        connect(m_workspace, &Workspace::accountTouched, m_connection.get(), &Connection::refreshIdentity);
        m_stack->setCurrentWidget(m_workspace);
        m_workspace->openEntry(0);
        if (const QDateTime ended = m_connection->certificateEnded(); ended.isValid()) {
            //: %1 is a date
            m_workspace->notify(
                tr("The certificate of this server expired on %1. It is still the one that you trust; your "
                   "administrator should renew it.")
                    .arg(QLocale().toString(ended.toLocalTime().date(), QLocale::ShortFormat)));
        }
    }
    if (m_impersonation == nullptr) {
        m_stack->setCurrentWidget(m_workspace);
    }
    if (m_pendingLink) {
        openInWorkspace(*std::exchange(m_pendingLink, std::nullopt));
    }
    followKeys(m_keys->state());
}

void MainWindow::openInWorkspace(const DeepLink &link)
{
    if (link.pageId == kResetPage) {
        m_workspace->notify(tr("You are signed in. To set a new password by the link, sign out first."));
    } else {
        endImpersonation({});
        m_workspace->open(link.pageId, link.arguments);
    }
}

void MainWindow::showSignIn()
{
    m_stack->setCurrentWidget(m_signInPage);
    if (m_connection->state() != ConnectionState::SigningIn) {
        return;
    }
    m_signInPage->refresh();
    if (m_pendingLink && m_pendingLink->pageId == kResetPage) {
        const DeepLink link = *std::exchange(m_pendingLink, std::nullopt);
        m_stack->setCurrentWidget(m_resetPage);
        m_resetPage->takeLink(link.arguments.value(QStringLiteral("link")).toString());
    }
}

void MainWindow::browse(const QUrl &url)
{
    const bool opened = m_services.openBrowser ? m_services.openBrowser(url) : QDesktopServices::openUrl(url);
    if (!opened) {
        m_signInPage->showAddress(url);
    }
}

void MainWindow::showProfile()
{
    if (m_workspace != nullptr && m_connection->isReady()) {
        m_stack->setCurrentWidget(m_workspace);
        m_workspace->open(QStringLiteral("my-profile"));
    }
}

ImpersonationView *MainWindow::impersonation() const
{
    return m_impersonation;
}

void MainWindow::impersonate(const QByteArray &token)
{
    if (m_impersonation != nullptr) {
        return;
    }
    m_impersonation = new ImpersonationView(m_services, m_connection->server().key, token, m_keys.get());
    connect(m_impersonation, &ImpersonationView::unlockAsked, this, &MainWindow::unlockKeys);
    m_stack->addWidget(m_impersonation);
    m_stack->setCurrentWidget(m_impersonation);
    connect(m_impersonation, &ImpersonationView::named, this,
            [this] { m_strip->setImpersonated(m_impersonation->name()); });
    // Later: it is deleted then.
    connect(m_impersonation, &ImpersonationView::ended, this, &MainWindow::endImpersonation,
            Qt::QueuedConnection);
}

void MainWindow::endImpersonation(const QString &why)
{
    if (m_impersonation == nullptr) {
        return;
    }
    const bool seen = m_stack->currentWidget() == m_impersonation;
    delete m_impersonation.data();
    m_strip->setImpersonated({});
    if (seen && m_workspace != nullptr) {
        m_stack->setCurrentWidget(m_workspace); // the page that was left
    }
    if (m_workspace != nullptr && !why.isEmpty()) {
        m_workspace->notify(why);
    }
}

Workspace *MainWindow::activeWorkspace() const
{
    if (m_impersonation != nullptr && m_stack->currentWidget() == m_impersonation) {
        return m_impersonation->workspace();
    }
    return m_stack->currentWidget() == m_workspace ? m_workspace.data() : nullptr;
}

void MainWindow::dropWorkspace()
{
    if (m_workspace != nullptr) {
        saveLayout();
        delete m_workspace.data();
        m_strip->setRunningTasks(0);
    }
}

void MainWindow::showServers(const QString &problem)
{
    m_serversPage->showProblem(problem);
    m_stack->setCurrentWidget(m_serversPage);
}

void MainWindow::showCertificate()
{
    m_certificate = new CertificateDialog(m_connection->server(), m_connection->certificate(), this);
    connect(m_certificate, &CertificateDialog::trusted, this, &MainWindow::trust);
    connect(m_certificate, &QDialog::rejected, m_connection.get(), &Connection::close);
    m_certificate->open();
}

void MainWindow::trust()
{
    if (auto kept = m_connection->trustCertificate(); !kept && m_certificate != nullptr) {
        m_certificate->showProblem(
            tr("The certificate could not be stored on this computer, so it is not trusted. %1")
                .arg(kept.error().message));
    }
}

void MainWindow::changePassword()
{
    if (m_connection->isReady()) {
        m_passwordPage->ask(m_connection->identity());
        m_stack->setCurrentWidget(m_passwordPage);
    }
}

bool MainWindow::openLink(const DeepLink &link)
{
    const bool idle = m_connection->state() == ConnectionState::Disconnected;
    const auto entry = m_services.servers.findAddress(link.host, link.port);
    if (!entry || (!idle && entry->key != m_connection->server().key)) {
        return false;
    }
    if (m_connection->isReady() && m_workspace != nullptr) {
        openInWorkspace(link);
    } else {
        m_pendingLink = link;
        if (idle) {
            connectTo(entry->key);
        } else if (m_connection->state() == ConnectionState::SigningIn && !m_connection->signingIn()) {
            showSignIn();
        }
    }
    return true;
}

void MainWindow::offerServer(const DeepLink &link)
{
    ServerEntry suggestion;
    suggestion.host = link.host;
    suggestion.port = link.port;
    m_pendingLink = link;
    showServers(tr("The link leads to a server that is not in your list. Add it only if you know it."));
    m_serversPage->addServer(suggestion);
}

void MainWindow::copyLink()
{
    if (m_workspace == nullptr || m_stack->currentWidget() != m_workspace) {
        return;
    }
    const Place place = m_workspace->currentPlace();
    const ServerEntry &server = m_connection->server();
    QGuiApplication::clipboard()->setText(textOf({server.host, server.port, place.pageId, place.arguments}));
    m_workspace->notify(tr("The link to this page was copied."));
}

void MainWindow::askBeforeFirstWrite()
{
    auto *question = new QMessageBox(
        QMessageBox::Warning, tr("PRODUCTION"),
        tr("“%1” is a production server. Change something on it?").arg(m_connection->server().label),
        QMessageBox::NoButton, this);
    question->setObjectName(QStringLiteral("first-write"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("You are asked before the first change after connecting, and then no more."));
    QPushButton *change = question->addButton(tr("Change it"), QMessageBox::AcceptRole);
    QPushButton *cancel = question->addButton(tr("Do not change"), QMessageBox::RejectRole);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QDialog::finished, this,
            [this, question, change] { m_connection->confirmWrites(question->clickedButton() == change); });
    question->open();
}

void MainWindow::followKeys(SessionKeys::State state)
{
    // Asked for at once, because without them nothing of what was granted to the user plays. What merely
    // sleeps is asked for when it is needed.
    const bool seen = m_workspace != nullptr && m_stack->currentWidget() == m_workspace;
    if (state == SessionKeys::State::WrongKey && seen) {
        unlockKeys();
    } else if (state == SessionKeys::State::Locked && m_unlock != nullptr) {
        m_unlock->close();
    }
}

void MainWindow::unlockKeys()
{
    if (m_unlock == nullptr) {
        m_unlock = new UnlockKeysDialog(*m_keys, this);
        m_unlock->open();
    }
}

void MainWindow::showKeys()
{
    if (Workspace *seen = activeWorkspace(); seen != nullptr && seen->showKeys()) {
        return;
    }
    (new KeyList(this))->open();
}

void MainWindow::showPreferences()
{
    auto *dialog = new PreferencesDialog(m_services.preferences, this);
    connect(dialog, &PreferencesDialog::resetLayoutRequested, this, &MainWindow::resetLayout);
    dialog->open();
}

void MainWindow::updateTitle()
{
    const ServerEntry &server = m_connection->server();
    if (m_connection->state() == ConnectionState::Disconnected) {
        setWindowTitle(tr("Earshot"));
        return;
    }
    setWindowTitle(server.production ? tr("%1 (PRODUCTION) – Earshot").arg(server.label)
                                     : tr("%1 – Earshot").arg(server.label));
}

void MainWindow::saveLayout()
{
    m_services.preferences.setLayout(QStringLiteral("window"), saveGeometry());
    if (m_workspace != nullptr) {
        m_services.preferences.setLayout(QStringLiteral("workspace"), m_workspace->saveLayout());
    }
}

void MainWindow::resetLayout()
{
    showNormal();
    resize(kDesignedFor);
    if (m_workspace != nullptr) {
        m_workspace->resetLayout();
    }
    saveLayout();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_placed, true)) {
        return;
    }
    // After the first show: before it window systems place the window elsewhere again.
    const QByteArray kept = m_services.preferences.layout(QStringLiteral("window"));
    if (!kept.isEmpty()) {
        restoreGeometry(kept);
    }
    if (!isMaximized() && !isFullScreen()) {
        fitToScreens(*this);
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    auto *page = m_workspace == nullptr ? nullptr : dynamic_cast<PageActions *>(m_workspace->currentPage());
    if (page != nullptr && !page->mayLeave()) {
        event->ignore();
        return;
    }
    saveLayout();
    QMainWindow::closeEvent(event);
}

} // namespace console
