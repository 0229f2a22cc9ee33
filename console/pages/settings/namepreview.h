// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"
#include "console/pages/settings/levelpage.h"

#include <QVariantMap>
#include <QWidget>

class QLabel;

namespace console
{

class ThemedLabel;

/// What recordings would be called by the formats that are typed, with the endings that they have at this
/// level (file format, encryption), and what may stand in a format.
class NamePreview final : public QWidget
{
public:
    NamePreview(const PageContext &context, const SettingLevel &level, QWidget *parent);

    void show(const QVariantMap &now);
    /// Of the recorder; until it has answered, and without the permissions, the usual ones are shown.
    void askEndings();
    /// Why a value of a form is not a format; empty = it is one, or nothing.
    static QString problemOf(const QVariant &value, const QVariantMap &now);

private:
    void addParameters();
    void update();
    QString ending(const QString &container) const;

    PageContext m_context;
    SettingLevel m_level;
    QVariantMap m_now;
    QString m_container;
    std::optional<bool> m_sealed; ///< nothing = not known here
    QLabel *m_audio;
    QLabel *m_screen;
    ThemedLabel *m_hint;
};

} // namespace console
