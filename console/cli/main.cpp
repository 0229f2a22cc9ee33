// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/coredumps.h"
#include "console/cli/ctlcommands.h"
#include "console/cli/ctlsession.h"
#include "console/cli/offlineopen.h"
#include "console/cli/offlineservice.h"
#include "console/cli/offlineverify.h"
#include "console/net/channellink.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QStandardPaths>

#include <cstdio>
#include <unistd.h>

namespace
{
using namespace console;

int codeOf(ExitCode code)
{
    return static_cast<int>(code);
}

/// --help, --version and wrong options. True: the program is done.
bool answerAtOnce(const common::Result<CtlOptions> &options, int &code)
{
    if (!options) {
        std::fprintf(stderr, "earshotctl: %s\nTry earshotctl --help.\n", qPrintable(options.error().message));
        code = codeOf(ExitCode::Usage);
        return true;
    }
    if (options->help || options->version) {
        std::fputs(options->help ? qPrintable(ctlUsage()) : "earshotctl " EARSHOT_VERSION "\n", stdout);
        code = 0;
        return true;
    }
    return false;
}

/// The connection lives on while somebody looks for his authenticator.
void askForCode(CtlSession &session, QTextStream &err)
{
    err << "Code of 2-step verification: " << Qt::flush;
    auto *keyboard = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, &session);
    QObject::connect(keyboard, &QSocketNotifier::activated, &session, [&session, keyboard] {
        keyboard->setEnabled(false);
        session.giveCode(QTextStream(stdin).readLine());
    });
}
} // namespace

int main(int argc, char **argv)
{
    common::leaveNoCore();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("earshotctl"));
    auto options =
        ctlOptionsFrom(QCoreApplication::arguments().mid(1), qEnvironmentVariable("EARSHOT_PASSWORD"));
    int code = 0;
    if (answerAtOnce(options, code)) {
        return code;
    }
    QTextStream out(stdout);
    QTextStream err(stderr);
    if (options->command == QLatin1String("verify")) {
        return codeOf(OfflineVerify(*options, out, err).run());
    }
    if (options->command == QLatin1String("open")) {
        options->keyPassword = qEnvironmentVariable("EARSHOT_KEY_PASSWORD");
        QTextStream input(stdin);
        return codeOf(OfflineOpen(*options, input, out, err).run());
    }
    if (options->dataFolder.isEmpty()) {
        options->dataFolder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                              QStringLiteral("/earshotctl");
    }
    if (OfflineService::knows(options->command)) {
        return codeOf(OfflineService(*options, out, err).run());
    }
    if (options->code.isEmpty()) {
        options->code = qEnvironmentVariable("EARSHOT_CODE");
    }
    options->asksForCode = ::isatty(STDIN_FILENO) == 1;
    CtlSession session(*options, makeChannelLink(QStringLiteral("earshotctl " EARSHOT_VERSION)),
                       &common::deriveLoginKeys);
    CtlCommand command(*options, session.connection(), out, err);
    const auto exitWith = [](ExitCode ended) { QCoreApplication::exit(codeOf(ended)); };
    QObject::connect(&session, &CtlSession::note, &application,
                     [&err](const QString &text) { err << "earshotctl: " << text << Qt::endl; });
    QObject::connect(&session, &CtlSession::failed, &application,
                     [&err, exitWith](const common::Error &error, ExitCode ended) {
                         err << "earshotctl: " << error.message << Qt::endl;
                         exitWith(ended);
                     });
    QObject::connect(&session, &CtlSession::codeWanted, &application,
                     [&session, &err] { askForCode(session, err); });
    QObject::connect(&session, &CtlSession::signedOut, &application, [exitWith] { exitWith(ExitCode::Ok); });
    QObject::connect(&session, &CtlSession::ready, &application, [&session, &command, &options] {
        if (options->command == QLatin1String("logout")) {
            session.signOut();
        } else {
            command.run();
        }
    });
    // A session that no login has kept ends with the program; on the server too.
    QObject::connect(&command, &CtlCommand::finished, &application, [&session, exitWith](ExitCode ended) {
        if (!session.isTemporary()) {
            exitWith(ended);
            return;
        }
        QObject::disconnect(&session, &CtlSession::signedOut, nullptr, nullptr);
        QObject::connect(&session, &CtlSession::signedOut, qApp, [exitWith, ended] { exitWith(ended); });
        session.signOut();
    });
    QMetaObject::invokeMethod(
        &session, [&session] { session.open(); }, Qt::QueuedConnection);
    return QCoreApplication::exec();
}
