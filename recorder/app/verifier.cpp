// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/verifier.h"

#include "recorder/app/spoolsweep.h"
#include "recorder/app/suspectjournals.h"
#include "recorder/finish/outputfile.h"

#include "common/crypto/containerformat.h"
#include "common/crypto/sha256.h"
#include "common/model/recordingjson.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace recorder
{

using common::CallId;
using common::Status;

namespace
{

bool isSettled(LedgerState state)
{
    return state == LedgerState::Stored || state == LedgerState::Partial || state == LedgerState::Excluded;
}

/// Reads all of it as strictly as whoever opens it, but for the tag, which takes the key.
Status containerFor(const QString &path, const QByteArray &fingerprint)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return common::fail(common::ErrorCode::Unavailable, file.errorString());
    }
    common::ContainerParser parser(
        [&fingerprint](const common::ContainerHeader &header) -> Status {
            const bool named =
                std::any_of(header.recipients.begin(), header.recipients.end(),
                            [&](const common::WrappedKey &one) { return one.fingerprint == fingerprint; });
            return named ? Status() : Status(common::refuseContainer("recipient"));
        },
        [](QByteArrayView) { return Status(); });
    QByteArray piece(256 * 1024, Qt::Uninitialized);
    for (;;) {
        const qint64 got = file.read(piece.data(), piece.size());
        if (got < 0) {
            return common::fail(common::ErrorCode::Unavailable, file.errorString());
        }
        if (got == 0) {
            auto tag = parser.finish();
            return tag ? Status() : Status(common::propagate(tag));
        }
        if (Status added = parser.add(QByteArrayView(piece).first(got)); !added) {
            return added;
        }
    }
}

} // namespace

Verifier::Verifier(const DataFolder &folder, const LedgerReader &ledger, RecordingsService &recordings,
                   QString recorderName, OpenTarget open)
    : m_folder(folder)
    , m_ledger(ledger)
    , m_recordings(recordings)
    , m_recorderName(std::move(recorderName))
    , m_open(std::move(open))
    , m_running(folder.inUse())
{
}

common::Result<VerifyReport> Verifier::run()
{
    if (Status read = readLedger(); !read) {
        return common::propagate(read);
    }
    if (Status compared = compareDatabase(); !compared) {
        return common::propagate(compared);
    }
    checkFolders();
    return m_report;
}

Status Verifier::readLedger()
{
    auto rows = m_ledger.all();
    if (!rows) {
        return common::propagate(rows);
    }
    m_report.ledgerRows = rows->size();
    for (const LedgerRow &row : *rows) {
        m_known.insert(row.call);
        checkRow(row);
    }
    return {};
}

void Verifier::checkRow(const LedgerRow &row)
{
    if (isSettled(row.state)) {
        m_settled.insert(row.call, row);
        if (row.state != LedgerState::Stored && row.reason.isEmpty()) {
            problem(
                QStringLiteral("call %1 is %2 without a reason").arg(row.call.toString(), keyOf(row.state)));
        }
        if (QFileInfo::exists(row.spoolPath)) {
            problem(QStringLiteral("call %1 is settled, but its journal %2 is still there")
                        .arg(row.call.toString(), row.spoolPath));
        }
        return;
    }
    const bool journal = QFileInfo::exists(row.spoolPath);
    if (row.state == LedgerState::Accepted && m_running && journal) {
        ++m_report.open;
    } else if (row.state != LedgerState::Finalised && !journal) {
        problem(QStringLiteral("call %1 is %2, but its journal %3 is not there")
                    .arg(row.call.toString(), keyOf(row.state), row.spoolPath));
    } else {
        problem(QStringLiteral("call %1 is not settled: %2%3%4")
                    .arg(row.call.toString(), keyOf(row.state),
                         row.reason.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(row.reason),
                         m_running ? QString() : QStringLiteral(" (no recorder runs to go on with it)")));
    }
}

Status Verifier::compareDatabase()
{
    Status walked = m_recordings.forEachPlaced(
        [this](const StoredCall &stored, const QList<FilePlace> &places) -> Status {
            checkStored(stored, places);
            return {};
        });
    if (!walked) {
        return walked;
    }
    QList<CallId> missing;
    for (auto it = m_settled.begin(); it != m_settled.end(); ++it) {
        if (it->state != LedgerState::Excluded && !m_inDatabase.contains(it.key())) {
            missing.append(it.key());
        }
    }
    auto removed = m_recordings.removedOf(missing); // by storage limits: nobody misses them
    if (!removed) {
        return common::propagate(removed);
    }
    for (const CallId &id : std::as_const(missing)) {
        if (!removed->contains(id)) {
            problem(QStringLiteral("call %1 is %2 in the ledger, but not in the database")
                        .arg(id.toString(), keyOf(m_settled.value(id).state)));
        }
    }
    return {};
}

void Verifier::checkStored(const StoredCall &stored, const QList<FilePlace> &places)
{
    const common::FinishedCall &call = stored.call;
    m_inDatabase.insert(call.id);
    if (call.recorder != m_recorderName) {
        return; // another recorder's: its own ledger answers for it
    }
    if (!m_known.contains(call.id)) {
        problem(QStringLiteral("call %1 is in the database, but not in the ledger").arg(call.id.toString()));
    }
    if (const auto row = m_settled.constFind(call.id); row != m_settled.constEnd()) {
        checkLedger(*row, call, places);
    }
    const qsizetype before = m_report.problems.size();
    for (int i = 0; i < call.files.size(); ++i) {
        const auto place =
            std::find_if(places.begin(), places.end(), [i](const FilePlace &p) { return p.position == i; });
        if (place == places.end()) {
            checkFile(call.id, call.files.at(i));
        } else {
            checkRemote(*place, call.files.at(i));
        }
    }
    m_report.calls += m_report.problems.size() == before ? 1 : 0;
}

/// A file that went to a target has another path since; its copy may be there for another moment.
void Verifier::checkLedger(const LedgerRow &row, const common::FinishedCall &call,
                           const QList<FilePlace> &places)
{
    auto ledgered = common::finishedCallFromJson(row.result);
    if (ledgered) {
        for (const FilePlace &place : places) {
            if (place.position < ledgered->files.size() && place.position < call.files.size()) {
                QString &path = ledgered->files[place.position].path;
                m_expectedFiles.insert(QDir::cleanPath(path));
                path = call.files.at(place.position).path;
            }
        }
    }
    if (!ledgered || ledgered->files != call.files || ledgered->duration != call.duration ||
        ledgered->state != call.state) {
        problem(QStringLiteral("call %1: ledger and database differ").arg(call.id.toString()));
    }
}

common::Result<StorageTarget *> Verifier::targetFor(TargetKey key)
{
    auto &target = m_targets[key];
    if (!target) {
        auto opened = m_open(key);
        if (!opened) {
            return common::propagate(opened);
        }
        target = std::move(*opened);
    }
    return target.get();
}

void Verifier::checkRemote(const FilePlace &place, const common::MediaFile &file)
{
    ++m_report.remote;
    if (!m_open) {
        return;
    }
    auto target = targetFor(place.target);
    const Status read =
        target ? readBack(**target, place.path, file.size, file.sha256) : Status(common::propagate(target));
    if (!read) {
        problem(QStringLiteral("call %1: file %2 on its storage target: %3")
                    .arg(place.call.toString(), place.path, read.error().message));
        return;
    }
    ++m_report.remoteRead;
    m_report.bytes += file.size;
}

void Verifier::checkFile(const CallId &id, const common::MediaFile &file)
{
    const QString path = m_folder.recordings() + u'/' + file.path;
    m_expectedFiles.insert(QDir::cleanPath(file.path));
    const QFileInfo info(path);
    if (!info.exists()) {
        problem(QStringLiteral("call %1: file %2 is missing").arg(id.toString(), path));
        return;
    }
    if (info.size() != file.size) {
        problem(QStringLiteral("call %1: file %2 has %3 bytes, %4 are registered")
                    .arg(id.toString(), path)
                    .arg(info.size())
                    .arg(file.size));
        return;
    }
    const auto hash = common::sha256OfFile(path);
    if (!hash || *hash != file.sha256) {
        problem(
            QStringLiteral("call %1: file %2 does not have the registered SHA-256").arg(id.toString(), path));
        return;
    }
    if (!checkForm(id, path, file)) {
        return;
    }
    ++m_report.files;
    m_report.bytes += file.size;
}

/// Sealed, or not, as it is registered.
bool Verifier::checkForm(const CallId &id, const QString &path, const common::MediaFile &file)
{
    const bool named = path.endsWith(QLatin1String(kSealedSuffix));
    if (named != file.isSealed()) {
        problem(QStringLiteral("call %1: file %2 is registered as %3")
                    .arg(id.toString(), path,
                         file.isSealed() ? QStringLiteral("sealed") : QStringLiteral("not sealed")));
        return false;
    }
    if (!file.isSealed()) {
        return true;
    }
    if (const Status form = containerFor(path, file.keyFingerprint); !form) {
        problem(QStringLiteral("call %1: file %2 is no container for its key: %3")
                    .arg(id.toString(), path, form.error().message));
        return false;
    }
    ++m_report.sealed;
    return true;
}

/// One that was kept because not everything could be decoded is where it belongs, as long as its call is.
void Verifier::checkSuspect()
{
    for (const QString &journal : spoolFiles(m_folder.suspect())) {
        const auto call = CallId::fromString(QFileInfo(journal).completeBaseName());
        const auto row = m_settled.constFind(call);
        const bool kept = row != m_settled.constEnd() && keepsJournal(*row);
        if (kept && m_inDatabase.contains(call)) {
            m_report.notes.append(
                QStringLiteral("journal %1 is kept: a part of its call could not be decoded").arg(journal));
        } else if (kept) {
            problem(QStringLiteral("journal %1 is kept, but its call was removed").arg(journal));
        } else {
            problem(QStringLiteral("journal %1 was set aside: what it holds may be in no recording")
                        .arg(journal));
        }
    }
}

void Verifier::checkFolders()
{
    const QDir recordings(m_folder.recordings());
    QDirIterator it(recordings.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = recordings.relativeFilePath(it.next());
        // A running recorder has files that are not registered yet.
        const CallId owner = CallId::fromString(QFileInfo(path).fileName().section(u'.', 0, 0));
        if (QFileInfo(path).fileName().startsWith(QLatin1String(".earshot-place-"))) {
            continue; // empty: whether this folder is a target's was being looked at
        }
        const bool onItsWay = m_known.contains(owner) && !m_settled.contains(owner);
        if (!m_expectedFiles.contains(path) && !onItsWay) {
            problem(QStringLiteral("file %1 belongs to no call").arg(recordings.filePath(path)));
        }
    }
    for (const QString &journal : journalsSetAside(m_folder.spool())) {
        problem(QStringLiteral("journal %1 could not be read and was set aside: 'earshot-recorder "
                               "open-journals --out' may open it")
                    .arg(journal));
    }
    checkSuspect();
    for (const QString &journal : spoolFiles(m_folder.spool())) {
        if (!m_running && !m_known.contains(CallId::fromString(QFileInfo(journal).completeBaseName()))) {
            problem(QStringLiteral("journal %1 belongs to no call").arg(journal));
        }
    }
}

} // namespace recorder
