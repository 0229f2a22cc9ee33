// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/commandline.h"
#include "recorder/app/commands.h"
#include "recorder/app/config.h"
#include "recorder/app/filelimit.h"
#include "recorder/app/logging.h"
#include "recorder/app/recorderapplication.h"

#include "common/core/coredumps.h"

#include <QCoreApplication>

#include <cstdio>

using namespace recorder;

namespace
{

int print(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stdout);
    return exitcode::kGood;
}

int runService(const Config &config, const CommandLine &line)
{
    auto folder = DataFolder::open(line.dataFolder, config);
    if (!folder) {
        return complain(exitcode::kConfig, folder.error().message);
    }
    raiseFileLimit();
    RecorderApplication application(config, *folder);
    QObject::connect(&application, &RecorderApplication::stopped, qApp, &QCoreApplication::quit);
    if (common::Status started = application.start(line.newHostKey ? LostKey::Replace : LostKey::Refuse);
        !started) {
        return complain(exitcode::kConfig, started.error().message);
    }
    return QCoreApplication::exec();
}

int runConfigured(const CommandLine &line)
{
    auto config = loadConfig(line.dataFolder, line.configFile);
    if (!config) {
        return complain(exitcode::kConfig, config.error().message);
    }
    if (!line.roles.isEmpty()) {
        if (common::Status set = config->set(QStringLiteral("recorder.roles"), line.roles); !set) {
            return complain(exitcode::kConfig, set.error().message);
        }
    }
    if (!line.logFormat.isEmpty()) {
        if (common::Status set = config->set(QStringLiteral("log.format"), line.logFormat); !set) {
            return complain(exitcode::kConfig, set.error().message);
        }
    }
    using Command = CommandLine::Command;
    const bool json = config->text(QStringLiteral("log.format")) == QLatin1String("json");
    QString rules = config->text(QStringLiteral("log.rules"));
    if (line.command != Command::Run && rules.isEmpty()) {
        rules = QStringLiteral("earshot.*.info=false"); // commands print their own answer
    }
    startLogging(json ? LogFormat::Json : LogFormat::Text, rules);
    if (line.command == Command::Calls) {
        return runCallsCommand(line, *config);
    }
    if (line.command == Command::Verify) {
        return runVerifyCommand(line, *config);
    }
    if (line.command == Command::AuditVerify) {
        return runAuditVerifyCommand(line, *config);
    }
    if (line.command == Command::OpenJournals) {
        return runOpenJournalsCommand(line, *config);
    }
    if (line.command == Command::CreateAdmin) {
        return runCreateAdminCommand(line, *config);
    }
    return line.command == Command::EnsureUser ? runEnsureUserCommand(line, *config)
                                               : runService(*config, line);
}

} // namespace

int main(int argc, char **argv)
{
    common::leaveNoCore();
    // GLib's event loop looks at each socket several times a round; with hundreds of consoles that costs more
    // than what they are sent.
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("earshot-recorder"));
    QCoreApplication::setApplicationVersion(QStringLiteral(EARSHOT_VERSION));

    const auto line = CommandLine::parse(QCoreApplication::arguments().mid(1));
    if (!line) {
        return complain(exitcode::kUsage, line.error().message);
    }
    using Command = CommandLine::Command;
    switch (line->command) {
    case Command::Help: return print(CommandLine::help());
    case Command::Version:
        return print(QStringLiteral("earshot-recorder %1\n").arg(QStringLiteral(EARSHOT_VERSION)));
    case Command::PrintDefaults: return print(Config::defaults());
    case Command::PrintDocumentation: return print(Config::documentation());
    case Command::Run:
    case Command::Calls:
    case Command::Verify:
    case Command::AuditVerify:
    case Command::EnsureUser:
    case Command::CreateAdmin:
    case Command::OpenJournals: break;
    }
    return runConfigured(*line);
}
