// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/consoleoptions.h"
#include "console/app/mainwindow.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <memory>

namespace console
{

class IdleWatch;
class LanguageSwitch;
class RowHeights;
class SingleInstance;
class Theme;

/// Builds everything in order of dependency and owns the windows.
class ConsoleApplication final : public QObject
{
    Q_OBJECT
public:
    explicit ConsoleApplication(ConsoleOptions options, QObject *parent = nullptr);
    ~ConsoleApplication() override;

    /// Shows the first window, or hands over to the running console and quits.
    void start();

private:
    void begin();
    void connectAtStart(MainWindow &window);
    MainWindow *addWindow(const QString &serverKey);
    void openLink(const DeepLink &link);
    void receive(const QString &message);
    void applyPreferences();

    // In order of building; destroyed in reverse.
    ConsoleOptions m_options;
    std::unique_ptr<common::Clock> m_clock;
    std::unique_ptr<Preferences> m_preferences;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<LanguageSwitch> m_language;
    std::unique_ptr<ServerBook> m_servers;
    std::unique_ptr<TokenStore> m_tokens;
    std::unique_ptr<PageRegistry> m_registry;
    std::unique_ptr<ConsoleServices> m_services;
    std::unique_ptr<SingleInstance> m_instance;
    IdleWatch *m_idle = nullptr;
    IdleWatch *m_keyIdle = nullptr;
    RowHeights *m_rows = nullptr;
    QList<QPointer<MainWindow>> m_windows;
};

/// Where servers and preferences are kept when --data is not given.
QString defaultDataFolder();

} // namespace console
