// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/theme.h"

#include <QObject>
#include <QSettings>

#include <chrono>

namespace console
{

enum class Density { Compact, Normal, Roomy };
int rowHeightOf(Density density); ///< 24, 28, 36

/// What the user has set, and the shape of windows, in an ini file with a format version. GUI thread.
class Preferences final : public QObject
{
    Q_OBJECT
public:
    explicit Preferences(const QString &file, QObject *parent = nullptr);

    ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);
    QString language() const; ///< "de"; empty = the account's, or the system's
    void setLanguage(const QString &language);
    /// What the account of the last one who signed in says (his own word, his tenant's, the system's); it
    /// counts where language() is empty.
    QString accountLanguage() const;
    void setAccountLanguage(const QString &language);
    Density density() const;
    void setDensity(Density density);
    std::chrono::minutes lockAfter() const; ///< without input; 0 = never
    void setLockAfter(std::chrono::minutes minutes);

    /// Empty when it was saved by another version.
    QByteArray layout(const QString &name) const;
    void setLayout(const QString &name, const QByteArray &layout);

Q_SIGNALS:
    void changed();

private:
    void set(const QString &key, const QVariant &value);

    QSettings m_settings;
};

} // namespace console
