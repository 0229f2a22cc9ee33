// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/theme.h"

#include <array>
#include <cmath>

namespace console
{

namespace
{

/// One value per scheme: light, dark, high contrast.
using Shades = std::array<QRgb, 3>;

QColor pick(const Shades &shades, const QPalette &palette)
{
    return QColor::fromRgb(shades[static_cast<size_t>(schemeOf(palette))]);
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

struct Basics {
    QRgb window, base, alternate, text, muted, button, highlight, highlightedText, link, disabled;
};

constexpr Basics kLight{0xf3f4f6, 0xffffff, 0xf7f8fa, 0x1b1f24, 0x57606a,
                        0xffffff, 0x1548c0, 0xffffff, 0x1548c0, 0x868e97};
constexpr Basics kDark{0x16181c, 0x1e2126, 0x23272d, 0xe6e9ed, 0x9aa2ac,
                       0x2a2e35, 0x3b6bdb, 0xffffff, 0x8aa8ff, 0x6e7781};
constexpr Basics kHighContrast{0x000000, 0x000000, 0x000000, 0xffffff, 0xffffff,
                               0x000000, 0xffe600, 0x000000, 0x6fd3ff, 0xa0a0a0};

const Basics &basicsOf(Scheme scheme)
{
    switch (scheme) {
    case Scheme::Dark: return kDark;
    case Scheme::HighContrast: return kHighContrast;
    case Scheme::Light: break;
    }
    return kLight;
}

} // namespace

double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Scheme schemeOf(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    if (window.rgb() == QColor::fromRgb(kHighContrast.window).rgb()) {
        return Scheme::HighContrast;
    }
    return luminance(window) < 0.2 ? Scheme::Dark : Scheme::Light;
}

QColor statusColor(StatusRole role, const QPalette &palette)
{
    switch (role) {
    case StatusRole::Good: return pick({0x00704a, 0x3fd0a0, 0x3fffb0}, palette);
    case StatusRole::Running: return pick({0x1548c0, 0x8aa8ff, 0x9fc2ff}, palette);
    case StatusRole::Pending: return pick({0x8a5a00, 0xf0b429, 0xffd24a}, palette);
    case StatusRole::Failed: return pick({0x7a0f1f, 0xff6b5e, 0xff8f85}, palette);
    case StatusRole::Inactive: break;
    }
    return pick({0x57606a, 0x8d949d, 0xcfd3d8}, palette);
}

QString statusIcon(StatusRole role)
{
    switch (role) {
    case StatusRole::Good: return QStringLiteral("circle-check");
    case StatusRole::Running: return QStringLiteral("loader-circle");
    case StatusRole::Pending: return QStringLiteral("triangle-alert");
    case StatusRole::Failed: return QStringLiteral("octagon-x");
    case StatusRole::Inactive: break;
    }
    return QStringLiteral("circle-minus");
}

QColor themeColor(ColorRole role, const QPalette &palette)
{
    switch (role) {
    case ColorRole::Border: return pick({0x868e97, 0x6e7781, 0xffffff}, palette);
    case ColorRole::Separator: return pick({0xd7dbe0, 0x343942, 0xffffff}, palette);
    case ColorRole::FocusRing: return pick({0x1548c0, 0x8aa8ff, 0xffe600}, palette);
    case ColorRole::MutedText: return pick({0x57606a, 0x9aa2ac, 0xffffff}, palette);
    case ColorRole::AgentLane: return pick({0x1f6fb5, 0x5aa5e6, 0x6fd3ff}, palette);
    case ColorRole::CustomerLane: return pick({0xb85c00, 0xf2a65a, 0xffb454}, palette);
    case ColorRole::SpokenWord: return pick({0xffe08a, 0xffe08a, 0xffe600}, palette);
    case ColorRole::SpokenText: return pick({0x1b1f24, 0x1b1f24, 0x000000}, palette);
    case ColorRole::NoticeFill: return pick({0xfff4d6, 0x3a3220, 0x000000}, palette);
    case ColorRole::Snackbar: return pick({0x22262c, 0xe6e9ed, 0xffffff}, palette);
    case ColorRole::SnackbarText: return pick({0xffffff, 0x16181c, 0x000000}, palette);
    case ColorRole::Skeleton: break;
    }
    return pick({0xe4e7eb, 0x2d323a, 0x404040}, palette);
}

QPalette paletteFor(Scheme scheme)
{
    const Basics &b = basicsOf(scheme);
    const auto color = [](QRgb rgb) { return QColor::fromRgb(rgb); };
    QPalette palette(color(b.button), color(b.window));
    palette.setColor(QPalette::Window, color(b.window));
    palette.setColor(QPalette::WindowText, color(b.text));
    palette.setColor(QPalette::Base, color(b.base));
    palette.setColor(QPalette::AlternateBase, color(b.alternate));
    palette.setColor(QPalette::Text, color(b.text));
    palette.setColor(QPalette::Button, color(b.button));
    palette.setColor(QPalette::ButtonText, color(b.text));
    palette.setColor(QPalette::BrightText, color(b.text));
    palette.setColor(QPalette::ToolTipBase, color(b.base));
    palette.setColor(QPalette::ToolTipText, color(b.text));
    palette.setColor(QPalette::PlaceholderText, color(b.muted));
    palette.setColor(QPalette::Link, color(b.link));
    palette.setColor(QPalette::LinkVisited, color(b.link));
    palette.setColor(QPalette::Highlight, color(b.highlight));
    palette.setColor(QPalette::HighlightedText, color(b.highlightedText));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, color(b.disabled));
    }
    return palette;
}

} // namespace console
