// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/signalling/corpus.h"

#include <QDir>
#include <QFile>

namespace tests
{

namespace
{
QDir folder()
{
    return QDir(qEnvironmentVariable("EARSHOT_SOURCE", QStringLiteral(".")) +
                QStringLiteral("/tests/data/siprec"));
}
} // namespace

CorpusMessage readCorpus(const QByteArray &file)
{
    CorpusMessage message;
    QFile in(folder().filePath(QString::fromLatin1(file)));
    if (!in.open(QIODevice::ReadOnly)) {
        return message;
    }
    const QByteArray all = in.readAll();
    const qsizetype end = all.indexOf("\r\n\r\n");
    const QList<QByteArray> lines = all.left(end).split('\n');
    message.method = lines.value(0).split(' ').value(0);
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        message.headers.append({line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed()});
        if (message.headers.last().first == "content-type") {
            message.contentType = message.headers.last().second;
        }
    }
    message.body = all.mid(end + 4);
    return message;
}

QList<QByteArray> corpusFiles()
{
    QList<QByteArray> files;
    for (const QString &name : folder().entryList({QStringLiteral("*.sip")}, QDir::Files, QDir::Name)) {
        files.append(name.toLatin1());
    }
    return files;
}

} // namespace tests
