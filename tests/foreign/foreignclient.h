// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace tests
{

struct ForeignOutcome {
    int code = -1;     ///< client.js tells what it means; -1 = it did not end
    QJsonObject said;  ///< its one JSON object
    QByteArray errors; ///< all that it wrote
};

/// Runs tests/foreign/client.js, which signs in at a port of this computer and lists calls.
inline ForeignOutcome runForeignClient(quint16 port, const QByteArray &fingerprint, const QString &login,
                                       const QString &password, const QStringList &more = {})
{
    QProcess client;
    client.setWorkingDirectory(qEnvironmentVariable("EARSHOT_FOREIGN"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("EARSHOT_PASSWORD"), password);
    client.setProcessEnvironment(environment);
    client.start(QStringLiteral("node"),
                 QStringList{QStringLiteral("client.js"), QStringLiteral("127.0.0.1"), QString::number(port),
                             QString::fromLatin1(fingerprint.toHex()), login} +
                     more);
    if (!client.waitForFinished(60000)) {
        return {};
    }
    const QByteArray output = client.readAllStandardOutput();
    return {client.exitStatus() == QProcess::NormalExit ? client.exitCode() : -1,
            QJsonDocument::fromJson(output).object(), output + client.readAllStandardError()};
}

} // namespace tests
