// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/consoleoptions.h"

#include "console/app/pageregistry.h"
#include "console/net/serverbook.h"

#include <QHostAddress>

namespace console
{

namespace
{
common::Error invalid(const QString &message)
{
    return {common::ErrorCode::Invalid, message, {}};
}

/// The text of "--name TEXT"; null when `argument` is not this option.
bool takeValue(const QString &name, const QStringList &arguments, qsizetype &i, QString &value, bool &missing)
{
    if (arguments[i] == name) {
        missing = i + 1 >= arguments.size();
        value = missing ? QString() : arguments[++i];
        return true;
    }
    if (arguments[i].startsWith(name + QLatin1Char('='))) {
        value = arguments[i].mid(name.size() + 1);
        return true;
    }
    return false;
}

common::Status check(const ConsoleOptions &options)
{
    if (options.server.isEmpty()) {
        if (options.trustFirstUse || !options.user.isEmpty()) {
            return tl::unexpected(invalid(QStringLiteral("--user and --trust-first-use need --server")));
        }
        return {};
    }
    auto address = serverFromAddress(options.server);
    if (!address) {
        return propagate(address);
    }
    if (options.trustFirstUse && !isLoopback(address->host)) {
        return tl::unexpected(invalid(
            QStringLiteral("--trust-first-use is for a recorder on this computer only; %1 is not loopback")
                .arg(address->host)));
    }
    return {};
}

/// Of the pages that show no single record, in lines for the usage.
QString pageIds()
{
    QString text;
    qsizetype column = 100;
    const PageRegistry registry =
        PageRegistry::standard(); // a temporary would not outlive the head of the loop
    for (const PageSpec &page : registry.pages()) {
        if (!page.list.isEmpty()) {
            continue; // it would want an id
        }
        if (column + page.id.size() > 76) {
            text += (text.isEmpty() ? QString() : QStringLiteral(",\n")) + QString(23, u' ');
            column = 23;
        } else {
            text += QStringLiteral(", ");
        }
        text += page.id;
        column += page.id.size() + 2;
    }
    return text;
}
} // namespace

bool isLoopback(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

common::Result<ConsoleOptions> consoleOptionsFrom(const QStringList &arguments, const QByteArray &password)
{
    ConsoleOptions options;
    options.password = password;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        bool missing = false;
        if (takeValue(QStringLiteral("--data"), arguments, i, options.dataFolder, missing) ||
            takeValue(QStringLiteral("--server"), arguments, i, options.server, missing) ||
            takeValue(QStringLiteral("--user"), arguments, i, options.user, missing) ||
            takeValue(QStringLiteral("--page"), arguments, i, options.page, missing)) {
            if (missing) {
                return tl::unexpected(invalid(QStringLiteral("%1 needs a value").arg(arguments[i])));
            }
        } else if (arguments[i] == QLatin1String("--trust-first-use")) {
            options.trustFirstUse = true;
        } else if (arguments[i] == QLatin1String("--help") || arguments[i] == QLatin1String("-h")) {
            options.help = true;
        } else if (arguments[i] == QLatin1String("--version")) {
            options.version = true;
        } else if (arguments[i].startsWith(QLatin1String("earshot:"))) {
            auto link = deepLinkFrom(arguments[i]);
            if (!link) {
                return propagate(link);
            }
            options.link = *link;
        } else {
            return tl::unexpected(invalid(QStringLiteral("'%1' is not known").arg(arguments[i])));
        }
    }
    if (auto checked = check(options); !checked) {
        return propagate(checked);
    }
    return options;
}

QString consoleUsage()
{
    return QStringLiteral(
               "earshot-console [OPTION]... [earshot://HOST[:PORT]/call/ID[?t=SECONDS]]\n"
               "  --data DIR           keep servers and preferences there\n"
               "  --server HOST:PORT   connect at once\n"
               "  --user LOGIN         sign in as this user with the password of EARSHOT_PASSWORD\n"
               "  --page PAGE          open this page after the sign-in:\n%1\n"
               "  --trust-first-use    trust the certificate of a recorder on this computer without asking\n"
               "  --version, --help\n"
               "A link, or a second start, goes to the console that is already running with the same "
               "folder.\n")
        .arg(pageIds());
}

} // namespace console
