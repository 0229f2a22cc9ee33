// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QMap>
#include <QStringList>

namespace console
{

/// Exit codes of earshotctl (docs/earshotctl.md); those from 64 on as in sysexits.h.
enum class ExitCode {
    Ok = 0,
    Negative = 1, ///< not found; not healthy
    Usage = 64,
    Data = 65,        ///< what was received is not what was stored
    Unavailable = 69, ///< no connection, no answer in time, busy
    Internal = 70,
    CannotCreate = 73,
    Conflict = 75,
    Certificate = 76, ///< not trusted, or another one than the trusted
    Denied = 77,      ///< not signed in, wrong password, no permission
};
ExitCode exitCodeFor(const common::Error &error);

/// The command line: options may stand anywhere.
struct CtlOptions {
    QString dataFolder;
    QString server; ///< HOST:PORT; empty = the one of the last login
    QString user;
    QString password;    ///< of EARSHOT_PASSWORD
    QString keyPassword; ///< of an exported key: EARSHOT_KEY_PASSWORD
    QString code;        ///< of 2-step verification: --code (it is good once, so a command line may show it),
                         ///< EARSHOT_CODE
    bool asksForCode = false; ///< somebody sits there who can type it
    bool trustFirstUse = false;
    bool json = false;
    bool force = false;
    bool passwordFromStdin = false; ///< of an exported key: the first line
    bool help = false;
    bool version = false;
    QString command;                ///< "calls list"
    QStringList arguments;          ///< ID, FILE
    QMap<QString, QString> filters; ///< options that belong to one command: "search" -> text
};

/// Invalid: what is wrong, for the terminal. `arguments` without the program's name.
common::Result<CtlOptions> ctlOptionsFrom(const QStringList &arguments, const QString &password);
QString ctlUsage();

} // namespace console
