// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/commandline.h"

#include <QMap>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

using Command = CommandLine::Command;

const QMap<QString, Command> &commandWords()
{
    static const QMap<QString, Command> words{
        {QStringLiteral("calls"), Command::Calls},
        {QStringLiteral("verify"), Command::Verify},
        {QStringLiteral("ensure-user"), Command::EnsureUser},
        {QStringLiteral("create-admin"), Command::CreateAdmin},
        {QStringLiteral("open-journals"), Command::OpenJournals},
        {QStringLiteral("--print-defaults"), Command::PrintDefaults},
        {QStringLiteral("--print-documentation"), Command::PrintDocumentation},
        {QStringLiteral("--version"), Command::Version},
        {QStringLiteral("--help"), Command::Help},
        {QStringLiteral("-h"), Command::Help},
    };
    return words;
}

bool needsDataFolder(Command command)
{
    return command == Command::Run || command == Command::Calls || command == Command::Verify ||
           command == Command::AuditVerify || command == Command::EnsureUser ||
           command == Command::CreateAdmin || command == Command::OpenJournals;
}

QString *optionTarget(CommandLine &line, const QString &option)
{
    const QMap<QString, QString *> targets{
        {QStringLiteral("--data"), &line.dataFolder}, {QStringLiteral("--config"), &line.configFile},
        {QStringLiteral("--roles"), &line.roles},     {QStringLiteral("--log-format"), &line.logFormat},
        {QStringLiteral("--tenant"), &line.tenant},   {QStringLiteral("--login"), &line.login},
        {QStringLiteral("--name"), &line.name},       {QStringLiteral("--group"), &line.group},
        {QStringLiteral("--role"), &line.role},       {QStringLiteral("--key"), &line.keyFile},
        {QStringLiteral("--out"), &line.outFolder},
    };
    return targets.value(option, nullptr);
}

QStringList *listTarget(CommandLine &line, const QString &option)
{
    if (option == QLatin1String("--extension")) {
        return &line.extensions;
    }
    if (option == QLatin1String("--confirm")) {
        return &line.confirm;
    }
    return option == QLatin1String("--manages") ? &line.manages : nullptr;
}

} // namespace

common::Result<CommandLine> CommandLine::parse(const QStringList &arguments)
{
    CommandLine line;
    qsizetype i = 0;
    if (arguments.value(0) == QLatin1String("audit")) {
        if (arguments.value(1) != QLatin1String("verify")) {
            return fail(ErrorCode::Invalid, QStringLiteral("audit has one command: audit verify"));
        }
        line.command = Command::AuditVerify;
        i = 2;
    }
    for (; i < arguments.size(); ++i) {
        const QString option = arguments[i].section(u'=', 0, 0);
        const bool joined = arguments[i].contains(u'=');
        if (i == 0 && commandWords().contains(arguments[i])) {
            line.command = commandWords().value(arguments[i]);
        } else if (arguments[i] == QLatin1String("--json")) {
            line.json = true;
        } else if (arguments[i] == QLatin1String("--remote")) {
            line.remote = true;
        } else if (arguments[i] == QLatin1String("--new-host-key")) {
            line.newHostKey = true;
        } else if (QString *target = optionTarget(line, option); target || listTarget(line, option)) {
            if (!joined && i + 1 >= arguments.size()) {
                return fail(ErrorCode::Invalid, QStringLiteral("%1 needs a value").arg(option));
            }
            const QString value = joined ? arguments[i].section(u'=', 1) : arguments[++i];
            if (target) {
                *target = value;
            } else {
                listTarget(line, option)->append(value);
            }
        } else {
            return fail(ErrorCode::Invalid,
                        QStringLiteral("'%1' is not known here; see --help").arg(arguments[i]));
        }
    }
    if (needsDataFolder(line.command) && line.dataFolder.isEmpty()) {
        return fail(ErrorCode::Invalid, QStringLiteral("--data DIR is missing; see --help"));
    }
    if (line.command == Command::EnsureUser && (line.login.isEmpty() || line.tenant.isEmpty())) {
        return fail(ErrorCode::Invalid, QStringLiteral("ensure-user needs --tenant and --login"));
    }
    if (line.command == Command::CreateAdmin && line.login.isEmpty()) {
        return fail(ErrorCode::Invalid, QStringLiteral("create-admin needs --login"));
    }
    if (line.command == Command::OpenJournals && line.keyFile.isEmpty() && line.outFolder.isEmpty()) {
        return fail(ErrorCode::Invalid, QStringLiteral("open-journals needs --key, --out or both"));
    }
    return line;
}

QString CommandLine::help()
{
    return QStringLiteral(
        "earshot-recorder --data DIR [--config FILE] [--roles LIST] [--log-format text|json] "
        "[--new-host-key]\n"
        "    records calls; ends on SIGTERM. Without --config it reads DIR/recorder.ini when that exists.\n"
        "    It does not start without a DIR/host.key that sealed journals or the key of the audit trail;\n"
        "    --new-host-key makes another one, which opens none of them\n"
        "earshot-recorder calls --data DIR [--json]\n"
        "    lists what is recorded, straight from the store\n"
        "earshot-recorder verify --data DIR [--remote] [--json]\n"
        "    checks ledger, files, hashes and database against each other; 0 only when clean. Files on\n"
        "    storage targets are counted; --remote reads them\n"
        "earshot-recorder audit verify --data DIR [--json]\n"
        "    reads the whole audit trail: is every entry as it was written? 0 only when it is\n"
        "earshot-recorder ensure-user --data DIR --tenant T --login L [--name N] [--extension E]...\n"
        "        [--group G] [--role CODE] [--manages G]... [--confirm END]...\n"
        "    creates tenant and user when they are missing and gives the user these extensions; of a user "
        "who\n"
        "    is there what is not named stays as it is; with\n"
        "    EARSHOT_PASSWORD set he may sign in; who alone opens an encryption key gets another password "
        "only\n"
        "    with --confirm and the last six characters of its fingerprint. Roles: administrator, "
        "supervisor, user-advanced, "
        "user-basic\n"
        "earshot-recorder create-admin --data DIR --login L [--name N]\n"
        "    makes a Root Administrator; the password comes from EARSHOT_PASSWORD or the first line of "
        "standard\n"
        "    input and has at least 15 characters\n"
        "earshot-recorder open-journals --data DIR --key FILE.pem [--out FOLDER]\n"
        "    after host.key was lost: opens journals of a tenant that encrypts with its exported private "
        "key\n"
        "    (its password in EARSHOT_PASSWORD) and wraps them for the present host.key, so that the "
        "recorder,\n"
        "    which must not run meanwhile, finishes them; with --out writes them there as files in the "
        "clear,\n"
        "    also those that were set aside, each below a folder of its own, and changes nothing\n"
        "earshot-recorder open-journals --data DIR --out FOLDER\n"
        "    writes the journals that were set aside there, as far as host.key opens them\n"
        "earshot-recorder --print-defaults | --print-documentation | --version | --help\n"
        "Exit codes: 0 good, 1 a problem was found, 64 wrong usage, 78 configuration or port cannot be "
        "used.\n");
}

} // namespace recorder
