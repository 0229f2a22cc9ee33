// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>
#include <QString>

namespace console
{

enum class ThemeChoice { System, Light, Dark, HighContrast };
enum class Scheme { Light, Dark, HighContrast };

/// "system", "light", "dark", "high-contrast": how the choice is kept in settings. Unknown text is System.
QString keyOf(ThemeChoice choice);
ThemeChoice themeChoiceFrom(const QString &key);

/// What a state means to the reader. A role is always shown by shape and word, colour is the third sign.
enum class StatusRole { Good, Running, Pending, Failed, Inactive };

enum class ColorRole {
    Border,       ///< of controls, 3:1 against window and base
    Separator,    ///< thin lines between regions, decoration only
    FocusRing,    ///< 2 px
    MutedText,    ///< help lines, 4.5:1
    AgentLane,    ///< left channel
    CustomerLane, ///< right channel
    SpokenWord,   ///< background of the word being heard
    SpokenText,   ///< on SpokenWord
    NoticeFill,   ///< banner backgrounds
    Snackbar,     ///< inverse of the window
    SnackbarText,
    Skeleton, ///< placeholder bars
};

/// All colours follow from the palette, so that a widget needs no theme object: it repaints on
/// QEvent::PaletteChange.
Scheme schemeOf(const QPalette &palette);
QColor statusColor(StatusRole role, const QPalette &palette);
QColor themeColor(ColorRole role, const QPalette &palette);
/// Name of the icon that is the role's shape (see icons.h).
QString statusIcon(StatusRole role);
QPalette paletteFor(Scheme scheme);
/// Contrast by WCAG 2.2: 1..21.
double contrast(const QColor &a, const QColor &b);

/// Owns style and palette of the application. Build it before the first window; in System it follows the
/// desktop whenever the application becomes active. GUI thread.
class Theme final : public QObject
{
    Q_OBJECT
public:
    explicit Theme(ThemeChoice choice, QObject *parent = nullptr);

    ThemeChoice choice() const { return m_choice; }
    Scheme scheme() const { return m_scheme; }
    void setChoice(ThemeChoice choice);

Q_SIGNALS:
    void changed();

private:
    void apply();

    ThemeChoice m_choice;
    Scheme m_scheme = Scheme::Light;
    bool m_applied = false;
};

/// What the desktop asks for, as far as it can be told: GTK_THEME, GTK's and KDE's settings files below
/// `configFolder`, the registry on Windows, the defaults on macOS. Light when nothing says otherwise.
Scheme systemScheme(const QString &configFolder);

} // namespace console
