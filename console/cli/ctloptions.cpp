// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/ctloptions.h"

#include "common/rpc/wirestatus.h"

namespace console
{

namespace
{
struct CommandShape {
    const char *name;
    int least;
    int most; ///< arguments
    const char *filters;
};
constexpr CommandShape kCommands[] = {
    {"login", 0, 0, ""},
    {"logout", 0, 0, ""},
    {"health", 0, 0, ""},
    {"version", 0, 0, ""},
    {"ledger", 0, 0, "state limit page"},
    {"calls list", 0, 0, "search number from to state limit page order"},
    {"calls show", 1, 1, ""},
    {"calls export", 1, 2, ""},
    {"calls open", 1, 2, ""},
    {"calls watch", 0, 0, "for"},
    {"audit verify", 0, 0, ""},
    {"audit export", 1, 1, "search from to resource action initiator format"},
    {"manifests export", 1, 1, "tenant"},
    {"manifests keys", 0, 0, ""},
    {"verify", 1, 100'000, "manifest key"},
    {"open", 1, 100'000, "key into"},
    {"service create", 0, 0, ""},
    {"service show", 0, 0, ""},
    {"service keys", 0, 0, ""},
};

tl::unexpected<common::Error> invalid(const QString &message)
{
    return common::fail(common::ErrorCode::Invalid, message);
}

common::Status shapeCommand(CtlOptions &options, const QStringList &words)
{
    const CommandShape *shape = nullptr;
    for (const CommandShape &known : kCommands) {
        const QStringList name = QString::fromLatin1(known.name).split(QLatin1Char(' '));
        if (words.mid(0, name.size()) == name) {
            shape = &known;
            options.arguments = words.mid(name.size());
        }
    }
    if (shape == nullptr) {
        return invalid(words.isEmpty()
                           ? QStringLiteral("no command")
                           : QStringLiteral("'%1' is no command").arg(words.join(QLatin1Char(' '))));
    }
    options.command = QString::fromLatin1(shape->name);
    if (options.arguments.size() < shape->least || options.arguments.size() > shape->most) {
        return invalid(QStringLiteral("'%1' was given %2 arguments, too %3")
                           .arg(options.command)
                           .arg(options.arguments.size())
                           .arg(options.arguments.size() < shape->least ? QStringLiteral("few")
                                                                        : QStringLiteral("many")));
    }
    if (options.passwordFromStdin && options.command != QLatin1String("open")) {
        return invalid(QStringLiteral("--password-from-stdin does not belong to '%1'").arg(options.command));
    }
    const QStringList known = QString::fromLatin1(shape->filters).split(QLatin1Char(' '));
    for (auto it = options.filters.cbegin(); it != options.filters.cend(); ++it) {
        if (!known.contains(it.key())) {
            return invalid(QStringLiteral("--%1 does not belong to '%2'").arg(it.key(), options.command));
        }
    }
    return {};
}

/// --name VALUE or --name=VALUE. False: not known.
common::Result<bool> takeOption(CtlOptions &options, const QStringList &arguments, qsizetype &i)
{
    const QMap<QString, QString *> own{{QStringLiteral("data"), &options.dataFolder},
                                       {QStringLiteral("server"), &options.server},
                                       {QStringLiteral("user"), &options.user},
                                       {QStringLiteral("code"), &options.code}};
    static const QStringList filters{
        QStringLiteral("search"),   QStringLiteral("number"), QStringLiteral("from"),
        QStringLiteral("to"),       QStringLiteral("state"),  QStringLiteral("limit"),
        QStringLiteral("page"),     QStringLiteral("order"),  QStringLiteral("for"),
        QStringLiteral("resource"), QStringLiteral("action"), QStringLiteral("initiator"),
        QStringLiteral("format"),   QStringLiteral("tenant"), QStringLiteral("manifest"),
        QStringLiteral("key"),      QStringLiteral("into")};
    const qsizetype equals = arguments[i].indexOf(QLatin1Char('='));
    const QString name = arguments[i].mid(2, equals < 0 ? -1 : equals - 2);
    if (!own.contains(name) && !filters.contains(name)) {
        return false;
    }
    if (equals < 0 && i + 1 >= arguments.size()) {
        return invalid(QStringLiteral("--%1 needs a value").arg(name));
    }
    const QString value = equals < 0 ? arguments[++i] : arguments[i].mid(equals + 1);
    if (own.contains(name)) {
        *own.value(name) = value;
    } else {
        options.filters.insert(name, value);
    }
    return true;
}
} // namespace

ExitCode exitCodeFor(const common::Error &error)
{
    if (common::reasonOf(error).startsWith(QLatin1String("certificate"))) {
        return ExitCode::Certificate;
    }
    switch (error.code) {
    case common::ErrorCode::NotFound: return ExitCode::Negative;
    case common::ErrorCode::Denied: return ExitCode::Denied;
    case common::ErrorCode::Invalid: return ExitCode::Usage;
    case common::ErrorCode::Conflict: return ExitCode::Conflict;
    case common::ErrorCode::Unavailable: return ExitCode::Unavailable;
    case common::ErrorCode::Internal: break;
    }
    return ExitCode::Internal;
}

common::Result<CtlOptions> ctlOptionsFrom(const QStringList &arguments, const QString &password)
{
    CtlOptions options;
    options.password = password;
    QStringList words;
    const QMap<QString, bool *> flags{{QStringLiteral("--json"), &options.json},
                                      {QStringLiteral("--force"), &options.force},
                                      {QStringLiteral("--password-from-stdin"), &options.passwordFromStdin},
                                      {QStringLiteral("--trust-first-use"), &options.trustFirstUse},
                                      {QStringLiteral("--help"), &options.help},
                                      {QStringLiteral("-h"), &options.help},
                                      {QStringLiteral("--version"), &options.version}};
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString argument = arguments[i];
        if (bool *flag = flags.value(argument)) {
            *flag = true;
        } else if (argument.startsWith(QLatin1String("--"))) {
            auto taken = takeOption(options, arguments, i);
            if (!taken) {
                return propagate(taken);
            }
            if (!*taken) {
                return invalid(QStringLiteral("'%1' is not known").arg(argument));
            }
        } else {
            words.append(argument);
        }
    }
    if (options.help || options.version) {
        return options;
    }
    if (auto shaped = shapeCommand(options, words); !shaped) {
        return propagate(shaped);
    }
    return options;
}

QString ctlUsage()
{
    return QStringLiteral(
        "earshotctl [OPTION]... COMMAND\n"
        "commands\n"
        "  login                     sign in and keep the session in the data folder\n"
        "  logout                    end the kept session\n"
        "  calls list                recorded calls, the newest first\n"
        "      [--search TEXT] [--number N] [--from TIME] [--to TIME] [--state STATE]\n"
        "      [--order date|duration|from-number|to-number] [--limit N] [--page TOKEN]\n"
        "  calls show ID             everything that is known of a call\n"
        "  calls export ID [PATH]    save its audio, checked against the recorder's hash (--force: replace a "
        "file)\n"
        "  calls open ID [PATH]      the same, and decrypt it with the keys of this machine (service)\n"
        "  calls watch [--for SECONDS]   running calls and changes, a line each, until interrupted\n"
        "  audit verify              is every entry of the audit trail as it was written?\n"
        "  audit export FILE         take the audit trail away, as CSV or, for a name in .jsonl, JSON Lines\n"
        "      [--search TEXT] [--from TIME] [--to TIME] [--resource CODE] [--action CODE]\n"
        "      [--initiator LOGIN] [--format csv|jsonl]   (--force: replace a file)\n"
        "  manifests export FOLDER   the signed manifests of finished files, and the keys that they are "
        "judged "
        "by\n"
        "      [--tenant NAME]   (--force: replace files)\n"
        "  manifests keys            the public keys that recorders sign with\n"
        "  verify FILE|FOLDER|ZIP... without a recorder: are files what was signed? 65: one is changed or "
        "missing;\n"
        "      [--manifest FILE|FOLDER] [--key PEM|FOLDER]   1: nothing is known of one\n"
        "  open FILE|ZIP... --key PEM [--into DIR]   without a recorder: open sealed files with an exported "
        "key,\n"
        "      [--password-from-stdin]   beside them or into DIR; its password is read from "
        "EARSHOT_KEY_PASSWORD\n"
        "  service create            make keys for this machine, so that it can be granted keys of tenants\n"
        "  service show              what to paste into the console, and the words to compare\n"
        "  service keys              what this machine was granted\n"
        "  ledger [--state STATE] [--limit N] [--page TOKEN]   every answered call and what became of it\n"
        "  health                    the parts of the recorder; 1 when one is not well\n"
        "  version                   of the recorder\n"
        "options\n"
        "  --server HOST:PORT        the recorder; without it, the one of the last login\n"
        "  --code CODE               the code of 2-step verification, when the recorder asks for it; else it "
        "is read\n"
        "                            from EARSHOT_CODE or asked for at the terminal\n"
        "  --user LOGIN              sign in as this user; the password is read from EARSHOT_PASSWORD\n"
        "  --trust-first-use         trust the certificate of a recorder that was never met, and say which "
        "it is\n"
        "  --data DIR                where certificates and the session are kept\n"
        "  --json                    JSON instead of columns; the fields are those of the protocol\n"
        "  --help, --version\n"
        "exit codes\n"
        "  0 done   1 not found, not healthy   64 usage   65 the file or the trail is not what was stored\n"
        "  69 unavailable   70 internal error   73 the output file cannot be made   75 conflict\n"
        "  76 certificate not trusted, or changed   77 denied: not signed in, wrong password, no "
        "permission\n");
}

} // namespace console
