// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/coredumps.h"
#include "console/app/consoleapplication.h"

#include <QApplication>
#include <QIcon>

#include <cstdio>

namespace
{
constexpr int kUsage = 64; // as sysexits.h

/// What needs no display is answered without one. True: the program is done.
bool answerWithoutWindow(const common::Result<console::ConsoleOptions> &options, int &code)
{
    if (!options) {
        std::fprintf(stderr, "earshot-console: %s\n%s", qPrintable(options.error().message),
                     qPrintable(console::consoleUsage()));
        code = kUsage;
        return true;
    }
    if (options->help || options->version) {
        std::fputs(options->help ? qPrintable(console::consoleUsage())
                                 : "earshot-console " EARSHOT_VERSION "\n",
                   stdout);
        code = 0;
        return true;
    }
    return false;
}
} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        const QString argument = QString::fromLocal8Bit(argv[i]);
        if (argument == QLatin1String("-platform") || argument == QLatin1String("-style")) {
            ++i; // Qt's own, read by QApplication
        } else {
            arguments.append(argument);
        }
    }
    const auto options = console::consoleOptionsFrom(arguments, qgetenv("EARSHOT_PASSWORD"));
    common::leaveNoCore();
    int code = 0;
    if (answerWithoutWindow(options, code)) {
        return code;
    }
    qunsetenv("EARSHOT_PASSWORD"); // not for the programs that we start
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QGuiApplication::setDesktopFileName(QStringLiteral("earshot-console"));
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("earshot-console"));
    QApplication::setApplicationVersion(QStringLiteral(EARSHOT_VERSION));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/app/earshot-console.svg")));
    console::ConsoleApplication console(*options);
    console.start();
    return QApplication::exec();
}
