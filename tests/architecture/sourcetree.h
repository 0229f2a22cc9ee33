// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tests
{

/// The project's root, from EARSHOT_SOURCE.
QString sourceRoot();
/// Files below `folders` with one of the endings, relative to the root, sorted; build folders left out.
QStringList sourceFiles(const QStringList &folders, const QStringList &endings);
QString readSource(const QString &relativePath);

} // namespace tests
