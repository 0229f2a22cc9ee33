// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/spoolsweep.h"

#include "recorder/capture/spool/spoolwriter.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QLoggingCategory>

namespace recorder
{

Q_LOGGING_CATEGORY(lcSweep, "earshot.spool", QtInfoMsg)

namespace
{

QStringList filesNamed(const QString &pattern, const QString &folder)
{
    QStringList files;
    QDirIterator it(folder, {pattern}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        files.append(it.next());
    }
    return files;
}

} // namespace

QStringList spoolFiles(const QString &spoolFolder)
{
    return filesNamed(QStringLiteral("*.spool"), spoolFolder);
}

QStringList journalsSetAside(const QString &spoolFolder)
{
    return filesNamed(QStringLiteral("*.spool.unreadable-*"), spoolFolder);
}

common::Result<int> sweepSpool(const QString &spoolFolder, const Ledger &ledger)
{
    int removed = 0;
    for (const QString &file : spoolFiles(spoolFolder)) {
        const auto call = common::CallId::fromString(QFileInfo(file).completeBaseName());
        if (call.isNull()) {
            continue; // not one of ours
        }
        auto rows = ledger.rows(call);
        if (!rows) {
            return common::propagate(rows);
        }
        const bool settled = std::all_of(rows->begin(), rows->end(), [](const LedgerRow &row) {
            return row.state == LedgerState::Stored || row.state == LedgerState::Partial ||
                   row.state == LedgerState::Excluded;
        });
        if (settled) { // also true without any row
            qCInfo(lcSweep, "journal %s is not needed any more (%s)", qUtf8Printable(file),
                   rows->isEmpty() ? "its INVITE was never answered" : "its call is settled");
            if (common::Status shredded = shredSpool(file); !shredded) {
                return common::propagate(shredded);
            }
            ++removed;
        }
    }
    return removed;
}

} // namespace recorder
