// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/postmasterfile.h"

#include <QFile>
#include <QFileInfo>

#include <csignal>

namespace recorder
{

namespace
{
QString fileOf(const ServerLayout &layout)
{
    return layout.data + QStringLiteral("/postmaster.pid");
}
} // namespace

bool isPostmaster(const ServerLayout &layout, pid_t pid)
{
    if (pid <= 0 || kill(pid, 0) != 0) {
        return false;
    }
    const QString process = QStringLiteral("/proc/%1").arg(pid);
    QFile status(process + QStringLiteral("/stat"));
    if (status.open(QIODevice::ReadOnly)) {
        // "pid (name) state ...": the name may hold anything, so look behind its last bracket.
        const QByteArray text = status.readAll();
        if (text.mid(text.lastIndexOf(')') + 2, 1) == "Z") {
            return false;
        }
    }
    return QFileInfo(process + QStringLiteral("/cwd")).symLinkTarget() ==
           QFileInfo(layout.data).canonicalFilePath();
}

Postmaster readPostmaster(const ServerLayout &layout)
{
    QFile file(fileOf(layout));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    // Line 1 is the process, line 8 what it is doing.
    const QList<QByteArray> lines = file.readAll().split('\n');
    const pid_t pid = lines.first().trimmed().toInt();
    if (!isPostmaster(layout, pid)) {
        return {PostmasterState::Stale, pid};
    }
    const bool ready = lines.size() > 7 && lines.at(7).trimmed() == "ready";
    return {ready ? PostmasterState::Ready : PostmasterState::Starting, pid};
}

void removeStaleFile(const ServerLayout &layout)
{
    QFile::remove(fileOf(layout));
}

} // namespace recorder
