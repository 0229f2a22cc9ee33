// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/finishattempts.h"

#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QScopeGuard>

#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcAttempts, "earshot.finish", QtInfoMsg)

using common::FinishedCall;
using common::Result;

namespace
{

/// A count that cannot be written holds no call up: on a full disk the work fails by itself.
void note(const QString &spoolPath, int count)
{
    QFile file(FinishAttempts::fileOf(spoolPath));
    const bool noted =
        file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(QByteArray::number(count)) > 0;
    if (!noted && QFileInfo::exists(spoolPath)) {
        qCWarning(lcAttempts, "%s: %s", qUtf8Printable(file.fileName()), qUtf8Printable(file.errorString()));
    }
}

Result<FinishedCall> counted(const QString &spoolPath, int before,
                             const std::function<Result<FinishedCall>()> &work)
{
    note(spoolPath, before + 1);
    const auto ended = qScopeGuard([&spoolPath] { FinishAttempts::forget(spoolPath); });
    return work();
}

} // namespace

int FinishAttempts::unended(const QString &spoolPath)
{
    QFile file(fileOf(spoolPath));
    return file.open(QIODevice::ReadOnly) ? std::clamp(file.read(8).toInt(), 0, kMost) : 0;
}

void FinishAttempts::forget(const QString &spoolPath)
{
    QFile::remove(fileOf(spoolPath));
}

Result<FinishedCall> FinishAttempts::run(const QString &spoolPath,
                                         const std::function<Result<FinishedCall>()> &work) const
{
    const int before = unended(spoolPath);
    if (before >= kMost) {
        return common::fail(
            common::ErrorCode::Invalid,
            QStringLiteral("finishing it began %1 times, and each time the recorder ended in it").arg(before),
            {{QStringLiteral("reason"), QStringLiteral("journal-unfinishable")}});
    }
    if (before == 0) {
        return counted(spoolPath, before, work);
    }
    qCWarning(lcAttempts, "journal %s: the recorder ended while it was finished, try %d of %d",
              qUtf8Printable(spoolPath), before + 1, kMost);
    return m_alone.with([&](int) { return counted(spoolPath, before, work); });
}

} // namespace recorder
