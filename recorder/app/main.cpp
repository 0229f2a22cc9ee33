// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/commandline.h"
#include "recorder/app/config.h"

#include <QCoreApplication>

#include <cstdio>

using namespace recorder;

namespace
{

void print(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stdout);
}

int complain(int exitCode, const QString &message)
{
    std::fputs(QStringLiteral("earshot-recorder: %1\n").arg(message).toUtf8().constData(), stderr);
    return exitCode;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("earshot-recorder"));
    QCoreApplication::setApplicationVersion(QStringLiteral(EARSHOT_VERSION));

    const auto line = CommandLine::parse(QCoreApplication::arguments().mid(1));
    if (!line) {
        return complain(exitcode::kUsage, line.error().message);
    }
    using Command = CommandLine::Command;
    switch (line->command) {
    case Command::Help: print(CommandLine::help()); return exitcode::kGood;
    case Command::Version:
        print(QStringLiteral("earshot-recorder %1\n").arg(QStringLiteral(EARSHOT_VERSION)));
        return exitcode::kGood;
    case Command::PrintDefaults: print(Config::defaults()); return exitcode::kGood;
    case Command::PrintDocumentation: print(Config::documentation()); return exitcode::kGood;
    case Command::Run:
    case Command::Calls:
    case Command::Verify:
    case Command::EnsureUser: break;
    }
    return complain(exitcode::kUsage, QStringLiteral("not in this build"));
}
