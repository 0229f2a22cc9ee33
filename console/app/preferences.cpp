// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/preferences.h"

namespace console
{

using namespace std::chrono_literals;

namespace
{
constexpr int kLayoutVersion = 1;
constexpr auto kLockAfter = 15min;

QString keyOf(Density density)
{
    switch (density) {
    case Density::Compact: return QStringLiteral("compact");
    case Density::Roomy: return QStringLiteral("roomy");
    case Density::Normal: break;
    }
    return QStringLiteral("normal");
}
} // namespace

int rowHeightOf(Density density)
{
    switch (density) {
    case Density::Compact: return 24;
    case Density::Roomy: return 36;
    case Density::Normal: break;
    }
    return 28;
}

Preferences::Preferences(const QString &file, QObject *parent)
    : QObject(parent)
    , m_settings(file, QSettings::IniFormat)
{
}

void Preferences::set(const QString &key, const QVariant &value)
{
    if (m_settings.value(key) != value) {
        m_settings.setValue(key, value);
        Q_EMIT changed();
    }
}

ThemeChoice Preferences::theme() const
{
    return themeChoiceFrom(m_settings.value(QStringLiteral("preferences/theme")).toString());
}

void Preferences::setTheme(ThemeChoice theme)
{
    set(QStringLiteral("preferences/theme"), console::keyOf(theme));
}

QString Preferences::language() const
{
    return m_settings.value(QStringLiteral("preferences/language")).toString();
}

void Preferences::setLanguage(const QString &language)
{
    set(QStringLiteral("preferences/language"), language);
}

QString Preferences::accountLanguage() const
{
    return m_settings.value(QStringLiteral("account/language")).toString();
}

void Preferences::setAccountLanguage(const QString &language)
{
    set(QStringLiteral("account/language"), language);
}

Density Preferences::density() const
{
    const QString key = m_settings.value(QStringLiteral("preferences/density")).toString();
    for (const Density density : {Density::Compact, Density::Roomy}) {
        if (key == keyOf(density)) {
            return density;
        }
    }
    return Density::Normal;
}

void Preferences::setDensity(Density density)
{
    set(QStringLiteral("preferences/density"), keyOf(density));
}

std::chrono::minutes Preferences::lockAfter() const
{
    const auto kept = m_settings.value(QStringLiteral("preferences/lock-after-minutes"));
    return kept.isValid() ? std::chrono::minutes(kept.toInt()) : std::chrono::minutes(kLockAfter);
}

void Preferences::setLockAfter(std::chrono::minutes minutes)
{
    set(QStringLiteral("preferences/lock-after-minutes"), static_cast<int>(minutes.count()));
}

QByteArray Preferences::layout(const QString &name) const
{
    const bool same = m_settings.value(QStringLiteral("layout/version")).toInt() == kLayoutVersion;
    return same ? m_settings.value(QStringLiteral("layout/") + name).toByteArray() : QByteArray();
}

void Preferences::setLayout(const QString &name, const QByteArray &layout)
{
    m_settings.setValue(QStringLiteral("layout/version"), kLayoutVersion);
    m_settings.setValue(QStringLiteral("layout/") + name, layout);
}

} // namespace console
