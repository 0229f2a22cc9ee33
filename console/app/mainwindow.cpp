// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/mainwindow.h"

#include "console/app/connectionbanner.h"
#include "console/app/connectionstrip.h"
#include "console/app/impersonationview.h"
#include "console/app/keylist.h"
#include "console/app/preferences.h"
#include "console/app/preferencesdialog.h"
#include "console/app/screenfit.h"
#include "console/app/serverspage.h"
#include "console/app/windowshortcuts.h"
#include "console/app/workspace.h"
#include "console/kit/spacing.h"
#include "console/kit/words.h"

#include <QApplication>
#include <QCloseEvent>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace console
{

namespace
{
constexpr QSize kDesignedFor(1280, 800);
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
    , m_questions(std::make_unique<ConnectionQuestions>(*m_connection, *m_keys, *this))
    , m_host(std::make_unique<WorkspaceHost>(
          WorkspaceHost::Parts{services, *m_connection, *m_keys, [this] { saveLayout(); }}))
{
    setAttribute(Qt::WA_DeleteOnClose);
    makeParts();
    m_host->standIn(*m_stack);
    addWindowShortcuts(*this);
    m_keys->follow(*m_connection);
    followConnection();
    connect(m_host.get(), &WorkspaceHost::passwordAsked, this, &MainWindow::changePassword);
    connect(m_host.get(), &WorkspaceHost::linkAsked, this, &MainWindow::copyLink);
    connect(m_host.get(), &WorkspaceHost::unlockAsked, m_questions.get(), &ConnectionQuestions::askForKeys);
    resize(kDesignedFor);
    setMinimumSize(640, 480);
    m_entry->showServers();
    updateTitle();
}

MainWindow::~MainWindow()
{
    disconnect(m_connection.get(), nullptr, this, nullptr);
    disconnect(m_keys.get(), nullptr, this, nullptr);
    disconnect(m_host.get(), nullptr, this, nullptr);
    m_host.reset(); // pages use the connection
}

void MainWindow::followConnection()
{
    connect(m_keys.get(), &SessionKeys::stateChanged, this, &MainWindow::followKeys);
    connect(m_connection.get(), &Connection::stateChanged, this, &MainWindow::follow);
    connect(m_connection.get(), &Connection::identityChanged, this, &MainWindow::followIdentity);
    connect(m_connection.get(), &Connection::connectFailed, this, [this](const common::Error &error) {
        m_entry->showServers(
            sentenceFor(error, tr("connect to %1").arg(m_connection->server().label)).oneLine());
    });
    connect(m_connection.get(), &Connection::tokenNotKept, this, [this] {
        if (Workspace *own = workspace()) {
            own->notify(tr("This computer has no keychain that could keep the session: you stay signed in "
                           "until you close the console."));
        }
    });
}

void MainWindow::makeParts()
{
    auto *centre = new QWidget;
    m_strip = new ConnectionStrip(*m_connection);
    m_stack = new QStackedWidget;
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(new ConnectionBanner(*m_connection, centre));
    layout->addWidget(m_stack, 1);
    m_entry = std::make_unique<EntryPages>(EntryPages::Parts{m_services, *m_connection, *m_keys, *m_stack});
    connectEntry();
    connectStrip();
    setCentralWidget(centre);
    connect(m_stack, &QStackedWidget::currentChanged, this, &MainWindow::rebuildIfDue);
}

void MainWindow::connectEntry()
{
    connect(m_entry.get(), &EntryPages::connectRequested, this, &MainWindow::connectTo);
    connect(m_entry.get(), &EntryPages::windowRequested, this, &MainWindow::windowRequested);
    connect(m_entry.get(), &EntryPages::signInWanted, this, &MainWindow::showSignIn);
    connect(m_entry.get(), &EntryPages::passwordChanged, this, [this] {
        m_connection->refreshIdentity();
        showWorkspace();
        workspace()->notify(tr("Your password was changed."));
    });
    connect(m_entry.get(), &EntryPages::passwordCancelled, this, [this] {
        if (passwordPage()->isDuty() || workspace() == nullptr) {
            m_connection->signOut();
        } else {
            m_stack->setCurrentWidget(workspace());
        }
    });
}

void MainWindow::connectStrip()
{
    connect(m_host.get(), &WorkspaceHost::runningTasksChanged, m_strip, &ConnectionStrip::setRunningTasks);
    connect(m_host.get(), &WorkspaceHost::impersonatedChanged, m_strip, &ConnectionStrip::setImpersonated);
    connect(m_strip, &ConnectionStrip::profileRequested, this, &MainWindow::showProfile);
    connect(m_strip, &ConnectionStrip::exitImpersonationRequested, this, [this] {
        if (ImpersonationView *other = impersonation()) {
            other->leave();
        }
    });
    connect(m_strip, &ConnectionStrip::serversRequested, this, [this] {
        if (m_connection->state() == ConnectionState::Disconnected) {
            m_entry->showServers();
        } else {
            Q_EMIT windowRequested({}); // this window stays with its server
        }
    });
    connect(m_strip, &ConnectionStrip::signOutRequested, this, [this] {
        if (mayLeave()) {
            m_connection->signOut();
        }
    });
    connect(m_strip, &ConnectionStrip::lockRequested, m_connection.get(), &Connection::lock);
    connect(m_strip, &ConnectionStrip::passwordRequested, this, &MainWindow::changePassword);
    connect(m_strip, &ConnectionStrip::preferencesRequested, this, &MainWindow::showPreferences);
    connect(m_strip, &ConnectionStrip::keysRequested, this, &MainWindow::showKeys);
    connect(m_strip, &ConnectionStrip::tasksRequested, this, [this] {
        if (Workspace *own = workspace()) {
            own->toggleTasks();
        }
    });
}

void MainWindow::rebuild()
{
    m_rebuildDue = m_entry->isBusy() || m_questions->certificate() != nullptr;
    if (m_rebuildDue) {
        return;
    }
    const std::unique_ptr<EntryPages> before = std::move(m_entry);
    const std::unique_ptr<QWidget> old(takeCentralWidget());
    unsetLocale(); // that of now, for everything in the window
    makeParts();
    m_entry->continueFrom(*before);
    m_host->rebuildIn(*m_stack);
    updateTitle();
}

/// Not from inside of what would go.
void MainWindow::rebuildIfDue()
{
    if (m_rebuildDue) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_rebuildDue) {
                    rebuild();
                }
            },
            Qt::QueuedConnection);
    }
}

QWidget *MainWindow::shown() const
{
    return m_stack->currentWidget();
}

void MainWindow::connectTo(const QString &serverKey)
{
    serversPage()->showProblem({});
    m_connection->open(serverKey);
}

void MainWindow::follow(ConnectionState state)
{
    m_strip->refresh();
    updateTitle();
    m_questions->follow(state);
    if (state != ConnectionState::Ready && state != ConnectionState::Lost) {
        m_host->endImpersonation({});
    }
    switch (state) {
    case ConnectionState::Disconnected:
        m_host->drop();
        m_entry->showServers();
        break;
    case ConnectionState::Connecting: m_entry->showConnecting(); break;
    case ConnectionState::SigningIn: showSignIn(); break;
    case ConnectionState::CertificateUnknown: m_questions->askForTrust(); break;
    case ConnectionState::CertificateChanged: m_entry->showChangedCertificate(); break;
    case ConnectionState::Ready: followReady(); break;
    case ConnectionState::Lost: break; // the banner tells; everything stays as it is
    }
    rebuildIfDue();
}

void MainWindow::followIdentity()
{
    m_strip->refresh();
    if (m_connection->isReady() && m_entry->isSettingUp() != m_connection->identity().mustSetSecondStep) {
        m_host->endImpersonation({});
        followReady();
    }
    if (Workspace *own = workspace()) {
        own->setIdentityChanged();
    }
}

void MainWindow::followReady()
{
    const common::Identity &identity = m_connection->identity();
    if (m_entry->askForDuty()) {
        return;
    }
    if (identity.impersonatorId.isEmpty()) {
        m_services.preferences.setAccountLanguage(identity.language);
    }
    showWorkspace();
}

void MainWindow::showWorkspace()
{
    m_host->show();
    if (m_pendingLink) {
        openInWorkspace(*std::exchange(m_pendingLink, std::nullopt));
    }
    followKeys();
}

void MainWindow::showSignIn()
{
    m_entry->showSignIn();
    const bool waits = m_connection->state() == ConnectionState::SigningIn;
    if (waits && m_pendingLink && m_pendingLink->isPasswordReset()) {
        const DeepLink link = *std::exchange(m_pendingLink, std::nullopt);
        m_entry->takeResetLink(link.arguments.value(QStringLiteral("link")).toString());
    }
    rebuildIfDue();
}

void MainWindow::showProfile()
{
    if (workspace() != nullptr && m_connection->isReady()) {
        m_stack->setCurrentWidget(workspace());
        workspace()->open(QStringLiteral("my-profile"));
    }
}

void MainWindow::changePassword()
{
    if (m_connection->isReady()) {
        m_entry->askForPassword();
    }
}

void MainWindow::followKeys()
{
    m_questions->followKeys(m_host->isWorkspaceShown());
}

void MainWindow::showKeys()
{
    if (Workspace *seen = activeWorkspace(); seen != nullptr && seen->showKeys()) {
        return;
    }
    (new KeyList(QSettings(), this))->open();
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
    if (const Workspace *own = workspace()) {
        m_services.preferences.setLayout(QStringLiteral("workspace"), own->saveLayout());
    }
}

void MainWindow::resetLayout()
{
    showNormal();
    resize(kDesignedFor);
    if (Workspace *own = workspace()) {
        own->resetLayout();
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
        stepAside();
        fitToScreens(*this);
    }
}

/// A second window that lay exactly on the first would look as if nothing had happened.
void MainWindow::stepAside()
{
    constexpr int kMost = 20;
    const QWidgetList windows = QApplication::topLevelWidgets();
    const auto covers = [this, &windows] {
        return std::any_of(windows.begin(), windows.end(), [this](const QWidget *each) {
            return each != this && each->isVisible() && qobject_cast<const MainWindow *>(each) != nullptr &&
                   each->pos() == pos();
        });
    };
    for (int i = 0; i < kMost && covers(); ++i) {
        move(pos() + QPoint(kStripHeight, kStripHeight));
    }
}

/// False: a page asks what shall become of what was typed, of the one that is seen first.
bool MainWindow::mayLeave() const
{
    const Workspace *seen = activeWorkspace();
    const Workspace *own = workspace() == seen ? nullptr : workspace();
    return (seen == nullptr || seen->mayLeave()) && (own == nullptr || own->mayLeave());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!mayLeave()) {
        event->ignore();
        return;
    }
    saveLayout();
    QMainWindow::closeEvent(event);
}

} // namespace console
