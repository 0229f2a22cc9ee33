// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace tests
{

QString sourceRoot()
{
    return qEnvironmentVariable("EARSHOT_SOURCE");
}

QStringList sourceFiles(const QStringList &folders, const QStringList &endings)
{
    const QDir root(sourceRoot());
    QStringList files;
    for (const QString &folder : folders) {
        QDirIterator it(root.filePath(folder), endings, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files.append(root.relativeFilePath(it.next()));
        }
    }
    files.sort();
    return files;
}

QString readSource(const QString &relativePath)
{
    QFile file(QDir(sourceRoot()).filePath(relativePath));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace tests
