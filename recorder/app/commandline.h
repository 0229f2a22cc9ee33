// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>
#include <QStringList>

namespace recorder
{

/// Exit codes of earshot-recorder: sysexits.h where it has one.
namespace exitcode
{
constexpr int kGood = 0;
constexpr int kProblem = 1; ///< verify found something, or the command failed
constexpr int kUsage = 64;
constexpr int kConfig = 78; ///< unknown key, wrong value, busy port, unusable data folder
} // namespace exitcode

struct CommandLine {
    enum class Command {
        Run,
        Calls,
        Verify,
        AuditVerify,
        EnsureUser,
        CreateAdmin,
        OpenJournals,
        PrintDefaults,
        PrintDocumentation,
        Version,
        Help
    };
    Command command = Command::Run;
    QString dataFolder;
    QString configFile;
    QString roles;     ///< empty = from the configuration
    QString logFormat; ///< empty = from the configuration
    bool json = false;
    bool remote = false;     ///< Verify
    bool newHostKey = false; ///< Run
    QString tenant;          ///< EnsureUser
    QString login;           ///< EnsureUser, CreateAdmin
    QString name;
    QStringList extensions;
    QString group;       ///< EnsureUser: home group
    QString role;        ///< EnsureUser: code
    QStringList manages; ///< EnsureUser: groups
    QStringList confirm; ///< EnsureUser: ends of fingerprints
    QString keyFile;     ///< OpenJournals: PEM of a tenant's private key; empty = the recorder's own
    QString outFolder;   ///< OpenJournals: empty = in place

    /// `arguments` without the program's name. Invalid says what is wrong in one line.
    static common::Result<CommandLine> parse(const QStringList &arguments);
    static QString help();
};

} // namespace recorder
