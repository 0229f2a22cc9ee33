// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "console/app/deeplink.h"

#include <QStringList>

#include <optional>

namespace console
{

/// The command line of earshot-console.
struct ConsoleOptions {
    QString dataFolder; ///< empty = the user's configuration folder
    QString server;     ///< HOST:PORT to connect to at once
    QString user;
    QByteArray password; ///< of EARSHOT_PASSWORD, for demos and tests
    bool trustFirstUse = false;
    QString page; ///< id of the page to open after the sign-in
    std::optional<DeepLink> link;
    bool help = false;
    bool version = false;
};

/// Invalid: what is wrong, for the terminal. `arguments` without the program's name.
common::Result<ConsoleOptions> consoleOptionsFrom(const QStringList &arguments, const QByteArray &password);
QString consoleUsage();

/// --trust-first-use is for demos: only where nobody can be in between.
bool isLoopback(const QString &host);

} // namespace console
