// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/datafolder.h"
#include "recorder/capture/ledger/ledgerreader.h"
#include "recorder/service/recordingsservice.h"
#include "recorder/upload/uploadworker.h"

#include "common/core/result.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <map>
#include <memory>

namespace recorder
{

struct VerifyReport {
    qint64 ledgerRows = 0;
    qint64 calls = 0; ///< settled and found whole
    qint64 files = 0;
    qint64 bytes = 0;
    qint64 sealed = 0;     ///< of the files: containers, of the right form and for the registered key
    qint64 remote = 0;     ///< files on storage targets, as far as the database says
    qint64 remoteRead = 0; ///< of them read and found whole
    qint64 open = 0;       ///< being recorded now, by a running recorder
    QStringList problems;
    QStringList notes; ///< what is as it should be and waits for somebody all the same
};

/// Checks ledger, files, hashes and database against each other (trust.md I1, I3, I5):
/// each settled ledger row has exactly one database row that tells the same; each file is there once with
/// size and SHA-256 of the database, a sealed one a container of exactly our form for the key that is
/// registered (what is inside only a holder can tell); nothing lies in the folders that nobody knows; no row
/// is stuck on its way.
class Verifier
{
public:
    /// Files on storage targets are counted, and read when there is `open`.
    Verifier(const DataFolder &folder, const LedgerReader &ledger, RecordingsService &recordings,
             QString recorderName, OpenTarget open = {});
    common::Result<VerifyReport> run();

private:
    common::Status readLedger();
    common::Status compareDatabase();
    void checkStored(const StoredCall &stored, const QList<FilePlace> &places);
    void checkLedger(const LedgerRow &row, const common::FinishedCall &call, const QList<FilePlace> &places);
    void checkRemote(const FilePlace &place, const common::MediaFile &file);
    common::Result<StorageTarget *> targetFor(TargetKey key);
    void checkFile(const common::CallId &id, const common::MediaFile &file);
    bool checkForm(const common::CallId &id, const QString &path, const common::MediaFile &file);
    void checkRow(const LedgerRow &row);
    void checkFolders();
    void checkSuspect();
    void problem(const QString &text) { m_report.problems.append(text); }

    const DataFolder &m_folder;
    const LedgerReader &m_ledger;
    RecordingsService &m_recordings;
    const QString m_recorderName;
    const OpenTarget m_open;
    std::map<TargetKey, std::unique_ptr<StorageTarget>> m_targets;
    const bool m_running;
    QHash<common::CallId, LedgerRow> m_settled; ///< one row of each settled call
    QSet<common::CallId> m_known;               ///< every call of the ledger
    QSet<common::CallId> m_inDatabase;
    QSet<QString> m_expectedFiles; ///< relative to the recordings folder
    VerifyReport m_report;
};

} // namespace recorder
