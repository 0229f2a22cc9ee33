// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/callrecords.h"

#include <QByteArray>
#include <QString>

#include <set>

namespace console
{

/// What an archive of calls says of itself: manifest.csv and README.txt. A value.
class CallManifest
{
public:
    /// `name` in the archive.
    void add(const QString &name, const common::StoredCall &call, const common::MediaFile &file);
    int count() const { return m_count; }
    /// A line per file; times in UTC, fingerprints and hashes in hexadecimal, the same in every language.
    QByteArray csv() const;
    /// How the files are checked, and opened without this program; in the reader's language.
    QByteArray readme() const;

private:
    QByteArray m_lines;
    int m_count = 0;
    std::set<QByteArray> m_keys; ///< fingerprints
    QString m_example;           ///< of a sealed file's name
};

} // namespace console
