// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/theme.h"

#include "console/kit/kitstyle.h"

#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>

namespace console
{

QString keyOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light: return QStringLiteral("light");
    case ThemeChoice::Dark: return QStringLiteral("dark");
    case ThemeChoice::HighContrast: return QStringLiteral("high-contrast");
    case ThemeChoice::System: break;
    }
    return QStringLiteral("system");
}

ThemeChoice themeChoiceFrom(const QString &key)
{
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast}) {
        if (keyOf(choice) == key) {
            return choice;
        }
    }
    return ThemeChoice::System;
}

namespace
{

Scheme schemeFromName(const QString &themeName)
{
    if (themeName.contains(QLatin1String("HighContrast"), Qt::CaseInsensitive)) {
        return Scheme::HighContrast;
    }
    return themeName.contains(QLatin1String("dark"), Qt::CaseInsensitive) ? Scheme::Dark : Scheme::Light;
}

} // namespace

Scheme systemScheme(const QString &configFolder)
{
#if defined(Q_OS_WIN)
    Q_UNUSED(configFolder)
    const QSettings registry(
        QStringLiteral(
            "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"),
        QSettings::NativeFormat);
    return registry.value(QStringLiteral("AppsUseLightTheme"), 1).toInt() == 0 ? Scheme::Dark : Scheme::Light;
#elif defined(Q_OS_MACOS)
    Q_UNUSED(configFolder)
    const QSettings defaults(QStringLiteral(".GlobalPreferences"), QSettings::NativeFormat);
    return schemeFromName(defaults.value(QStringLiteral("AppleInterfaceStyle")).toString());
#else
    const QString environment = qEnvironmentVariable("GTK_THEME"); // "Adwaita:dark"
    if (!environment.isEmpty()) {
        return schemeFromName(environment);
    }
    for (const QLatin1String file :
         {QLatin1String("/gtk-4.0/settings.ini"), QLatin1String("/gtk-3.0/settings.ini")}) {
        const QSettings gtk(configFolder + file, QSettings::IniFormat);
        const Scheme named = schemeFromName(gtk.value(QStringLiteral("Settings/gtk-theme-name")).toString());
        if (named != Scheme::Light) {
            return named;
        }
        if (gtk.value(QStringLiteral("Settings/gtk-application-prefer-dark-theme")).toBool()) {
            return Scheme::Dark;
        }
    }
    // QSettings takes the group [General] for no group.
    const QSettings kde(configFolder + QStringLiteral("/kdeglobals"), QSettings::IniFormat);
    return schemeFromName(kde.value(QStringLiteral("ColorScheme")).toString() +
                          kde.value(QStringLiteral("KDE/LookAndFeelPackage")).toString());
#endif
}

Theme::Theme(ThemeChoice choice, QObject *parent)
    : QObject(parent)
    , m_choice(choice)
{
    QApplication::setStyle(new KitStyle);
    apply();
    connect(qApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        if (state == Qt::ApplicationActive && m_choice == ThemeChoice::System) {
            apply();
        }
    });
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice != m_choice) {
        m_choice = choice;
        apply();
    }
}

void Theme::apply()
{
    Scheme scheme = Scheme::Light;
    switch (m_choice) {
    case ThemeChoice::System:
        scheme = systemScheme(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation));
        break;
    case ThemeChoice::Light: break;
    case ThemeChoice::Dark: scheme = Scheme::Dark; break;
    case ThemeChoice::HighContrast: scheme = Scheme::HighContrast; break;
    }
    if (m_applied && scheme == m_scheme) {
        return;
    }
    m_scheme = scheme;
    m_applied = true;
    QApplication::setPalette(paletteFor(scheme));
    Q_EMIT changed();
}

} // namespace console
