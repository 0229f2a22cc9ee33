// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/sealingkeys.h"
#include "console/cli/ctloptions.h"
#include "console/cli/zipreader.h"

#include <QJsonArray>
#include <QTextStream>

#include <optional>

namespace console
{

/// earshotctl open: sealed files, and archives of them, made plain with an exported private key, without
/// recorder or network. What is opened is readable by its owner alone and replaces nothing; of what does not
/// open nothing is left.
class OfflineOpen
{
public:
    /// `input` is read for the password when the options say so.
    OfflineOpen(const CtlOptions &options, QTextStream &input, QTextStream &out, QTextStream &err);

    /// That of the first file that did not open. Usage: there is no key, or it cannot be read; Denied: the
    /// password does not open it.
    ExitCode run();

private:
    bool readKey();
    void openPath(const QString &path);
    void openArchive(const QString &path, const QString &folder);
    void openEntry(ZipReader &zip, const ZipReader::Entry &entry, const QString &shown,
                   const QString &folder);
    /// `name` is what it is called when it is open.
    void openOne(QIODevice &sealed, const QString &shown, const QString &folder, const QString &name);
    void failed(const QString &shown, ExitCode code, const QString &words, const QString &reason);
    void done(const QString &shown, const QString &path, qint64 size);

    const CtlOptions &m_options;
    QTextStream &m_input;
    QTextStream &m_out;
    QTextStream &m_err;
    std::optional<common::OpeningKey> m_key;
    ExitCode m_code = ExitCode::Ok;
    QJsonArray m_files;
    int m_opened = 0;
    int m_failed = 0;
};

} // namespace console
