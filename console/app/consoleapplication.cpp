// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/consoleapplication.h"

#include "console/app/demosignin.h"
#include "console/app/idlewatch.h"
#include "console/app/languageswitch.h"
#include "console/app/pageregistry.h"
#include "console/app/preferences.h"
#include "console/app/singleinstance.h"
#include "console/kit/theme.h"
#include "console/net/channellink.h"

#include <QApplication>
#include <QNetworkInformation>
#include <QRandomGenerator>
#include <QSettings>
#include <QStandardPaths>

namespace console
{

namespace
{
/// Whatever the preference for signing out is: nobody is there to hear anything.
constexpr std::chrono::minutes kKeysSleepAfter{15};
} // namespace

QString defaultDataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/earshot");
}

ConsoleApplication::ConsoleApplication(ConsoleOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    if (m_options.dataFolder.isEmpty()) {
        m_options.dataFolder = defaultDataFolder();
    }
    // Pages keep the shape of their tables through QSettings: in the same folder.
    QCoreApplication::setOrganizationName(QStringLiteral("earshot"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_options.dataFolder);
    m_clock = std::make_unique<common::SystemClock>();
    m_preferences = std::make_unique<Preferences>(m_options.dataFolder + QStringLiteral("/console.ini"));
    m_theme = std::make_unique<Theme>(m_preferences->theme()); // before the first window: no flash of light
    m_language = std::make_unique<LanguageSwitch>(*m_preferences, [this] {
        QList<MainWindow *> windows;
        for (const auto &window : std::as_const(m_windows)) {
            if (window != nullptr) {
                windows.append(window);
            }
        }
        return windows;
    });
    m_servers = std::make_unique<ServerBook>(m_options.dataFolder + QStringLiteral("/servers.ini"));
    m_tokens = std::make_unique<KeychainTokenStore>();
    m_registry = std::make_unique<PageRegistry>(PageRegistry::standard());
    m_services = std::make_unique<ConsoleServices>(
        ConsoleServices{*m_clock, *m_servers, *m_tokens, *m_registry, *m_preferences,
                        &common::deriveLoginKeys, [] { return QRandomGenerator::global()->generateDouble(); },
                        [] { return makeChannelLink(QStringLiteral("earshot-console " EARSHOT_VERSION)); }});
    m_instance = std::make_unique<SingleInstance>(m_options.dataFolder);
    m_idle = new IdleWatch(qApp);
    m_keyIdle = new IdleWatch(qApp);
    m_keyIdle->setLimit(kKeysSleepAfter);
    m_rows = new RowHeights(qApp);
    connect(m_preferences.get(), &Preferences::changed, this, &ConsoleApplication::applyPreferences);
    connect(m_idle, &IdleWatch::idle, this, [this] {
        for (const auto &window : std::as_const(m_windows)) {
            if (window != nullptr) {
                window->connection().lock();
            }
        }
    });
    connect(m_keyIdle, &IdleWatch::idle, this, [this] {
        for (const auto &window : std::as_const(m_windows)) {
            if (window != nullptr) {
                window->keys().sleep();
            }
        }
    });
    connect(m_instance.get(), &SingleInstance::first, this, &ConsoleApplication::begin);
    connect(m_instance.get(), &SingleInstance::handedOver, qApp, &QCoreApplication::quit);
    connect(m_instance.get(), &SingleInstance::messageReceived, this, &ConsoleApplication::receive);
    applyPreferences();
}

ConsoleApplication::~ConsoleApplication()
{
    for (const auto &window : std::as_const(m_windows)) {
        delete window.data();
    }
}

void ConsoleApplication::applyPreferences()
{
    m_theme->setChoice(m_preferences->theme());
    m_rows->setHeight(rowHeightOf(m_preferences->density()));
    m_idle->setLimit(m_preferences->lockAfter());
}

void ConsoleApplication::start()
{
    m_instance->start(m_options.link ? textOf(*m_options.link) : QString());
}

void ConsoleApplication::begin()
{
    if (QNetworkInformation::loadDefaultBackend()) {
        connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged, this,
                [this](QNetworkInformation::Reachability reachability) {
                    for (const auto &window : std::as_const(m_windows)) {
                        if (window != nullptr && reachability == QNetworkInformation::Reachability::Online) {
                            window->connection().retryNow();
                        }
                    }
                });
    }
    MainWindow *window = addWindow({});
    connectAtStart(*window);
    if (m_options.link) {
        openLink(*m_options.link);
    }
}

void ConsoleApplication::connectAtStart(MainWindow &window)
{
    if (m_options.server.isEmpty()) {
        return;
    }
    auto wanted = serverFromAddress(m_options.server);
    if (!wanted) {
        return; // consoleOptionsFrom has refused it
    }
    auto entry = m_servers->findAddress(wanted->host, wanted->port);
    if (!entry) {
        auto added = m_servers->add(*wanted);
        if (!added) {
            // The label is taken by the same host at another port.
            wanted->label = wanted->address();
            added = m_servers->add(*wanted);
        }
        if (!added) {
            qWarning("%s", qPrintable(added.error().message));
            return;
        }
        entry = *added;
    }
    new DemoSignIn(m_options, window.connection(), &window);
    if (!m_options.page.isEmpty()) {
        window.openLink({entry->host, entry->port, m_options.page, {}});
    } else {
        window.connectTo(entry->key);
    }
}

MainWindow *ConsoleApplication::addWindow(const QString &serverKey)
{
    auto *window = new MainWindow(*m_services);
    m_windows.removeAll(nullptr);
    m_windows.append(window);
    connect(window, &MainWindow::windowRequested, this, &ConsoleApplication::addWindow);
    window->show();
    if (!serverKey.isEmpty()) {
        window->connectTo(serverKey);
    }
    return window;
}

void ConsoleApplication::openLink(const DeepLink &link)
{
    MainWindow *shown = nullptr;
    // First the window that is at that server, then one that is at none.
    for (const bool connected : {true, false}) {
        for (const auto &window : std::as_const(m_windows)) {
            const bool busy =
                window != nullptr && window->connection().state() != ConnectionState::Disconnected;
            if (shown == nullptr && window != nullptr && busy == connected && window->openLink(link)) {
                shown = window;
            }
        }
    }
    if (shown == nullptr) {
        const bool known = m_servers->findAddress(link.host, link.port).has_value();
        shown = addWindow({});
        if (known) {
            shown->openLink(link);
        } else {
            shown->offerServer(link);
        }
    }
    shown->raise();
    shown->activateWindow();
}

void ConsoleApplication::receive(const QString &message)
{
    if (const auto link = deepLinkFrom(message)) {
        openLink(*link);
        return;
    }
    for (const auto &window : std::as_const(m_windows)) {
        if (window != nullptr) {
            window->raise();
            window->activateWindow();
            return;
        }
    }
}

} // namespace console
