// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QPixmap>
#include <QWidget>

namespace tests
{

/// Saves what a widget looks like, when EARSHOT_SHOTS names a folder: pictures for people to look at.
inline void saveShot(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("EARSHOT_SHOTS");
    if (!folder.isEmpty() && QDir().mkpath(folder)) {
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
    }
}

} // namespace tests
