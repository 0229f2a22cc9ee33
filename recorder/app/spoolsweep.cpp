// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/spoolsweep.h"

#include "recorder/app/finishattempts.h"
#include "recorder/app/lostjournal.h"
#include "recorder/app/suspectjournals.h"
#include "recorder/capture/spool/spoolreader.h"
#include "recorder/capture/spool/spoolwriter.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <algorithm>

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

common::Result<SpoolReader> readerOf(const QString &file, const common::HostKey &key, SpoolMode mode)
{
    auto reader = SpoolReader::open(file, key);
    if (!reader && mode == SpoolMode::Unsealed) {
        reader = SpoolReader::open(file, key, SpoolMode::Unsealed);
    }
    return reader;
}

/// The recording of a call was not made from this one: it was never closed, and nothing says that its end is
/// missing. What cannot be opened was left to the tenant, after its files were made.
bool isOfBefore(const QString &file, const LedgerRow &row, const SpoolSweep &sweep)
{
    if (row.state == LedgerState::Excluded || row.reason == QLatin1String("spool-damaged")) {
        return false;
    }
    auto reader = readerOf(file, sweep.key, sweep.mode);
    while (reader && reader->next()) {
    }
    return reader && !reader->closed();
}

enum class Fate {
    Stays, ///< its call is on its way
    Done,  ///< nobody needs it
    Lost,  ///< the ledger does not know its call
    Back,  ///< its call was settled without it
    Kept   ///< a part of it is in no file
};

Fate fateOf(const QString &file, const QList<LedgerRow> &rows, const SpoolSweep &sweep)
{
    if (rows.isEmpty()) {
        return holdsNoPacket(file, sweep.key, sweep.mode) ? Fate::Done : Fate::Lost;
    }
    if (std::any_of(rows.begin(), rows.end(), wasSettledWithoutJournal)) {
        return Fate::Back;
    }
    const bool settled = std::all_of(rows.begin(), rows.end(), [](const LedgerRow &row) {
        return row.state == LedgerState::Stored || row.state == LedgerState::Partial ||
               row.state == LedgerState::Excluded;
    });
    if (std::any_of(rows.begin(), rows.end(), keepsJournal)) {
        return Fate::Kept;
    }
    if (settled && isOfBefore(file, rows.first(), sweep)) {
        return Fate::Back;
    }
    return settled ? Fate::Done : Fate::Stays;
}

bool setAside(const QString &file, const QString &suspectFolder, const char *why)
{
    const auto moved = setAsideJournal(file, suspectFolder);
    if (!moved) {
        qCCritical(lcSweep, "%s", qUtf8Printable(moved.error().message));
        return false;
    }
    qCCritical(lcSweep, "journal %s %s: kept as %s", qUtf8Printable(file), why, qUtf8Printable(*moved));
    return true;
}

constexpr char kLost[] = "holds audio or cannot be read, and the ledger does not know its call (was "
                         "ledger.sqlite lost, or an old one restored?)";
constexpr char kBack[] = "is there again, but its call was settled without it";

bool keep(const QString &file, const QString &suspectFolder)
{
    const common::Status kept = keepJournal(file, suspectFolder);
    if (!kept) {
        qCCritical(lcSweep, "%s", qUtf8Printable(kept.error().message));
    }
    return kept.has_value();
}

bool shred(const QString &file, bool unanswered)
{
    qCInfo(lcSweep, "journal %s is not needed any more (%s)", qUtf8Printable(file),
           unanswered ? "its INVITE was never answered" : "its call is settled");
    const common::Status shredded = shredSpool(file);
    if (!shredded) {
        qCWarning(lcSweep, "%s", qUtf8Printable(shredded.error().message));
    }
    return shredded.has_value();
}

/// Counts of attempts whose journal is gone: a power cut came after it went.
void removeOrphans(const QString &spoolFolder)
{
    const QString suffix = FinishAttempts::fileOf({});
    for (const QString &file : filesNamed(u'*' + suffix, spoolFolder)) {
        if (!QFileInfo::exists(file.chopped(suffix.size()))) {
            QFile::remove(file);
        }
    }
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

bool holdsNoPacket(const QString &journal, const common::HostKey &key, SpoolMode mode)
{
    if (SpoolWriter::isUnbegun(journal)) {
        return true;
    }
    auto reader = readerOf(journal, key, mode);
    if (!reader) {
        return false;
    }
    while (const std::optional<SpoolRecordView> record = reader->next()) {
        if (record->head.kind == SpoolKind::Rtp) {
            return false;
        }
    }
    return !reader->damaged();
}

common::Result<SweptJournals> sweepSpool(const SpoolSweep &sweep, const Ledger &ledger)
{
    SweptJournals swept;
    for (const QString &file : spoolFiles(sweep.spoolFolder)) {
        const auto call = common::CallId::fromString(QFileInfo(file).completeBaseName());
        if (call.isNull()) {
            continue; // not one of ours
        }
        auto rows = ledger.rows(call);
        if (!rows) {
            return common::propagate(rows);
        }
        switch (fateOf(file, *rows, sweep)) {
        case Fate::Stays: break;
        case Fate::Lost: swept.setAside += setAside(file, sweep.suspectFolder, kLost) ? 1 : 0; break;
        case Fate::Back: swept.setAside += setAside(file, sweep.suspectFolder, kBack) ? 1 : 0; break;
        case Fate::Kept: swept.setAside += keep(file, sweep.suspectFolder) ? 1 : 0; break;
        case Fate::Done: swept.removed += shred(file, rows->isEmpty()) ? 1 : 0; break;
        }
    }
    removeOrphans(sweep.spoolFolder);
    return swept;
}

} // namespace recorder
