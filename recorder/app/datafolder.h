// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/app/config.h"

#include "common/core/result.h"

#include <QString>

#include <memory>

namespace recorder
{

/// The folder given with --data: where everything of one recorder lies, and the lock that lets only one
/// recorder use it. Paths are absolute.
class DataFolder
{
public:
    /// Creates what is missing (mode 0711, so that the private PostgreSQL's user can pass; what is inside is
    /// 0700). Invalid = cannot be created or written.
    static common::Result<DataFolder> open(const QString &path, const Config &config);

    /// Takes the lock for the life of the object; Conflict = a recorder runs here.
    common::Status lock();
    /// Whether some recorder holds the lock now.
    bool inUse() const;

    QString root() const { return m_root; }
    QString ledger() const { return m_root + QStringLiteral("/ledger.sqlite"); }
    QString hostKey() const { return m_root + QStringLiteral("/host.key"); }
    /// How calls find their tenants, for a start without database.
    QString tenants() const { return m_root + QStringLiteral("/tenants.json"); }
    /// With which keys the tenants' chains begin.
    QString keyPins() const { return m_root + QStringLiteral("/key-pins.sealed"); }
    QString spool() const { return m_root + QStringLiteral("/spool"); }
    /// Journals that are not to be lost and that nothing works on: they stay until somebody takes them away.
    QString suspect() const { return m_root + QStringLiteral("/suspect"); }
    QString jobs() const { return m_root + QStringLiteral("/jobs"); } ///< what they have at hand
    QString recordings() const { return m_recordings; }
    /// Where nothing of others may lie; each by itself, since what is mounted elsewhere has another way up.
    static QStringList ownFolders(const QString &root, const Config &config);

private:
    QString m_root;
    QString m_recordings;
    std::shared_ptr<int> m_lock;
};

/// The configuration of a run: --config, else DIR/recorder.ini when it is there, else the standard values.
common::Result<Config> loadConfig(const QString &dataFolder, const QString &configFile);

} // namespace recorder
