// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace recorder
{

/// One file sql/migrations/NNNN_what.sql: statements divided by lines that are exactly `--;;`, sent one at a
/// time. A line `-- min_compatible: N` tells the oldest program (by its newest migration) that still works
/// with the database afterwards; missing = the migration itself.
struct Migration {
    int number = 0;
    QString name; ///< "0001_what"
    QByteArray text;

    QByteArray checksum() const; ///< SHA-256 of the text, hex
    int minCompatible() const;
    QList<QByteArray> statements() const;
};

struct MigrationReport {
    int before = 0; ///< version found, 0 = empty database
    int after = 0;
    int applied = 0;
};

/// Brings a database up to date: forward only, each migration in one transaction, a checksum kept with it.
/// Several hosts may start at once: an advisory lock lets one work and the others find it done.
class Migrator
{
public:
    explicit Migrator(QList<Migration> migrations = embedded());
    static QList<Migration> embedded();

    /// Opens a connection of its own and waits for it. Conflict = a released migration was changed, or the
    /// database is newer than this program understands; nothing was done then.
    common::Result<MigrationReport> run(const QString &url) const;

private:
    QList<Migration> m_migrations;
};

} // namespace recorder
